"""A procedure of the CSMS on its way with one station: asked, heard, and what follows waited for before the next step."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.csms.events import NoAnswer
from workbench.csms.procedure import Ask, Exchange, ExpectReconnect, Heard, Outcome, SwitchServer
from workbench.messages.certificates import GetInstalledCertificateIdsRequest
from workbench.messages.variables import GetVariablesRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.csms.procedure import Procedure, Step
    from workbench.csms.record import StationRecord
    from workbench.findings import Finding
    from workbench.messages.actions import RequestToStation
    from workbench.net.machines.hosting import Hosting
    from workbench.net.machines.line import Line

_LOOK = 0.02
_CHANGES_NOTHING = (GetInstalledCertificateIdsRequest, GetVariablesRequest)


class Running:
    """One procedure with one station."""

    def __init__(self, csms: Hosting, identity: str, procedure: Callable[[StationRecord], Procedure]) -> None:
        self._csms, self._identity = csms, identity
        self._procedure = procedure(csms.record(identity))
        self._step: Step | None = None
        self._findings: list[Finding] = []
        self._exchanges: list[Exchange] = []
        self.outcome: Outcome | None = None

    @property
    def ready(self) -> bool:
        """Whether it waits for the server to be switched."""
        return isinstance(self._step, SwitchServer)

    async def to_the_end(self) -> None:
        """All steps that are left."""
        if self._step is None:
            self._next(None)
        while self._step is not None:
            await self._take()

    async def to_the_switch(self) -> None:
        """All steps before the server is switched; to the end where none is."""
        self._next(None)
        while self._step is not None and not self.ready:
            await self._take()

    def give_up(self, why: str) -> None:
        """End it where it is, if it has not ended; what was done stays done."""
        if self._step is None:
            return
        self._procedure.close()
        self._step = None
        record = self._csms.record(self._identity)
        self.outcome = Outcome(
            ok=False, sentence=why, record=record, findings=tuple(self._findings), exchanges=tuple(self._exchanges)
        )

    async def _take(self) -> None:
        step = self._step
        match step:
            case Ask():
                heard = await self._ask(step)
                self._findings.extend(heard.findings)
                self._exchanges.append(Exchange(step.request, heard.response))
            case SwitchServer():
                self._csms.switch_server(step.name)
                heard = Heard(None, self._csms.record(self._identity))
            case ExpectReconnect():
                await self._csms.expect(self._identity)
                heard = Heard(None, self._csms.record(self._identity))
            case _:
                return
        self._next(heard)

    async def _ask(self, step: Ask) -> Heard:
        """What the station answers. A connection that ends under a question that changes nothing has it asked once more."""
        line = await self._line()
        heard = await self._heard(line, step.request)
        if heard.response is None and line is not None and line.session.ended and isinstance(step.request, _CHANGES_NOTHING):
            again = await self._line()
            return heard if again is None else await self._heard(again, step.request)
        return heard

    async def _line(self) -> Line | None:
        """The station's connection; where it just lost the former one, after it came back."""
        await self._csms.arrivals.calm(self._identity)
        while (line := self._csms.line(self._identity)) is None and self._csms.coming(self._identity):  # noqa: ASYNC110  # until then
            await asyncio.sleep(_LOOK)
        return line

    async def _heard(self, line: Line | None, request: RequestToStation) -> Heard:
        if line is None:
            decision = self._csms.happens(self._identity, NoAnswer(request, "The station is not connected."))
            return Heard(None, decision.record, decision.findings)
        response, decision = await line.ask(request)
        line.follow(decision.effects)
        await self._csms.arrivals.calm(self._identity)
        record = self._csms.record(self._identity)
        return Heard(response, record, decision.findings)  # type: ignore[arg-type]  # a station's response

    def _next(self, heard: Heard | None) -> None:
        try:
            self._step = next(self._procedure) if heard is None else self._procedure.send(heard)
        except StopIteration as end:
            self._step = None
            self.outcome = replace(end.value, record=self._csms.record(self._identity))
