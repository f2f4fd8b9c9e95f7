"""What happened in a year of renewals, in order: out of the station's journal, by what changed in its state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.lab.renewals_spans import CLIENT, CONTRACT, LANE_OF_USE
from workbench.messages.sign_certificate import CertificateSignedResponse, CertificateSignedStatus
from workbench.station.events import SigningAnswered
from workbench.station.v2g_chains import use_of
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from workbench.lab.renewals_run import Note
    from workbench.station.decision import Decision
    from workbench.station.journal import Journal, JournalEntry
    from workbench.station.state import StationState

WHATS = {
    "asked": "the station asks for a certificate",
    "asked again": "no certificate came: it asks again",
    "in use": "the new certificate is put in use",
    "rejected": "the CSMS rejects the signing request",
    "invalid": "the station refuses the certificate, and reports InvalidChargingStationCertificate",
    "stopped": "the station asks no more until a TriggerMessage comes",
    "discarded": "the old client certificate is discarded",
    "triggered": "the operator triggers the renewal",
    "sub-CA renewed": "the CA issues below a renewed sub-CA",
    "contract": "the vehicle gets a contract",
    "no contract": "the vehicle asks for a contract and gets none",
    "trouble": "a trouble begins",
    "trouble over": "a trouble is over",
}
"""What can happen, and in words."""
BAD = frozenset({"rejected", "invalid", "stopped", "no contract"})


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened.

    Attributes
    ----------
    at
        UTC-aware.
    day
        Of the year, from 0.
    lane
        What it is about, one of :data:`~workbench.lab.renewals_spans.LANES`; empty: all.
    what
        One of :data:`WHATS`.
    says
        A sentence. Hostile text.
    requirement
        That decided it; empty: none.
    """

    at: datetime
    day: int
    lane: str
    what: str
    says: str
    requirement: str = ""

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "at": rfc3339(self.at),
            "day": self.day,
            "lane": self.lane,
            "what": self.what,
            "says": self.says,
            "requirement": self.requirement,
        }


def happenings_of(journal: Journal, notes: Sequence[Note], begin: datetime) -> tuple[Happening, ...]:
    """All of it, in order; what came from outside before what the station made of it."""
    found = [_noted(one, begin) for one in notes]
    state = journal.start
    for entry in journal.entries:
        found += _of(state, entry, begin)
        state = entry.decision.state
    return tuple(sorted(found, key=lambda one: one.at))


def _noted(note: Note, begin: datetime) -> Happening:
    lane = CONTRACT if note.what in {"contract", "no contract"} else ""
    requirement = f"{note.says[:3]}.FR.01" if lane else ""  # the sentence begins with its use case
    return Happening(note.at, (note.at - begin).days, lane, note.what, note.says, requirement)


def _of(before: StationState, entry: JournalEntry, begin: datetime) -> Iterator[Happening]:
    after, decision = entry.decision.state, entry.decision

    def said(lane: str, what: str, requirements: tuple[str, ...], otherwise: str = "") -> Happening:
        message, requirement = _finding(decision, requirements)
        return Happening(entry.at, (entry.at - begin).days, lane, what, message or otherwise or f"{WHATS[what]}.", requirement)

    if before.station_chain is not after.station_chain and after.former_station_chain is not None:
        yield said(CLIENT, "in use", ("FR.08",))
    if before.former_station_chain is not None and after.former_station_chain is None:
        yield said(CLIENT, "discarded", ("FR.29", "FR.10"))
    for chain in after.v2g_chains:
        if chain not in before.v2g_chains:
            yield said(LANE_OF_USE[use_of(chain)], "in use", ("FR.08",))
    reply = decision.reply
    refused = isinstance(reply, CertificateSignedResponse) and reply.status is CertificateSignedStatus.REJECTED
    if refused:
        use = next((one.certificate_type for one in before.pending if one not in after.pending), None)
        yield said(LANE_OF_USE[use] if use else "", "invalid", ("FR.07", "FR.16", "FR.26", "FR.22", "FR.14"))
    else:
        answered = isinstance(entry.event, SigningAnswered)
        yield from (said(lane, what, rules) for lane, what, rules in _requests(before, after, answered=answered))


def _requests(before: StationState, after: StationState, *, answered: bool) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """What became of signing requests: lane, what happened, and by which of A02's and A03's rules.

    One that is gone was rejected where the CSMS ``answered``; a trigger takes its place else.
    """
    former = {one.key: one for one in before.pending}
    for one in after.pending:
        lane, old = LANE_OF_USE[one.certificate_type], former.pop(one.key, None)
        if old is None:
            yield lane, "asked", ("FR.03",)
        elif one.repeats > old.repeats:
            yield lane, "asked again", ("FR.17",)
        elif one.resend_at is None and old.resend_at is not None:
            yield lane, "stopped", ("FR.19",)
    if answered:
        yield from ((LANE_OF_USE[gone.certificate_type], "rejected", ("FR.21", "FR.12")) for gone in former.values())


def _finding(decision: Decision, endings: tuple[str, ...]) -> tuple[str, str]:
    for ending in endings:
        for one in decision.findings:
            if one.requirement in {f"A02.{ending}", f"A03.{ending}"}:
                return one.message, one.requirement
    return "", ""
