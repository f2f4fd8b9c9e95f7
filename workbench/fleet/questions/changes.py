"""What changed at which station between two dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.display import Tone
from workbench.display.counting import counted
from workbench.errors import InputError
from workbench.fleet.answer import Answer
from workbench.fleet.frames import frame_of
from workbench.fleet.questions.covering import marked
from workbench.fleet.questions.naming import a_moment, in_order, with_names
from workbench.fleet.questions.two_lists import BOTH, LEFT, PERHAPS, RIGHT, compared
from workbench.fleet.resolve import resolved
from workbench.fleet.schema import HASH_COLUMNS, Side
from workbench.times import rfc3339

if TYPE_CHECKING:
    from datetime import datetime

    import ibis.expr.types as ir
    import pandas as pd

    from workbench.fleet.inventory import Inventory
    from workbench.fleet.tables import Tables

ADDED, REMOVED, NOT_CHECKED, REWRITTEN = "added", "removed", "not checked", "written otherwise"
NEW, FIRST, SILENT = "new station", "first answer for this type", "no newer answer"
_PLACES = {name: place for place, name in enumerate((REMOVED, ADDED, NOT_CHECKED, NEW, FIRST, SILENT, REWRITTEN))}
_SIDES = {LEFT: ADDED, RIGHT: REMOVED, BOTH: REWRITTEN, PERHAPS: NOT_CHECKED}
_TYPE = ["station", "certificate_type"]


def expression(before: ir.Table, after: ir.Table, tables: Tables, since: datetime) -> ir.Table:
    """The entries that one of the two states has and the other has not, where both are known.

    Parameters
    ----------
    before, after
        As :func:`workbench.fleet.resolve.resolved` gives them at ``since`` and later.

    Returns
    -------
    As :func:`~workbench.fleet.questions.two_lists.compared`, the later state on the left.
    """
    # what was told up to the first date is told up to the second
    return compared(after, before, tables.latest(Side.STATION, since).select(*_TYPE))


def incomparable(tables: Tables, since: datetime, until: datetime) -> ir.Table:
    """Stations and types of which one of the two states is not known.

    Returns
    -------
    station, certificate_type (absent: all types), change: NEW (no answer up to ``since``), FIRST (none that covers the type), or
    SILENT (none after it).
    """
    import ibis  # noqa: PLC0415  # see workbench.fleet.schema

    now = tables.latest(Side.STATION, until)
    told = marked(tables, then=tables.latest(Side.STATION, since), now=now, between=now.filter(now.seen_at > ibis.timestamp(since)))
    whole = told.certificate_type.isnull()
    change = ibis.cases(
        (whole & (told.ever_then == 0) & (told.ever_now == 1), NEW),
        (whole & (told.ever_then == 1) & (told.ever_between == 0), SILENT),
        (~whole & (told.ever_then == 1) & (told.then == 0) & (told.now == 1), FIRST),
        else_="",
    )
    found = told.select(*_TYPE, change=change)
    return found.filter(found.change != "")


def changes(inventory: Inventory, *, since: datetime, until: datetime | None = None) -> Answer:
    """What stations listed at ``until`` and not at ``since``, and the other way round.

    A certificate that is listed by another hash algorithm, or in another writing, has not changed: the row says so.

    Parameters
    ----------
    until
        None: the inventory's time.

    Raises
    ------
    InputError
        A time has no zone, or ``since`` is not the earlier.
    """
    since, until = a_moment(since), inventory.at if until is None else a_moment(until)
    if since >= until:
        raise InputError(
            f"Nothing lies between {rfc3339(since)} and {rfc3339(until)}.",
            hint="Give the earlier time as since, the later as until.",
        )
    # what was said up to the later date is solved once, and was said up to the earlier one too
    whole = inventory if until <= inventory.at else inventory.as_of(until)
    before, after = (resolved(inventory.tables, inventory.known, whole.solved, at) for at in (since, until))
    found = frame_of(expression(before, after, inventory.tables, since))
    found = found.assign(change=found["side"].map(_SIDES).astype("str"))
    frame = with_names(_with(found, frame_of(incomparable(inventory.tables, since, until))), inventory.known)
    place = frame["change"].map(_PLACES)
    frame = in_order(frame.assign(place=place), "place", "station", "certificate_type", "name", "certificate", *HASH_COLUMNS)
    frame = frame[[*_TYPE, "change", "certificate", "name", *HASH_COLUMNS]]
    return Answer(
        question="changes",
        title=f"What changed from {rfc3339(since)} to {rfc3339(until)}",
        sentence=_sentence(frame, since, until),
        frame=frame,
        notes=_notes(frame),
        tones={
            "change": {ADDED: Tone.GOOD, REMOVED: Tone.ERROR, NOT_CHECKED: Tone.WARNING, SILENT: Tone.WARNING, FIRST: Tone.WARNING},
        },
    )


def _with(found: pd.DataFrame, rest: pd.DataFrame) -> pd.DataFrame:
    """The compared entries, and below them what could not be compared."""
    import pandas as pd  # noqa: PLC0415  # see workbench.fleet.frames

    whole = rest.reindex(columns=found.columns)
    typed = whole.astype({name: found[name].dtype for name in found.columns})
    return pd.concat([found, typed], ignore_index=True)


def _sentence(frame: pd.DataFrame, since: datetime, until: datetime) -> str:
    moved = frame[frame["change"].isin([ADDED, REMOVED])]
    when = f"between {rfc3339(since)} and {rfc3339(until)}"
    new = int((frame["change"] == NEW).sum())
    besides = f"; {counted(new, 'station')} {'is' if new == 1 else 'are'} new" if new else ""
    if not len(moved):
        return f"No station is known to list anything else {when}{besides}."
    numbers = moved["change"].value_counts()
    stations = counted(moved["station"].nunique(), "station")
    return (
        f"{int(numbers.get(ADDED, 0)):,} added and {counted(int(numbers.get(REMOVED, 0)), 'entry', 'entries')} removed "
        f"at {stations} {when}{besides}."
    )


def _notes(frame: pd.DataFrame) -> tuple[str, ...]:
    numbers = frame["change"].value_counts()
    told = (
        (SILENT, "Not checked: {} gave no answer between the two times.", "station"),
        (FIRST, "Not checked: of {} the first answer for a certificate type lies between the two times.", "station"),
        (NOT_CHECKED, "Not checked: {} may be the same certificate by another hash algorithm; nobody can name it.", "entry"),
        (REWRITTEN, "{} in different writing than before: no change.", "entry"),
    )
    said = []
    for change, words, noun in told:
        if number := int(numbers.get(change, 0)):
            whose = frame[frame["change"] == change]["station"].nunique() if change == FIRST else number
            said.append(words.format(counted(int(whose), noun, "entries" if noun == "entry" else "")))
    return tuple(said)
