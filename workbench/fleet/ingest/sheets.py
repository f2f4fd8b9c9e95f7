"""Tables as bytes: the sheets of an Excel workbook, and Parquet."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from workbench.fleet.ingest.cells import EXACT
from workbench.fleet.ingest.flat import read_flat
from workbench.fleet.ingest.names import flattened_column_of

if TYPE_CHECKING:
    import pandas as pd

    from workbench.fleet.ingest.context import Context
    from workbench.fleet.ingest.rows import Gathering

_HEADER_WITHIN = 20
_MOST_UNPACKED = 512 * 1024 * 1024
_MOST_ROWS = 20_000_000

NO_SHEET = "The workbook cannot be read: {}."
NO_SHEET_HINT = "Save it again as .xlsx without a password, or export the sheet as CSV."
NO_PARQUET = "The Parquet file cannot be read: {}."
NO_PARQUET_HINT = "Write it again; a file that was cut off has lost its footer, and with it everything."
TOO_LARGE = "The table is too large to be read in one piece."
TOO_LARGE_HINT = "Give it in parts, or as Parquet files by their paths."
NO_CELLS = "Workbooks without any cell: {n}."


def is_workbook(content: bytes) -> bool:
    """Whether the bytes are an Excel workbook, of the old form or the new."""
    return content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") or (content.startswith(b"PK\x03\x04") and b"xl/" in content)


def is_parquet(content: bytes) -> bool:
    """Whether the bytes are Parquet."""
    return content.startswith(b"PAR1")


def read_workbook(content: bytes, name: str, context: Context, gathering: Gathering) -> None:
    """Take every sheet; rows are counted as Excel does."""
    import pandas as pd  # noqa: PLC0415  # half a second that only a fleet pays

    try:
        if _unpacked(content) > _MOST_UNPACKED:
            gathering.tally.refuse(name, TOO_LARGE, TOO_LARGE_HINT)
            return
        sheets = pd.read_excel(io.BytesIO(content), sheet_name=None, header=None, dtype=object, engine="calamine", na_filter=False)
    except Exception as refusal:  # noqa: BLE001  # the reader has its own exceptions, and hostile files find others
        gathering.tally.refuse(name, NO_SHEET.format(_said(refusal)), NO_SHEET_HINT)
        return
    for title, cells in sheets.items():
        header = _header_of(cells)
        if header is None:
            continue
        below = cells.iloc[header + 1 :]
        below = below[~below.isin(["", None]).all(axis=1)]
        lines = [int(row) + 1 for row in below.index]
        below = below.reset_index(drop=True)
        below.columns = pd.Index([str(one) for one in cells.iloc[header]])
        read_flat(below.map(_cell), lines, f"{name}[{title}]" if len(sheets) > 1 else name, context, gathering)
    if all(not len(cells) for cells in sheets.values()):
        gathering.tally.remark(NO_CELLS)


def read_parquet(content: bytes, name: str, context: Context, gathering: Gathering) -> None:
    """Take the rows of a Parquet file; they are counted from 1."""
    import pyarrow.parquet as pq  # noqa: PLC0415  # see read_workbook

    try:
        if pq.read_metadata(io.BytesIO(content)).num_rows > _MOST_ROWS:
            gathering.tally.refuse(name, TOO_LARGE, TOO_LARGE_HINT)
            return
        frame = pq.read_table(io.BytesIO(content)).to_pandas()
    except Exception as refusal:  # noqa: BLE001  # as above
        gathering.tally.refuse(name, NO_PARQUET.format(_said(refusal)), NO_PARQUET_HINT)
        return
    read_flat(frame.reset_index(drop=True), range(1, len(frame) + 1), name, context, gathering)


def _header_of(cells: pd.DataFrame) -> int | None:
    """The row that names the columns: the one of the first few in which most names are known."""
    best, found = 0, None
    for row in range(min(len(cells), _HEADER_WITHIN)):
        known = len({column for one in cells.iloc[row] if isinstance(one, str) and (column := flattened_column_of(one))})
        if known > best:
            best, found = known, row
    return found if found is not None else (0 if len(cells) else None)


def _cell(value: Any) -> Any:
    """A cell as it is: the reader gives whole numbers as ``int``, though a sheet keeps fifteen digits of any."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= EXACT:
        return float(value)
    return None if isinstance(value, str) and not value else value


def _unpacked(content: bytes) -> int:
    """Octets of a workbook of the new form, unpacked; 0 for the old one, which is not packed."""
    if not content.startswith(b"PK"):
        return 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return sum(one.file_size for one in archive.infolist())


def _said(refusal: Exception) -> str:
    return (str(refusal).strip().partition("\n")[0] or type(refusal).__name__).rstrip(".")[:120]
