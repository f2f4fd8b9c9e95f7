"""A CSMS asks the contract certificate pool while a station waits (M01, M02): beside the event loop, within its patience."""

from __future__ import annotations

import asyncio
import inspect
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from workbench.csms.events import PoolAnswered, PoolFailed
from workbench.errors import WorkbenchError
from workbench.findings import Finding
from workbench.messages.ev_certificate import Get15118EVCertificateResponse

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from workbench.csms.effects import AskPool
    from workbench.messages.ev_certificate import Get15118EVCertificateRequest
    from workbench.messages.versions import Version

WITHIN = 20.0
"""Seconds: a vehicle has long gone by then, and a station gives a CALL up after 30."""
NO_POOL = "This CSMS has no contract certificate pool."


class AnyPool(Protocol):
    """A pool, or the way to one; ``answer`` may be a coroutine.

    What it gives has a ``response`` and, where it says why, ``findings``.
    """

    def answer(
        self, request: Get15118EVCertificateRequest, now: datetime, *, version: Version = ..., longest: int | None = ...
    ) -> Any:
        """The answer to one request."""


class Pooling:
    """The way to the pool; where that is no coroutine, a thread at a time, so that a pool need not be safe in threads.

    Parameters
    ----------
    within
        Seconds for one answer.
    """

    def __init__(self, pool: AnyPool | None, *, within: float = WITHIN) -> None:
        self.pool, self.within = pool, within
        self._turn = asyncio.Lock()

    async def ask(self, order: AskPool, now: Callable[[], datetime], version: Version) -> PoolAnswered | PoolFailed:
        """What it says; never raises on what it does."""
        if self.pool is None:
            return PoolFailed(order, NO_POOL, none=True)
        try:
            async with asyncio.timeout(self.within):
                return _read(order, await self._answer(self.pool, order, now(), version))
        except TimeoutError:
            return PoolFailed(order, f"The contract certificate pool gave no answer within {self.within:g} seconds.")
        except WorkbenchError as reason:
            return PoolFailed(order, f"The contract certificate pool cannot be asked: {reason.message}")
        except Exception as fault:  # noqa: BLE001  # a pool of the caller's own may fail as it likes
            return PoolFailed(order, f"The contract certificate pool failed: {type(fault).__name__}.")

    async def _answer(self, pool: AnyPool, order: AskPool, now: datetime, version: Version) -> Any:
        ask = partial(pool.answer, order.request, now, version=version, longest=order.longest)
        if inspect.iscoroutinefunction(pool.answer):
            return await ask()
        await self._turn.acquire()
        thread = asyncio.ensure_future(asyncio.to_thread(ask))
        thread.add_done_callback(self._done)
        answer = await asyncio.shield(thread)
        return await answer if inspect.isawaitable(answer) else answer

    def _done(self, thread: asyncio.Future[Any]) -> None:
        """A thread that nobody waits for any more ends before the next one begins."""
        self._turn.release()
        if not thread.cancelled():
            thread.exception()  # looked at, so that nobody else is told of it


def _read(order: AskPool, answer: Any) -> PoolAnswered | PoolFailed:
    """What a pool gave; what is no finding among its findings is left out."""
    response = getattr(answer, "response", None)
    if not isinstance(response, Get15118EVCertificateResponse):
        return PoolFailed(order, "What the contract certificate pool gives is no Get15118EVCertificateResponse.")
    findings = getattr(answer, "findings", None) or ()
    return PoolAnswered(order, response, tuple(one for one in findings if isinstance(one, Finding)))
