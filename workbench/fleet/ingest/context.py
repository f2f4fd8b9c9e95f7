"""What the caller says of a file beyond what stands in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.errors import InputError
from workbench.fleet.schema import Side

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Context:
    """What holds where a file does not say it.

    Attributes
    ----------
    station
        The identity of the station that answered.
    at
        When, UTC-aware.
    source
        Whose word the file is: see :class:`~workbench.fleet.schema.Side`.
    lines
        The numbers of the file's lines that the content is made of, where it is not the whole file.

    Raises
    ------
    InputError
        The time has no zone, or the source is neither.
    """

    station: str | None = None
    at: datetime | None = None
    source: str = Side.STATION
    lines: Sequence[int] = ()

    def __post_init__(self) -> None:
        if self.at is not None and self.at.tzinfo is None:
            raise InputError("The time given for a file names no zone.", hint="Give it as UTC: datetime(2026, 11, 21, tzinfo=UTC).")
        if self.source not in tuple(Side):
            raise InputError(f"Nobody's word is called {self.source!r}.", hint='It is "station" or "csms".')

    def line(self, number: int) -> int:
        """The number in the file of a line of the content, both from 1."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else number
