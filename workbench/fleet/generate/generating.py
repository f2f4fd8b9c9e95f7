"""``generate(stations, seed=)``: a fleet of invented stations with all that is true of it. The same call gives the same fleet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from workbench.errors import InputError
from workbench.fleet.generate import figures
from workbench.fleet.generate.authorities import Authorities
from workbench.fleet.generate.days import next_day
from workbench.fleet.generate.generated import GeneratedFleet
from workbench.fleet.generate.stations import Drawing
from workbench.fleet.generate.telling import Telling

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.fleet.generate.held import GeneratedStation

    Progress = Callable[[int, int], None]

REFERENCE_TIME = datetime(2026, 6, 1, tzinfo=UTC)
"""A fleet's now, where none is given: that of the samples."""
MOST_STATIONS = 200_000
"""Larger fleets: :meth:`.GeneratedFleet.times`."""


def generate(
    stations: int = 200, *, seed: int = 7, days: int = 1, at: datetime = REFERENCE_TIME, progress: Progress | None = None
) -> GeneratedFleet:
    """A fleet, its certificates, and the truth about it.

    Parameters
    ----------
    stations
        How many; a larger fleet of the same seed begins with the same stations.
    seed
        Of keys, serial numbers and everything that is drawn.
    days
        Daily answers of each station.
    at
        The fleet's now, UTC-aware; the last answers are of the half day before.
    progress
        Called with (stations done, of how many).

    Raises
    ------
    InputError
        There are to be fewer than one station or day, or more than 200,000 stations.
    """
    if not 1 <= stations <= MOST_STATIONS or days < 1:
        raise InputError(
            f"A fleet of {stations:,} stations over {days:,} days cannot be generated.",
            hint=f"Take 1 to {MOST_STATIONS:,} stations and one day or more; .times(n) repeats a fleet.",
        )
    authorities = Authorities(seed, at, {vendor.name: vendor.maker_root_ends for vendor in figures.VENDORS})
    drawing, telling = Drawing(seed, authorities), Telling()
    fleet = [drawing.station(number + 1) for number in range(stations)]
    for day in range(days):
        _day(fleet, day, at - timedelta(days=days - 1 - day), (drawing, telling, authorities), progress)
    for station in fleet:
        telling.record(station, at - timedelta(hours=1))
    return GeneratedFleet.of(seed, at, days, fleet, authorities, telling)


def _day(
    fleet: list[GeneratedStation],
    day: int,
    ends: datetime,
    makers: tuple[Drawing, Telling, Authorities],
    progress: Progress | None,
) -> None:
    drawing, telling, authorities = makers
    for number, station in enumerate(fleet):
        if day:
            next_day(station, drawing, authorities, day)
        chance = drawing.chance(station.identity, "answer", day)
        silent = drawing.chance(station.identity, "silent").random() < figures.NEVER_ANSWERED
        if not silent and (day == 0 or chance.random() >= figures.NOT_ANSWERING_TODAY):
            telling.answer(station, ends, chance)
        if progress is not None and number % 1_000 == 999:
            progress(number + 1, len(fleet))
