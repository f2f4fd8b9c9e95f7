"""A station and a CSMS, connected: ``link = await connect(station, csms)``, or ``async with connect(station, csms) as link``."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any, Literal, Self

from workbench.display.findings import Findings
from workbench.errors import InputError
from workbench.net.machines.driver import Driver
from workbench.net.machines.memory import MemoryOpener
from workbench.net.machines.outfits import with_version
from workbench.net.machines.servers import SAMPLE_SERVER_NAME
from workbench.station.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    from workbench.messages.wire_log import WireLog
    from workbench.net.machines.csms import Csms
    from workbench.net.machines.memory import HandshakeBy
    from workbench.net.machines.opening import Opener
    from workbench.net.machines.patience import Patience
    from workbench.net.machines.station import Station
    from workbench.net.ocppj.limits import Limits
    from workbench.net.ocppj.session import Check

URL = f"wss://{SAMPLE_SERVER_NAME}/ocpp"
"""Of the CSMS in memory."""
_CALM = 4
"""Looks in a row, others running in between, after which nothing is under way any more."""
_SPINS = 500
Over = Literal["memory", "websocket"]


class Link:
    """A station's way to its CSMS, both in this process; closed at the end of an ``async with``.

    Attributes
    ----------
    station, csms
        The two.
    url
        Where the CSMS is.
    """

    def __init__(self, station: Station, csms: Csms, others: tuple[Csms, ...], driver: Driver, stack: AsyncExitStack) -> None:
        self.station, self.csms = station, csms
        self._all = tuple(dict.fromkeys((csms, *others)))
        self._driver, self._stack = driver, stack
        self.url = driver.url
        driver.on_settled = self._settled
        driver.on_due = lambda: [moment for one in self._all for moment in one.due()]
        driver.on_time = self._time_passed
        for one in self._all:
            one.arrivals.watch(station.identity, self._settled)

    @property
    def connected(self) -> bool:
        """Whether the connection stands."""
        return self._driver.connected

    @property
    def wire_log(self) -> WireLog:
        """The frames, without secrets."""
        return self.station.wire_log

    @property
    def findings(self) -> Findings:
        """What is to be said of the connection beside the decisions of both: ``schema-invalid``, ``engines-disagree`` ..."""
        return Findings(self._driver.all_findings)

    async def settled(self) -> Link:
        """Wait until neither side has anything left to do; gives the link."""
        await self._settled()
        return self

    def _time_passed(self) -> None:
        for one in self._all:
            one.time_passed()

    async def _settled(self) -> None:
        calm = spins = 0
        while calm < _CALM:
            calm = calm + 1 if self._is_calm() else 0
            spins += 1
            await asyncio.sleep(0 if spins < _SPINS else 0.002)

    def _is_calm(self) -> bool:
        identity = self.station.identity
        if self._driver.idle and self._driver.unanswered:
            return True  # a CSMS that hangs is never done
        if not self._driver.idle or not all(one.idle(identity) for one in self._all):
            return False
        ours, lines = self._driver.session, [one.line(identity) for one in self._all]
        theirs = [one.session for one in lines if one is not None]
        if ours is None:
            return not theirs
        return len(theirs) == 1 and (ours.sent, ours.received) == (theirs[0].received, theirs[0].sent)

    async def close(self) -> None:
        """Close the connection; the station is offline then. A second time does nothing."""
        await self._driver.stop()
        await self._stack.aclose()
        for one in self._all:
            one.arrivals.watch(self.station.identity, None)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"Link({self.station!r}, {self.csms!r})"


class Connecting:
    """What :func:`connect` gives: to ``await``, or for ``async with``."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._link: Link | None = None

    def __await__(self) -> Generator[Any, None, Link]:
        made: Generator[Any, None, Link] = self._make().__await__()
        return made

    async def __aenter__(self) -> Link:
        self._link = await self
        return self._link

    async def __aexit__(self, *_: object) -> None:
        if self._link is not None:
            await self._link.close()


