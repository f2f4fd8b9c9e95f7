"""The half of a CSMS that answers: what it knows of each station, and their connections."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING
from uuid import uuid4

from workbench.csms.csms import decide
from workbench.csms.events import Connected, Disconnected, LookedUp, Received, Signed, SigningFailed
from workbench.csms.policy import STRICT
from workbench.csms.record import StationRecord
from workbench.display.findings import Findings
from workbench.findings import Finding, Severity
from workbench.messages.authorize import AuthorizeRequest
from workbench.messages.versions import Version
from workbench.messages.wire_log import WireLog
from workbench.net.machines.admission import Admission
from workbench.net.machines.arrivals import Arrivals
from workbench.net.machines.authorities import RemoteAuthority
from workbench.net.machines.authority import SigningRefusedError
from workbench.net.machines.contracts import Contracts
from workbench.net.machines.credentials import Credentials
from workbench.net.machines.enrolling import Enrolling
from workbench.net.machines.line import Line
from workbench.net.machines.looking_up import LookingUp
from workbench.net.machines.pooling import Pooling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.csms.decision import CsmsDecision
    from workbench.csms.effects import AskPool, Effect, LookUp, SignCsr
    from workbench.csms.events import Event
    from workbench.csms.policy import Policy
    from workbench.csms.procedure import Outcome
    from workbench.messages.wire_log import LoggedFrame
    from workbench.net.fetcher import Fetcher
    from workbench.net.machines.authority import SigningAuthority
    from workbench.net.machines.clock import Clock
    from workbench.net.machines.est_authority import EstAuthority
    from workbench.net.machines.pooling import AnyPool
    from workbench.net.machines.servers import Server
    from workbench.net.ocppj.limits import Limits
    from workbench.net.ocppj.session import Check
    from workbench.net.ocppj.transport import Transport

MOST_KEPT = 20_000
"""Events, and outcomes, that a CSMS remembers: the latest."""
MOST_STATIONS = 20_000
"""Stations that a CSMS remembers, unless told otherwise."""
_MOST_MISHAPS = 1000
_MOST_WAITING = 100


@dataclass(frozen=True, slots=True)
class CsmsEntry:
    """One event with one station, and what the CSMS made of it."""

    at: datetime
    identity: str
    event: Event
    decision: CsmsDecision


@dataclass(frozen=True, slots=True)
class _Delayed:
    at: datetime
    identity: str
    signing: SignCsr


class Hosting(Credentials):
    """As :class:`~workbench.net.machines.csms.Csms`, which is the whole, without what a CSMS begins itself."""

    def __init__(  # noqa: PLR0913  # all by name
        self,
        *,
        servers: Mapping[str, Server] | Sequence[Server] | None = None,
        authority: SigningAuthority | EstAuthority | None = None,
        policy: Policy = STRICT,
        clock: Clock | None = None,
        client_anchors: Sequence[Item] | None = None,
        pile: Iterable[Item] = (),
        passwords: Mapping[str, str] | None = None,
        most_stations: int = MOST_STATIONS,
        seed: bytes | None = None,
        limits: Limits | None = None,
        check: Check | None = None,
        ids: Callable[[], str] = lambda: str(uuid4()),
        fetcher: Fetcher | None = None,
        pool: AnyPool | None = None,
        contracts: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(servers, authority, clock=clock, client_anchors=client_anchors, pile=pile, seed=seed)
        self.policy = policy
        self.arrivals = Arrivals()
        self._admission = Admission(passwords)
        self._looking_up = LookingUp(fetcher)
        self._pooling = Pooling(pool)
        self.contracts = Contracts(contracts or {})
        self._enrolling = Enrolling(self)
        self._most_stations = most_stations
        self._limits, self._check, self._ids = limits, check, ids
        self._records: dict[str, StationRecord] = {}
        self._lines: dict[str, Line] = {}
        self._kept: dict[str, list[Effect]] = {}
        self._delayed: list[_Delayed] = []
        self._logs: dict[str, WireLog] = {}
        self._journal: deque[CsmsEntry] = deque(maxlen=MOST_KEPT)
        self._outcomes: deque[Outcome] = deque(maxlen=MOST_KEPT)
        self.forgotten = 0
        self._mishaps: deque[Finding] = deque(maxlen=_MOST_MISHAPS)

    # --- what it knows --------------------------------------------------------------------------------------------------------

    @property
    def stations(self) -> Mapping[str, StationRecord]:
        """What it knows of each station, by identity; immutable values."""
        return MappingProxyType(self._records)

    def record(self, identity: str) -> StationRecord:
        """What it knows of one station; of an unknown one nothing yet."""
        return self._records.get(identity) or StationRecord(identity=identity, known=self.pile)

    @property
    def journal(self) -> tuple[CsmsEntry, ...]:
        """What happened with its stations, the oldest first; of :attr:`forgotten` earlier events nothing is kept."""
        return tuple(self._journal)

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What became of everything that it was told to do, the oldest first."""
        return tuple(self._outcomes)

    @property
    def findings(self) -> Findings:
        """Why it decided so, the oldest first; own faults last."""
        return Findings((*(one for entry in self._journal for one in entry.decision.findings), *self._mishaps))

    @property
    def mishaps(self) -> tuple[Finding, ...]:
        """Its own faults, and what was wrong with frames by the schema check; the latest."""
        return tuple(self._mishaps)

    def wire_log_of(self, identity: str) -> WireLog:
        """The frames with one station, without secrets."""
        return self._logs.get(identity, WireLog())

    # --- connections ----------------------------------------------------------------------------------------------------------

    def admits(self, identity: str, security_profile: int, password: str = "", client_chain: Sequence[Item] = ()) -> str:
        """Why this station may not connect, in words; empty where it may.

        Under security profile 3 its certificate must carry its identity as CN; that it leads to an anchor, the handshake has shown.
        """
        if not self.has_room(identity):
            return f"The CSMS knows {len(self._records)} stations already, and takes no other."
        return self._admission.refusal(identity, security_profile, password, client_chain)

    def has_room(self, identity: str) -> bool:
        """Whether it knows this station, or can remember one more."""
        return identity in self._records or len(self._records) < self._most_stations

    async def serve(  # what a connection is, in its order
        self,
        identity: str,
        transport: Transport,
        version: Version | str = Version.V21,
        security_profile: int = 2,
        client_chain: Sequence[Item] = (),  # noqa: ARG002  # what a later issue keeps of it
        *,
        server: str | None = None,
    ) -> None:
        """Run one station's connection to its end; never raises on what a station does. An older one of that identity is closed.

        Parameters
        ----------
        server
            The name of the server that the handshake showed; None: the one in use.
        """
        while (former := self.line(identity)) is not None:  # while one is being closed, another may come
            await former.session.close("The station connected anew.")
        spoken = Version(version)
        line = Line(self, identity, transport, spoken, ids=self._ids, limits=self._limits, check=self._check)
        self._lines[identity] = line
        shown = (self._server if server is None else server) if security_profile >= 2 else ""
        decision = self.happens(identity, Connected(spoken, security_profile, shown))
        line.follow((*decision.effects, *self._kept.pop(identity, ())))
        self.arrivals.arrived(identity)
        try:
            await line.run()
        finally:
            self._mishaps.extend(line.session.findings)
            if self._lines.get(identity) is line:
                del self._lines[identity]
                self.arrivals.left(identity)
                self.happens(identity, Disconnected())

    def line(self, identity: str) -> Line | None:
        """The connection of a station that stands; None while it is offline."""
        found = self._lines.get(identity)
        return found if found is not None and not found.session.ended else None

    def coming(self, identity: str) -> bool:
        """Whether a station that is offline lost its connection just now and may be on its way back, from another process."""
        leaving = identity in self._lines and self.line(identity) is None
        return not self.arrivals.watched(identity) and (leaving or self.arrivals.coming(identity))

    async def hang_up(self, identity: str) -> None:
        """Close a station's connection; it may come again."""
        line = self.line(identity)
        if line is not None:
            await line.session.close("The CSMS closes the connection.")

    async def expect(self, identity: str) -> None:
        """Have a station reconnect, and wait until it has, or has given up."""
        await self.arrivals.again(identity, lambda: self.hang_up(identity))

    def idle(self, identity: str) -> bool:
        """Whether nothing is left to do with a station."""
        line = self._lines.get(identity)
        return not self._enrolling.busy(identity) and (line is None or (line.idle and not line.session.ended))

    # --- for its connections --------------------------------------------------------------------------------------------------

    def happens(self, identity: str, event: Event) -> CsmsDecision:
        """What it makes of an event with a station."""
        now = self.clock.now()
        decision = decide(self.record(identity), event, now, self._policy_for(event))
        self._records[identity] = decision.record
        self._admission.hear(identity, event)
        self.forgotten += len(self._journal) == MOST_KEPT
        self._journal.append(CsmsEntry(now, identity, event, decision))
        return decision

    def _policy_for(self, event: Event) -> Policy:
        """The policy with what is known at this moment of the contract that an event is about."""
        asked = event.message if isinstance(event, Received) else event.looking.request if isinstance(event, LookedUp) else None
        emaid = asked.id_token.id_token if isinstance(asked, AuthorizeRequest) else None
        if emaid is None or emaid not in self.contracts:
            return self.policy
        return replace(self.policy, contracts=((emaid, self.contracts[emaid]), *self.policy.contracts))

    async def ask_pool(self, identity: str, order: AskPool) -> CsmsDecision:
        """Ask the contract certificate pool (M01, M02); what the station gets for it."""
        event = await self._pooling.ask(order, self.clock.now, self.record(identity).version)
        return self.happens(identity, event)

    async def look_up(self, identity: str, order: LookUp) -> CsmsDecision:
        """Ask for the status of certificates (M06, M07); what the station gets for it."""
        event = await self._looking_up.look_up(self.record(identity), order, self.clock.now(), self.policy)
        return self.happens(identity, event)

    def sign(self, identity: str, signing: SignCsr) -> tuple[Effect, ...]:
        """Have the authority sign; what follows. A slow one's certificate follows later, when time has passed.

        One that is asked over a network answers when it answers: then that is :meth:`signing_ends`.
        """
        if isinstance(self.authority, RemoteAuthority):
            self._enrolling.begin(identity, signing)
            return ()
        if self.authority.delay:
            self._delayed.append(_Delayed(self.clock.now() + self.authority.delay, identity, signing))
            return ()
        return self._signed(identity, signing)

    def _signed(self, identity: str, signing: SignCsr) -> tuple[Effect, ...]:
        use = signing.certificate_type.value if signing.certificate_type is not None else "Combined"
        try:
            chain = self.authority.sign(signing.csr, use, self.clock.now())
        except SigningRefusedError as refusal:
            return self.happens(identity, SigningFailed(signing, refusal.message)).effects
        return self.happens(identity, Signed(signing, chain)).effects

    def signing_ends(self, identity: str, event: Event) -> None:
        """The CA that was asked over a network answered: to the station if it is there, else when it comes again."""
        self._follow(identity, self.happens(identity, event).effects)

    def _follow(self, identity: str, effects: Iterable[Effect]) -> None:
        line = self.line(identity)
        if line is not None:
            line.follow(effects)
            return
        for effect in effects:
            self.keep(identity, effect)

    def keep(self, identity: str, effect: Effect) -> None:
        """What could not be done before the connection ended: it is done when the station comes again."""
        kept = self._kept.setdefault(identity, [])
        kept.append(effect)
        del kept[:-_MOST_WAITING]

    def due(self) -> Iterator[datetime]:
        """When a delayed certificate is there."""
        yield from (one.at for one in self._delayed)
        yield from self._enrolling.due()

    def time_passed(self) -> None:
        """The clock was advanced: what was delayed is there."""
        now = self.clock.now()
        ready = [one for one in self._delayed if one.at <= now]
        self._delayed = [one for one in self._delayed if one.at > now]
        for one in ready:
            self._follow(one.identity, self._signed(one.identity, one.signing))
        self._enrolling.time_passed(now)

    def log(self, identity: str, frame: LoggedFrame) -> None:
        """A frame."""
        self._logs[identity] = self.wire_log_of(identity).with_frame(frame)

    def failed(self, identity: str, fault: Exception) -> None:
        """An own fault."""
        message = f"Carrying out an effect failed: {type(fault).__name__}."
        found = Finding(code="check-failed", message=message, severity=Severity.ERROR, item="message", subject=identity)
        self._mishaps.append(found)
