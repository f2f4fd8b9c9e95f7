"""Flat rows to answers and entries: whose, when, which type, and the four fields, a column at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.certs.loading.hash_objects import HASH_FIELDS
from workbench.fleet.ingest.answers import (
    AT_DEFAULT,
    INCOMPLETE,
    NO_STATION,
    NO_TIME,
    NO_TIME_HINT,
    NOTFOUND_LISTS,
    STATION_HINT,
    type_fault,
)
from workbench.fleet.ingest.entry import HINT, LONGEST_FIELD, MISSING, NO_ALGORITHM, TOO_LONG
from workbench.fleet.ingest.flat_stations import particulars_of
from workbench.fleet.ingest.names import STATION_COLUMNS
from workbench.fleet.ingest.rows import ANSWERS, ENTRIES, STATIONS, frame_of, together
from workbench.fleet.ingest.times import HINT as TIME_HINT
from workbench.fleet.ingest.times import UNREADABLE, times_of
from workbench.fleet.ingest.told import OTHER_SOURCE, asked_of, side_of
from workbench.fleet.schema import CERTIFICATE_TYPES, HASH_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from workbench.fleet.ingest.checks import Checks
    from workbench.fleet.ingest.context import Context
    from workbench.fleet.ingest.rows import Gathering

DIGITS_LOST = "The serial number went through a spreadsheet or a float, as 1.23E+15 did: its last digits are lost."
DIGITS_HINT = "Export the column as text: in Excel, format it as Text before the numbers are pasted or imported."
NO_ENTRY = "The row holds no hash entry, and no status Accepted or NotFound that would make it an answer without one."
NO_NUMBER = "The place in the answer is no whole number."
NUMBER_HINT = "chain counts the elements of certificateHashDataChain from 0, child the entries in it: 0, then its children."

_ROUNDED = r"[+-]?\d+(?:[.,]\d*[eE][+-]?\d+|[eE][+-]\d+)"
_KEYS = ["station", "seen_at", "source", "asked"]


def take(columns: dict[str, pd.Series], empty: Any, units: Any, checks: Checks, into: tuple[Context, Gathering]) -> None:
    """Take the rows that stand.

    Parameters
    ----------
    columns
        Text, by declared name; ``seen_at`` may be times.
    empty
        Of each row whether it has no hash field at all.
    units
        Of each row which chain it stands in, where that is known otherwise than from a column; or None.
    """
    import pandas as pd  # noqa: PLC0415  # half a second that only a fleet pays

    context, gathering = into
    frame = pd.DataFrame(_whose(columns, checks, context))
    frame["status"] = _known(columns, "status", len(frame)).where(lambda told: told.isin(["Accepted", "NotFound"]), "")
    _check_empty(frame, columns, empty, checks, gathering)
    entries = ~empty
    if entries.any():
        _check_entries(columns, entries, checks)
    for column in ("certificate_type", *HASH_COLUMNS):
        frame[column] = _known(columns, column, len(frame))
    frame["hash_algorithm"] = frame["hash_algorithm"].fillna("")
    frame["chain"], frame["child"] = (_numbers(columns, name, entries, checks) for name in ("chain", "child"))
    frame["entry"], frame["row"] = entries, np.arange(len(frame))
    if units is not None:
        frame["unit"] = units
    checks.tally.remark(INCOMPLETE, _incomplete(frame, entries, checks))
    checks.tally.remark(NOTFOUND_LISTS, int((entries & checks.alive & (frame["status"] == "NotFound").to_numpy()).sum()))
    standing = frame[checks.alive]
    if len(standing):
        checks.tally.remark(NO_ALGORITHM, int((standing["entry"] & (standing["hash_algorithm"] == "")).sum()))
        _gather(standing, _Told("chain" in columns, "child" in columns or units is not None), columns, checks, gathering)


def _incomplete(frame: pd.DataFrame, entries: Any, checks: Checks) -> int:
    """How many answers are kept of which an entry was refused."""
    keys = ["station", "seen_at", "source"]
    refused = frame.loc[entries & ~checks.alive, keys].drop_duplicates()
    return len(refused.merge(frame.loc[checks.alive, keys].drop_duplicates(), on=keys)) if len(refused) else 0


@dataclass(frozen=True, slots=True)
class _Told:
    """Whether the rows say in which chain they stand, and which of its entries they are."""

    chain: bool
    child: bool


def _whose(columns: dict[str, pd.Series], checks: Checks, context: Context) -> dict[str, pd.Series]:
    rows, tally = len(checks.alive), checks.tally
    station = _known(columns, "station", rows)
    if context.station is not None:
        station = station.fillna(context.station)
    checks.refuse(station.isna(), NO_STATION, STATION_HINT)
    told = columns.get("seen_at")
    seen_at = times_of(_known(columns, "seen_at", rows) if told is None else told, tally)
    absent = np.ones(rows, dtype=bool) if told is None else told.isna().to_numpy()
    if told is not None:
        checks.refuse(seen_at.isna() & ~absent, UNREADABLE, TIME_HINT)
    if context.at is None:
        checks.refuse(absent, NO_TIME, NO_TIME_HINT)
    elif absent.any():
        import pandas as pd  # noqa: PLC0415  # see take

        tally.remark(AT_DEFAULT, int((absent & checks.alive).sum()))
        seen_at = seen_at.fillna(pd.Timestamp(context.at).tz_convert("UTC").as_unit("us"))
    word = _known(columns, "source", rows)
    source = _by_form(word, side_of)
    tally.remark(OTHER_SOURCE, int((source.isna() & word.notna()).sum()))
    asked = _by_form(_known(columns, "asked", rows), asked_of)
    return {"station": station, "seen_at": seen_at, "source": source.fillna(str(context.source)), "asked": asked}


def _check_empty(frame: pd.DataFrame, columns: dict[str, pd.Series], empty: Any, checks: Checks, gathering: Gathering) -> None:
    """Rows without a hash: an answer that lists nothing, particulars of a station, or nothing."""
    if not empty.any():
        return
    bare = empty & checks.alive & (frame["status"] == "").to_numpy()
    told = np.zeros(len(frame), dtype=bool)
    for name in STATION_COLUMNS:
        if name in columns:
            told |= columns[name].notna().to_numpy()
    alone = bare & told
    if alone.any():
        gathering.frames(
            frame_of([], ENTRIES), frame_of([], ANSWERS), particulars_of(columns, frame, alone, checks.tally, alone=True)
        )
        checks.alive &= ~alone
    checks.refuse(bare & ~told, NO_ENTRY, HINT)


def _check_entries(columns: dict[str, pd.Series], entries: Any, checks: Checks) -> None:
    kind = columns["certificate_type"]
    checks.refuse_by_value(entries & kind.notna().to_numpy() & ~kind.isin(CERTIFICATE_TYPES).to_numpy(), kind, type_fault)
    checks.refuse(entries & kind.isna().to_numpy(), *type_fault(None))
    for name, column in zip(HASH_FIELDS, HASH_COLUMNS, strict=True):
        if column not in columns:
            continue
        cells = columns[column]
        if name != HASH_FIELDS[0]:
            checks.refuse(entries & (cells.isna() | (cells == "")).to_numpy(dtype=bool), MISSING.format(name), HINT)
        checks.refuse(
            entries & (cells.str.len() > LONGEST_FIELD).fillna(value=False).to_numpy(dtype=bool), TOO_LONG.format(name), HINT
        )
    serial = columns["serial_number"]
    suspects = serial.str.contains(r"[.,+]|[eE]-", regex=True).fillna(value=False)
    if suspects.any():
        rounded = serial.str.strip().str.fullmatch(_ROUNDED).fillna(value=False).to_numpy(dtype=bool)
        checks.refuse(entries & rounded, DIGITS_LOST, DIGITS_HINT)


def _numbers(columns: dict[str, pd.Series], name: str, entries: Any, checks: Checks) -> pd.Series:
    import pandas as pd  # noqa: PLC0415  # see take

    if name not in columns:
        return pd.Series(0, index=range(len(checks.alive)), dtype="int64")
    told = columns[name].str.removesuffix(".0")
    sound = told.str.fullmatch(r"[0-9]{1,9}").fillna(value=False).to_numpy(dtype=bool)
    checks.refuse(entries & ~sound, NO_NUMBER, NUMBER_HINT)
    return told.where(sound, "0").astype("int64")


def _gather(rows: pd.DataFrame, told: _Told, columns: dict[str, pd.Series], checks: Checks, gathering: Gathering) -> None:
    """Group rows to answers, fold what is there again, and add it all."""
    rows = rows.assign(given=_groups(rows, _KEYS))
    entries = rows[rows["entry"]]
    content = ["given", "certificate_type", *HASH_COLUMNS]
    if told.child and not told.chain:  # each chain is given for itself: equal ones are folded where answers meet
        starts = ((entries["child"] == 0) | ~entries["given"].duplicated()) if "unit" not in entries else None
        unit = entries["unit"] if starts is None else starts.groupby(entries["given"]).cumsum()
        rows.loc[entries.index, "part"] = unit.astype("int64")
        rows = rows.assign(given=_groups(rows, ["given", "part"] if "part" in rows else ["given"]))
        entries = rows[rows["entry"]].assign(chain=0)
    elif told.chain:
        entries = _without_copies(entries, [*content, "chain", "child"], gathering)
    else:
        entries = _without_copies(entries, content, gathering)
        entries = entries.assign(chain=entries.groupby("given", sort=False).cumcount())
    bare = rows[~rows["entry"]]
    gathering.tally.folded += len(bare) - len(set(bare["given"]) - set(entries["given"]))
    answers = rows.drop_duplicates("given").sort_values("given")
    status = rows["status"].where(rows["status"] != "").groupby(rows["given"]).min()  # Accepted before NotFound
    answers = answers.assign(
        status=status.reindex(answers["given"]).fillna("").to_numpy(),
        origin=[checks.origin(row) for row in answers["row"].tolist()],
    )
    stations = frame_of([], STATIONS)
    if any(name in columns for name in STATION_COLUMNS):
        stations = particulars_of(columns, rows, rows["row"].to_numpy(), gathering.tally, alone=False)
    gathering.frames(together([entries], ENTRIES), together([answers], ANSWERS), stations)


def _without_copies(entries: pd.DataFrame, keys: list[str], gathering: Gathering) -> pd.DataFrame:
    again = entries.duplicated(keys)
    gathering.tally.folded += int(again.sum())
    return entries[~again] if again.any() else entries


def _groups(rows: pd.DataFrame, keys: list[str]) -> pd.Series:
    """The number of each row's group, in the order of first appearance."""
    return rows.groupby(keys, sort=False, dropna=False).ngroup()


def _known(columns: dict[str, pd.Series], name: str, rows: int) -> pd.Series:
    import pandas as pd  # noqa: PLC0415  # see take

    return columns[name] if name in columns else pd.Series(pd.NA, index=range(rows), dtype="str")


def _by_form(column: pd.Series, reader: Callable[[str], str | None]) -> pd.Series:
    """A column of which each different value is read once."""
    import pandas as pd  # noqa: PLC0415  # see take

    if not column.notna().any():
        return column
    codes, forms = pd.factorize(column)
    read = np.array([*(reader(form) for form in forms), None], dtype=object)
    return pd.Series(read[codes], index=column.index, dtype="str")