def connect(  # noqa: PLR0913  # all but the first two by name
    station: Station,
    csms: Csms,
    over: Over = "memory",
    *,
    security_profile: int = 2,
    version: str = "",
    handshake: HandshakeBy = "tls",
    others: Mapping[str, Csms | tuple[Csms, str]] | None = None,
    patience: Patience | None = None,
    limits: Limits | None = None,
    check: Check | bool = True,
) -> Connecting:
    """Connect a station to a CSMS and let it present itself.

    The station's own judgement of the server decides, and OpenSSL's beside it. Where it does not trust the server, the link comes
    about all the same, offline, and the station's findings say why.

    Parameters
    ----------
    over
        ``"memory"``: a real TLS handshake, no socket. ``"websocket"``: a real WebSocket on 127.0.0.1.
    security_profile
        0 to 3; from 2 on there is TLS, with 3 the station shows its client certificate.
    version
        Of OCPP, for a station to which nothing has happened yet; by default what it speaks.
    handshake
        In memory: ``"judged"`` leaves OpenSSL out, for many stations.
    others
        More CSMSs in memory by URL, to migrate to; a pair with a server's name is one that shows that server there.
    check
        Looks at every frame, see :class:`~workbench.net.ocppj.session.Session`; by default the schemas of the ``ocpp`` package do,
        beside our own. What they find is noted in the wire log and is a finding ``schema-invalid`` of the link; nothing is refused
        for it.

    Raises
    ------
    InputError
        The two have different clocks, the station has a link already, it cannot speak that version any more, or there is no such
        way, version or security profile.
    """

    async def make() -> Link:
        if over not in {"memory", "websocket"}:
            raise InputError("There is no such way.", hint='over="memory" or over="websocket"')
        if type(security_profile) is not int or security_profile not in range(4):
            raise InputError("There is no such security profile.", hint="security_profile=0, 1, 2 or 3, a number.")
        if csms.arrivals.watched(station.identity):
            raise InputError("The CSMS has a station of that identity in this process.", hint='Give it another: identity="CS0002".')
        _share_clock(station, csms)
        _speak(station, version)
        stack = AsyncExitStack()
        opener, url = await _way(csms, over, security_profile, handshake, others or {}, stack)
        try:
            driver = Driver(station, opener, url=url, patience=patience, limits=limits, check=_check(given=check))
        except BaseException:
            await stack.aclose()
            raise
        reached = tuple(one[0] if isinstance(one, tuple) else one for one in (others or {}).values())
        link = Link(station, csms, reached, driver, stack)
        try:
            await driver.start(security_profile=security_profile)
        except BaseException:
            await link.close()
            raise
        return link

    return Connecting(make)


def _check(*, given: Check | bool) -> Check | None:
    if not isinstance(given, bool):
        return given
    if not given:
        return None
    from workbench.net.ocpp_peer.validation import SchemaCheck  # noqa: PLC0415  # the library is slow to import

    return SchemaCheck()


async def _way(
    csms: Csms,
    over: Over,
    security_profile: int,
    handshake: HandshakeBy,
    others: Mapping[str, Csms | tuple[Csms, str]],
    stack: AsyncExitStack,
) -> tuple[Opener, str]:
    if over == "memory":
        memory = MemoryOpener({URL: csms, **others}, handshake=handshake)
        stack.push_async_callback(memory.ended)
        return memory, URL
    from workbench.net.websocket import CsmsServer, ServerName, WebSocketOpener  # noqa: PLC0415  # sockets are for those who ask

    server = await stack.enter_async_context(CsmsServer(csms, security_profile=security_profile))
    return WebSocketOpener(server_name=ServerName(name=SAMPLE_SERVER_NAME)), server.url


def _share_clock(station: Station, csms: Csms) -> None:
    """One clock for both: the one that was given; else the station's, for the first of a CSMS's stations."""
    if csms.clock is station.clock:
        return
    if not csms.clock_given:
        csms.clock, csms.clock_given = station.clock, True
    elif not station.clock_given:
        station.past.clock = csms.clock
    else:
        raise InputError("The station and the CSMS have different clocks.", hint="Give both the same: clock=Clock(start).")


def _speak(station: Station, version: str) -> None:
    if not version or version == str(station.state.connection.version):
        return
    if station.journal.entries:
        raise InputError("The station has a past in another version of OCPP.", hint="Station(version=...) makes a new one.")
    station.past.journal = Journal(with_version(station.state, version), station.journal.personality)
