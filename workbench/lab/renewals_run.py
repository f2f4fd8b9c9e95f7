"""A year day by day: troubles begin and end, the clock goes on, the vehicle comes by, somebody may look after it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from workbench.contracts.parties import ISO_2, Contract, Vehicle
from workbench.contracts.pool import Pool
from workbench.lab.renewals_parties import RenewedAuthority, Responder, YearCsms, YearPool
from workbench.lab.renewals_troubles import AT_THE_CA
from workbench.net.machines.linking import connect
from workbench.net.machines.station import Station
from workbench.station.a02_a03_time_passed import renewal_of
from workbench.station.v2g_chains import newest, use_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from workbench.contracts.installation.asking import Action
    from workbench.lab.renewals_troubles import Trouble
    from workbench.net.machines.linking import Link
    from workbench.station.installed import KeyedChain
    from workbench.station.personalities import Personality
    from workbench.station.state import SigningUse

DAY = timedelta(days=1)
VISITS = 7
"""The vehicle comes by every so many days."""
AHEAD = timedelta(days=30)
"""So long before the end of its contract a vehicle asks for the next one: ISO 15118-2 leaves it to the vehicle."""
PATIENCE = DAY
"""So long an operator that watches lets the station try by itself."""


@dataclass(frozen=True, slots=True)
class Note:
    """What happened outside the station's journal."""

    at: datetime
    what: str
    says: str


@dataclass(slots=True)
class World:
    """Who takes part, and what they noted."""

    station: Station
    csms: YearCsms
    authority: RenewedAuthority
    responder: Responder
    pool: YearPool
    vehicle: Vehicle
    troubles: tuple[Trouble, ...]
    watched: bool
    link: Link | None = None
    notes: list[Note] = field(default_factory=list)
    contracts: list[tuple[datetime, Contract]] = field(default_factory=list)

    def note(self, what: str, says: str) -> None:
        """Something happened now."""
        self.notes.append(Note(self.station.clock.now(), what, says))


def world(
    troubles: tuple[Trouble, ...], *, watched: bool, personality: Personality | str, seed: bytes, contract_days: int
) -> World:
    """A station from the factory and all that is behind it, none of it connected."""
    station = Station("factory-20", personality=personality, seed=seed)
    now = station.clock.now()
    authority = RenewedAuthority(seed, renews=not any(one.name == "no-new-sub-ca" for one in troubles))
    responder = Responder(station.clock.now)
    pool = YearPool(Pool.of_samples(now, seed=seed, lifetime=timedelta(days=contract_days)))
    csms = YearCsms(authority=authority.authority, seed=seed, fetcher=responder, pool=pool)  # type: ignore[arg-type]  # in its place
    return World(station, csms, authority, responder, pool, Vehicle.of_samples("iso15118-2", seed=seed), troubles, watched)


async def live(made: World, days: int, editions: Sequence[str], progress: Callable[[int, int], None]) -> None:
    """The whole time; the connection is closed at its end."""
    begin = made.station.clock.now()
    try:
        await _connection(made, up=True)
        if "iso15118-20" in editions:
            await made.csms.trigger(made.station, "V2G20Certificate")
        for day in range(days):
            await _morning(made, day)
            if day % VISITS == 0:
                await visit(made)
            await made.station.pass_time(until=begin + (day + 1) * DAY)
            progress(day + 1, days)
    finally:
        await _connection(made, up=False)


async def _morning(made: World, day: int) -> None:
    now = made.station.clock.now()
    for one in made.troubles:
        if one.name == "no-new-sub-ca":
            continue
        if one.day == day:
            made.note("trouble", f"{one.name} begins.")
        if one.end == day:
            made.note("trouble over", f"{one.name} is over.")
    there = {one.name for one in made.troubles if one.on(day)}
    for name in made.authority.look(now):
        made.note("sub-CA renewed", f"{name} has a new certificate; the CA issues below it from now on.")
    made.csms.authority = made.authority.authority
    fault = next(iter(there & AT_THE_CA), "refuses" if "ca-down" in there else "")
    made.csms.authority.fault = fault
    made.csms.damages, made.responder.down, made.pool.down = (name in there for name in ("rejected-csr", "ocsp-down", "pool-down"))
    await _connection(made, up="connection-lost" not in there)
    if made.watched and made.link is not None:
        for use in tuple(_overdue(made.station, now)):
            made.note("triggered", f"The operator sees that the renewal of the {use} is overdue, and triggers it.")
            await made.csms.trigger(made.station, use)


async def _connection(made: World, *, up: bool) -> None:
    if up and made.link is None:
        made.link = await connect(made.station, made.csms, security_profile=3, check=False)
    elif not up and made.link is not None:
        await made.link.close()
        made.link = None


def _overdue(station: Station, now: datetime) -> Iterator[SigningUse]:
    """What should have been renewed by now."""
    chains: list[tuple[SigningUse, KeyedChain]] = [(use_of(one), one) for one in newest(station.state.v2g_chains)]
    if station.state.station_chain is not None:
        chains.append(("ChargingStationCertificate", station.state.station_chain))
    for use, chain in chains:
        moment = renewal_of(chain)
        if moment is not None and moment + PATIENCE <= now:
            yield use


async def visit(made: World) -> None:
    """The vehicle is at the plug: it installs, or updates in time, its contract."""
    now, vehicle = made.station.clock.now(), made.vehicle
    held = vehicle.contracts[0] if vehicle.contracts else None
    if held is not None and held.not_after - now > AHEAD:
        return
    action: Action = "Update" if held is not None and now <= held.not_after else "Install"
    words = "M02: it asks for the next contract" if action == "Update" else "M01: it asks for a contract"
    exi = vehicle.request(now, action=action)
    answer = await made.station.vehicle_asks(exi, ISO_2, action)
    received = vehicle.receive(answer.exi_response, now) if answer.ok else None
    if received is not None and received.contract is not None:
        made.contracts.append((now, received.contract))
        made.note("contract", f"{words}, and has one until {received.contract.not_after:%Y-%m-%d}.")
    else:
        why = answer.why or (received.findings[0].message if received is not None and received.findings else "")
        made.note("no contract", f"{words}, and gets none. {why}".strip())
