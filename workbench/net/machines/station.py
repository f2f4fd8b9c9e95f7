"""READ FIRST: a charging station to try things with: a thin holder of an immutable state, its journal and its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from workbench.display import Readable
from workbench.display.findings import Findings
from workbench.errors import InputError, NetworkError
from workbench.messages.ev_certificate import CertificateAction
from workbench.messages.wire_log import WireLog
from workbench.net.given import items_of
from workbench.net.machines import at_the_plug, shown
from workbench.net.machines.asked import request_to_csms, request_to_station
from workbench.net.machines.clock import Clock
from workbench.net.machines.happenings import Happenings
from workbench.net.machines.keys import KeyRing
from workbench.net.machines.local_effects import carry_out
from workbench.net.machines.outfits import SAMPLE_IDENTITY, SAMPLE_PASSWORD, outfit, time_of, with_version
from workbench.net.machines.passing_time import pass_time
from workbench.net.machines.secrets_kept import Secrets
from workbench.station.device_model import SECURITY
from workbench.station.events import ConnectionWanted, ContractPresented, Received, VehicleAsks
from workbench.station.journal import Journal
from workbench.station.journal_export import to_dict
from workbench.station.personalities import Personality, personality
from workbench.station.state import StationState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

    from workbench.messages.actions import RequestToCsms, ResponseFromCsms, ResponseFromStation
    from workbench.net.machines.driver import Driver
    from workbench.net.machines.plug_answers import ContractVerdict, VehicleAnswer
    from workbench.station.decision import Decision
    from workbench.station.effects import Effect
    from workbench.station.events import Event


class Station(Readable):
    """A charging station.

    Parameters
    ----------
    state
        Its state; or a name of :data:`~workbench.net.machines.outfits.OUTFITS`, built of the samples.
    identity
        Its name in OCPP; of the samples' station by default.
    personality
        A name of :data:`~workbench.station.personalities.PERSONALITIES`, or a personality.
    clock
        Shared with the CSMS. By default it stands still at the samples' reference time where all certificates are samples; else it
        is the real one.
    keys
        Its private keys, where the state is not a preset.
    password
        For security profiles 1 and 2 (BasicAuthPassword); presets have a published one.
    seed
        Where its new keys shall be the same each time; who knows it knows the keys.
    version
        Of OCPP: ``"2.1"`` or ``"2.0.1"``.
    root_check, max_entries
        Of a preset: AdditionalRootCertificateCheck, and the most certificates that it holds.

    Raises
    ------
    InputError
        There is no such preset, personality or version, or the state is none.
    """

    def __init__(  # noqa: PLR0913  # all but the first by name
        self,
        state: StationState | str = "factory",
        *,
        identity: str = "",
        personality: Personality | str = "strict",
        clock: Clock | None = None,
        keys: KeyRing | None = None,
        password: str = "",
        seed: bytes | None = None,
        version: str = "",
        root_check: bool = False,
        max_entries: int = 20,
    ) -> None:
        if not isinstance(state, (str, StationState)):
            hint = 'Station("factory"), or a StationState.'  # type: ignore[unreachable]  # a notebook gives anything
            raise InputError(f"This is no state of a station: {type(state).__name__}.", hint=hint)
        self.identity = identity or (SAMPLE_IDENTITY if isinstance(state, str) else "CS0001")
        ring = keys if keys is not None else KeyRing(self.identity, seed=seed)
        password = password or (SAMPLE_PASSWORD if isinstance(state, str) else "")
        if isinstance(state, str):
            state, time = outfit(state, self.identity, ring, root_check=root_check, max_entries=max_entries)
        else:
            time = time_of(state)
        if version:
            state = with_version(state, version)
        ways = personality if isinstance(personality, Personality) else _personality(personality)
        self.clock_given = clock is not None
        self._past = Happenings(Journal(state, ways), ring, clock if clock is not None else Clock(time))
        self._past.secrets = Secrets().keeping(SECURITY, "BasicAuthPassword", password)
        self._driver: Driver | None = None
        self._log = WireLog()

    # --- what it is -----------------------------------------------------------------------------------------------------------

    @property
    def clock(self) -> Clock:
        """What it takes for the time."""
        return self._past.clock

    @property
    def state(self) -> StationState:
        """What it is now; immutable."""
        return self._past.journal.state

    @property
    def journal(self) -> Journal:
        """What happened to it and what it made of that; immutable, and without secrets."""
        return self._past.journal

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """What it decided, the oldest first."""
        return tuple(entry.decision for entry in self.journal.entries)

    @property
    def findings(self) -> Findings:
        """Why it decided so, the oldest first."""
        return Findings(finding for decision in self.decisions for finding in decision.findings)

    @property
    def outbox(self) -> tuple[RequestToCsms, ...]:
        """What waits for a connection [A04.FR.02]."""
        return self._past.outbox

    @property
    def unmet(self) -> tuple[Effect, ...]:
        """What it wanted of a connection while there was none to open: OpenConnection, Restart."""
        return self._past.unmet

    @property
    def connected(self) -> bool:
        """Whether a connection stands."""
        return self._driver is not None and self._driver.connected

    @property
    def wire_log(self) -> WireLog:
        """The frames of its connections, without secrets."""
        return self._driver.wire_log if self._driver is not None else self._log

    # --- what happens to it ---------------------------------------------------------------------------------------------------

    def handle(self, message: Any, payload: Any = None) -> ResponseFromStation:
        """Its answer to a request of the CSMS; no connection is needed.

        What needs none is done at once: keys are made and destroyed, passwords kept. Messages go to :attr:`outbox`. While a link is
        there, it does all that follows, and ``await link.settled()`` waits for it.

        Parameters
        ----------
        message
            A message; an action's name, or a pair of that and the payload; or a CALL as JSON.

        Raises
        ------
        Refused
            A CALLERROR is its answer; nothing has happened then.
        InputError
            This is no request.
        """
        request = request_to_station(message, payload, self.state.connection.version)
        decision = self._past.happen(Received(request))
        self._follow(decision)
        if decision.reply is None:  # every request has one
            raise TypeError("a request without an answer")
        return decision.reply

    def happens(self, event: Event) -> Decision:
        """What it makes of any event; what follows is done as in :meth:`handle`."""
        decision = self._past.happen(event)
        self._follow(decision)
        return decision

    def _follow(self, decision: Decision) -> None:
        if self._driver is not None:
            self._driver.follow(decision.effects)
        else:
            carry_out(self._past, decision.effects)

    def undo(self) -> Station:
        """Take the last thing that happened back, with what the station did because of it; gives the station.

        What was sent stays sent: the CSMS is another machine. A connection that the earlier state does not know is closed.

        Raises
        ------
        InputError
            Nothing has happened yet.
        """
        self._past.undo()
        self._reconcile()
        return self

    def redo(self) -> Station:
        """Let happen again what was undone last; gives the station.

        Raises
        ------
        InputError
            Nothing is undone.
        """
        self._past.redo()
        self._reconcile()
        return self

    def _reconcile(self) -> None:
        if self._driver is not None:
            self._driver.reconcile()

    # --- over a connection ----------------------------------------------------------------------------------------------------

    async def call(self, message: Any, payload: Any = None) -> ResponseFromCsms:
        """Ask the CSMS something.

        Raises
        ------
        NetworkError
            There is no connection, or it was lost before the answer.
        PeerProtocolError
            The CSMS answered with a CALLERROR.
        """
        return await self._linked.call(request_to_csms(message, payload, self.state.connection.version))

    async def reconnect(self) -> Station:
        """Close the connection and open it anew, as after a loss; gives the station when all that follows is done."""
        await self._linked.reconnect()
        return self

    async def restart(self) -> Station:
        """Switch it off and on again; gives the station when all that follows is done."""
        await self._linked.restart()
        return self

    async def migrate(self, slot: int) -> Station:
        """Move to the CSMS of another connection profile (B10); gives the station when all that follows is done.

        Raises
        ------
        InputError
            The slot has no profile.
        """
        profile = next((one for one in self.state.profiles if one.slot == slot), None)
        if profile is None:
            raise InputError(f"Slot {slot} has no connection profile.", hint="Send SetNetworkProfile first.")
        linked = self._linked
        self.happens(ConnectionWanted(slot, profile.security_profile, migration=True))
        await linked.settled()
        return self

    async def pass_time(self, until: datetime | None = None, *, by: timedelta | None = None) -> Station:
        """Let time pass on its clock, stopping wherever something is due: a request to send again, a certificate to renew [A03].

        Raises
        ------
        InputError
            The clock is the real one, or would run backwards.
        """
        await pass_time(self.clock, [self], until=until, by=by)
        return self

    # --- at the plug ----------------------------------------------------------------------------------------------------------

    async def vehicle_asks(  # all but the first two by name
        self,
        exi_request: bytes,
        schema_version: str,
        action: str = "Install",
        *,
        maximum: int | None = None,
        prioritized: Iterable[str] = (),
        session: str = "",
    ) -> VehicleAnswer:
        """What a vehicle gets that asks for a contract certificate (M01, M02).

        The CSMS is asked where the station is connected; after the seconds of its policy's ``vehicle_budget`` (real ones) the
        vehicle is told Failed. A vehicle of ISO 15118-20 that was told of more contracts comes again with the same ``session``.

        Parameters
        ----------
        exi_request
            Its message, EXI.
        schema_version
            The URN of its schema.
        action
            ``"Install"`` or ``"Update"``.
        maximum, prioritized
            ISO 15118-20; where the station can read the message, that counts.
        session
            Tells vehicles of several plugs apart.

        Raises
        ------
        InputError
            It is no message, or there is no such action.
        """
        if not isinstance(exi_request, bytes):
            raise InputError("The vehicle's message is octets, EXI.", hint="vehicle.request(now)")
        if action not in set(CertificateAction):
            raise InputError("There is no such action.", hint='action="Install" or "Update".')
        event = VehicleAsks(exi_request, schema_version, CertificateAction(action), maximum, tuple(prioritized), session)
        return await at_the_plug.ask(self, event)

    async def contract_presented(self, chain: Any, emaid: str = "", *, session: str = "") -> ContractVerdict:
        """Whether a vehicle may charge that presents this contract (C07, Plug & Charge).

        Parameters
        ----------
        chain
            The contract certificate and its sub-CAs: loaded items, or what ``wb.load`` takes.
        emaid
            As the vehicle names it beside; empty: the contract certificate says it.
        session
            Tells vehicles of several plugs apart.

        Raises
        ------
        InputError
            There is no certificate in it.
        """
        event = ContractPresented(tuple(items_of(chain)), emaid, session)
        return await at_the_plug.present(self, event)

    @property
    def _linked(self) -> Driver:
        if self._driver is None:
            raise NetworkError("The station has no link to a CSMS.", hint="async with wb.connect(station, csms): ...")
        return self._driver

    # --- for the driver -------------------------------------------------------------------------------------------------------

    @property
    def past(self) -> Happenings:
        """For the driver alone."""
        return self._past

    @property
    def driver(self) -> Driver | None:
        """What carries its effects out over a connection; None without a link."""
        return self._driver

    @driver.setter
    def driver(self, driver: Driver | None) -> None:
        if driver is not None and self._driver is not None:
            raise InputError("The station has a link already.", hint="Close it first: await link.close().")
        if self._driver is not None:
            self._log = self._driver.wire_log
        self._driver = driver

    @property
    def secrets(self) -> Secrets:
        """The passwords that it keeps; not shown."""
        return self._past.secrets

    # --- how it is shown ------------------------------------------------------------------------------------------------------

    def export(self) -> dict[str, Any]:
        """The journal as JSON; :func:`workbench.station.journal_export.from_dict` reads it. No key and no password is in it."""
        return to_dict(self.journal)

    def to_dict(self) -> dict[str, Any]:
        """As :meth:`export`."""
        return self.export()

    def __repr__(self) -> str:
        return shown.station_line(self)

    def __str__(self) -> str:
        return shown.station_text(self)

    def _repr_html_(self) -> str:
        return shown.station_html(self)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a station is not copied, for its keys are not: take station.state, or station.export()")


def _personality(name: str) -> Personality:
    return personality(name)
