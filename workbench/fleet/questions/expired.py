"""Which stations list certificates whose validity is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.display.counting import counted
from workbench.fleet.answer import Answer
from workbench.fleet.questions.ends import end_notes, ending, expression, listed_ends
from workbench.fleet.questions.naming import a_moment
from workbench.times import rfc3339

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.fleet.inventory import Inventory

__all__ = ["expired", "expression"]


def expired(inventory: Inventory, *, at: datetime | None = None) -> Answer:
    """The entries of certificates whose last second was before ``at`` (RFC 5280 4.1.2.5); without it, before the inventory's time.

    The stations' answers are those of the inventory's time all the same: what will be over, if nothing is changed.

    Raises
    ------
    InputError
        ``at`` has no time zone.
    """
    when = a_moment(at) if at is not None else inventory.at
    certificates = ending(inventory.known, when, after=None, until=when)
    certificates = certificates[certificates["not_after"] < when]
    frame = listed_ends(inventory, certificates)
    if len(frame):
        stations, over = frame["station"].nunique(), frame["certificate"].nunique()
        sentence = (
            f"{counted(stations, 'station')} {'lists' if stations == 1 else 'list'} "
            f"{counted(over, 'certificate')} that {'is' if over == 1 else 'are'} expired at {rfc3339(when)}."
        )
    else:
        sentence = f"No known certificate that a station lists is expired at {rfc3339(when)}."
    return Answer(
        question="expired",
        title="Certificates whose validity is over",
        sentence=sentence,
        frame=frame,
        notes=end_notes(inventory),
        ok=not len(frame),
    )
