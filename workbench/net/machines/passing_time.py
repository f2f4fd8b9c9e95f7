"""Time that passes: it stops wherever a station or the CSMS has something due, so that nothing happens later than it would."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta
from typing import TYPE_CHECKING

from workbench.errors import InputError
from workbench.net.machines.due import due, status_due
from workbench.station.events import TimePassed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from workbench.net.machines.clock import Clock
    from workbench.net.machines.station import Station

_MOST_STOPS = 2000


async def pass_time(
    clock: Clock, stations: Sequence[Station], *, until: datetime | None = None, by: timedelta | None = None
) -> None:
    """Advance a clock by steps; at each stop every station looks at it, one after the other, and all that follows is done.

    Raises
    ------
    InputError
        The clock is the real one, or would run backwards; neither or both of the ends are given; or there are too many stops.
    """
    if not clock.simulated or (until is None) == (by is None):
        clock.advance(by, until=until)  # says what is wrong
    end = until if until is not None else clock.now() + (by or timedelta(0))
    with ExitStack() as spans:
        for one in stations:
            if one.driver is not None:
                spans.enter_context(one.driver.span())
        await _run(clock, stations, end)


async def _run(clock: Clock, stations: Sequence[Station], end: datetime) -> None:
    for one in stations:
        if status_due(one.state, clock.now(), one.journal.personality.policy):
            await _look(one)
    for _ in range(_MOST_STOPS):
        due = [moment for one in stations for moment in _due(one) if clock.now() < moment < end]
        now = clock.advance(until=min(due, default=end))
        for one in stations:
            await _look(one)
        if now >= end:
            return
    raise InputError(f"Something was due {_MOST_STOPS} times before the end.", hint="Let less time pass at once.")


async def _look(station: Station) -> None:
    station.happens(TimePassed())
    if station.driver is not None:
        await station.driver.time_passed()


def _due(station: Station) -> Iterator[datetime]:
    yield from due(station.state, station.clock.now(), station.journal.personality.policy)
    if station.driver is not None:
        yield from station.driver.due()
