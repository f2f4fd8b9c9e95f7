"""Steps of a plan out of rulings."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from workbench.display.counting import counted
from workbench.fleet.plans.plan import Step
from workbench.fleet.plans.requests import LIST, list_request, spoken
from workbench.fleet.plans.ruling import Verdict
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from workbench.fleet.plans.ruling import Ruling
    from workbench.fleet.plans.situation import Situation

ASK_FIRST = "ask first"
_FRESH = timedelta(days=7)


def made(  # noqa: PLR0913, PLR0917  # what a step is made of
    station: Situation, wave: str, step: int, action: str, ruling: Ruling, payload: dict[str, Any], expected: str
) -> Step:
    """A message that may be sent."""
    return Step(station.identity, wave, step, action, ruling.verdict, ruling.reason, ruling.requirement, payload, expected)


def confirming(station: Situation, wave: str, step: int, types: tuple[str, ...], expected: str) -> Step:
    """The listing that confirms what came before."""
    payload = list_request(types, spoken(station.version))
    reason = "Its answer confirms it; the next wave waits for that."
    return Step(station.identity, wave, step, LIST, Verdict.GO, reason, "M03.FR.04", payload, expected)


def ask_first(station: Situation, ruling: Ruling) -> Step:
    """The question that a station waits for: for all types, so that its room is known too."""
    payload = list_request((), spoken(station.version))
    return Step(station.identity, ASK_FIRST, 1, LIST, ruling.verdict, ruling.reason, ruling.requirement, payload)


def guesses(stations: Iterable[Situation]) -> tuple[str, ...]:
    """How many answers were taken for everything, in a sentence."""
    number = sum(one.guessed for one in stations)
    if not number:
        return ()
    return (f"The answers of {counted(number, 'station')} do not tell what was asked: taken for everything.",)


def ages(going: Iterable[Situation], at: datetime) -> tuple[str, ...]:
    """How old the oldest answer is on which something is sent, where it is older than a week, in a sentence."""
    oldest = min((seen_at for one in going for seen_at in one.covered.values()), default=at)
    if at - oldest <= _FRESH:
        return ()
    days = (at - oldest).days
    return (f"The oldest answer that this stands on was given {days:,} days before ({rfc3339(oldest)}): ask anew (M03) before.",)


def left_out(station: Situation, ruling: Ruling) -> Step:
    """Why nothing is sent."""
    return Step(station.identity, "", 0, "", ruling.verdict, ruling.reason, ruling.requirement)
