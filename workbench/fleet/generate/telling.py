"""Answers of generated stations, and the CSMS's record, as rows of the fleet's tables; beside each row what it truly is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from workbench.fleet.generate import figures
from workbench.fleet.generate.writing import RIGHT
from workbench.fleet.schema import ALL_TYPES, CERTIFICATE_TYPES, CHAIN_TYPE, Side

if TYPE_CHECKING:
    import random
    from datetime import datetime

    from workbench.fleet.generate.held import GeneratedStation, Held
    from workbench.fleet.generate.made import Made
    from workbench.fleet.generate.writing import Writing

QUESTIONS = (
    "V2GRootCertificate,V2GCertificateChain",
    "CSMSRootCertificate",
    "MORootCertificate,V2GCertificateChain,OEMRootCertificate",
)
"""Questions for some types."""
_SECONDS = 12 * 3600


@dataclass
class Telling:
    """Rows while they are collected.

    Attributes
    ----------
    sightings, answers
        Rows in the order of the declared columns.
    made
        By sighting: the certificate that is meant.
    mistakes
        By sighting: what is wrong with the writing, codes joined by spaces.
    latest
        By side, station and type: the answer that holds at the end.
    """

    sightings: list[tuple[Any, ...]] = field(default_factory=list)
    answers: list[tuple[Any, ...]] = field(default_factory=list)
    made: list[Made] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)
    latest: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def answer(self, station: GeneratedStation, day_ends: datetime, chance: random.Random) -> None:
        """A station's answer of a day, to the question that happened to be asked."""
        asked: str | None = ALL_TYPES
        drawn = chance.random()
        if drawn < figures.ASKED_FOR_SOME:
            asked = chance.choice(QUESTIONS)
        elif drawn < figures.ASKED_FOR_SOME + figures.QUESTION_UNKNOWN:
            asked = None
        listing = [one for one in station.listing() if not asked or one.certificate_type in asked.split(",")]
        seen_at = day_ends - timedelta(seconds=chance.randrange(_SECONDS))
        self._tell(station.identity, seen_at, Side.STATION, asked, listing, [station.firmware.writing] * len(listing))

    def record(self, station: GeneratedStation, seen_at: datetime) -> None:
        """The CSMS's record: roots at hand as it computes them, the rest as the station listed it when it was last asked."""
        if station.recorded is None:
            return
        listing = station.listing(station.recorded)
        own = station.firmware.writing
        copied = (one.certificate_type == CHAIN_TYPE or one.certificates[0].named is None for one in listing)
        writings = [own if as_listed else RIGHT for as_listed in copied]
        self._tell(station.identity, seen_at, Side.CSMS, ALL_TYPES, listing, writings)

    def _tell(
        self, station: str, seen_at: datetime, side: Side, asked: str | None, listing: list[Held], writings: list[Writing]
    ) -> None:
        number = len(self.answers)
        status = "Accepted" if listing else "NotFound"
        origin = f"{'answers.jsonl' if side is Side.STATION else 'csms-record.csv'}:{number + 1}"
        self.answers.append((number, station, seen_at, str(side), status, asked, origin))
        for certificate_type in asked.split(",") if asked else CERTIFICATE_TYPES:
            self.latest[str(side), station, certificate_type] = number
        for chain, (held, writing) in enumerate(zip(listing, writings, strict=True)):
            for child, made in enumerate(held.certificates):
                written = writing.of(made)
                self.sightings.append((station, seen_at, number, str(side), held.certificate_type, chain, child, *written.fields))
                self.made.append(made)
                self.mistakes.append(" ".join(written.mistakes))
