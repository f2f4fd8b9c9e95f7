"""READ FIRST after station.py: a CSMS to try things with: what it knows of each station, its TLS servers, a simulated CA."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, NoReturn
from uuid import uuid4

from workbench.csms.csms import decide
from workbench.csms.events import Connected, Disconnected, Signed, SigningFailed
from workbench.csms.policy import STRICT
from workbench.csms.record import StationRecord
from workbench.display import Readable
from workbench.errors import InputError
from workbench.findings import Finding, Severity
from workbench.messages.versions import Version
from workbench.messages.wire_log import WireLog
from workbench.net.machines import csms_shown
from workbench.net.machines.admission import Admission
from workbench.net.machines.asking import Asking
from workbench.net.machines.authority import SigningAuthority, SigningRefusedError
from workbench.net.machines.clock import Clock
from workbench.net.machines.issuer import sample
from workbench.net.machines.line import Line
from workbench.net.machines.servers import Server, sample_servers
from workbench.sample_pki import reference_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.csms.decision import CsmsDecision
    from workbench.csms.effects import Effect, SignCsr
    from workbench.csms.events import Event
    from workbench.csms.policy import Policy
    from workbench.messages.wire_log import LoggedFrame
    from workbench.net.ocppj.limits import Limits
    from workbench.net.ocppj.session import Check
    from workbench.net.ocppj.transport import Transport

MOST_KEPT = 100_000
"""Events that a CSMS remembers: the latest."""


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


class Csms(Readable, Asking):
    """A CSMS with many stations.

    Parameters
    ----------
    servers
        Its TLS servers by name, each a :class:`~workbench.net.machines.servers.Server`; of the samples by default: ``"old"`` below
        CSMS root A, ``"new"`` below root B. The first is in use.
    authority
        What signs stations' CSRs; the samples' sub-CAs by default.
    policy
        What the standard leaves to a CSMS.
    clock
        Shared with the stations: the one of the first station that connects, unless given.
    client_anchors
        The roots of station certificates (security profile 3); the samples' CSMS roots by default.
    pile
        More certificates that it knows, to recognise what stations list.
    passwords
        Of the stations by identity, for security profiles 1 and 2; None: any password is taken.
    seed
        Where serial numbers and renewed server keys shall be the same each time.
    """

    def __init__(  # noqa: PLR0913  # all by name
        self,
        *,
        servers: Mapping[str, Server] | Sequence[Server] | None = None,
        authority: SigningAuthority | None = None,
        policy: Policy = STRICT,
        clock: Clock | None = None,
        client_anchors: Sequence[Item] | None = None,
        pile: Iterable[Item] = (),
        passwords: Mapping[str, str] | None = None,
        seed: bytes | None = None,
        limits: Limits | None = None,
        check: Check | None = None,
        ids: Callable[[], str] = lambda: str(uuid4()),
    ) -> None:
        super().__init__()
        given = sample_servers(seed) if servers is None else list(servers.values()) if hasattr(servers, "values") else servers
        self._servers: dict[str, Server] = {one.name: one for one in given}
        if not self._servers:
            raise InputError("A CSMS has at least one TLS server.", hint="Leave servers out for the samples'.")
        self._server = next(iter(self._servers))
        self.authority = authority if authority is not None else SigningAuthority.of_samples(seed=seed)
        self.policy = policy
        self.clock_given = clock is not None
        self.clock = clock if clock is not None else Clock(reference_time())
        roots = sample("ocpp/csms-root", "ocpp/csms-root-new") if client_anchors is None else client_anchors
        self.client_anchors: tuple[Item, ...] = tuple(roots)
        self._pile = tuple(pile)
        self._admission = Admission(passwords)
        self._limits, self._check, self._ids = limits, check, ids
        self._records: dict[str, StationRecord] = {}
        self._lines: dict[str, Line] = {}
        self._kept: dict[str, list[Effect]] = {}
        self._delayed: list[_Delayed] = []
        self._logs: dict[str, WireLog] = {}
        self._journal: list[CsmsEntry] = []
        self.mishaps: tuple[Finding, ...] = ()

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
        """What happened with its stations, the oldest first."""
        return tuple(self._journal)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Why it decided so, the oldest first; own faults last."""
        return (*(one for entry in self._journal for one in entry.decision.findings), *self.mishaps)

    @property
    def pile(self) -> tuple[Item, ...]:
        """The certificates that it knows: its own chains, its authority's, its anchors, and those given."""
        chains = [one.chain for one in self._servers.values()] + [one.chain for one in self.authority.issuers.values()]
        found = [*self.client_anchors, *(one for chain in chains for one in chain), *self._pile]
        return tuple({one.der: one for one in found}.values())

    def wire_log_of(self, identity: str) -> WireLog:
        """The frames with one station, without secrets."""
        return self._logs.get(identity, WireLog())

    # --- its servers ----------------------------------------------------------------------------------------------------------

    @property
    def servers(self) -> Mapping[str, Server]:
        """Its TLS servers by name."""
        return MappingProxyType(self._servers)

    @property
    def server(self) -> Server:
        """The one that new handshakes see now, renewed in time where its CA is at hand."""
        self._servers[self._server] = self._servers[self._server].at(self.clock.now())
        return self._servers[self._server]

    def switch_server(self, name: str) -> None:
        """Let new handshakes see another server; connections that stand are not touched.

        Raises
        ------
        InputError
            There is none of that name.
        """
        if name not in self._servers:
            raise InputError("There is no such server.", hint=f"There are {', '.join(self._servers)}.")
        self._server = name

    def add_server(self, server: Server) -> None:
        """One server more, or another one of that name."""
        self._servers[server.name] = server

    def admits(self, identity: str, security_profile: int, password: str = "", client_chain: Sequence[Item] = ()) -> str:
        """Why this station may not connect, in words; empty where it may.

        Under security profile 3 its certificate must carry its identity as CN; that it leads to an anchor, the handshake has shown.
        """
        return self._admission.refusal(identity, security_profile, password, client_chain)

    # --- connections ----------------------------------------------------------------------------------------------------------

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
        former = self._lines.get(identity)
        if former is not None:
            await former.session.close("The station connected anew.")
        spoken = Version(version)
        line = Line(self, identity, transport, spoken, ids=self._ids, limits=self._limits, check=self._check)
        self._lines[identity] = line
        shown = (self._server if server is None else server) if security_profile >= 2 else ""
        decision = self.happens(identity, Connected(spoken, security_profile, shown))
        line.follow((*decision.effects, *self._kept.pop(identity, ())))
        self.arrived(identity)
        try:
            await line.run()
        finally:
            self.mishaps = (*self.mishaps, *line.session.findings)
            if self._lines.get(identity) is line:
                del self._lines[identity]
                self.happens(identity, Disconnected())

    def line(self, identity: str) -> Line | None:
        """The connection of a station that stands; None while it is offline."""
        found = self._lines.get(identity)
        return found if found is not None and not found.session.ended else None

    async def hang_up(self, identity: str) -> None:
        """Close a station's connection; it may come again."""
        line = self.line(identity)
        if line is not None:
            await line.session.close("The CSMS closes the connection.")

    def idle(self, identity: str) -> bool:
        """Whether nothing is left to do with a station."""
        line = self._lines.get(identity)
        return line is None or (line.idle and not line.session.ended)

    # --- for its connections --------------------------------------------------------------------------------------------------

    def happens(self, identity: str, event: Event) -> CsmsDecision:
        """What it makes of an event with a station."""
        now = self.clock.now()
        decision = decide(self.record(identity), event, now, self.policy)
        self._records[identity] = decision.record
        self._journal.append(CsmsEntry(now, identity, event, decision))
        if len(self._journal) > MOST_KEPT:
            del self._journal[0]
        return decision

    def sign(self, identity: str, signing: SignCsr) -> tuple[Effect, ...]:
        """Have the authority sign; what follows. A slow one's certificate follows later, when time has passed."""
        if self.authority.delay:
            self._delayed.append(_Delayed(self.clock.now() + self.authority.delay, identity, signing))
            return ()
        return self._signed(identity, signing)

    def _signed(self, identity: str, signing: SignCsr) -> tuple[Effect, ...]:
        use = signing.certificate_type.value if signing.certificate_type is not None else "Combined"
        try:
            chain = self.authority.sign(signing.csr, use, self.clock.now())  # type: ignore[arg-type]  # OCPP's names
        except SigningRefusedError as refusal:
            return self.happens(identity, SigningFailed(signing, refusal.message)).effects
        return self.happens(identity, Signed(signing, chain)).effects

    def keep(self, identity: str, effect: Effect) -> None:
        """What could not be done before the connection ended: it is done when the station comes again."""
        self._kept.setdefault(identity, []).append(effect)

    def due(self) -> Iterator[datetime]:
        """When a delayed certificate is there."""
        yield from (one.at for one in self._delayed)

    def time_passed(self) -> None:
        """The clock was advanced: what was delayed is there."""
        now = self.clock.now()
        ready = [one for one in self._delayed if one.at <= now]
        self._delayed = [one for one in self._delayed if one.at > now]
        for one in ready:
            effects = self._signed(one.identity, one.signing)
            line = self.line(one.identity)
            if line is not None:
                line.follow(effects)
            else:
                for effect in effects:
                    self.keep(one.identity, effect)

    def log(self, identity: str, frame: LoggedFrame) -> None:
        """A frame."""
        self._logs[identity] = self.wire_log_of(identity).with_frame(frame)

    def failed(self, identity: str, fault: Exception) -> None:
        """An own fault."""
        message = f"Carrying out an effect failed: {type(fault).__name__}."
        found = Finding(code="check-failed", message=message, severity=Severity.ERROR, item="message", subject=identity)
        self.mishaps = (*self.mishaps, found)

    # --- how it is shown ------------------------------------------------------------------------------------------------------

    def __repr__(self) -> str:
        return csms_shown.csms_line(self)

    def __str__(self) -> str:
        return csms_shown.csms_table(self).to_text()

    def _repr_html_(self) -> str:
        return csms_shown.csms_table(self)._repr_html_()  # as a notebook asks

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a CSMS is not copied, for its keys are not: take csms.stations")
