"""A WebSocket as what a session sends and receives by."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from websockets.exceptions import ConcurrencyError, ConnectionClosed

from workbench.display import visible
from workbench.net.ocppj.transport import Ended

if TYPE_CHECKING:
    from websockets.asyncio.connection import Connection

_WORDS = {
    1000: "closed in an orderly way",
    1001: "going away",
    1002: "a WebSocket protocol error",
    1003: "a kind of data that was not wanted",
    1006: "lost without a word",
    1007: "text that is no UTF-8",
    1008: "against the rules",
    1009: "a message that is too long",
    1011: "an internal error",
    1012: "a restart of the server",
    1013: "try again later",
}
_LONGEST_REASON = 123
"""Octets of a close frame's reason (RFC 6455 5.5)."""


class WebSocketTransport:
    """One end of a WebSocket; a :class:`~workbench.net.ocppj.transport.Transport`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def send(self, text: str) -> None:
        """Hand over one text message; waits while the peer does not read."""
        try:
            await self._connection.send(text)
        except ConnectionClosed as closed:
            raise _ended(closed) from None

    async def recv(self) -> str | bytes:
        """The next message; bytes where it came as a binary one."""
        try:
            return await self._connection.recv()
        except ConnectionClosed as closed:
            raise _ended(closed) from None
        except ConcurrencyError:
            raise Ended("Somebody else reads from this connection.") from None

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """End the connection; cut after the closing time-out where the peer does not answer."""
        short = reason.encode("utf-8", "replace")[:_LONGEST_REASON].decode("utf-8", "ignore")
        with suppress(ConnectionClosed, OSError):
            await self._connection.close(code, short)


def _ended(closed: ConnectionClosed) -> Ended:
    frame = closed.rcvd if closed.rcvd_then_sent is not False else closed.sent
    frame = frame or closed.rcvd or closed.sent
    if frame is None:
        return Ended(f"The connection was lost: {_WORDS[1006]}.", code=1006)
    by = "The other side" if frame is closed.rcvd else "This side"
    words = _WORDS.get(frame.code, f"code {frame.code}")
    reason = f" ({visible(frame.reason, _LONGEST_REASON)})" if frame.reason else ""
    return Ended(f"{by} ended the connection: {words}{reason}.", code=int(frame.code))
