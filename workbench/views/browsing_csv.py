"""Rows as CSV that a spreadsheet can open: no cell of it is run as a formula."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.display import csv_cell
from workbench.views.browsing_rows import texts_of

if TYPE_CHECKING:
    import pandas as pd


def safe_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame as a spreadsheet may have it: text by :func:`workbench.display.csv_cell`, times in RFC 3339, lists as text."""
    import pandas as pd  # noqa: PLC0415  # half a second that only a fleet pays
    from pandas.api import types  # noqa: PLC0415

    columns = {}
    for place in range(frame.shape[1]):
        values = frame.iloc[:, place].reset_index(drop=True)
        number = types.is_numeric_dtype(values) and not types.is_bool_dtype(values)
        columns[place] = values if number else _escaped(texts_of(values))
    return pd.DataFrame(columns).set_axis([csv_cell(str(name)) for name in frame.columns], axis=1)


def _escaped(texts: pd.Series) -> pd.Series:
    # most texts of a fleet stand there many times: each is looked at once
    return texts.map({text: csv_cell(text) for text in texts.unique()}).astype("str")


def csv_text(frame: pd.DataFrame) -> str:
    """CSV with a line of names, lines ended by a line feed alone; numbers as they are."""
    text: str = safe_frame(frame).to_csv(index=False, lineterminator="\n")
    return text
