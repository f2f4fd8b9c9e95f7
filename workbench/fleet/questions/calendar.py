"""In which month how many entries, certificates and stations come to an end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.display import Tone
from workbench.display.counting import counted
from workbench.fleet.answer import Answer
from workbench.fleet.frames import frame_of
from workbench.fleet.questions.covering import notes
from workbench.fleet.questions.naming import identity, in_order
from workbench.fleet.relations import relation

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd

    from workbench.fleet.inventory import Inventory
    from workbench.fleet.known import Known

NOT_KNOWN = "not known"
"""The month of an entry that nobody can name, or whose certificate does not say when it ends."""


def months(known: Known) -> pd.DataFrame:
    """In which month, UTC, each certificate at hand ends: certificate, month (``"2027-03"``); without those that do not tell."""
    frame = known.certificates[["certificate", "not_after"]].dropna()
    return frame.assign(month=frame["not_after"].dt.strftime("%Y-%m").astype("str"))[["certificate", "month"]]


def expression(listed: ir.Table, ends: pd.DataFrame) -> ir.Table:
    """By month and certificate type: certificates (or different nameless entries), entries, stations.

    Parameters
    ----------
    ends
        As :func:`months` gives it.
    """
    import ibis  # noqa: PLC0415  # see workbench.fleet.schema

    whole = listed.select("station", "certificate_type", "certificate", identity=identity(listed))
    ending = relation(ends, {"certificate": "string", "month": "string"})
    dated = whole.left_join(ending, "certificate").mutate(month=ibis.coalesce(ending.month, NOT_KNOWN))
    return dated.group_by(["month", "certificate_type"]).aggregate(
        certificates=dated.identity.nunique(), entries=dated.count(), stations=dated.station.nunique()
    )


def calendar(inventory: Inventory) -> Answer:
    """In which month how many entries end, past months included; the month is that of UTC."""
    frame = in_order(frame_of(expression(inventory.resolved, months(inventory.known))), "month", "certificate_type")
    this = inventory.at.strftime("%Y-%m")
    known = frame[frame["month"] != NOT_KNOWN]
    ahead = known[known["month"] >= this]
    dark = int(frame["entries"].sum() - known["entries"].sum())
    if len(ahead):
        busiest = ahead.groupby("month")["entries"].sum().idxmax()
        entries = int(ahead.groupby("month")["entries"].sum().max())
        sentence = (
            f"{counted(int(ahead['entries'].sum()), 'entry', 'entries')} end in {counted(ahead['month'].nunique(), 'month')} "
            f"from {this} on, most of them in {busiest}: {entries:,}."
        )
    else:
        sentence = f"No known certificate that a station lists ends in {this} or later."
    unknown = (f"Not checked: {counted(dark, 'entry', 'entries')}: when they end is not known.",) if dark else ()
    return Answer(
        question="calendar",
        title="When entries end, by month and certificate type",
        sentence=sentence,
        frame=frame,
        notes=(*unknown, *notes(inventory)),
        tones={"month": {NOT_KNOWN: Tone.WARNING}},
    )
