"""READ FIRST: the station's way to its CSMS over the network; an :class:`~workbench.net.machines.opening.Opener`.

OpenSSL verifies in the handshake with the station's own roots, so a refusal reaches the server as a real alert. It does not say
which chain it refused; a second look, on a connection of its own that verifies nothing and ends before a byte of HTTP, sees it.
"""

from __future__ import annotations

import asyncio
import os
import ssl
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from websockets.asyncio.client import ClientConnection
from websockets.client import ClientProtocol
from websockets.exceptions import WebSocketException
from websockets.headers import build_authorization_basic
from websockets.typing import Subprotocol
from websockets.uri import parse_uri

from workbench.display import visible
from workbench.errors import NetworkError
from workbench.net.machines.opening import Presented
from workbench.net.tls import chain_of, client_context, looking_context, verdict_at
from workbench.net.websocket.carrying import WebSocketTransport
from workbench.net.websocket.refusals import no_handshake, no_upgrade
from workbench.net.websocket.timing import LONGEST_MESSAGE, TimeOuts, silent
from workbench.net.websocket.urls import Address, address_of
from workbench.times import rfc3339

if TYPE_CHECKING:
    from workbench.certs.items import Item
    from workbench.net.machines.opening import ClientSide
    from workbench.net.ocppj.transport import Transport
    from workbench.net.tls import TlsContext


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerName:
    """Which name the server's certificate must hold, in a subjectAltName, or in CN where that has no dNSName [A00.FR.510].

    Attributes
    ----------
    check
        Whether it is checked at all.
    name
        The name; empty: the host of the URL.
    """

    check: bool = True
    name: str = ""


class _Handle(NamedTuple):
    """A connection whose handshake is done, and the context that it was done with."""

    connection: ClientConnection
    context: TlsContext


