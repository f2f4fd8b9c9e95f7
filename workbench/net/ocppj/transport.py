"""What carries OCPP-J's messages: whole texts, in order, both ways. A WebSocket does; so does a pair of queues."""

from __future__ import annotations

from typing import Protocol

from workbench.errors import NetworkError


class Ended(NetworkError):  # noqa: N818  what happened to the connection, as h11 names it
    """Nothing more can be sent or received.

    Attributes
    ----------
    code
        The WebSocket's status code; 1006 where the connection was lost without one.
    """

    def __init__(self, message: str, *, code: int = 1006, hint: str = "Connect again.") -> None:
        super().__init__(message, hint=hint)
        self.code = code


class Transport(Protocol):
    """One end of a connection."""

    async def send(self, text: str) -> None:
        """Hand over one message; returns once it is on its way.

        Raises
        ------
        Ended
            The connection is gone.
        """

    async def recv(self) -> str | bytes:
        """The next message; bytes where it came as a binary one.

        Raises
        ------
        Ended
            The other side closed, or the connection is gone. What was sent before that has been given out.
        """

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """End the connection. Never raises; a second time does nothing."""
