"""Which certificate was in use when, and when there was none: out of a station's journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING

from workbench.station.m06_duties import cached
from workbench.station.v2g_chains import newest, purpose, use_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from workbench.contracts.parties import Contract
    from workbench.station.installed import InstalledCertificate, KeyedChain
    from workbench.station.journal import Journal
    from workbench.station.state import StationState

CLIENT, SECC_2, SECC_20, CONTRACT = "station client", "SECC, ISO 15118-2", "SECC, ISO 15118-20", "contract"
STAPLE = "OCSP status"
LANES = (CLIENT, SECC_2, SECC_20, STAPLE, CONTRACT)
"""In the order of tables and pictures."""
LANE_OF_USE = {"ChargingStationCertificate": CLIENT, "V2GCertificate": SECC_2, "V2G20Certificate": SECC_20, "Combined": SECC_2}
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Span:
    """One certificate in use.

    Attributes
    ----------
    lane
        One of :data:`LANES`.
    name, sha256
        Of the leaf; hostile text. An OCSP response has the certificate's.
    since, until
        In use from and up to, UTC-aware.
    ends
        When its chain ends.
    first_link
        The certificate of the chain that ends first, where that is not the leaf; else empty. Hostile text.
    """

    lane: str
    name: str
    sha256: str
    since: datetime
    until: datetime
    ends: datetime
    first_link: str = ""

    @property
    def held(self) -> tuple[datetime, datetime]:
        """While it was in use and valid; its end may lie before its begin, then it never was."""
        return self.since, min(self.until, self.ends + _SECOND)  # valid through its last second (RFC 5280 4.1.2.5)


@dataclass(frozen=True, slots=True)
class Gap:
    """A time without a valid certificate, UTC-aware."""

    lane: str
    since: datetime
    until: datetime

    @property
    def days(self) -> int:
        """How many; a day that has begun counts."""
        return ceil((self.until - self.since) / _DAY)


def spans_of(journal: Journal, begin: datetime, end: datetime, contracts: Sequence[tuple[datetime, Contract]]) -> tuple[Span, ...]:
    """All of them, by lane and time."""
    states = [(begin, journal.start), *((entry.at, entry.decision.state) for entry in journal.entries)]
    found: list[Span] = []
    running: dict[str, Span] = {}
    for at, state in states:
        there = {one.sha256 + one.lane: one for one in _held(state, at, end)}
        for key in [key for key, one in running.items() if key not in there or there[key].ends != one.ends]:
            one = running.pop(key)
            found.append(_until(one, at))
        for key, one in there.items():
            running.setdefault(key, one)
    found += running.values()
    found += _contracts(contracts, end)
    return tuple(sorted((one for one in found if one.since < one.until), key=lambda one: (LANES.index(one.lane), one.since)))


def gaps_of(spans: Iterable[Span], lanes: Iterable[str], begin: datetime, end: datetime) -> tuple[Gap, ...]:
    """The times without, by lane; ``lanes`` are those in which there should be one from their first span on.

    While there is no SECC certificate nobody misses its OCSP status.
    """
    every, found = tuple(spans), []
    for lane in lanes:
        held = sorted(one.held for one in every if one.lane == lane)
        at = held[0][0] if held and lane != CONTRACT else begin
        for since, until in held:
            if since > at:
                found.append(Gap(lane, at, since))
            at = max(at, until)
        if at < end:
            found.append(Gap(lane, at, end))
    dark = [one for one in found if one.lane == SECC_2]
    found = [part for one in found for part in (_without(one, dark) if one.lane == STAPLE else (one,))]
    return tuple(one for one in found if one.until - one.since > timedelta(minutes=1))


def _without(gap: Gap, others: Iterable[Gap]) -> Iterator[Gap]:
    """What is left of a gap beside others."""
    since = gap.since
    for one in others:
        if one.until > since and one.since < gap.until:
            if one.since > since:
                yield Gap(gap.lane, since, one.since)
            since = max(since, one.until)
    if since < gap.until:
        yield Gap(gap.lane, since, gap.until)


def first_link(certificates: Sequence[InstalledCertificate]) -> tuple[datetime | None, InstalledCertificate]:
    """When a chain ends, and with which of its certificates: its first link to end."""
    dated = [(one.facts.not_after, one) for one in certificates if one.facts.not_after is not None]
    if not dated:
        return None, certificates[0]
    return min(dated, key=lambda pair: pair[0])


def _held(state: StationState, at: datetime, end: datetime) -> Iterator[Span]:
    if state.station_chain is not None:
        yield from _span(CLIENT, state.station_chain, at, end)
    for chain in newest(state.v2g_chains):
        lane = SECC_20 if use_of(chain) == "V2G20Certificate" else SECC_2
        yield from _span(lane, chain, at, end)
        if lane == SECC_2 and (data := chain.leaf.hash_by("SHA256")) is not None and (kept := cached(state, data)) is not None:
            yield Span(STAPLE, purpose(chain).common_name, chain.leaf.sha256, kept.stored_at, end, kept.expires)


def _span(lane: str, chain: KeyedChain, at: datetime, end: datetime) -> Iterator[Span]:
    ends, link = first_link(chain.certificates)
    if ends is not None:
        name = chain.leaf.facts.subject.common_name or ""
        other = "" if link is chain.leaf else link.facts.subject.common_name or str(link.facts.subject)
        yield Span(lane, name, chain.leaf.sha256, at, end, ends, other)


def _until(one: Span, at: datetime) -> Span:
    return Span(one.lane, one.name, one.sha256, one.since, at, one.ends, one.first_link)


def _contracts(contracts: Sequence[tuple[datetime, Contract]], end: datetime) -> Iterator[Span]:
    for place, (since, contract) in enumerate(contracts):
        until = contracts[place + 1][0] if place + 1 < len(contracts) else end
        facts = contract.chain[0].facts
        yield Span(CONTRACT, contract.emaid, facts.sha256 if facts else "", since, until, contract.not_after)
