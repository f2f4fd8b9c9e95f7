"""The value of a replay: all steps, the first wrong one, what could not be read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from workbench.display import Readable
from workbench.replay.shown import as_html, as_text
from workbench.replay.step import Step, Verdict
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    import pandas as pd

SCHEMA = "pnc-workbench/replay/1"


class Refused(NamedTuple):
    """What looks like a message and could not be read; ``excerpt`` is hostile text."""

    file: str
    line: int
    reason: str
    hint: str
    excerpt: str


class StationSummary(NamedTuple):
    """One station of the log.

    Attributes
    ----------
    station
        Its identity, or the log's name where the log tells none. Hostile text.
    version
        Of OCPP; None where the log does not show it.
    steps, wrong
        How many messages it has, and how many of them are wrong.
    first_wrong
        The number of the first wrong step; None where none is.
    """

    station: str
    version: str | None
    steps: int
    wrong: int
    first_wrong: int | None


@dataclass(frozen=True)
class Replay(Readable):
    """A log with verdicts; a sequence of its steps.

    Attributes
    ----------
    steps
        In the order of the log.
    refused
        What could not be read.
    stations
        In the order in which they come up.
    at
        The time of the replay.
    notes
        What was assumed, and what was not judged.
    """

    steps: tuple[Step, ...] = field(repr=False)
    refused: tuple[Refused, ...] = field(repr=False)
    stations: tuple[StationSummary, ...]
    at: datetime
    notes: tuple[str, ...] = ()

    @property
    def first_wrong(self) -> Step | None:
        """The first wrong step; None where there is none."""
        return next((one for one in self.steps if one.verdict is Verdict.WRONG), None)

    @property
    def ok(self) -> bool:
        """Whether no step is wrong."""
        return self.first_wrong is None

    @property
    def wrong(self) -> tuple[Step, ...]:
        """All wrong steps."""
        return tuple(one for one in self.steps if one.verdict is Verdict.WRONG)

    @property
    def counts(self) -> dict[str, int]:
        """How many steps have each verdict."""
        counted = Counter(one.verdict for one in self.steps)
        return {verdict.value: counted[verdict] for verdict in Verdict}

    def of(self, station: str) -> Replay:
        """The same for one station alone; numbers stay."""
        steps = tuple(one for one in self.steps if (one.station or one.file) == station)
        stations = tuple(one for one in self.stations if one.station == station)
        return Replay(steps, self.refused, stations, self.at, self.notes)

    def __len__(self) -> int:
        return len(self.steps)

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)

    def __getitem__(self, place: int) -> Step:
        return self.steps[place]

    def to_frame(self) -> pd.DataFrame:
        """A row for each step."""
        import pandas as pd  # noqa: PLC0415  # as certs.bundle_export: only who wants a frame pays for it

        columns = ["number", "file", "line", "at", "station", "sender", "message", "status", "verdict", "requirement", "sentence"]
        rows = [
            (
                *(one.number, one.file, one.line, one.at, one.station, one.sender or "", one.name, one.status, one.verdict.value),
                one.requirement,
                one.sentence,
            )
            for one in self.steps
        ]
        frame = pd.DataFrame(rows, columns=[*columns])
        frame["at"] = pd.to_datetime(frame["at"], utc=True)
        return frame

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``pnc replay``."""
        first = self.first_wrong
        return {
            "schema": SCHEMA,
            "at": rfc3339(self.at),
            "ok": self.ok,
            "counts": self.counts,
            "first_wrong": first.number if first is not None else None,
            "stations": [one._asdict() for one in self.stations],
            "notes": list(self.notes),
            "refused": [one._asdict() for one in self.refused],
            "steps": [one.to_dict() for one in self.steps],
        }

    def __str__(self) -> str:
        return as_text(self)

    def _repr_html_(self) -> str:
        return str(as_html(self))
