"""What one file gave, before answers of several files become one: the frames, and the lists that grow into them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench.fleet.ingest.names import STATION_COLUMNS
from workbench.fleet.ingest.tally import Tally
from workbench.fleet.schema import HASH_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    import pandas as pd

_TEXT, _TIME = "str", "datetime64[us, UTC]"
ENTRIES = {"given": "int64", "chain": "int32", "child": "int32", "certificate_type": _TEXT} | dict.fromkeys(HASH_COLUMNS, _TEXT)
"""A row for each hash entry; ``given`` says in which answer it was given."""
ANSWERS = {
    "given": "int64", "station": _TEXT, "seen_at": _TIME, "source": _TEXT, "status": _TEXT, "asked": _TEXT, "origin": _TEXT,
}  # fmt: skip
"""A row for each answer as it was given."""
STATIONS = {"station": _TEXT, "at": _TIME, "alone": "boolean"} | {
    "vendor_name": _TEXT, "model": _TEXT, "firmware_version": _TEXT, "ocpp_version": _TEXT, "security_profile": "Int64",
    "most_entries": "Int64", "additional_root_check": "boolean",
}  # fmt: skip
"""What was told of a station at a time; ``alone``: it stands there by itself, not beside an answer."""


_TOGETHER = 500_000
"""Entries that are held one by one before they become a frame."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The rows of one file.

    Attributes
    ----------
    entries, answers, stations
        Frames of the columns :data:`ENTRIES`, :data:`ANSWERS`, :data:`STATIONS`; ``given`` counts from 0 within the file.
    tally
        What was refused, folded and remarked.
    files
        How many files it was.
    """

    entries: pd.DataFrame
    answers: pd.DataFrame
    stations: pd.DataFrame
    tally: Tally = field(default_factory=Tally)
    files: int = 1


class Gathering:
    """Rows in the making: single ones as lists, many at once as frames.

    Attributes
    ----------
    tally
        Where refusals and remarks go.
    """

    def __init__(self, tally: Tally) -> None:
        self.tally = tally
        self._entries: list[tuple[Any, ...]] = []
        self._answers: list[tuple[Any, ...]] = []
        self._stations: list[tuple[Any, ...]] = []
        self._frames: list[tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]] = []
        self._given = 0

    def answer(self, station: str, seen_at: datetime, told: tuple[str, str, str | None], origin: str) -> int:
        """Add an answer; ``told``: its source, its status, what was asked. Gives its number."""
        self._answers.append((self._given, station, seen_at, *told, origin))
        self._given += 1
        if len(self._entries) >= _TOGETHER:
            self._flush()
        return self._given - 1

    def entry(self, place: tuple[int, int, int], certificate_type: str, hash_data: tuple[str, str, str, str]) -> None:
        """Add an entry; ``place``: answer, chain, child."""
        self._entries.append((*place, certificate_type, *hash_data))

    def station(self, station: str, at: datetime | None, told: Mapping[str, Any], *, alone: bool) -> None:
        """Add what is told of a station."""
        self._stations.append((station, at, alone, *(told.get(name) for name in STATION_COLUMNS)))

    def frames(self, entries: pd.DataFrame, answers: pd.DataFrame, stations: pd.DataFrame) -> None:
        """Add many; their ``given`` counts from 0."""
        self._flush()
        entries = entries.assign(given=entries["given"] + self._given)
        answers = answers.assign(given=answers["given"] + self._given)
        self._given += len(answers)
        self._frames.append((entries, answers, stations))

    def _flush(self) -> None:
        if self._entries or self._answers or self._stations:
            self._frames.append((
                frame_of(self._entries, ENTRIES), frame_of(self._answers, ANSWERS), frame_of(self._stations, STATIONS)
            ))  # fmt: skip
            self._entries, self._answers, self._stations = [], [], []

    def rows(self) -> Rows:
        """What was gathered."""
        self._flush()
        parts = [[frames[place] for frames in self._frames] for place in range(3)]
        entries, answers, stations = (
            together(part, kinds) for part, kinds in zip(parts, (ENTRIES, ANSWERS, STATIONS), strict=True)
        )
        return Rows(entries, answers, stations, self.tally)


def frame_of(rows: Sequence[tuple[Any, ...]], kinds: Mapping[str, str]) -> pd.DataFrame:
    """The rows as a frame of these columns and types."""
    import pandas as pd  # noqa: PLC0415  # half a second that only a fleet pays

    columns = zip(*rows, strict=True) if rows else ([] for _ in kinds)
    return pd.DataFrame({name: typed(list(cells), kind) for (name, kind), cells in zip(kinds.items(), columns, strict=True)})


def typed(cells: Any, kind: str) -> pd.Series:
    """A column of the type."""
    import pandas as pd  # noqa: PLC0415  # see frame_of

    made: Any = pd.Series
    if kind == _TIME:
        cells = pd.to_datetime(made(cells, dtype=object), utc=True).array.as_unit("us")
    column: pd.Series = made(cells, dtype=kind)
    return column


def together(frames: Sequence[pd.DataFrame], kinds: Mapping[str, str]) -> pd.DataFrame:
    """The frames one below the other, with these columns and types."""
    import pandas as pd  # noqa: PLC0415  # see frame_of

    filled = [frame for frame in frames if len(frame)]
    if not filled:
        return frame_of([], kinds)
    found = pd.concat(filled, ignore_index=True) if len(filled) > 1 else filled[0].reset_index(drop=True)
    found = found[list(kinds)]
    as_declared = all(str(kind) == kinds[str(name)] for name, kind in found.dtypes.items())
    return found if as_declared else found.astype(dict(kinds))
