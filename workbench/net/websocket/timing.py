"""How long a peer may take, and how much it may send at once."""

from __future__ import annotations

import logging
from dataclasses import dataclass

LONGEST_MESSAGE = 2**20
"""Bytes of one WebSocket message; the longest sound OCPP message is below 50 kB."""
BACKLOG = 1024
"""Connections that may wait to be accepted: a fleet comes back all at once after a power cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOuts:
    """In seconds.

    Attributes
    ----------
    opening
        For TCP, for the TLS handshake, and for the WebSocket upgrade: for each.
    ping
        Between two WebSocket pings, by which a peer that is gone without a word (half-open TCP) is noticed.
    pong
        Until the answer to one.
    closing
        Until the peer's side of a close; then the connection is cut.
    """

    opening: float = 10.0
    ping: float | None = 20.0
    pong: float = 20.0
    closing: float = 2.0


def silent() -> logging.Logger:
    """A logger that drops everything: that of ``websockets`` writes header fields, passwords among them, at DEBUG."""
    logger = logging.getLogger("workbench.net.websocket")
    logger.setLevel(logging.CRITICAL + 1)
    logger.propagate = False
    return logger
