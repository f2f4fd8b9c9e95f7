"""What a station's decisions ask for, carried out over a connection: one thing after the other, in the order of the decisions.

Whatever follows an answer comes after it [F06.FR.04]: effects are taken up once the answer is out. One task does them all, so the
order is the same over memory and over a network. Nothing spins: a server that is never trusted is tried
NetworkProfileConnectionAttempts times, then the station stays offline until it is told to reconnect.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING
from uuid import uuid4

from workbench.errors import NetworkError
from workbench.findings import Finding, Severity
from workbench.net.machines.local_effects import carry_out, local
from workbench.net.machines.patience import Patience
from workbench.net.machines.reaching import Reach
from workbench.net.machines.sending import Sending
from workbench.net.machines.ticking import ticking
from workbench.net.ocppj.session import Answer, Session
from workbench.station.effects import (
    AcceptServer,
    AcceptVehicle,
    AnswerVehicle,
    AuthorizeVehicle,
    DenyVehicle,
    OpenConnection,
    RefuseServer,
    RefuseVehicle,
    Restart,
    Send,
)
from workbench.station.events import Connected, ConnectionWanted, Disconnected, Received, Restarted

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator
    from contextlib import AbstractContextManager
    from datetime import datetime

    from workbench.messages.actions import Request, RequestToCsms, ResponseFromCsms
    from workbench.messages.wire_log import LoggedFrame
    from workbench.net.machines.opening import Opener
    from workbench.net.machines.station import Station
    from workbench.net.ocppj.limits import Limits
    from workbench.net.ocppj.session import Check
    from workbench.net.ocppj.transport import Transport
    from workbench.station.decision import Decision
    from workbench.station.effects import Effect
    from workbench.station.events import Event


class _Lost:
    """The connection of this session ended."""

    def __init__(self, session: Session) -> None:
        self.session = session


class Driver:
    """One station's life over connections.

    Parameters
    ----------
    station
        It gets this driver as its link until :meth:`stop`.
    opener
        Opens its connections.
    url
        Where the CSMS is, for slots without a connection profile.
    patience
        How long it waits between attempts, and how many it makes.
    limits, check, ids
        Of the sessions.

    Attributes
    ----------
    wire_log
        The frames, without secrets.
    findings
        What is to be said beside the station's own decisions: ``engines-disagree``, ``message-refused``, ``check-failed`` ...
    on_settled, on_due, on_time
        What to ask of the other side where that is in this process.
    """

    def __init__(  # noqa: PLR0913  # all but the first two by name
        self,
        station: Station,
        opener: Opener,
        *,
        url: str,
        patience: Patience | None = None,
        limits: Limits | None = None,
        check: Check | None = None,
        ids: Callable[[], str] = lambda: str(uuid4()),
    ) -> None:
        self._station = station
        self._patience = patience if patience is not None else Patience()
        self._limits, self._check, self._ids = limits, check, ids
        self._reach = Reach(station, opener, url, self._patience, self._happen, self._note)
        self._sending = Sending(station, self._happen, self._note)
        self._todo: deque[Effect | _Lost] = deque()
        self._poke, self._idle = asyncio.Event(), asyncio.Event()
        self._idle.set()
        self._session: Session | None = None
        self._own: list[asyncio.Task[None]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._sessions: list[Session] = []
        self._stopped = False
        self.wire_log = station.wire_log
        self.findings: tuple[Finding, ...] = ()
        self.on_settled: Callable[[], Awaitable[None]] = self.quiet
        self.on_due: Callable[[], Iterable[datetime]] = tuple
        self.on_time: Callable[[], None] = lambda: None
        station.driver = self

    # --- what it is -----------------------------------------------------------------------------------------------------------

    @property
    def url(self) -> str:
        """Where the CSMS is, for slots without a connection profile."""
        return self._reach.url

    @property
    def connected(self) -> bool:
        """Whether a connection stands."""
        return self._session is not None and not self._session.ended

    @property
    def gave_up(self) -> bool:
        """Whether all attempts to connect failed; :meth:`reconnect` begins anew."""
        return self._reach.gave_up

    @property
    def idle(self) -> bool:
        """Whether nothing is left to do."""
        return self._idle.is_set() and not self._todo and (self._session is None or self._session.idle)

    @property
    def unanswered(self) -> bool:
        """Whether the CSMS let a question time out and has said nothing since: it is not waited for until it does."""
        return self._sending.silent(self._session)

    def span(self) -> AbstractContextManager[None]:
        """While a simulated clock runs to its end: the real time that a silent CSMS costs is bounded then."""
        return self._sending.span()

    @property
    def session(self) -> Session | None:
        """The session that stands; None while offline."""
        return self._session

    @property
    def heartbeat(self) -> int:
        """Seconds between heartbeats, as the CSMS wants them; 0: not known yet."""
        return self._sending.registration.interval

    @property
    def all_findings(self) -> tuple[Finding, ...]:
        """The findings, those of the session that stands too."""
        return (*self.findings, *(self._session.findings if self._session is not None else ()))

    # --- what others ask ------------------------------------------------------------------------------------------------------

    async def start(self, *, slot: int | None = None, security_profile: int | None = None) -> None:
        """Switch on: connect, present the station, send what waits; returns when that is done or was given up.

        By the real clock, from now on time passes for the station by itself.
        """
        if not self._own:
            self._own.append(asyncio.ensure_future(self._work()))
            if not self._station.clock.simulated:
                self._own.append(asyncio.ensure_future(ticking(self, self._station, self._patience.sleep)))
        connection = self._station.state.connection
        self._reach.anew()
        self._happen(
            ConnectionWanted(
                connection.slot if slot is None else slot,
                connection.security_profile if security_profile is None else security_profile,
            )
        )
        await self.settled()

    async def reconnect(self) -> None:
        """Close and connect again."""
        self._reach.anew()
        await self.drop("The station reconnects.")
        connection = self._station.state.connection
        self._happen(ConnectionWanted(connection.slot, connection.security_profile))
        await self.settled()

    async def restart(self) -> None:
        """Off and on again."""
        self.follow((Restart(),))
        await self.settled()

    async def call(self, request: RequestToCsms) -> ResponseFromCsms:
        """Ask the CSMS; raises as the session's call does."""
        session = self._session
        if session is None:
            raise NetworkError("The station is not connected.", hint="await station.reconnect()")
        response = await session.call(request)
        self._sending.answered(request, response, by_hand=True)
        return response  # type: ignore[return-value]  # the answer to a request to the CSMS

    def follow(self, effects: Iterable[Effect | _Lost]) -> None:
        """Do this, after all that is to be done already."""
        self._todo.extend(effects)
        self._wake()

    async def time_passed(self) -> None:
        """The clock was advanced; returns when all that follows is done."""
        self._reach.spoken()
        self.look()
        await self.settled()

    def look(self) -> None:
        """Look at the clock: something of the other side, or the station's next presentation, may be due."""
        self.on_time()
        self._sending.registration.look(self._station.clock.now())
        self._wake()

    def due(self) -> Iterator[datetime]:
        """When the other side has something to do."""
        yield from self.on_due()

    async def settled(self) -> None:
        """Wait until nothing is left to do here, nor on the other side where that is in this process."""
        await self.on_settled()

    async def quiet(self) -> None:
        """Wait until nothing is left to do here."""
        while not self.idle and not self._stopped:
            await self._idle.wait()
            await asyncio.sleep(0 if self._session is None or self._session.idle else 0.002)

    def reconcile(self) -> None:
        """After undo or redo: what was to be done is not, and a connection that the state does not know is closed."""
        self._todo.clear()
        if self._session is not None and not self._station.state.connection.connected:
            session, self._session = self._session, None
            self._spawn(session.close("The station took its connection back."))
        self._wake()

    async def stop(self) -> None:
        """Close the connection for good; the station is offline then, and has no link."""
        if self._stopped:
            return
        self._stopped = True
        for task in self._own:
            task.cancel()
        await asyncio.gather(*self._own, return_exceptions=True)
        await self.drop("The station goes offline.")
        for session in self._sessions:  # one that was being closed when its task was stopped is closed now
            await session.close("The station goes offline.")
        if self._station.state.connection.connected:
            self._happen(Disconnected())
        await asyncio.gather(*self._tasks, return_exceptions=True)
        left = [one for one in self._todo if not isinstance(one, _Lost)]
        self._todo.clear()
        self._idle.set()
        self._station.driver = None
        carry_out(self._station.past, left)

    # --- the one task ---------------------------------------------------------------------------------------------------------

    def _spawn(self, work: Awaitable[None]) -> None:
        task: asyncio.Task[None] = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _wake(self) -> None:
        self._idle.clear()
        self._poke.set()

    async def _work(self) -> None:
        while True:
            await self._poke.wait()
            self._poke.clear()
            while self._todo or (self.connected and self._sending.due):
                try:
                    await self._next()
                except Exception as fault:  # noqa: BLE001  # an own fault is said, and the station lives on
                    self._note("check-failed", f"Carrying out an effect failed: {type(fault).__name__}.", str(fault))
            if not self._poke.is_set():
                self._idle.set()

    async def _next(self) -> None:
        while self._todo and isinstance(first := self._todo[0], Send):  # all of them, so that what is urgent can go first
            self._todo.popleft()
            local(self._station.past, first)
        if self._session is not None and self.connected and self._sending.due:
            await self._sending.one(self._session)
            return
        if not self._todo:
            return
        effect = self._todo.popleft()
        match effect:
            case _Lost():
                await self._lost(effect.session)
            case OpenConnection():
                await self._open(effect.slot)
            case Restart():
                await self._restart()
            case AcceptServer() | RefuseServer() | AcceptVehicle() | RefuseVehicle():
                pass  # done where the handshake waits for it
            case AnswerVehicle() | AuthorizeVehicle() | DenyVehicle():
                pass  # whoever waits at the plug has heard it
            case _:
                self._todo.extend(local(self._station.past, effect) or ())

    def _happen(self, event: Event) -> Decision:
        decision = self._station.past.happen(event)
        self.follow(decision.effects)
        return decision

    async def _restart(self) -> None:
        await self.drop("The station restarts.")
        self._sending.switched_on()
        self._happen(Restarted())
        state = self._station.state
        slot = state.preferred_slot
        found = next((one for one in state.profiles if one.slot == slot), None)
        profile = found.security_profile if found is not None else state.connection.security_profile
        self._reach.anew()
        self._happen(ConnectionWanted(slot, profile, migration=slot != state.connection.slot))

    async def _lost(self, session: Session) -> None:
        if session is not self._session:
            return
        await self.drop("The connection was lost.")
        if await self._reach.lost():
            connection = self._station.state.connection
            self._happen(ConnectionWanted(connection.slot, connection.security_profile))

    async def drop(self, reason: str) -> None:
        """Close the connection that stands, if any."""
        session, self._session = self._session, None
        if session is None:
            return
        await session.close(reason)
        if self._station.state.connection.connected:
            self._happen(Disconnected())

    async def _open(self, slot: int) -> None:
        await self.drop("The station connects anew.")
        transport, again = await self._reach.open(slot)
        if again is not None:
            self._todo.append(again)
        if transport is not None:
            self._talk(transport)
            self._happen(Connected())

    # --- talking --------------------------------------------------------------------------------------------------------------

    def _talk(self, transport: Transport) -> None:
        self._session = Session(
            transport,
            "station",
            self._station.state.connection.version,
            self._answer,
            limits=self._limits,
            log=self._log,
            clock=self._station.clock.now,
            check=self._check,
            ids=self._ids,
        )
        self._sessions = [*(one for one in self._sessions if not one.ended), self._session]
        self._spawn(self._read(self._session))

    async def _read(self, session: Session) -> None:
        try:
            await session.run()
        finally:
            self.findings = (*self.findings, *session.findings)
            if not self._stopped:
                self.follow((_Lost(session),))

    def _log(self, frame: LoggedFrame) -> None:
        self.wire_log = self.wire_log.with_frame(frame)

    async def _answer(self, request: Request) -> Answer:
        decision = self._station.past.happen(Received(request))  # type: ignore[arg-type]  # the session reads as a station
        self._reach.spoken()

        async def after() -> None:
            self.follow(decision.effects)

        if decision.reply is None:
            raise TypeError("a request without an answer")
        return Answer(decision.reply, after, decision.raw)

    def _note(self, code: str, message: str, observed: str) -> None:
        self.findings = (*self.findings, Finding(code=code, message=message, severity=Severity.WARNING, observed=observed))
