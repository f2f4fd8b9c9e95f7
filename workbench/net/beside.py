"""A server in a thread and an event loop of its own: beside a notebook's cells, beside programs, for code without ``await``."""

from __future__ import annotations

import asyncio
import threading
import weakref
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from workbench.display import Readable

if TYPE_CHECKING:
    from types import TracebackType

Server = TypeVar("Server", bound=AbstractAsyncContextManager[Any])


class Beside(Readable, Generic[Server]):
    """A server that runs from the start until :meth:`stop`, the end of a ``with``, or Python's end.

    Whatever the server has, this has too.

    Parameters
    ----------
    server
        What answers inside its ``async with``.
    name
        Of its thread.

    Raises
    ------
    Exception
        Whatever the server raises when it starts.
    """

    def __init__(self, server: Server, name: str) -> None:
        self.server = server
        started: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()
        thread = threading.Thread(target=_run, args=(server, started), name=name, daemon=True)
        thread.start()
        self._finalizer = weakref.finalize(self, _stop, thread, *started.result())

    @property
    def is_running(self) -> bool:
        """Whether it answers."""
        return self._finalizer.alive

    def stop(self) -> None:
        """It answers no more, and its port is free; a second time does nothing."""
        self._finalizer()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await asyncio.to_thread(self.stop)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name == "server":
            raise AttributeError(name)
        return getattr(self.server, name)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *(name for name in dir(self.server) if not name.startswith("_"))})

    def _repr_html_(self) -> str:
        html: str = self.server._repr_html_()  # type: ignore[attr-defined]  # each of them is Readable
        return html

    def __str__(self) -> str:
        return str(self.server)

    def __repr__(self) -> str:
        return repr(self.server)


def _run(server: AbstractAsyncContextManager[Any], started: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]]) -> None:
    async def live() -> None:
        async with server:
            over = asyncio.Event()
            started.set_result((asyncio.get_running_loop(), over))
            await over.wait()

    try:
        asyncio.run(live())
    except BaseException as error:
        if started.done():
            raise
        started.set_exception(error)


def _stop(thread: threading.Thread, loop: asyncio.AbstractEventLoop, over: asyncio.Event) -> None:
    if thread.is_alive():
        loop.call_soon_threadsafe(over.set)
        thread.join()
