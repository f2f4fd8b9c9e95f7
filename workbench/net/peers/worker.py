"""``python -m workbench.net.peers.worker ENGINE``: one library answers questions, one JSON line each, until standard input ends.

The first line says its version, or that it is missing. Whatever a library throws becomes an opinion; what it prints goes nowhere.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from contextlib import suppress
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from math import ceil
from typing import TYPE_CHECKING, Protocol, cast

from workbench.net.peers.wire import in_words, unpacked

if TYPE_CHECKING:
    from typing import BinaryIO

    from workbench.net.peers.asked import Asked

MODULES = {
    "pyOpenSSL": "workbench.net.peers.by_pyopenssl",
    "cryptography": "workbench.net.peers.by_cryptography",
    "pyhanko-certvalidator": "workbench.net.peers.by_certvalidator",
}
"""Engine, which is its distribution's name too, and the module that asks it."""

_MOST_MEMORY = 4 * 2**30


class Library(Protocol):
    """A module ``by_*.py``."""

    def judge(self, asked: Asked) -> tuple[bool | None, str, str | None]:
        """Whether it accepts, its words on one line, the SHA-256 of the certificate that it blames; may raise anything."""

    def named_version(self) -> str:
        """Its version as it names it itself."""


def main() -> None:
    """Greets, then answers."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library's own prints must not look like answers
    _limit_memory()
    engine = sys.argv[1]
    try:
        library = cast("Library", import_module(MODULES[engine]))
        _say(answers, {"version": library.named_version(), "missing": ""})
    except ModuleNotFoundError:
        _say(answers, {"version": "", "missing": f"not installed: pip install {engine}"})
        return
    except ImportError as error:  # it is there, but a part of it does not fit this machine
        _say(answers, {"version": _installed(engine), "missing": in_words(f"cannot be loaded: {error}")})
        return
    for line in sys.stdin.buffer:
        asked, seconds = unpacked(line)
        _end_in(ceil(seconds) + 5)
        answer = _opinion(engine, library, asked)
        _end_in(0)
        _say(answers, answer)


def _opinion(engine: str, library: Library, asked: Asked) -> dict[str, str | bool | None]:
    ok: bool | None
    certificate: str | None
    try:
        ok, message, certificate = library.judge(asked)
    except BaseException as error:  # noqa: BLE001  # hostile input may lead anywhere; a panic of Rust is no Exception
        ok, message, certificate = None, in_words(f"it fell over: {type(error).__name__}: {error}"), None
    named = library.named_version()
    return {"engine": engine, "version": named, "ok": ok, "message": message, "certificate": certificate}


def _say(answers: BinaryIO, document: object) -> None:
    answers.write(json.dumps(document).encode("ascii") + b"\n")
    answers.flush()


def _installed(distribution: str) -> str:
    with suppress(PackageNotFoundError):
        return version(distribution)
    return ""


def _end_in(seconds: int) -> None:
    """Has the system end this process (0: no more), should the caller be gone, who would have ended it before."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def _limit_memory() -> None:
    try:
        import resource  # noqa: PLC0415  # only where there is one
    except ImportError:
        return
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))


if __name__ == "__main__":
    main()
