"""What happens to generated stations from one day to the next: renewals, installs, and what somebody deletes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.fleet.generate import figures
from workbench.fleet.generate.authorities import MO_B, V2G_B
from workbench.fleet.generate.held import Held
from workbench.fleet.generate.stations import MO, V2G
from workbench.fleet.schema import CHAIN_TYPE

if TYPE_CHECKING:
    import random

    from workbench.fleet.generate.authorities import Authorities
    from workbench.fleet.generate.held import GeneratedStation
    from workbench.fleet.generate.stations import Drawing


def next_day(station: GeneratedStation, drawing: Drawing, authorities: Authorities, day: int) -> None:
    """A day of a station's life; the CSMS's record follows, but for a deletion, which nobody reports."""
    chance = drawing.chance(station.identity, day)
    if chance.random() < figures.DAILY_RENEWAL:
        _renew(station, drawing, chance)
    if chance.random() < figures.DAILY_INSTALL:
        new = Held(MO, (authorities[MO_B],))
        full = station.most_entries is not None and station.entries + 1 > station.most_entries
        if new not in station.holds and not full:
            station.holds.append(new)
            if station.recorded is not None and new not in station.recorded:
                station.recorded.append(new)
    if chance.random() < figures.DAILY_DELETION:
        old = Held(V2G, (authorities[V2G_B],))
        if old in station.holds:
            station.holds.remove(old)


def _renew(station: GeneratedStation, drawing: Drawing, chance: random.Random) -> None:
    if not station.has(CHAIN_TYPE):
        return
    former = next(one for one in station.holds if one.certificate_type == CHAIN_TYPE)
    new = drawing.leaf(chance, station, drawing.sub_cas(chance, station.group))
    station.holds[station.holds.index(former)] = new
    if station.recorded is not None and former in station.recorded:
        station.recorded[station.recorded.index(former)] = new
