"""How long a station waits between two attempts to connect, and how many it makes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


@dataclass(frozen=True, slots=True)
class Patience:
    """Attempts and waiting.

    Attributes
    ----------
    attempts
        At most; None: NetworkProfileConnectionAttempts of the station.
    first, longest
        Seconds before the second attempt, doubled each time, and at most (RetryBackOff of OCPP). 0: none, for a simulated clock.
    endless
        Whether it never gives up: for a station that runs by itself.
    """

    attempts: int | None = None
    first: float = 0.0
    longest: float = 480.0
    endless: bool = False
    sleep: Callable[[float], Awaitable[object]] = field(default=asyncio.sleep, repr=False)

    async def wait(self, failures: int) -> None:
        """Before the next attempt, after so many failures. It always lets others run."""
        await self.sleep(min(self.first * 2 ** min(failures - 1, 16), self.longest))
