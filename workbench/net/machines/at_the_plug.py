"""A vehicle at the plug asks the station for a contract certificate, or presents its contract, and waits for what becomes of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from workbench.errors import NetworkError
from workbench.net.machines.plug_answers import ContractVerdict, VehicleAnswer
from workbench.station.effects import AnswerVehicle, AuthorizeVehicle
from workbench.station.events import (
    AuthorizeAnswered,
    ContractPresented,
    EvCertificateAnswered,
    PlugUnanswered,
    VehicleAsks,
    VehicleGone,
    VehicleWaited,
)

if TYPE_CHECKING:
    from workbench.findings import Finding
    from workbench.net.machines.plugs import Told
    from workbench.net.machines.station import Station

_OURS = VehicleAsks | ContractPresented | EvCertificateAnswered | AuthorizeAnswered | PlugUnanswered | VehicleWaited


async def ask(station: Station, event: VehicleAsks) -> VehicleAnswer:
    """What the vehicle gets; after the budget of the station's policy it is Failed, whatever the CSMS does."""
    effect, findings = await _waited(station, event)
    if not isinstance(effect, AnswerVehicle):
        raise TypeError("another effect than was waited for")
    return VehicleAnswer(effect.status, effect.exi_response, effect.remaining, effect.why, findings)


async def present(station: Station, event: ContractPresented) -> ContractVerdict:
    """Whether it may charge."""
    effect, findings = await _waited(station, event)
    if isinstance(effect, AnswerVehicle):
        raise TypeError("another effect than was waited for")
    ok = isinstance(effect, AuthorizeVehicle)
    return ContractVerdict(ok, effect.emaid, effect.certificate_status, effect.token_status, effect.why, findings)


async def _waited(station: Station, event: VehicleAsks | ContractPresented) -> tuple[Told, tuple[Finding, ...]]:
    past = station.past
    future = past.plugs.wait(type(event), event.session)
    begins = len(station.journal.entries) + past.forgotten
    station.happens(event)
    try:
        await asyncio.wait((future,), timeout=station.journal.personality.policy.vehicle_budget)
    except asyncio.CancelledError:
        station.happens(VehicleGone(event.session))
        raise
    if not future.done():
        station.happens(VehicleWaited(event.session))
    if not future.done() or future.cancelled():
        raise NetworkError("Nobody waits for this vehicle's answer any more.", hint="It was taken back, or asked anew.")
    entries = station.journal.entries[max(0, begins - past.forgotten) :]
    mine = (entry.decision for entry in entries if isinstance(entry.event, _OURS))
    return future.result(), tuple(one for decision in mine for one in decision.findings)
