"""A value with a text for people: a console and a notebook's plain text show that, not the value's repr."""

from __future__ import annotations

from typing import Any


class Readable:
    """Shown by its ``str()``: whole where it stands alone, by one line where it stands in a list or a dict.

    To be mixed into every class with a ``_repr_html_``; ``repr()`` stays what it was.
    """

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        # IPython asks class after class of the MRO, and takes a dataclass's own __repr__ before it comes to this one
        cls._repr_pretty_ = Readable._repr_pretty_  # type: ignore[method-assign]

    def _in_a_line(self) -> str:
        """What stands for it within another value."""
        first, *more = str(self).splitlines() or [""]
        return f"<{first} …>" if more else f"<{first}>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: FBT001  # as IPython calls it; its printer has no types
        alone = len(printer.stack) <= 1
        printer.text(str(self) if alone and not cycle else self._in_a_line())
