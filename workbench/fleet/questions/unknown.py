"""Entries that nobody can name: no certificate at hand fits, by no mistake that is known, or several fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.display import Tone
from workbench.display.counting import counted
from workbench.fleet.answer import Answer
from workbench.fleet.frames import frame_of
from workbench.fleet.questions.mistakes import SENDER
from workbench.fleet.resolve_solving import NOT_CHECKED, SIGHTED
from workbench.fleet.schema import HASH_COLUMNS

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd

    from workbench.fleet.inventory import Inventory

COLUMNS = [*HASH_COLUMNS, "certificate_type", "result", "stations", *SENDER, "authority", "issuer", "explanation"]
_RESULTS = ("unknown", "ambiguous", NOT_CHECKED)


def unknown(inventory: Inventory) -> Answer:
    """Each distinct entry without a certificate, once for each type and kind of station that lists it.

    Returns
    -------
    The four fields as given, certificate_type, result, stations, vendor_name, model, firmware_version, authority (of its issuer
    where that is known; NA), issuer (what people call it; ""), explanation; those at most stations first.
    """
    frame = _explained(inventory, frame_of(expression(inventory)))
    frame["issuer"] = frame["authority"].map(inventory.known.names).fillna("").astype("str")
    order = ["stations", "certificate_type", *HASH_COLUMNS, *SENDER]
    frame = frame.sort_values(order, ascending=[False, *[True] * (len(order) - 1)], kind="stable")
    distinct = len(frame[list(HASH_COLUMNS)].drop_duplicates())
    issued = len(frame.loc[frame["authority"].notna() & (frame["issuer"] != ""), list(HASH_COLUMNS)].drop_duplicates())
    of_known = f"; of {issued:,} the issuer is at hand" if issued else ""
    return Answer(
        question="unknown",
        title="Entries that nobody can name",
        sentence=f"{counted(distinct, 'entry', 'distinct entries')} cannot be named by the certificates at hand{of_known}."
        if distinct
        else "Every entry is a certificate at hand.",
        frame=frame[COLUMNS].reset_index(drop=True),
        notes=_notes(frame),
        ok=not distinct,
        tones={"result": {"unknown": Tone.WARNING, "ambiguous": Tone.WARNING, NOT_CHECKED: Tone.MUTED}},
    )


def expression(inventory: Inventory) -> ir.Table:
    """The four fields, certificate_type, result, vendor_name, model, firmware_version, sender, authority, stations."""
    rows = inventory.resolved
    rows = rows.filter(rows.result.isin(_RESULTS))
    about = inventory.tables.stations.select("station", *SENDER).join(inventory.tables.senders(), "station")
    rows = rows.join(about, "station")
    keys = [*HASH_COLUMNS, "certificate_type", "result", *SENDER, "sender", "authority"]
    return rows.group_by(keys).aggregate(stations=rows.station.nunique())


def _explained(inventory: Inventory, frame: pd.DataFrame) -> pd.DataFrame:
    told = inventory.solved[["sender", *HASH_COLUMNS, "explanation"]]
    joined = frame.merge(told, on=["sender", *HASH_COLUMNS], how="left")
    return joined.assign(explanation=joined["explanation"].fillna("").astype("str"))


def _notes(frame: pd.DataFrame) -> tuple[str, ...]:
    said = []
    if left := int((frame["result"] == NOT_CHECKED).sum()):
        said.append(f"Not checked: {counted(left, 'row')}: more distinct entries than the hash solver is given.")
    if frame["authority"].str.startswith(SIGHTED).any():
        said.append("A root that nobody gave the certificate of is taken to be self-signed: its issuer's hashes are its own.")
    return tuple(said)
