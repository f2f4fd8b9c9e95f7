"""Progress of what takes longer than a second: a bar in a notebook; nothing elsewhere, and nothing that stays."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from types import TracebackType

_QUIET_SECONDS = 1.0


class NotebookProgress:
    """Call it with how many of how many are done; the bar goes when all are, and at the end of a ``with``.

    Its second begins with the ``with``, or with the first call.
    """

    def __init__(self, word: str) -> None:
        self._word = word
        self._begun: float | None = None
        self._bar: Any = None

    def __enter__(self) -> Self:
        self._begun = time.monotonic()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._end()

    def __call__(self, done: int, total: int) -> None:
        """So many of so many are done."""
        begun = self._begun = time.monotonic() if self._begun is None else self._begun
        if done >= total:
            self._end()
            return
        if self._bar is None and time.monotonic() - begun > _QUIET_SECONDS and _in_a_notebook():
            self._bar = _shown(self._word)
        if self._bar is not None:
            self._bar.value = done / total
            self._bar.description = f"{self._word} {done:,} of {total:,}"

    def _end(self) -> None:
        self._begun = None
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def _in_a_notebook() -> bool:
    interactive = sys.modules.get("IPython")  # not imported: then this is none
    shell = interactive.get_ipython() if interactive is not None else None
    return shell is not None and hasattr(shell, "kernel")


def _shown(word: str) -> Any:
    from IPython.display import display  # noqa: PLC0415
    from ipywidgets import FloatProgress  # noqa: PLC0415  # a quarter of a second that only a bar pays

    bar = FloatProgress(max=1.0, description=word, style={"description_width": "initial"})
    display(bar)  # type: ignore[no-untyped-call]  # IPython has no types
    return bar
