"""EXI: a real answer decoded and encoded, beside EXIficient and the codec that PyPI's iso15118 makes of it (see `make exi`)."""

from __future__ import annotations

import shutil
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import in_turn, report
from tests.contracts.exi.vectors import rise_message
from tests.peers.exificient.bridge import Exificient, shared_folder
from workbench.contracts.exi.codec import SCHEMAS, read_message, write_message
from workbench.contracts.exi.decoder import decode
from workbench.contracts.exi.encoder import encode
from workbench.contracts.exi.xml import to_xml
from workbench.contracts.reading import read

if TYPE_CHECKING:
    from collections.abc import Callable

    Candidates = dict[str, Callable[[], object]]

WARM_UP = 40  # messages until Java has compiled what it will
TIMES = 10  # messages a run
URN, SCHEMA = next(iter(SCHEMAS.items()))
ROOT = rise_message("MsgBody-namespace")
DATA = encode(SCHEMA, ROOT)
CODEC, EXIFICIENT = "iso15118's codec, JSON", "EXIficient, XML"


def ours() -> tuple[Candidates, Candidates]:
    """How we decode and encode."""
    message, _ = read_message(SCHEMA, DATA)
    assert write_message(SCHEMA, message) == DATA
    return {
        "workbench, annotated tree": partial(decode, SCHEMA, DATA),
        "workbench, typed value too": partial(read_message, SCHEMA, DATA),
        "workbench, certificates loaded too": lambda: read(DATA).fields,
    }, {
        "workbench, from the tree": partial(encode, SCHEMA, ROOT),
        "workbench, from the typed value": partial(write_message, SCHEMA, message),
    }


def theirs(peer: Exificient) -> tuple[Candidates, Candidates]:
    """How the jar does, warm; the time of the pipe to it stands beside."""
    xml, said = to_xml(SCHEMA, decode(SCHEMA, DATA).root).encode(), peer.ask("json-decode", URN, "-", DATA)
    assert peer.ask("json-encode", URN, "-", said) == peer.ask("xml-encode", "v2", "document", xml) == DATA
    pipe: Candidates = {"the pipe to Java alone": partial(peer.ask, "echo", "v2", "-", DATA)}
    decoding: Candidates = {
        CODEC: partial(peer.ask, "json-decode", URN, "-", DATA),
        EXIFICIENT: partial(peer.ask, "xml-decode", "v2", "document", DATA),
    }
    encoding: Candidates = {
        CODEC: partial(peer.ask, "json-encode", URN, "-", said),
        EXIFICIENT: partial(peer.ask, "xml-encode", "v2", "document", xml),
    }
    for work in (*decoding.values(), *encoding.values()):
        for _ in range(WARM_UP):
            work()
    return decoding | pipe, encoding | pipe


def compared(candidates: tuple[Candidates, Candidates], peers: list[str]) -> None:
    for what, works in zip(("decoded", "encoded"), candidates, strict=True):
        title = f"A CertificateInstallationRes of {len(DATA):,} bytes, {TIMES} times {what}"
        report(title, in_turn({name: partial(often, work) for name, work in works.items()}), peers)


def often(work: Callable[[], object]) -> None:
    for _ in range(TIMES):
        work()


def main() -> None:
    shared, java, compiler = shared_folder(), shutil.which("java"), shutil.which("javac")
    if shared is None or java is None or compiler is None:
        why = "there is no JDK." if shared else "PyPI's iso15118 is not here; `make exi` puts it into .venv/iso15118."
        print(f"Not compared: {why}\n")
        compared(ours(), [])
        return
    with tempfile.TemporaryDirectory() as classes:
        peer = Exificient(Path(java), Path(compiler), shared, Path(classes))
        decoding, encoding = theirs(peer)
        of_ours = ours()
        compared((decoding | of_ours[0], encoding | of_ours[1]), [CODEC, EXIFICIENT])
        peer.close()


if __name__ == "__main__":
    main()
