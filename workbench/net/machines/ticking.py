"""The time by the real clock: it passes for a station by itself, and the CSMS hears its heartbeat (G02)."""

from __future__ import annotations

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
    """Until it is cancelled."""
    silent = 0.0
    while True:
        await sleep(EVERY)
        silent += EVERY
        if station.past.anything_due():
            driver.follow(station.past.happen(TimePassed()).effects)
        driver.look()
        if driver.connected and 0 < driver.heartbeat <= silent:
            silent = 0.0
            with suppress(WorkbenchError):  # a CSMS that does not answer is no fault of the station's
                await driver.call(HeartbeatRequest())
