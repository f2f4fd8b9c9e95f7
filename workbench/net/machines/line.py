"""One station's connection, seen from the CSMS: it answers, and carries out what the CSMS's decisions ask for, in their order."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

from workbench.csms.effects import AskPool, LookUp, Send, SignCsr
from workbench.csms.events import Answered, NoAnswer, Received
from workbench.errors import NetworkError, ProtocolError
from workbench.net.ocppj.session import Answer, Session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from workbench.csms.decision import CsmsDecision
    from workbench.csms.effects import Effect
    from workbench.messages.actions import Request, RequestToStation, Response
    from workbench.messages.versions import Version
    from workbench.messages.wire_log import LoggedFrame
    from workbench.net.machines.hosting import Hosting
    from workbench.net.ocppj.limits import Limits
    from workbench.net.ocppj.session import Check
    from workbench.net.ocppj.transport import Transport


class Line:
    """One connection, from its beginning to its end."""

    def __init__(  # noqa: PLR0913  # each its own thing
        self,
        csms: Hosting,
        identity: str,
        transport: Transport,
        version: Version,
        *,
        ids: Callable[[], str],
        limits: Limits | None = None,
        check: Check | None = None,
    ) -> None:
        self._csms, self.identity = csms, identity
        self._todo: deque[Effect] = deque()
        self._poke = asyncio.Event()
        self._busy = False
        self.session = Session(
            transport,
            "csms",
            version,
            self._answer,
            limits=limits,
            log=self._log,
            clock=csms.clock.now,
            check=check,
            ids=ids,
        )

    @property
    def idle(self) -> bool:
        """Whether nothing is left to do here."""
        return not self._todo and not self._busy and self.session.idle

    async def run(self) -> None:
        """Until the connection ends. What could not be sent any more is kept by the CSMS."""
        worker = asyncio.get_running_loop().create_task(self._work())
        try:
            await self.session.run()
        finally:
            worker.cancel()
            await asyncio.gather(worker, return_exceptions=True)
            self._busy = False
            for effect in self._todo:
                self._csms.keep(self.identity, effect)
            self._todo.clear()

    def follow(self, effects: Iterable[Effect]) -> None:
        """Do this, after all that is to be done already."""
        self._todo.extend(effects)
        self._poke.set()

    async def ask(self, request: RequestToStation) -> tuple[Response | None, CsmsDecision]:
        """Ask the station; its answer, or None, and what the CSMS makes of that."""
        try:
            response = await self.session.call(request)
        except (NetworkError, ProtocolError) as reason:
            code = getattr(reason, "code", "")
            event = NoAnswer(request, reason.message, code if isinstance(code, str) else "")
            return None, self._csms.happens(self.identity, event)
        return response, self._csms.happens(self.identity, Answered(request, response))  # type: ignore[arg-type]  # a station's

    async def _work(self) -> None:
        while True:
            await self._poke.wait()
            self._poke.clear()
            while self._todo:
                effect = self._todo.popleft()
                self._busy = True
                try:
                    await self._carry_out(effect)
                except Exception as fault:  # noqa: BLE001  # an own fault is said, and the CSMS lives on
                    self._csms.failed(self.identity, fault)
                finally:
                    self._busy = False

    async def _carry_out(self, effect: Effect) -> None:
        match effect:
            case Send():
                _, decision = await self.ask(effect.message)
                self._todo.extend(decision.effects)
            case SignCsr():
                self._todo.extend(self._csms.sign(self.identity, effect))

    async def _answer(self, request: Request) -> Answer:
        decision = self._csms.happens(self.identity, Received(request))  # type: ignore[arg-type]  # the session reads as a CSMS
        if decision.refused is not None:
            raise decision.refused
        effects, reply = decision.effects, decision.reply
        for order in (one for one in effects if isinstance(one, LookUp | AskPool)):  # the answer waits for what others say
            if isinstance(order, LookUp):
                answered = await self._csms.look_up(self.identity, order)
            else:
                answered = await self._csms.ask_pool(self.identity, order)
            effects, reply = (*effects, *answered.effects), answered.reply

        async def after() -> None:
            self.follow(one for one in effects if not isinstance(one, LookUp | AskPool))

        if reply is None:
            raise TypeError("a request without an answer")
        return Answer(reply, after)

    def _log(self, frame: LoggedFrame) -> None:
        self._csms.log(self.identity, frame)
