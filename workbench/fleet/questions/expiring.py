"""Which stations list certificates that end soon."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from workbench.display.counting import counted
from workbench.errors import InputError
from workbench.fleet.answer import Answer
from workbench.fleet.questions.ends import end_notes, ending, expression, listed_ends
from workbench.times import rfc3339

if TYPE_CHECKING:
    from workbench.fleet.inventory import Inventory

__all__ = ["expiring", "expression"]

_MOST_DAYS = 36_525
"""A hundred years; no certificate of a station is worth more."""


def expiring(inventory: Inventory, *, within_days: int = 90) -> Answer:
    """The entries of certificates that are still valid and end within so many days of the inventory's time.

    Raises
    ------
    InputError
        ``within_days`` is negative, or more than a hundred years.
    """
    if not 0 <= within_days <= _MOST_DAYS:
        raise InputError(f"{within_days} is no number of days to look ahead.", hint=f"Give 0 to {_MOST_DAYS:,}.")
    now = inventory.at
    certificates = ending(inventory.known, now, after=now, until=now + timedelta(days=within_days))
    frame = listed_ends(inventory, certificates)
    days = counted(within_days, "day")
    if len(frame):
        stations, soon, first = frame["station"].nunique(), frame["certificate"].nunique(), frame["not_after"].iloc[0]
        sentence = (
            f"{counted(stations, 'station')} {'lists' if stations == 1 else 'list'} {counted(soon, 'certificate')} that "
            f"{'ends' if soon == 1 else 'end'} within {days} of {rfc3339(now)}, the first at {rfc3339(first.to_pydatetime())}."
        )
    else:
        sentence = f"No known certificate that a station lists ends within {days} of {rfc3339(now)}."
    return Answer(
        question="expiring",
        title=f"Certificates that end within {days}",
        sentence=sentence,
        frame=frame,
        notes=end_notes(inventory),
        ok=not len(frame),
    )
