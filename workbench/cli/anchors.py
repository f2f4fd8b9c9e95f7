"""The ``--anchor [TYPE=]FILE`` option: what the verifier trusts, and as what."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workbench.certs import loading
from workbench.diagnosis.anchors import TYPES
from workbench.errors import InputError
from workbench.net import files

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from workbench.certs.items import Item


def add_anchors(parser: argparse.ArgumentParser) -> None:
    """The option; it may be given several times."""
    parser.add_argument(
        "--anchor",
        action="append",
        default=[],
        metavar="[TYPE=]FILE",
        help=f"what the verifier trusts, repeatable; TYPE: {', '.join(TYPES)} (default: the self-signed CAs in the files)",
    )


def typed_anchors(given: Iterable[str]) -> Iterator[tuple[str, Item]]:
    """Each certificate of the anchor files with its OCPP type, or an empty string.

    Raises
    ------
    InputError
        A type or a file does not exist, or a file holds no certificate.
    """
    for text in given:
        yield from _typed(text)


def _typed(text: str) -> Iterator[tuple[str, Item]]:
    written, separator, path = text.partition("=")
    type_ = next((known for known in TYPES if known.lower() == written.strip().lower()), "")
    if not separator or not type_:
        if separator and written.lower().endswith("certificate") and not Path(text).exists():
            raise InputError(f"There is no certificate type {written!r}.", hint=f"OCPP has {', '.join(TYPES)}.")
        type_, path = "", text
    if not path.strip():
        raise InputError("An anchor has no file name.", hint="Write --anchor FILE, or --anchor V2GRootCertificate=FILE.")
    items = loading.load(files.read_paths([path])).certificates
    if not items:
        raise InputError(f"There is no certificate in the anchor file {path!r}.", hint=f"`pnc show {path}` says what is in it.")
    yield from ((type_, item) for item in items)
