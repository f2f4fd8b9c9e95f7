"""Waiting for a station: until it has come again, or until nothing more follows with it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

RECONNECT_WITHIN = 60.0
"""Seconds that a station in another process has to come again."""


RETURN_WITHIN = 10.0
"""Seconds after a loss in which a station in another process is taken to be on its way back."""


class Arrivals:
    """Who came, who left, and who is watched because its other side is in this process."""

    def __init__(self) -> None:
        self._left: dict[str, float] = {}
        self._quiet: dict[str, Callable[[], Awaitable[None]]] = {}
        self._awaited: dict[str, asyncio.Event] = {}

    def watch(self, identity: str, quiet: Callable[[], Awaitable[None]] | None) -> None:
        """How to wait for a station whose other side is in this process; None: no more, and it does not come back."""
        if quiet is None:
            self._quiet.pop(identity, None)
            self._left.pop(identity, None)
        else:
            self._quiet[identity] = quiet

    def watched(self, identity: str) -> bool:
        """Whether a station of that identity has its other side in this process."""
        return identity in self._quiet

    async def calm(self, identity: str) -> None:
        """Wait until nothing more follows with a station, where that can be known: its other side is in this process."""
        if identity in self._quiet:
            await self._quiet[identity]()

    def arrived(self, identity: str) -> None:
        """A station connected."""
        self._left.pop(identity, None)
        if identity in self._awaited:
            self._awaited[identity].set()

    def left(self, identity: str) -> None:
        """A station's connection ended."""
        self._left[identity] = asyncio.get_running_loop().time()

    def coming(self, identity: str) -> bool:
        """Whether a station left just now and may be on its way back."""
        left = self._left.get(identity)
        return left is not None and asyncio.get_running_loop().time() < left + RETURN_WITHIN

    async def again(self, identity: str, hang_up: Callable[[], Awaitable[None]]) -> None:
        """End a station's connection, and wait until it has come again, or has given up."""
        arrival = self._awaited.setdefault(identity, asyncio.Event())
        arrival.clear()
        try:
            await hang_up()
            if self.watched(identity):
                await self.calm(identity)
                return
            with suppress(TimeoutError):
                await asyncio.wait_for(arrival.wait(), RECONNECT_WITHIN)
        finally:
            if self._awaited.get(identity) is arrival:
                del self._awaited[identity]
