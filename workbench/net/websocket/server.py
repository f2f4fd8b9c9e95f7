"""READ FIRST: the CSMS's port. Each station that is admitted is handed to the CSMS with its transport; refusals are findings.

What ends one station's connection leaves the others alone. A station that connects a second time wins over its older connection:
after a loss that only the station noticed it comes back while this side still takes the old connection for alive, and would
otherwise stay outside until the pings tell.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Self
from weakref import WeakKeyDictionary

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.typing import Subprotocol

from workbench.display import visible
from workbench.errors import InputError, WorkbenchError
from workbench.findings import Finding, Severity
from workbench.messages.versions import Version
from workbench.net.tls import TlsContext, server_context, trouble_of
from workbench.net.websocket.admission import VERSIONS, Asked, Refusal, ask, judge_certificate, version_among
from workbench.net.websocket.carrying import WebSocketTransport
from workbench.net.websocket.switching import SwitchingContext
from workbench.net.websocket.timing import BACKLOG, LONGEST_MESSAGE, TimeOuts, silent

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Sequence

    from websockets.http11 import Request, Response

    from workbench.net.websocket.host import Host

_MOST_FINDINGS = 1000
MOST_CONNECTIONS = 5_000
"""Stations that may be connected at once, unless told otherwise."""

_FULL = "This CSMS has as many stations as it takes."


class CsmsServer:
    """The port.

    Parameters
    ----------
    csms
        Who decides and answers.
    security_profile
        0 to 3.
    host, port
        Where to listen; 127.0.0.1 unless told otherwise, so that nobody else reaches it; port 0: one that is free.
    versions
        What is spoken, the preferred one first.
    most_connections
        Stations that may be connected at once; one more is refused (503), unless it takes its own older connection's place.
    heard
        Called with each finding.
    """

    def __init__(  # noqa: PLR0913  # each has a name
        self,
        csms: Host,
        *,
        security_profile: int = 2,
        host: str = "127.0.0.1",
        port: int = 0,
        versions: Sequence[Version] = VERSIONS,
        most_connections: int = MOST_CONNECTIONS,
        time_outs: TimeOuts | None = None,
        heard: Callable[[Finding], None] | None = None,
    ) -> None:
        self.csms = csms
        self.security_profile = security_profile
        self.findings: deque[Finding] = deque(maxlen=_MOST_FINDINGS)
        self.admitted = 0
        self._host, self._port = host, port
        self._versions = tuple(versions)
        self._most_connections = most_connections
        self._times = time_outs or TimeOuts()
        self._heard = heard
        self._listening: Server | None = None
        self._present: dict[str, tuple[ServerConnection, asyncio.Event]] = {}
        self._asked: WeakKeyDictionary[ServerConnection, tuple[Asked, str | None]] = WeakKeyDictionary()

    @property
    def url(self) -> str:
        """Where stations connect, without their identity: ``wss://127.0.0.1:8443/ocpp``."""
        if self._listening is None or not self._listening.sockets:
            raise InputError("The server does not listen yet.", hint="await server.start()")
        host, port = self._listening.sockets[0].getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        return f"{'wss' if self.security_profile >= 2 else 'ws'}://{shown}:{port}/ocpp"

    @property
    def connected(self) -> tuple[str, ...]:
        """The identities of the stations that are connected."""
        return tuple(self._present)

    async def start(self) -> None:
        """Listen.

        Raises
        ------
        InputError
            The port is taken, or the host is not this machine's.
        """
        times = self._times
        try:
            self._listening = await serve(
                self._serve,
                self._host,
                self._port,
                ssl=SwitchingContext(self.csms, self.context) if self.security_profile >= 2 else None,
                backlog=BACKLOG,
                process_request=self._admit,
                select_subprotocol=self._choose,
                compression=None,  # 64 kB for each connection, and nothing that needs it
                server_header=None,
                open_timeout=times.opening,
                ping_interval=times.ping,
                ping_timeout=times.pong,
                close_timeout=times.closing,
                max_size=LONGEST_MESSAGE,
                logger=silent(),
            )
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or error
            raise InputError(
                f"Nothing can listen at {visible(self._host, 100)}:{self._port}: {reason}.",
                hint="Take another port; 0 takes one that is free.",
            ) from None

    async def close(self, reason: str = "the CSMS stops") -> None:
        """Say good-bye to every station, and stop listening."""
        if self._listening is not None:
            self._listening.close(code=1001, reason=reason)
            with suppress(TimeoutError):
                async with asyncio.timeout(2 * self._times.closing + 1):
                    await self._listening.wait_closed()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    # --- before the upgrade -------------------------------------------------------------------------------------------

    def context(self) -> TlsContext:
        """The TLS context of the next handshake: the CSMS's certificate as it is now."""
        shown = self.csms.server
        anchors = self.csms.client_anchors if self.security_profile == 3 else None
        at = self.csms.clock.now() if self.csms.clock.simulated else None
        made = server_context(shown.chain, shown.key, client_anchors=anchors, at=at)
        made.on_trouble = self._no_handshake
        made.label = shown.name
        return made

    def _no_handshake(self, error: ssl.SSLError, _: object) -> None:
        trouble = trouble_of(error)
        who = "A station refused the handshake" if trouble.from_peer else "A TLS handshake failed"
        self._note("handshake-failed", "", f"{who}: {trouble.said}. {trouble.cause}", trouble.remedy)

    def _admit(self, connection: ServerConnection, request: Request) -> Response | None:
        tls = connection.transport.get_extra_info("ssl_object")
        asked = ask(request.path, request.headers, self.security_profile, tls)
        if isinstance(asked, Asked):
            refusal = self._judged(asked)
            if refusal is None:
                self._asked[connection] = asked, tls.context.label if tls is not None else None
                return None
        else:
            refusal = asked
        identity = asked.identity if isinstance(asked, Asked) else ""
        self._note(refusal.code, identity, f"A station was refused with HTTP {refusal.status}: {refusal.reason}", refusal.remedy)
        response = connection.respond(refusal.status, refusal.reason + "\n")
        if refusal.status is HTTPStatus.UNAUTHORIZED:
            response.headers["WWW-Authenticate"] = 'Basic realm="OCPP", charset="UTF-8"'
        return response

    def _judged(self, asked: Asked) -> Refusal | None:
        if self.security_profile == 3:
            at = self.csms.clock.now() if self.csms.clock.simulated else None
            if (refusal := judge_certificate(asked, self.csms.client_anchors, at)) is not None:
                return refusal
        if not self._has_room(asked.identity):
            return Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "connection-refused", _FULL, "Connect again later.")
        reason = self.csms.admits(asked.identity, self.security_profile, asked.password, asked.client_chain)
        if not reason:
            return None
        with_password = self.security_profile in {1, 2}
        status = HTTPStatus.UNAUTHORIZED if with_password else HTTPStatus.NOT_FOUND
        return Refusal(status, "connection-refused", reason, "Give the CSMS this station, or the station its password.")

    def _has_room(self, identity: str) -> bool:
        busy = len(self._present) + len(self._asked)  # connected; admitted, and not handed over yet
        return self.csms.has_room(identity) and (identity in self._present or busy < self._most_connections)

    def _choose(self, _: ServerConnection, offered: Sequence[str]) -> Subprotocol | None:
        """OCPP Part 4: where nothing fits, the upgrade is completed without a subprotocol, and then closed."""
        version = version_among(offered, self._versions)
        return Subprotocol(version.subprotocol) if version is not None else None

    # --- after it -----------------------------------------------------------------------------------------------------

    async def _serve(self, connection: ServerConnection) -> None:
        asked, shown = self._asked.pop(connection)
        identity = asked.identity
        if connection.subprotocol is None:
            spoken = " or ".join(version.subprotocol for version in self._versions)
            sentence = f"The station offers no WebSocket subprotocol that is spoken here: {spoken}."
            self._note("connection-refused", identity, sentence, "Let the station offer one of them.")
            await WebSocketTransport(connection).close(1002, f"no common subprotocol: {spoken}")
            return
        await self._replace(identity)
        done = asyncio.Event()
        self._present[identity] = (connection, done)
        self.admitted += 1
        version = Version(connection.subprotocol.removeprefix("ocpp"))
        try:
            await self.csms.serve(
                identity,
                WebSocketTransport(connection),
                version,
                self.security_profile,
                asked.client_chain,
                server=shown,
            )
        except WorkbenchError as error:
            self._note("check-failed", identity, f"The connection of {visible(identity, 48)} ended: {error.message}", error.hint)
        finally:
            if self._present.get(identity, (None,))[0] is connection:
                del self._present[identity]
            done.set()

    async def _replace(self, identity: str) -> None:
        """The newer connection of a station wins; see the module."""
        while (older := self._present.get(identity)) is not None:
            connection, done = older
            sentence = f"{visible(identity, 48)} connected a second time: its older connection is closed."
            remedy = "Where it happens often, two stations have one identity."
            self._note("connected-twice", identity, sentence, remedy, Severity.WARNING)
            closing = asyncio.ensure_future(WebSocketTransport(connection).close(1008, "replaced by a newer connection"))
            await asyncio.wait({closing}, timeout=self._times.closing + 1)
            with suppress(TimeoutError):
                await asyncio.wait_for(done.wait(), self._times.closing)
            if self._present.get(identity) is older:
                del self._present[identity]

    def _note(self, code: str, identity: str, message: str, remedy: str, severity: Severity = Severity.ERROR) -> None:
        finding = Finding(code=code, message=message, severity=severity, item="message", subject=identity, remedy=remedy)
        self.findings.append(finding)
        if self._heard is not None:
            self._heard(finding)
