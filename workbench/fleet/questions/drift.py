"""Whose CSMS record differs from what the station itself lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.display import Tone
from workbench.display.counting import counted
from workbench.fleet.answer import Answer
from workbench.fleet.frames import frame_of
from workbench.fleet.questions.covering import marked
from workbench.fleet.questions.naming import in_order, with_names
from workbench.fleet.questions.two_lists import BOTH, LEFT, PERHAPS, RIGHT, compared
from workbench.fleet.schema import HASH_COLUMNS, Side

if TYPE_CHECKING:
    from datetime import datetime

    import ibis.expr.types as ir
    import pandas as pd

    from workbench.fleet.inventory import Inventory
    from workbench.fleet.tables import Tables

STATION_ONLY, CSMS_ONLY, SAME, NOT_CHECKED = "station only", "csms only", "both", "not checked"
_SIDES = {LEFT: STATION_ONLY, RIGHT: CSMS_ONLY, BOTH: SAME, PERHAPS: NOT_CHECKED}
_TYPE = ["station", "certificate_type"]


def expression(listed: ir.Table, recorded: ir.Table, tables: Tables, at: datetime | None) -> ir.Table:
    """What station and record do not have in common, where there are both.

    Parameters
    ----------
    listed, recorded
        As :func:`workbench.fleet.resolve.resolved` gives the two sides.

    Returns
    -------
    As :func:`~workbench.fleet.questions.two_lists.compared`, the station's list on the left, with answered_at and recorded_at.
    """
    answered, known = tables.latest(Side.STATION, at), tables.latest(Side.CSMS, at)
    times = answered.select(*_TYPE, answered_at=answered.seen_at).join(known.select(*_TYPE, recorded_at=known.seen_at), _TYPE)
    return compared(listed, recorded, times)


def one_sided(tables: Tables, at: datetime | None) -> ir.Table:
    """What cannot be compared: a station, or a certificate type of it, of which only one side speaks, or neither.

    Returns
    -------
    station, certificate_type (absent: all types), reason.
    """
    import ibis  # noqa: PLC0415  # see workbench.fleet.schema

    told = marked(tables, answered=tables.latest(Side.STATION, at), known=tables.latest(Side.CSMS, at))
    whole = told.certificate_type.isnull()
    mute, unrecorded = told.ever_answered == 0, told.ever_known == 0
    reason = ibis.cases(
        (whole & mute & unrecorded, "it never answered, and the CSMS has no record of it"),
        (whole & mute, "it never answered"),
        (whole & unrecorded, "the CSMS has no record of it"),
        (whole | mute | unrecorded | (told.answered == told.known), ""),
        (told.answered == 0, "it was not asked for this type"),
        else_="the CSMS has no record of this type",
    )
    found = told.select(*_TYPE, reason=reason)
    return found.filter(found.reason != "")


def drift(inventory: Inventory) -> Answer:
    """Whose CSMS record differs from the station's truth, certificate by certificate.

    Another hash algorithm or a vendor's known mistake makes no drift: such entries are on both sides, and told (``"both"``).
    """
    known = inventory.known
    found = frame_of(expression(inventory.resolved, inventory.recorded(), inventory.tables, inventory.at))
    found = found.assign(reason=_reasons(found), side=found["side"].map(_SIDES).astype("str"))
    open_ones = frame_of(one_sided(inventory.tables, inventory.at))
    frame = with_names(_with(found, open_ones), known)
    place = frame["side"].map({STATION_ONLY: 0, CSMS_ONLY: 1, NOT_CHECKED: 2, SAME: 3})
    frame = in_order(
        frame.assign(place=place), "place", "station", "certificate_type", "name", "certificate", *HASH_COLUMNS, "reason"
    )
    columns = [*_TYPE, "certificate", "name", "side", "reason", "answered_at", "recorded_at", *HASH_COLUMNS]
    frame = frame[columns]
    apart = frame[frame["side"].isin([STATION_ONLY, CSMS_ONLY])]
    dark = frame[frame["side"] == NOT_CHECKED]
    return Answer(
        question="drift",
        title="The CSMS's record against what the stations list",
        sentence=_sentence(apart, dark),
        frame=frame,
        notes=_notes(frame, apart),
        ok=not len(apart) and not len(dark),
        tones={"side": {STATION_ONLY: Tone.ERROR, CSMS_ONLY: Tone.ERROR, NOT_CHECKED: Tone.WARNING, SAME: Tone.GOOD}},
    )


def _with(found: pd.DataFrame, open_ones: pd.DataFrame) -> pd.DataFrame:
    """The compared entries, and below them what could not be compared."""
    import pandas as pd  # noqa: PLC0415  # see workbench.fleet.frames

    rest = open_ones.assign(side=NOT_CHECKED).reindex(columns=found.columns)
    typed = rest.astype({name: found[name].dtype for name in found.columns})
    return pd.concat([found, typed], ignore_index=True)


def _reasons(found: pd.DataFrame) -> pd.Series:
    """Why a row is one, in words."""
    import pandas as pd  # noqa: PLC0415  # see workbench.fleet.frames

    reasons = [
        _reason(*row)
        for row in zip(
            found["side"], found["how"], found["mistakes"], found["below"],
            found["answered_at"], found["recorded_at"], strict=True,
        )
    ]  # fmt: skip
    return pd.Series(reasons, index=found.index, dtype="str")


def _reason(side: str, how: str, mistakes: str, below: int, answered: pd.Timestamp, recorded: pd.Timestamp) -> str:
    if side == BOTH:
        return f"{how}: {mistakes}" if mistakes else how
    if side == PERHAPS:
        return "the other side has this serial number by another hash algorithm: perhaps the same certificate"
    what = "a sub-CA of a chain" if below else ""
    when = ""
    if recorded > answered:
        when = "the record is newer than the station's answer: ask the station again"
    elif recorded < answered:
        when = "the record is older than the station's answer"
    return "; ".join(part for part in (what, when) if part)


def _sentence(apart: pd.DataFrame, dark: pd.DataFrame) -> str:
    unchecked = f"; {counted(dark['station'].nunique(), 'station')} could not be checked in full" if len(dark) else ""
    if not len(apart):
        return f"No record differs from what its station lists{unchecked}."
    stations, sides = apart["station"].nunique(), apart["side"].value_counts()
    return (
        f"The records of {counted(stations, 'station')} differ from what they list: "
        f"{counted(int(sides.get(STATION_ONLY, 0)), 'entry', 'entries')} at the station only, "
        f"{int(sides.get(CSMS_ONLY, 0)):,} in the record only{unchecked}."
    )


def _notes(frame: pd.DataFrame, apart: pd.DataFrame) -> tuple[str, ...]:
    said = []
    if same := int((frame["side"] == SAME).sum()):
        said.append(f"{counted(same, 'entry is', 'entries are')} on both sides in different writing: no drift.")
    newer = int((apart["recorded_at"] > apart["answered_at"]).sum())
    older = int((apart["recorded_at"] < apart["answered_at"]).sum())
    if older:
        said.append(f"Of {counted(older, 'difference')} the record is older than the station's answer: it may be out of date.")
    if newer:
        said.append(
            f"Of {counted(newer, 'difference')} the record is newer than the station's answer: ask the station again (M03)."
        )
    whole = frame[(frame["side"] == NOT_CHECKED) & frame["certificate_type"].isna()]
    if len(whole):
        said.append(f"Not checked: {counted(len(whole), 'station')}: one of the two sides is not at hand.")
    return tuple(said)
