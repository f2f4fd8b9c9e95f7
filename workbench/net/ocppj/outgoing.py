"""What one side sends: one frame after another, in the order in which they were put in; few may wait."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.net.ocppj.transport import Transport


class Outgoing:
    """The frames that wait to be sent.

    Parameters
    ----------
    transport
        Takes them.
    most
        How many may wait.
    said
        Called with each frame's text as it goes out.
    """

    def __init__(self, transport: Transport, most: int, said: Callable[[str], None]) -> None:
        self._transport, self._most, self._said = transport, most, said
        self._waiting: deque[tuple[str, asyncio.Future[None]]] = deque()
        self._more = asyncio.Event()
        self.empty = asyncio.Event()
        """Set while everything has been sent."""
        self.empty.set()

    def put(self, text: str) -> asyncio.Future[None] | None:
        """Done once the frame has been sent, cancelled where it never will be; None where too many wait already."""
        if len(self._waiting) >= self._most:
            return None
        sent: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((text, sent))
        self.empty.clear()
        self._more.set()
        return sent

    async def run(self) -> None:
        """Send for ever.

        Raises
        ------
        NetworkError
            The connection is gone.
        """
        while True:
            await self._more.wait()
            self._more.clear()
            while self._waiting:
                text, sent = self._waiting[0]
                self._said(text)
                await self._transport.send(text)
                self._waiting.popleft()
                if not sent.done():
                    sent.set_result(None)
            self.empty.set()

    def drop(self) -> None:
        """Nothing more will be sent."""
        for _, sent in self._waiting:
            sent.cancel()
        self._waiting.clear()
        self.empty.set()
