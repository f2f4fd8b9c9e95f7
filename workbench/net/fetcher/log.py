"""Each fetch in a row: nothing goes out unseen."""

from __future__ import annotations

from collections import deque
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from workbench.display import Cell, Readable, Table, Tone, frame, view, visible
from workbench.net.fetcher.outcomes import Outcome
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    import pandas as pd

_COLUMNS = ("When", "For", "Method", "URL", "Address", "Outcome", "HTTP", "Octets", "Seconds", "Why")
_TONES = {Outcome.FETCHED: Tone.GOOD, Outcome.CANCELLED: Tone.MUTED, Outcome.FAULT: Tone.ERROR}
_SHOWN_URL = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """One fetch.

    Attributes
    ----------
    address
        What was connected to, or was tried last; empty where nothing was.
    why
        Empty where an answer came.
    """

    at: datetime
    purpose: str
    method: str
    url: str
    address: str
    outcome: Outcome
    status: int | None
    octets: int
    seconds: float
    why: str = ""


class FetchLog(Readable):
    """The rows of one fetcher, oldest first; beyond its bound the oldest are dropped and counted."""

    def __init__(self, most: int) -> None:
        self._rows: deque[Logged] = deque(maxlen=most)
        self._dropped = 0
        self.about = "switched off"

    def add(self, row: Logged) -> None:
        """One row more."""
        self._dropped += len(self._rows) == self._rows.maxlen
        self._rows.append(row)

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Logged]:
        return iter(tuple(self._rows))

    def to_frame(self) -> pd.DataFrame:
        """A row per fetch, a column per attribute of :class:`Logged`."""
        return frame([asdict(row) for row in self._rows], columns=list(Logged.__slots__))

    def to_dict(self) -> list[dict[str, Any]]:
        """Plain values, as JSON has them."""
        return [asdict(row) | {"at": rfc3339(row.at), "outcome": row.outcome.value} for row in self._rows]

    def table(self) -> Table:
        """The rows for people, escaped."""
        dropped = f"; {self._dropped:,} older rows were dropped" if self._dropped else ""
        return Table(
            _COLUMNS, [_shown(row) for row in self._rows], caption=f"What went out: {len(self)} fetches, {self.about}{dropped}"
        )

    def _repr_html_(self) -> str:
        return str(view(self.table().to_html()))

    def __str__(self) -> str:
        return self.table().to_text()

    def __repr__(self) -> str:
        return f"FetchLog({len(self)} fetches)"


def _shown(row: Logged) -> list[Cell | str | int]:
    return [
        Cell(row.at.strftime("%Y-%m-%d %H:%M:%S"), tight=True),
        row.purpose,
        row.method,
        Cell(visible(row.url, _SHOWN_URL), hover=row.url, code=True),
        Cell(row.address, code=True),
        Cell(row.outcome.value, tone=_TONES.get(row.outcome, Tone.WARNING)),
        "" if row.status is None else row.status,
        row.octets,
        f"{row.seconds:.3f}",
        row.why,
    ]
