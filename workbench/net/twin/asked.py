"""The log of the twin: what it was asked and what it answered."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

from workbench.display import Cell, Readable, Table, Tone, view
from workbench.times import rfc3339

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.net.twin.faults import Fault

_MOST = 10_000
_LONGEST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request. Its texts come from the client: escape them with :mod:`workbench.display`.

    Attributes
    ----------
    at
        By the twin's clock, UTC-aware.
    path
        The request target, shortened.
    url
        The URL in the samples' certificates to which it belongs; empty: none.
    octets
        Of the answer's body as it is meant, whatever a fault made of it.
    """

    at: datetime
    method: str
    host: str
    path: str
    url: str
    asked: str
    answered: str
    status: int
    octets: int
    fault: Fault | None = None


class RequestLog(Readable, Sequence[Asked]):
    """The requests in their order, the oldest first; beyond ten thousand the oldest are dropped."""

    def __init__(self) -> None:
        self._asked: deque[Asked] = deque(maxlen=_MOST)
        self.dropped = 0

    def add(self, one: Asked) -> None:
        """One more."""
        self.dropped += len(self._asked) == _MOST
        self._asked.append(one)

    def clear(self) -> None:
        """Begin anew."""
        self._asked.clear()
        self.dropped = 0

    def of(self, url: str) -> tuple[Asked, ...]:
        """Those for one URL of the samples' certificates."""
        return tuple(one for one in self._asked if one.url == url)

    def __len__(self) -> int:
        return len(self._asked)

    @overload
    def __getitem__(self, index: int) -> Asked: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Asked, ...]: ...
    def __getitem__(self, index: int | slice) -> Asked | tuple[Asked, ...]:
        return tuple(self._asked)[index] if isinstance(index, slice) else self._asked[index]

    @property
    def table(self) -> Table:
        """All of them for people."""
        return Table(
            ("Time", "Method", "Where", "Asked", "Answered", "HTTP", "Octets", "Fault"),
            [
                (
                    Cell(rfc3339(one.at), tight=True),
                    one.method[:20],
                    Cell(one.url or f"{one.host[:100]}{one.path}", code=True),
                    one.asked[:_LONGEST],
                    one.answered[:_LONGEST],
                    one.status or "none",
                    one.octets,
                    Cell(one.fault or "", Tone.WARNING),
                )
                for one in self._asked
            ],
            caption=f"{len(self)} requests to the offline twin (a simulation)",
        )

    def _repr_html_(self) -> str:
        return str(view(self.table.to_html()))

    def __str__(self) -> str:
        return self.table.to_text()
