"""How many exchanges are under way: all together, at one host, and large ones."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from workbench.net.fetcher.limits import Limits


class Gates:
    """The gates of one open fetcher; they belong to its event loop."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._all = asyncio.Semaphore(limits.at_once)
        self._large = asyncio.Semaphore(limits.large_at_once)
        self._hosts: dict[tuple[str, int], asyncio.Semaphore] = {}
        self._waiting: Counter[tuple[str, int]] = Counter()

    @asynccontextmanager
    async def passed(self, host: tuple[str, int], *, large: bool) -> AsyncIterator[None]:
        """A turn at a host and port.

        The host's own gate comes first and the one for all last: who waits for a slow host takes no place from the others.
        """
        gate = self._hosts.setdefault(host, asyncio.Semaphore(self._limits.per_host))
        self._waiting[host] += 1
        try:
            async with AsyncExitStack() as stack:
                await stack.enter_async_context(gate)
                if large:
                    await stack.enter_async_context(self._large)
                await stack.enter_async_context(self._all)
                yield
        finally:
            self._waiting[host] -= 1
            if not self._waiting[host]:
                del self._waiting[host], self._hosts[host]
