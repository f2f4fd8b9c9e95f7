"""Flat rows, a hash entry each: columns by any of their names, checked a column at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.fleet.ingest import flat_answers, flat_stations
from workbench.fleet.ingest.answers import Answers, excerpt_of
from workbench.fleet.ingest.cells import text_of_cell, texts_of
from workbench.fleet.ingest.checks import Checks
from workbench.fleet.ingest.entry import HINT, NOT_TEXT, NUMBER
from workbench.fleet.ingest.json_values import NumberText
from workbench.fleet.ingest.names import (
    CHILDREN,
    PARENT,
    PEM,
    STATION_COLUMNS,
    WRAPPERS,
    flattened_column_of,
    folded,
    near_column,
)  # fmt: skip
from workbench.fleet.ingest.nested import expanded
from workbench.fleet.ingest.pems import with_hash_data
from workbench.fleet.ingest.tally import quoted
from workbench.fleet.ingest.told import Told
from workbench.fleet.schema import HASH_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from workbench.fleet.ingest.context import Context
    from workbench.fleet.ingest.rows import Gathering

_NEEDED = ("certificate_type", "issuer_name_hash", "issuer_key_hash", "serial_number")
_OF_STATIONS = frozenset({"station", "seen_at", *STATION_COLUMNS})
_MOST_NAMED = 12

MISSING = "There is no column {}: the columns are {}{}."
MISSING_HINT = (
    "A row needs station, seen_at, certificate_type, hash_algorithm, issuer_name_hash, issuer_key_hash and serial_number, "
    "under these names or OCPP's."
)
UNUSED = "Columns of a table of stations that mean nothing here, left out: {}."
TWICE = "Two columns are called as if they were {}; the first was taken. Files: {{n}}."
NOTHING = "None of the columns is known: they are {}."
ANSWER_EMPTY = "The row holds no answer."
ANSWER_EMPTY_HINT = "Leave the row out, or fill the column with the answer's JSON."
_PLAIN = frozenset({str, NumberText, type(None)})


def read_flat(frame: pd.DataFrame, lines: Sequence[int], name: str, context: Context, gathering: Gathering) -> None:
    """Take the rows of a frame.

    Parameters
    ----------
    frame
        Cells of any type; strings where they come from text. Its index is not looked at.
    lines
        Of each row the line, or row of a sheet, where it stands.
    """
    if not len(frame):
        return
    checks = Checks(frame.reset_index(drop=True), lines, name, gathering.tally)
    columns = _columns(checks)
    if PEM in columns and not {*HASH_COLUMNS[1:3]} & columns.keys():
        columns = with_hash_data(columns, checks)
    if not {*HASH_COLUMNS[1:]} & columns.keys():
        _without_hashes(columns, checks, context, gathering)
        return
    missing = [column for column in _NEEDED if column not in columns]
    if missing:
        checks.refuse_all(_missing(missing[0], frame), MISSING_HINT)
        return
    units = None
    if CHILDREN in columns or PARENT in columns:
        columns, checks, units = expanded(columns, checks)
    empty = checks.alive.copy()
    for column in HASH_COLUMNS:
        if column in columns:
            empty &= columns[column].isna().to_numpy()
    flat_answers.take(columns, empty, units, checks, (context, gathering))


def take_flat(answers: Answers, name: str, context: Context, gathering: Gathering) -> None:
    """Take the flat entries that a walk through JSON found."""
    if not answers.flat:
        return
    import pandas as pd  # noqa: PLC0415  # half a second that only a fleet pays

    found, answers.flat = answers.flat, []
    faults: list[tuple[Any, dict[str, Any]]] = []
    rows: list[tuple[Any, dict[str, Any]]] = []
    for line, row in found:
        fault = next((column for column in HASH_COLUMNS if type(row.get(column)) not in _PLAIN), None)
        (rows if fault is None else faults).append((line, row))
    for line, row in faults:
        gathering.tally.refuse(f"{name}:{line}", NOT_TEXT.format("A field"), HINT, excerpt_of(row))
    gathering.tally.remark(NUMBER, sum(isinstance(row.get("serial_number"), NumberText) for _, row in rows))
    names = dict.fromkeys(column for _, row in rows for column in row)
    cells = {column: pd.Series([text_of_cell(row.get(column)) for _, row in rows], dtype=object).astype("str") for column in names}
    read_flat(pd.DataFrame(cells), [line for line, _ in rows], name, context, gathering)


def _columns(checks: Checks) -> dict[str, pd.Series]:
    """The declared columns that the frame has, as text where they hold text."""
    found: dict[str, tuple[bool, int]] = {}
    for place, name in enumerate(checks.frame.columns):
        column = flattened_column_of(str(name))
        if not column:
            continue
        exact = folded(str(name)) == folded(column)
        if column in found and (found[column][0] or not exact):
            checks.tally.remark(TWICE.format(quoted(column)))
            continue
        found[column] = exact, place
    return {column: texts_of(checks.frame.iloc[:, place], column, checks.tally) for column, (_, place) in found.items()}


def _without_hashes(columns: dict[str, pd.Series], checks: Checks, context: Context, gathering: Gathering) -> None:
    whole = _whole_answers(checks)
    if whole is not None:
        _take_answers(columns, whole, checks, context, gathering)
    elif "station" in columns and "status" in columns and "certificate_type" not in columns:
        flat_answers.take(columns, checks.alive.copy(), None, checks, (context, gathering))
    elif "station" in columns and len(columns) > 1:
        names = [str(name) for name in checks.frame.columns]
        unused = [name for name in names if flattened_column_of(name) not in _OF_STATIONS]
        checks.tally.remark(UNUSED.format(_listed(unused)), bool(unused))
        flat_stations.take_stations(columns, checks, gathering)
    elif columns:
        checks.refuse_all(_missing("issuer_name_hash", checks.frame), MISSING_HINT)
    else:
        checks.refuse_all(NOTHING.format(_named(checks.frame)), MISSING_HINT)


def _whole_answers(checks: Checks) -> pd.Series | None:
    """The column that holds answers as JSON; None where none does."""
    for place, name in enumerate(checks.frame.columns):
        if folded(str(name)) in WRAPPERS:
            cells = checks.frame.iloc[:, place]
            sample = [one for one in cells.head(200) if not _absent(one)]
            if sample and any(isinstance(one, dict | list) or str(one).lstrip()[:1] in {"{", "["} for one in sample):
                return cells
    return None


def _absent(value: Any) -> bool:
    return value is None or value is ... or (isinstance(value, float) and value != value)  # noqa: PLR0124  # NaN


def _missing(column: str, frame: pd.DataFrame) -> str:
    names = [str(name) for name in frame.columns]
    unknown = [name for name in names if not flattened_column_of(name)]
    meant = near_column(column, unknown)
    return MISSING.format(column, _named(frame), f"; {quoted(meant)} is near" if meant else "")


def _named(frame: pd.DataFrame) -> str:
    return _listed([str(name) for name in frame.columns])


def _listed(names: list[str]) -> str:
    return ", ".join(quoted(name) for name in names[:_MOST_NAMED]) + (" …" if len(names) > _MOST_NAMED else "")


def _take_answers(columns: dict[str, pd.Series], cells: pd.Series, checks: Checks, context: Context, gathering: Gathering) -> None:
    """A table with a whole answer in each row."""
    answers = Answers(gathering, checks.name)
    outer = Told.nothing(context)
    names = list(columns)
    wrong = np.zeros(len(cells), dtype=bool)
    rows = zip(*(columns[name].astype("object").tolist() for name in names), strict=True) if names else iter(() for _ in cells)
    for place, (cell, row) in enumerate(zip(cells.tolist(), rows, strict=True)):
        if _absent(cell) or cell == "":
            wrong[place] = True
            continue
        record = {name: value for name, value in zip(names, row, strict=True) if not _absent(value)}
        record.pop("status", None)
        answers.take(cell, outer.with_record(record, checks.tally), checks.lines[place])
    checks.refuse(wrong, ANSWER_EMPTY, ANSWER_EMPTY_HINT)
    take_flat(answers, checks.name, context, gathering)
