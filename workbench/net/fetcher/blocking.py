"""For callers without ``await``: a coroutine run to its end, whether or not an event loop is running (Jupyter's always is).

A running loop cannot be entered a second time. There the coroutine gets a loop of its own in a thread, and the caller waits for
it; a notebook's interrupt cancels it, and its sessions are closed before the interrupt goes on.
"""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable

    from workbench.net.fetcher.asking import Purpose, Request
    from workbench.net.fetcher.fetcher import Fetcher
    from workbench.net.fetcher.outcomes import Fetched, Unfetched

T = TypeVar("T")


def to_the_end(work: Callable[[], Coroutine[object, object, T]]) -> T:
    """The result of the coroutine that ``work`` makes, or what it raises."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work())
    return _in_a_thread(work)


def fetch_all(fetcher: Fetcher, asked: Iterable[tuple[Request, Purpose]]) -> list[Fetched | Unfetched]:
    """Ask many questions with a fetcher that is switched on and not open; see :meth:`~.fetcher.Fetcher.fetch_all`."""
    questions = tuple(asked)

    async def work() -> list[Fetched | Unfetched]:
        async with fetcher:
            return await fetcher.fetch_all(questions)

    return to_the_end(work)


def _in_a_thread(work: Callable[[], Coroutine[object, object, T]]) -> T:
    done: Future[T] = Future()
    started: Future[tuple[asyncio.AbstractEventLoop, asyncio.Task[T]]] = Future()

    async def watched() -> T:
        task = asyncio.create_task(work())
        started.set_result((asyncio.get_running_loop(), task))
        return await task

    def run() -> None:
        try:
            done.set_result(asyncio.run(watched()))
        except BaseException as error:  # noqa: BLE001  # whatever it is, it is raised where the caller waits
            done.set_exception(error)

    thread = threading.Thread(target=run, name="fetcher", daemon=True)
    thread.start()
    try:
        return _wait(done)
    except BaseException:
        if not done.done():  # this thread was interrupted, not the work
            loop, task = started.result()
            loop.call_soon_threadsafe(task.cancel)
        raise
    finally:
        thread.join()


def _wait(done: Future[T]) -> T:
    return done.result()
