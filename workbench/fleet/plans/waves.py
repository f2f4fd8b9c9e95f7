"""Who goes when: one pilot of every kind of station, then the others in waves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.fleet.plans.plan import Step
    from workbench.fleet.plans.situation import Situation

PILOT = "pilot"


def waves(going: Iterable[Situation], size: int) -> dict[str, str]:
    """Identity to wave, in the order of the waves.

    Raises
    ------
    InputError
        A wave is to be smaller than one.
    """
    if size < 1:
        raise InputError(f"A wave of {size} stations moves nothing.", hint="Give 1 or more.")
    stations = sorted(going, key=lambda one: one.identity)
    first: dict[str, str] = {}
    for one in stations:
        first.setdefault(one.sender, one.identity)
    pilots = sorted(first.values())
    chosen = set(pilots)
    rest = [one.identity for one in stations if one.identity not in chosen]
    return dict.fromkeys(pilots, PILOT) | {name: f"wave {place // size + 1}" for place, name in enumerate(rest)}


def in_order(steps: list[Step], order: dict[str, str]) -> tuple[Step, ...]:
    """By wave, step, station; then the questions, then those that are left out."""
    place = {wave: number for number, wave in enumerate(dict.fromkeys(order.values()))}
    after = len(place)

    def key(one: Step) -> tuple[int, int, str]:
        return place.get(one.wave, after if one.payload is not None else after + 1), one.step, one.station

    return tuple(sorted(steps, key=key))
