"""Cells as text: what sheets and typed tables bring as numbers, truths and times; and what stands for an empty cell."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from workbench.fleet.ingest.decoding import kept
from workbench.fleet.ingest.told import NOTHING
from workbench.fleet.schema import HASH_COLUMNS

if TYPE_CHECKING:
    import pandas as pd

    from workbench.fleet.ingest.tally import Tally

EXACT = 1e15
"""Whole numbers from here on are no longer exact in a sheet: it keeps fifteen digits."""

NUMBERS = "Serial numbers that are numbers in a sheet or typed table, not text: {n}. Zeros in front, if there were any, are lost."
NO_UTF8 = "Cells of octets that are no UTF-8: {n}. What is no character in them is kept as \\xff."


def texts_of(cells: pd.Series, column: str, tally: Tally) -> pd.Series:
    """The column as text, absent cells as NA; a column of times stays one.

    A whole number loses no digit; one that a float has rounded is written with its exponent, by which it is recognised.
    """
    import pandas as pd  # noqa: PLC0415  # half a second that only a fleet pays

    if column == "seen_at" and pd.api.types.is_datetime64_any_dtype(cells.dtype):
        return cells
    if isinstance(cells.dtype, pd.StringDtype):
        found = cells.astype("str")
        found = found.str.replace("\0", "\\x00", regex=False) if found.str.contains("\0", regex=False).any() else found
    else:
        found = _of_objects(cells, column, tally)
    if column not in HASH_COLUMNS:
        found = found.str.strip()
    short = found[found.str.len() < 5]
    empty = [form for form in short.unique() if form.strip().lower() in NOTHING]
    return found.mask(found.isin(empty)) if empty else found


def _of_objects(cells: pd.Series, column: str, tally: Tally) -> pd.Series:
    import pandas as pd  # noqa: PLC0415  # see texts_of

    if column == "serial_number":
        numbers = sum(isinstance(one, (int, float)) and one == one for one in cells.tolist())  # noqa: PLR0124  # not NaN
        tally.remark(NUMBERS, numbers)
    tally.remark(NO_UTF8, sum(isinstance(one, bytes) and not _is_utf8(one) for one in cells.tolist()))
    return pd.Series([text_of_cell(one) for one in cells.tolist()], index=cells.index, dtype="str")


def text_of_cell(value: Any) -> str | None:
    """One cell as text; None where it is empty."""
    import pandas as pd  # noqa: PLC0415  # see texts_of

    if isinstance(value, str):
        return kept(str(value))
    if value is None or value is pd.NA or value != value:  # noqa: PLR0124  # NaN, NaT
        return None
    if hasattr(value, "tolist"):  # of numpy
        return text_of_cell(value.tolist())
    return _written(value)


def _is_utf8(value: bytes) -> bool:
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < EXACT
        return str(int(value)) if whole else f"{value:.15E}" if abs(value) >= EXACT else repr(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict | list):
        return json.dumps(value, default=str)
    return kept(value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else str(value))
