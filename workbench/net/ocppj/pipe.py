"""A connection in memory: two ends, each the other's peer, with no byte of network between them."""

from __future__ import annotations

import asyncio
from collections import deque

from workbench.net.ocppj.transport import Ended, Transport

_MOST_ON_THE_WAY = 64
"""Messages that an end may send before the other takes one; then it waits, as over TCP."""


def pipe() -> tuple[Transport, Transport]:
    """The two ends."""
    there, back = _Way(), _Way()
    return _End(there, back), _End(back, there)


class _Way:
    """One direction."""

    def __init__(self) -> None:
        self.messages: deque[str] = deque()
        self.moved = asyncio.Condition()
        self.ended: tuple[str, int] | None = None


class _End:
    def __init__(self, out: _Way, into: _Way) -> None:
        self._out, self._in = out, into

    async def send(self, text: str) -> None:
        way = self._out
        async with way.moved:
            await way.moved.wait_for(lambda: way.ended or len(way.messages) < _MOST_ON_THE_WAY)
            if way.ended:
                raise _ended(way.ended)
            way.messages.append(text)
            way.moved.notify_all()

    async def recv(self) -> str | bytes:
        way = self._in
        async with way.moved:
            await way.moved.wait_for(lambda: way.ended or way.messages)
            if way.messages:
                text = way.messages.popleft()
                way.moved.notify_all()
                return text
            raise _ended(way.ended)

    async def close(self, code: int = 1000, reason: str = "") -> None:
        said = f": {reason}" if reason else ""
        for way, sentence in ((self._out, "The other side closed the connection"), (self._in, "The connection was closed here")):
            async with way.moved:
                if way.ended is None:
                    way.ended = (f"{sentence}{said}.", code)
                    way.moved.notify_all()


def _ended(how: tuple[str, int] | None) -> Ended:
    sentence, code = how or ("The connection is gone.", 1006)
    return Ended(sentence, code=code)