class WebSocketOpener:
    """Opens connections for a station.

    Parameters
    ----------
    server_name
        See :class:`ServerName`.
    time_outs
        How long the other side may take.

    Where the station's clock is simulated, OpenSSL judges all but time in the handshake, and the whole chain at that time after it:
    a server that is refused for its time alone sees the connection end, and no alert.
    """

    def __init__(self, *, server_name: ServerName | None = None, time_outs: TimeOuts | None = None) -> None:
        self._name = server_name or ServerName()
        self._times = time_outs or TimeOuts()

    async def present(self, url: str, security_profile: int, client: ClientSide) -> Presented | None:
        """The TLS handshake; see :class:`~workbench.net.machines.opening.Opener`."""
        address = address_of(url, client.identity)
        _require_scheme(address, security_profile)
        if security_profile < 2:
            return None
        at = client.at
        with_chain = security_profile == 3
        name = (self._name.name or address.host) if self._name.check else ""
        context = client_context(
            client.anchors,
            chain=client.chain if with_chain else (),
            key=client.key if with_chain else None,
            at=at,
            check_name=self._name.check,
        )
        try:
            connection = await self._shake(address, client, context)
        except ssl.SSLCertVerificationError as error:
            said = f"{error.verify_message} (error {error.verify_code})"
            return Presented(url, client, await self._look(address, client), trusted=False, said=said, name=name)
        chain = _shown(context)
        if at is not None and not (verdict := verdict_at(chain, client.anchors, at)).ok:
            connection.transport.abort()
            said = f"{verdict.said}, at {rfc3339(at)}; no alert was sent"
            return Presented(url, client, chain, trusted=False, said=said, name=name)
        return Presented(url, client, chain, trusted=True, name=name, handle=_Handle(connection, context))

    async def go_on(self, presented: Presented | None, url: str, client: ClientSide) -> Transport:
        """The WebSocket upgrade; see :class:`~workbench.net.machines.opening.Opener`."""
        address = address_of(url, client.identity)
        context = None
        if presented is None:
            connection = await self._connect(address, client, None)
        elif isinstance(presented.handle, _Handle):
            connection, context = presented.handle
        else:
            raise NetworkError("The handshake is over: there is no connection to go on with.", hint="Connect again.")
        headers = {"Authorization": build_authorization_basic(client.identity, client.password)} if client.password else None
        try:
            async with asyncio.timeout(self._times.opening):
                await connection.handshake(headers, None)
        except TimeoutError:
            connection.transport.abort()
            raise NetworkError(
                f"The server did not answer the WebSocket upgrade within {self._times.opening:g} s.", hint="Look at the server."
            ) from None
        except (WebSocketException, OSError) as error:
            refusal = no_upgrade(error, context.made.trouble if context is not None and context.made is not None else None)
            connection.transport.abort()
            raise refusal from None
        except BaseException:  # cancelled: nobody else knows this connection
            connection.transport.abort()
            raise
        if connection.subprotocol is None:
            await WebSocketTransport(connection).close(1002, "no subprotocol")
            raise NetworkError(
                f"The server does not speak {client.version.subprotocol}: it chose no WebSocket subprotocol.",
                hint="Give the station another OCPP version, or the CSMS this one.",
            )
        connection.start_keepalive()
        return WebSocketTransport(connection)

    async def break_off(self, presented: Presented) -> None:
        """End the connection without a byte of HTTP."""
        if isinstance(presented.handle, _Handle):
            connection = presented.handle.connection
            connection.transport.close()
            with suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(connection.connection_lost_waiter), self._times.closing)

    async def _look(self, address: Address, client: ClientSide) -> tuple[Item, ...]:
        """The chain of a server that was refused; empty where there is no seeing it."""
        context = looking_context()
        try:
            connection = await self._shake(address, client, context)
        except (NetworkError, ssl.SSLError):
            return ()
        connection.transport.abort()
        return _shown(context)

    async def _shake(self, address: Address, client: ClientSide, context: TlsContext) -> ClientConnection:
        """A TCP connection and a TLS handshake; raises SSLCertVerificationError where this side refuses the server."""
        failed: asyncio.Future[ssl.SSLError] = asyncio.get_running_loop().create_future()
        context.on_trouble = lambda error, _: None if failed.done() else failed.set_result(error)
        opening = asyncio.ensure_future(self._connect(address, client, context))
        both: set[asyncio.Future[Any]] = {opening, failed}
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            if not failed.done():
                return opening.result()
        except BaseException:
            await _abandoned(opening)
            raise
        await _abandoned(opening)
        error = failed.result()
        if isinstance(error, ssl.SSLCertVerificationError):
            raise error
        raise no_handshake(error)

    async def _connect(self, address: Address, client: ClientSide, context: TlsContext | None) -> ClientConnection:
        name = self._name.name or address.host
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._times.opening):
                _, connection = await loop.create_connection(
                    lambda: self._protocol(address, client),
                    address.host,
                    address.port,
                    ssl=context,
                    server_hostname=name if context is not None else None,
                    ssl_handshake_timeout=self._times.opening if context is not None else None,
                    ssl_shutdown_timeout=self._times.closing if context is not None else None,
                )
        except TimeoutError:
            what = "finish the TLS handshake" if context is not None else "answer"
            raise NetworkError(
                f"{visible(address.host, 100)}:{address.port} did not {what} within {self._times.opening:g} s.",
                hint="Is it the right port, and does it speak TLS?" if context is not None else "Is it the right host and port?",
            ) from None
        except ssl.SSLError:
            raise
        except (ConnectionResetError, ConnectionAbortedError) as error:
            raise no_handshake(error) from None
        except OSError as error:
            raise NetworkError(
                f"There is no connection to {visible(address.host, 100)}:{address.port}: {_words(error)}.",
                hint="Is the CSMS running there? `pnc csms` prints its address.",
            ) from None
        return connection

    def _protocol(self, address: Address, client: ClientSide) -> ClientConnection:
        protocol = ClientProtocol(
            parse_uri(address.url),
            subprotocols=[Subprotocol(client.version.subprotocol)],
            max_size=LONGEST_MESSAGE,
            logger=silent(),
        )
        times = self._times
        return ClientConnection(protocol, ping_interval=times.ping, ping_timeout=times.pong, close_timeout=times.closing)


async def _abandoned(opening: asyncio.Future[ClientConnection]) -> None:
    """End what was being opened, whether it is open by now or not."""
    opening.cancel()
    with suppress(asyncio.CancelledError, NetworkError, ssl.SSLError):
        (await opening).transport.abort()


def _require_scheme(address: Address, security_profile: int) -> None:
    if address.secure != (security_profile >= 2):
        wanted = "wss" if security_profile >= 2 else "ws"
        raise NetworkError(
            f"Security profile {security_profile} needs a {wanted}:// address.",
            hint=f"Give the CSMS's URL as {wanted}://HOST:PORT/ocpp.",
        )


def _shown(context: TlsContext) -> tuple[Item, ...]:
    return chain_of(context.made, named="TLS server") if context.made is not None else ()


def _words(error: OSError) -> str:
    """The system's own words; asyncio puts the address into them."""
    if isinstance(error.errno, int) and error.errno > 0:
        return os.strerror(error.errno)
    return error.strerror or str(error)  # of a name that is not known, errno is no number of the system
