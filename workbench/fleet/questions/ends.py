"""Which entries are of certificates that end in some stretch of time.

The moments are compared here, for the certificates at hand are few; the engines only join.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.display.counting import counted
from workbench.fleet.frames import frame_of
from workbench.fleet.questions.covering import notes
from workbench.fleet.questions.naming import in_order
from workbench.fleet.relations import relation

if TYPE_CHECKING:
    from datetime import datetime

    import ibis.expr.types as ir
    import pandas as pd

    from workbench.fleet.inventory import Inventory
    from workbench.fleet.known import Known


def ending(known: Known, at: datetime, *, after: datetime | None, until: datetime | None) -> pd.DataFrame:
    """The certificates at hand whose last second is at or after ``after`` and before or at ``until``; None: without that bound.

    Returns
    -------
    certificate, name, not_after, days_left (whole days from ``at`` on; negative: for so many has it been over).
    """
    import pandas as pd  # noqa: PLC0415  # see workbench.fleet.frames

    frame = known.certificates[["certificate", "name", "not_after"]].dropna(subset=["not_after"])
    if after is not None:
        frame = frame[frame["not_after"] >= pd.Timestamp(after)]
    if until is not None:
        frame = frame[frame["not_after"] <= pd.Timestamp(until)]
    days = (frame["not_after"] - pd.Timestamp(at)) // pd.Timedelta(days=1)
    return frame.assign(days_left=days.astype("Int64")).reset_index(drop=True)


def expression(listed: ir.Table, certificates: pd.DataFrame) -> ir.Table:
    """Where the certificates of :func:`ending` are listed: station, certificate_type, certificate, each once."""
    wanted = relation(certificates, {"certificate": "string"})
    return listed.select("station", "certificate_type", "certificate").distinct().semi_join(wanted, "certificate")


def listed_ends(inventory: Inventory, certificates: pd.DataFrame) -> pd.DataFrame:
    """Where they are listed, the first to end first: station, certificate_type, certificate, name, not_after, days_left."""
    found = frame_of(expression(inventory.resolved, certificates))
    frame = found.merge(certificates, on="certificate", how="left", validate="many_to_one")
    return in_order(frame, "not_after", "certificate", "station", "certificate_type")


def end_notes(inventory: Inventory) -> tuple[str, ...]:
    """How many entries have an end that nobody here knows, and what the answers do not cover."""
    listed = inventory.resolved
    nameless = listed.filter(listed.certificate.isnull())
    sums = frame_of(nameless.aggregate(stations=nameless.station.nunique(), entries=nameless.count())).iloc[0]
    if not sums["entries"]:
        return notes(inventory)
    entries, stations = counted(int(sums["entries"]), "entry", "entries"), counted(int(sums["stations"]), "station")
    return (f"Not checked: {entries} at {stations} that nobody can name: when they end is not known.", *notes(inventory))
