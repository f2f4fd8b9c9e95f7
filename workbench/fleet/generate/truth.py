"""What is true of a generated fleet, from how it was made: nothing here is computed from its hashes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from workbench.fleet.schema import Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    import pandas as pd

    from workbench.fleet.generate.authorities import Authorities
    from workbench.fleet.generate.held import GeneratedStation
    from workbench.fleet.generate.made import Made
    from workbench.fleet.generate.telling import Telling


class Entry(NamedTuple):
    """What one sighting truly is.

    Attributes
    ----------
    fields
        The four, as written.
    made
        The certificate that is meant.
    mistakes
        Of the sender, codes of the ``match`` contract joined by spaces; empty: written rightly.
    current
        Whether it holds at the end: it stands in the latest answer that covers its type.
    """

    station: str
    seen_at: datetime
    answer: int
    source: str
    certificate_type: str
    chain: int
    child: int
    fields: tuple[str, str, str, str]
    made: Made
    mistakes: str
    current: bool

    @property
    def identity(self) -> str:
        """What two entries share that anybody can tell to be of one certificate: its SHA-256, or else the four fields."""
        algorithm, *hexadecimal = self.fields
        return self.made.named or ":".join((algorithm, *(one.lower() for one in hexadecimal)))

    @property
    def issuer_shows(self) -> bool:
        """Whether its issuer can be told: it is at hand itself, or its issuer is and is named without a mistake."""
        pair = not self.mistakes or self.mistakes == "serial:padded"
        return self.made.named is not None or (pair and self.made.signer.at_hand)

    @property
    def result(self) -> str:
        """What resolving must say: ``exact``, ``dialect`` or ``unknown``."""
        if self.made.named is None:
            return "unknown"
        return "dialect" if self.mistakes else "exact"


@dataclass(frozen=True, eq=False)
class Truth:
    """The right answers.

    Attributes
    ----------
    entries
        One for each row of the fleet's sightings, in their order.
    covered
        By side, station and certificate type: the answer that holds. What is missing was never asked.
    answers
        Number, station, time, side, what was asked (None: not told).
    """

    at: datetime
    entries: tuple[Entry, ...] = field(repr=False)
    covered: Mapping[tuple[str, str, str], int] = field(repr=False)
    answers: tuple[tuple[int, str, datetime, str, str | None], ...] = field(repr=False)
    authorities: Authorities = field(repr=False)
    members: Mapping[str, GeneratedStation] = field(repr=False)

    @classmethod
    def of(cls, at: datetime, telling: Telling, authorities: Authorities, members: Iterable[GeneratedStation]) -> Truth:
        """From what was collected."""
        latest = telling.latest
        rows = zip(telling.sightings, telling.made, telling.mistakes, strict=True)
        entries = tuple(
            Entry(
                row[0],
                row[1],
                row[2],
                row[3],
                row[4],
                row[5],
                row[6],
                row[7:11],
                made,
                mistakes,
                latest[row[3], row[0], row[4]] == row[2],
            )
            for row, made, mistakes in rows
        )
        answers = tuple((row[0], row[1], row[2], row[3], row[5]) for row in telling.answers)
        return cls(at, entries, latest, answers, authorities, {one.identity: one for one in members})

    def current(self, side: str = Side.STATION) -> Iterator[Entry]:
        """What holds at the end, by one side's word."""
        return (one for one in self.entries if one.current and one.source == side)

    def to_frame(self) -> pd.DataFrame:
        """One row for each sighting: its place, the certificate's label and fingerprint (null: not at hand), result, mistakes."""
        import pandas as pd  # noqa: PLC0415  # half a second that only a fleet pays

        rows = [
            (
                one.station, one.answer, one.source, one.certificate_type, one.chain, one.child, one.made.label, one.made.named,
                one.result, one.mistakes, one.current,
            )
            for one in self.entries
        ]  # fmt: skip
        places = "station answer source certificate_type chain child"
        return pd.DataFrame(rows, columns=f"{places} label certificate result mistakes current".split())
