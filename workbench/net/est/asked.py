"""The log of the sample EST server: who asked for what, and what came of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

from workbench.display import Cell, Readable, Table, Tone, view
from workbench.times import rfc3339

if TYPE_CHECKING:
    from datetime import datetime

_MOST = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class EstAsked:
    """One request. Its texts come from the client, shortened: escape them with :mod:`workbench.display`.

    Attributes
    ----------
    at
        By the server's clock, UTC-aware.
    who
        How the client showed who it is; no secret.
    answered
        In words.
    """

    at: datetime
    method: str
    path: str
    who: str
    subject: str
    answered: str
    status: int
    fault: str = ""


class EstLog(Readable, Sequence[EstAsked]):
    """The requests in their order, the oldest first; beyond ten thousand the oldest are dropped."""

    def __init__(self) -> None:
        self._asked: deque[EstAsked] = deque(maxlen=_MOST)

    def add(self, one: EstAsked) -> None:
        """One more."""
        self._asked.append(one)

    def __len__(self) -> int:
        return len(self._asked)

    @overload
    def __getitem__(self, index: int) -> EstAsked: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[EstAsked, ...]: ...
    def __getitem__(self, index: int | slice) -> EstAsked | tuple[EstAsked, ...]:
        return tuple(self._asked)[index] if isinstance(index, slice) else self._asked[index]

    @property
    def table(self) -> Table:
        """All of them for people."""
        rows = [
            (
                Cell(rfc3339(one.at), tight=True),
                one.method,
                Cell(one.path, code=True),
                one.who or "nobody",
                one.subject,
                one.answered,
                one.status or "none",
                Cell(one.fault, Tone.WARNING),
            )
            for one in self._asked
        ]
        columns = ("Time", "Method", "Path", "Who", "For", "Answered", "HTTP", "Fault")
        return Table(columns, rows, caption=f"{len(self)} requests to the EST server (a simulation)")

    def _repr_html_(self) -> str:
        return str(view(self.table.to_html()))

    def __str__(self) -> str:
        return self.table.to_text()

    def __repr__(self) -> str:
        return f"EstLog({len(self)} requests)"
