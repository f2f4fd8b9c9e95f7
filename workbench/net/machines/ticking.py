"""The time by the real clock: it passes for a station by itself, and the CSMS hears its heartbeat (G02)."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from workbench.errors import WorkbenchError
from workbench.messages.boot_notification import HeartbeatRequest
from workbench.station.events import TimePassed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from workbench.net.machines.driver import Driver
    from workbench.net.machines.station import Station

EVERY = 10.0
"""Seconds: the shortest time after which something is due (CertSigningWaitMinimum) is hardly less."""


async def ticking(driver: Driver, station: Station, sleep: Callable[[float], Awaitable[object]]) -> None:
    """Until it is cancelled. Time passes while a heartbeat waits for its answer, too."""
    silent = 0.0
    beat: asyncio.Task[None] | None = None
    try:
        while True:
            await sleep(EVERY)
            silent += EVERY
            if station.past.anything_due():
                driver.follow(station.past.happen(TimePassed()).effects)
            driver.look()
            if driver.connected and 0 < driver.heartbeat <= silent and (beat is None or beat.done()):
                silent = 0.0
                beat = asyncio.get_running_loop().create_task(_beat(driver))
    finally:
        if beat is not None:
            beat.cancel()
            await asyncio.gather(beat, return_exceptions=True)


async def _beat(driver: Driver) -> None:
    with suppress(WorkbenchError):  # a CSMS that does not answer is no fault of the station's
        await driver.call(HeartbeatRequest())
