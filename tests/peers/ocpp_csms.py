"""A CSMS of the plain ``ocpp`` library, ``websockets`` and stdlib ``ssl``: nothing of the project is in it."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any

import websockets
from cryptography import x509

from tests.peers.ocpp_pki import Pki, issued, pem_of
from tests.peers.ocpp_station_point import modules

ALERTS = {42: "bad_certificate", 45: "certificate_expired", 46: "certificate_unknown", 48: "unknown_ca"}
"""RFC 5246 7.2, those of certificates."""

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class PlainCsms:
    """One station at a time.

    Attributes
    ----------
    heard
        Requests of the station: action and its content.
    points
        The library's ends of the connections, the latest last.
    clients
        The client certificate of each connection, DER.
    answers
        The station's responses to CertificateSigned.
    alerts
        Of the station's TLS, by name.
    errors
        What went wrong, for the library would swallow it.
    """

    def __init__(self, pki: Pki, version: str, profile: int) -> None:
        self.pki, self.version, self.profile = pki, version, profile
        self.heard: list[tuple[str, dict[str, Any]]] = []
        self.answers: list[str] = []
        self.errors: list[str] = []
        self.points: list[Any] = []
        self.clients: list[bytes | None] = []
        self.issue_wrongly = False
        self.url = ""
        self.alerts: list[str] = []
        self._seen = 0
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.minimum_version = self._context.maximum_version = ssl.TLSVersion.TLSv1_2  # an alert comes in the handshake
        if profile == 3:
            self._context.verify_mode = ssl.CERT_REQUIRED
            self._context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
            self._context.load_verify_locations(cadata=pki.old.pem)
        self.switch("old_server")

    def switch(self, name: str) -> None:
        """Another certificate for new handshakes: ``"old_server"``, ``"new_server"``."""
        self._context.load_cert_chain(self.pki.file(name), self.pki.file(f"{name}.key"))

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[PlainCsms]:
        """While it can be reached at :attr:`url`, through a tap that reads the alerts of the station."""
        subprotocols = [websockets.Subprotocol(f"ocpp{self.version}")]
        async with websockets.serve(self._serve, "127.0.0.1", 0, ssl=self._context, subprotocols=subprotocols) as server:
            tap = Tap(server.sockets[0].getsockname()[1], self.alerts)
            async with tap.listening() as port:
                self.url = f"wss://127.0.0.1:{port}/ocpp"
                yield self

    async def station(self) -> Any:
        """Wait for a connection more than there was at the last call; the first one has presented itself."""
        await self.until(lambda: len(self.points) > self._seen and self.heard)
        self._seen = len(self.points)

    async def call(self, action: str, **content: Any) -> Any:
        """Ask the present station; a CALLERROR is raised."""
        request = getattr(modules(self.version).call, action)(**content)
        return await self.points[-1].call(request, suppress=False)

    async def hang_up(self) -> None:
        """Close the present connection."""
        await self.points[-1]._connection.close()

    async def until(self, holds: Any) -> None:
        """Wait until it holds."""
        async with asyncio.timeout(20):
            while not holds():  # noqa: ASYNC110  # what is waited for is lists of many kinds
                await asyncio.sleep(0.01)

    async def _serve(self, connection: Any) -> None:
        self.clients.append(connection.transport.get_extra_info("ssl_object").getpeercert(binary_form=True))
        point = self._point_class()("station", connection, response_timeout=20)
        self.points.append(point)
        try:
            await point.start()
        except websockets.ConnectionClosed:
            return

    def signed(self, csr: str) -> str:
        """The chain for a CSR: for another key where it is to be wrong."""
        request = x509.load_pem_x509_csr(csr.encode())
        assert request.is_signature_valid
        key = self.pki.unsigned.key.public_key() if self.issue_wrongly else request.public_key()
        return pem_of(issued("CN", self.pki.old, public_key=key, subject=request.subject).certificate)

    def _point_class(self) -> Any:
        package, me = modules(self.version), self
        routing = import_module("ocpp.routing")
        on, after, answer, call = routing.on, routing.after, package.call_result, package.call

        class Point(package.ChargePoint):  # type: ignore[misc, name-defined]
            @on("BootNotification")
            def on_boot(self, **content: Any) -> Any:
                me.heard.append(("BootNotification", content))
                return answer.BootNotification(datetime.now(UTC).isoformat(), 300, "Accepted")

            @on("StatusNotification")
            def on_status(self, **content: Any) -> Any:
                me.heard.append(("StatusNotification", content))
                return answer.StatusNotification()

            @on("SecurityEventNotification")
            def on_event(self, **content: Any) -> Any:
                me.heard.append(("SecurityEventNotification", content))
                return answer.SecurityEventNotification()

            @on("Heartbeat")
            def on_heartbeat(self) -> Any:
                return answer.Heartbeat(datetime.now(UTC).isoformat())

            @on("SignCertificate")
            def on_sign(self, **content: Any) -> Any:
                me.heard.append(("SignCertificate", content))
                return answer.SignCertificate(status="Accepted")

            @after("SignCertificate")
            async def after_sign(self, csr: str, **content: Any) -> None:
                kept = {key: content[key] for key in ("certificate_type", "request_id") if key in content}
                try:
                    signed = call.CertificateSigned(certificate_chain=me.signed(csr), **kept)
                    me.answers.append((await self.call(signed, suppress=False)).status)
                except Exception as error:  # noqa: BLE001  # the library would swallow it
                    me.errors.append(repr(error))

        return Point


class Tap:
    """Bytes pass between a station and its CSMS as they are; the station's TLS alerts that are not encrypted are read."""

    def __init__(self, port: int, alerts: list[str]) -> None:
        self._port, self._alerts = port, alerts
        self._tasks: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[int]:
        """The port that the station calls."""
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await server.wait_closed()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        there, back = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            await asyncio.gather(self._pass(reader, back, self._alerts), self._pass(there, writer, None))
        finally:
            for one in (writer, back):
                one.transport.abort()

    @staticmethod
    async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, alerts: list[str] | None) -> None:
        held = b""
        with suppress(ConnectionError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
                held += data if alerts is not None else b""
                while len(held) >= 5 and len(held) >= 5 + int.from_bytes(held[3:5]):
                    record, held = held[: 5 + int.from_bytes(held[3:5])], held[5 + int.from_bytes(held[3:5]) :]
                    if alerts is not None and record[0] == 21 and len(record) == 7:
                        alerts.append(ALERTS.get(record[6], str(record[6])))
            writer.close()
