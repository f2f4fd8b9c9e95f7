"""What a station of a notebook shows and trusts towards vehicles: its own chain and staple, the roots that are installed in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.net.pnc.credentials import Credential
from workbench.station.staples import staples

if TYPE_CHECKING:
    from workbench.net.machines.station import Station
    from workbench.net.pnc.setting import Setting, TypedRoots

_CONTRACTS = ("MORootCertificate", "V2GRootCertificate")
_VEHICLES = ("OEMRootCertificate", "V2GRootCertificate")


def at_station(setting: Setting, station: Station) -> Setting:
    """The same vehicle at this station, at its time; the samples' chain is shown where the station has none of this edition."""
    now = station.clock.now()
    secc = replace(
        setting.secc,
        contract_roots=_roots(station, _CONTRACTS),
        vehicle_roots=_roots(station, _VEHICLES) if setting.edition == "-20" else (),
    )
    own = next((one for one in staples(station.state, now) if one.edition == f"iso15118{setting.edition}"), None)
    if own is not None:
        chain = tuple(one.item for one in own.chain.certificates)
        key = station.past.keys.private_key(own.chain.key)
        secc = replace(secc, own=Credential(chain, key), staple=own.responses[0])
    return replace(setting, at=now, secc=secc)


def shows_its_own(setting: Setting, station: Station) -> bool:
    """Whether the station has a chain of this edition."""
    return any(one.edition == f"iso15118{setting.edition}" for one in staples(station.state, station.clock.now()))


def _roots(station: Station, types: tuple[str, ...]) -> TypedRoots:
    return tuple((str(kind), one.item) for kind, one in station.state.store.entries if str(kind) in types)
