"""A station and a CSMS for one session: connected in memory, with a contract pool and the offline twin's OCSP responders."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from workbench.contracts.pool import Pool
from workbench.errors import InputError
from workbench.net.machines.clock import Clock
from workbench.net.machines.csms import Csms
from workbench.net.machines.issuer import sample
from workbench.net.machines.keys import KeyRing
from workbench.net.machines.linking import connect
from workbench.net.machines.outfits import SAMPLE_IDENTITY, SAMPLE_PASSWORD, outfit
from workbench.net.machines.station import Station
from workbench.net.pnc.behind import StationBehind, WatchedPool
from workbench.net.status.running_twin import RunningTwin
from workbench.station.device_model import ISO15118
from workbench.station.outfit import with_root

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from workbench.certs.items import Item
    from workbench.contracts.parties import Vehicle
    from workbench.net.machines.plug_answers import ContractVerdict
    from workbench.net.pnc.setting import Setting
    from workbench.net.pnc.step import Step


class Meeting(NamedTuple):
    """Who stands behind the controller."""

    station: Station
    csms: Csms
    twin: RunningTwin
    pool: Pool
    backend: StationBehind


class _Behind(StationBehind):
    """The mobility operator's responder knows what the operator issued; the CSMS knows which contracts are paid for."""

    def __init__(self, station: Station, edition: str, pool: WatchedPool, twin: RunningTwin, csms: Csms) -> None:  # who takes part
        super().__init__(station, edition, pool, csms)
        self._twin, self._contracts = twin, csms.contracts
        self.trouble = ""

    async def contract_presented(self, chain: Sequence[Item], emaid: str) -> tuple[ContractVerdict, tuple[Step, ...]]:
        try:
            self._twin.twin.know(chain[0])
            if self.trouble == "revoked":
                self._twin.twin.revoke(chain[0])
        except InputError:
            pass  # no CA of the samples issued it: no responder knows it
        if self.trouble != "unknown":
            self._contracts.setdefault(emaid, "Blocked" if self.trouble == "blocked" else "Accepted")
        return await super().contract_presented(chain, emaid)


@asynccontextmanager
async def meeting(
    setting: Setting, *, trouble: str = "", vehicle: Vehicle | None = None, seed: bytes | None = None
) -> AsyncIterator[Meeting]:
    """Stands while the ``async with`` does.

    Parameters
    ----------
    trouble
        What is wrong behind the controller, one of :data:`TROUBLES`; empty: nothing.
    vehicle
        Which one asks for contracts; the pool has accounts for those that it has.
    seed
        Where keys and certificates of the pool shall be the same each time.
    """
    clock = Clock(setting.at)
    pool = Pool.of_samples(setting.at, seed=seed)
    if vehicle is not None:
        for one in vehicle.contracts:
            pool.account(vehicle.pcid, one.emaid)
        if trouble == "pcid-withdrawn":
            pool.provisioning.withdraw(vehicle.pcid)
    watched = WatchedPool(pool)
    station = _station(setting, clock, trouble)
    with RunningTwin((f"iso15118{setting.edition}",), clock=clock) as twin:
        fetcher = await twin.fetcher().open("this session asks the offline twin")
        csms = Csms(fetcher=fetcher, pool=watched, pile=sample(*_known(f"iso15118{setting.edition}")))
        backend = _Behind(station, setting.edition, watched, twin, csms)
        link = await connect(station, csms, security_profile=1)
        try:
            await link.settled()
            if setting.ev.vehicle is not None and (trouble.startswith("offline") or trouble == "responder-down"):
                await backend.vehicle_shown(setting.ev.vehicle.chain)  # it was here before: its status is cached
            if trouble == "offline-known" and setting.ev.contract is not None:
                await backend.contract_presented(setting.ev.contract.chain, _emaid(setting.ev.contract.chain[0]))
            if trouble == "vehicle-revoked" and setting.ev.vehicle is not None:
                twin.twin.revoke(setting.ev.vehicle.chain[0])
            if trouble == "responder-down":
                twin.twin.set_fault("dead")
            if trouble.startswith("offline"):
                await link.close()
            backend.trouble = trouble
            yield Meeting(station, csms, twin, pool, backend)
        finally:
            await link.close()
            await fetcher.close()


TROUBLES = (
    "revoked", "blocked", "unknown", "responder-down", "offline", "offline-known", "offline-forbidden", "central-forbidden",
    "pcid-withdrawn", "vehicle-revoked",
)  # fmt: skip
"""Three of the contract, four of the connection and what the station may do, one of the responders, one of the pool."""


def _emaid(leaf: Item) -> str:
    return leaf.facts.subject.common_name if leaf.facts is not None else ""


def _known(folder: str) -> tuple[str, ...]:
    """What the CSMS has of operators' CAs: hash data name a sub-CA and bring none along, its responder's signature needs one."""
    names = ("v2g-root", "mo-root", "mo-sub-ca1", "mo-sub-ca2")
    return tuple(f"{folder}/{name}" for name in (*names, *(_VEHICLES if folder == "iso15118-20" else ())))


_VEHICLES = ("oem-root", "oem-sub-ca1", "oem-sub-ca2", "ed448-oem-root", "ed448-vehicle-sub-ca1", "ed448-vehicle-sub-ca2")
_OFF = {"offline-forbidden": "ContractValidationOffline", "central-forbidden": "CentralContractValidationAllowed"}


def _station(setting: Setting, clock: Clock, trouble: str) -> Station:
    ring = KeyRing(SAMPLE_IDENTITY)
    state, _ = outfit("factory", SAMPLE_IDENTITY, ring)
    there = {(str(kind), one.item.der) for kind, one in state.store.entries}
    for kind, root in dict.fromkeys((*setting.secc.contract_roots, *setting.secc.vehicle_roots)):
        if (kind, root.der) not in there:
            state = with_root(state, kind, root)
    if trouble in _OFF:
        state = replace(state, model=state.model.with_value(ISO15118, _OFF[trouble], "false"))
    return Station(state, identity=SAMPLE_IDENTITY, keys=ring, clock=clock, password=SAMPLE_PASSWORD)
