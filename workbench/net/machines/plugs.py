"""Which vehicles at the plug wait for what a decision of the station says."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from workbench.station.effects import AnswerVehicle, AuthorizeVehicle, DenyVehicle
from workbench.station.events import ContractPresented, VehicleAsks

if TYPE_CHECKING:
    from workbench.station.decision import Decision

Told = AnswerVehicle | AuthorizeVehicle | DenyVehicle
_Kind = type[VehicleAsks] | type[ContractPresented]


class Plugs:
    """Who waits for what; a decision's effects end the waiting."""

    def __init__(self) -> None:
        self._waiting: dict[tuple[_Kind, str], asyncio.Future[Told]] = {}

    def wait(self, kind: _Kind, session: str) -> asyncio.Future[Told]:
        """A future that a later decision fulfils; one before it for the same session waits no longer."""
        former = self._waiting.pop((kind, session), None)
        if former is not None and not former.done():
            former.cancel()
        future: asyncio.Future[Told] = asyncio.get_running_loop().create_future()
        self._waiting[kind, session] = future
        return future

    def hear(self, decision: Decision) -> None:
        """Tell those who wait."""
        for effect in decision.effects:
            if isinstance(effect, Told):
                kind: _Kind = VehicleAsks if isinstance(effect, AnswerVehicle) else ContractPresented
                future = self._waiting.pop((kind, effect.session), None)
                if future is not None and not future.done():
                    future.set_result(effect)
