"""What a watch is given, as certificates with the place where each is; and the time at which that is judged."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench.certs.bundle import Bundle
from workbench.certs.kinds import Kind
from workbench.contracts.parties import Contract, Vehicle
from workbench.fleet.inventory import Inventory
from workbench.net import clock
from workbench.net.given import items_of
from workbench.net.machines.csms import Csms
from workbench.net.machines.station import Station
from workbench.sample_pki import reference_time_for
from workbench.station.m06_duties import cached
from workbench.station.v2g_chains import newest, use_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.station.installed import KeyedChain

_ROOT_KINDS = {
    "CSMSRootCertificate": Kind.CSMS_ROOT,
    "V2GRootCertificate": Kind.V2G_ROOT,
    "MORootCertificate": Kind.MO_ROOT,
    "OEMRootCertificate": Kind.OEM_ROOT,
    "ManufacturerRootCertificate": Kind.MANUFACTURER_ROOT,
}
STOPPED = "the station asks no more: TriggerMessage"


@dataclass(frozen=True, slots=True)
class Held:
    """One thing with an end, where it is held.

    Attributes
    ----------
    where
        A station, a file, a vehicle. Hostile text.
    kind
        What it serves as; None: its content tells.
    note
        What is known of its renewal.
    many
        At how many stations, where :attr:`where` counts them.
    file
        Whether it was found in a file: then it counts once, in however many files it is.
    """

    item: Item
    where: str
    kind: Kind | None = None
    note: str = ""
    many: int = 1
    file: bool = False


@dataclass(frozen=True, slots=True)
class HeldStatus:
    """The OCSP answer that a station keeps for a certificate of its own."""

    name: str
    where: str
    begins: datetime
    ends: datetime


@dataclass(slots=True)
class Given:
    """All of it.

    Attributes
    ----------
    at
        The times that came with it: of a station's or a CSMS's clock, an inventory, a pile.
    notes
        What is not covered.
    """

    held: list[Held] = field(default_factory=list)
    statuses: list[HeldStatus] = field(default_factory=list)
    at: list[tuple[datetime, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def take(self, given: Any) -> None:
        """Whatever it is.

        Raises
        ------
        InputError
            It holds no certificates.
        """
        match given:
            case Station():
                self._station(given)
            case Csms():
                self._csms(given)
            case Vehicle():
                for contract in given.contracts:
                    self.take(contract)
                self._chain(given.chain, f"vehicle {given.pcid}", Kind.OEM_PROVISIONING)
            case Contract():
                self._chain(given.chain, f"contract {given.emaid}", Kind.CONTRACT)
            case Inventory():
                self._inventory(given)
            case list() | tuple() | set() | frozenset():
                for one in given:
                    self.take(one)
            case _:
                bundle = given if isinstance(given, Bundle) else Bundle(items_of(given))
                self.held += [Held(one, str(one.source), file=True) for one in bundle.items]
                if bundle.at is not None:
                    self.at.append((bundle.at, bundle.at_reason))

    def now(self) -> tuple[datetime, str]:
        """The time at which it is judged: the earliest that came with it; else as piles are judged."""
        if self.at:
            return min(self.at, key=lambda pair: pair[0])
        reference = reference_time_for(one.item for one in self.held)
        if reference is not None:
            return reference, "the samples' reference time: all of this is sample data"
        return clock.now(), "now"

    def _chain(self, chain: tuple[Item, ...], where: str, kind: Kind | None, note: str = "") -> None:
        self.held += [Held(one, where, kind if place == 0 else None, note if place == 0 else "") for place, one in enumerate(chain)]

    def _station(self, station: Station) -> None:
        state = station.state
        self.at.append((station.clock.now(), f"the clock of {station.identity}"))
        silent = {one.certificate_type for one in state.pending if one.resend_at is None}
        chains: list[tuple[str, KeyedChain, Kind]] = [(use_of(one), one, Kind.SECC) for one in newest(state.v2g_chains)]
        if state.station_chain is not None:
            chains.append(("ChargingStationCertificate", state.station_chain, Kind.STATION_CLIENT))
        for use, chain, kind in chains:
            items = tuple(one.item for one in chain.certificates)
            self._chain(items, station.identity, kind, STOPPED if use in silent else "")
            for one in chain.certificates if kind is Kind.SECC else ():
                data = one.hash_by(station.journal.personality.policy.reported_algorithm)
                kept = cached(state, data) if data is not None else None
                if kept is not None:
                    name = one.facts.subject.common_name or str(one.facts.subject)
                    self.statuses.append(HeldStatus(name, station.identity, kept.stored_at, kept.expires))
        self.held += [Held(one.item, station.identity, _ROOT_KINDS[type_]) for type_, one in state.store.entries]

    def _csms(self, csms: Csms) -> None:
        self.at.append((csms.clock.now(), "the CSMS's clock"))
        self._chain(csms.server.chain, "the CSMS", Kind.CSMS_SERVER)
        for chain in csms.authority.chains:
            self._chain(tuple(chain), "the CSMS's CA", None)
        for identity, record in csms.stations.items():
            for issued in record.issued:
                secc = str(issued.certificate_type or "Combined") != "ChargingStationCertificate"
                self._chain(issued.chain, identity, Kind.SECC if secc else Kind.STATION_CLIENT)
            self.held += list(_believed(identity, record.believed))

    def _inventory(self, inventory: Inventory) -> None:
        from workbench.fleet.questions.ends import end_notes, ending, listed_ends  # noqa: PLC0415  # pandas: only a fleet pays

        self.at.append((inventory.at, "the inventory's time"))
        frame = listed_ends(inventory, ending(inventory.known, inventory.at, after=None, until=None))
        for certificate, same in frame.groupby("certificate", sort=False):
            item = inventory.known.items.get(str(certificate))
            if item is None:
                continue
            stations, types = same["station"], {str(one) for one in same["certificate_type"]}
            many = int(stations.nunique())
            where = str(stations.iloc[0]) if many == 1 else f"{many:,} stations"
            kind = _ROOT_KINDS.get(next(iter(types))) if len(types) == 1 else None
            self.held.append(Held(item, where, kind, many=many))
        self.notes += end_notes(inventory)


def _believed(identity: str, believed: Any) -> Iterator[Held]:
    for one in believed:
        if one.item is not None and not one.superseded and one.certificate_type in _ROOT_KINDS:
            yield Held(one.item, identity, _ROOT_KINDS[one.certificate_type])
