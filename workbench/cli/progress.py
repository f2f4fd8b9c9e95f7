"""A progress line on standard error for what takes longer than a second; nothing where that is no terminal."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

_QUIET_SECONDS = 1.0


class Progress:
    """Call it with how many of how many are done; used as a context manager it leaves no line behind."""

    def __init__(self, word: str) -> None:
        self._word = word
        self._begun = time.monotonic()
        self._shown = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def __call__(self, done: int, total: int) -> None:
        """So many of so many are done."""
        if sys.stderr.isatty() and time.monotonic() - self._begun > _QUIET_SECONDS:
            self._shown = True
            print(f"\r{self._word} {done:,} of {total:,}", end="", file=sys.stderr, flush=True)
