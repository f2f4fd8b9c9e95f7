"""Servers on 127.0.0.1 that do as a test says, and see who comes."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from workbench.net.fetcher import OCSP, Fetcher, Get, Limits

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator, Awaitable, Callable

QUICK = Limits(connect=0.4, silence=0.4)
SHORT = replace(OCSP, seconds=0.8, octets=10_000)
"""As OCSP, for servers that never end."""


@dataclass
class Seen:
    """What a server saw."""

    port: int = 0
    connections: int = 0
    at_once: int = 0
    most: int = 0
    requests: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def answer(body: bytes = b"yes", status: str = "200 OK", *headers: str) -> bytes:
    """A whole HTTP answer."""
    lines = (f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", "")
    return "\r\n".join(lines).encode() + body


YES = answer()


@asynccontextmanager
async def server(behave: Callable[..., Awaitable[None]] | bytes = YES, tls: ssl.SSLContext | None = None) -> AsyncIterator[Seen]:
    """A server that does ``behave(reader, writer)`` behind a request's head, or sends these bytes."""
    seen = Seen()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.connections += 1
        seen.at_once += 1
        seen.most = max(seen.most, seen.at_once)
        try:
            with suppress(OSError, asyncio.IncompleteReadError):
                seen.requests.append(await reader.readuntil(b"\r\n\r\n"))
                if isinstance(behave, bytes):
                    writer.write(behave)
                    await writer.drain()
                else:
                    await behave(reader, writer)
        finally:
            seen.at_once -= 1
            writer.close()

    listening = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=tls)
    seen.port = listening.sockets[0].getsockname()[1]
    handlers = asyncio.all_tasks()
    try:
        yield seen
    finally:
        listening.close()
        left = [task for task in asyncio.all_tasks() - handlers if "handle" in repr(task.get_coro())]
        if left:
            await asyncio.wait(left, timeout=0.3)  # most end with the other side's connection
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await asyncio.sleep(0.01)  # the transports end


class Changing:
    """A resolver whose answers change: the first time one, then the next."""

    def __init__(self, *answers: Any) -> None:
        self._answers = list(answers)
        self.asked = 0

    async def resolve(self, _: str, port: int) -> list[tuple[str, int]]:
        found = self._answers[min(self.asked, len(self._answers) - 1)]
        self.asked += 1
        return [one if isinstance(one, tuple) else (one, port) for one in found]


def on(**settings: Any) -> Fetcher:
    """A fetcher that is switched on."""
    return Fetcher(**settings).switch_on("a test")


def one(url: str, purpose: Any = OCSP, **settings: Any) -> Any:
    """The result of one GET."""

    async def run() -> Any:
        async with on(**settings) as fetcher:
            return await fetcher.fetch(Get(url), purpose)

    return asyncio.run(run())
