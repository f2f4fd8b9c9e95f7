"""Tables as text: comma, semicolon, tab or bar between the cells, and a first line that names the columns."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from workbench.fleet.ingest.csv_rows import CHUNK, Form, chunks
from workbench.fleet.ingest.flat import read_flat
from workbench.fleet.ingest.names import PARENT, flattened_column_of, folded

if TYPE_CHECKING:
    from workbench.fleet.ingest.context import Context
    from workbench.fleet.ingest.rows import Gathering

_SEPARATORS = (",", ";", "\t", "|")
_LONGEST_HEADER = 10_000
_HEADER_WITHIN = 20
"""Lines in which the header must stand: some exports begin with a title."""

_NEEDED = {"issuer_name_hash", "issuer_key_hash", "serial_number"}
_TELL_CHAINS = {"chain", "child", PARENT}
_MOST_COLUMNS = 2_000

TOO_WIDE = "The table has more than {} columns."
TOO_WIDE_HINT = "Export the columns that are needed: station, time, certificateType, and the four hash fields."
TITLES = "Lines above the header of a table: {n}. They were passed over."


def header_of(text: str) -> tuple[int, str] | None:
    """The line where the header stands, from 0, and the separator; None where no line of the first few is one."""
    best: tuple[int, int, str] | None = None
    for number, line in enumerate(text[:_LONGEST_HEADER].split("\n")[:_HEADER_WITHIN]):
        for separator in _SEPARATORS:
            names = _cells(line, separator)
            known = len({column for name in names if (column := flattened_column_of(name))})
            if len(names) > 1 and known > (best[0] if best else 0):
                best = known, number, separator
        if best and best[0] > 1 and best[1] < number:
            break
    return (best[1], best[2]) if best else None


def names_hashes(text: str) -> bool:
    """Whether the header names the columns of hash entries: a table then, whatever else stands in its cells."""
    header = header_of(text)
    if header is None:
        return False
    number, separator = header
    return {flattened_column_of(name) for name in _cells(text[:_LONGEST_HEADER].split("\n")[number], separator)} >= _NEEDED


def likely_header(text: str) -> tuple[int, str] | None:
    """A first line of several short names, none of which is known: to be refused with a word about the columns."""
    line = text[:_LONGEST_HEADER].lstrip("\n").split("\n")[0]
    for separator in _SEPARATORS:
        names = _cells(line, separator)
        if len(names) > 2 and all(0 < len(folded(name)) < 60 and name.isprintable() for name in names):
            return text[: len(text) - len(text.lstrip("\n"))].count("\n"), separator
    return None


def read_separated(text: str, header: tuple[int, str], name: str, context: Context, gathering: Gathering) -> None:
    """Take the rows below a header."""
    import pandas as pd  # noqa: PLC0415  # half a second that only a fleet pays

    number, separator = header
    lines = text.split("\n")
    gathering.tally.remark(TITLES, sum(bool(line.strip()) for line in lines[:number]))
    names = _cells(lines[number], separator)

    def refuse(place: int, reason: str, hint: str) -> None:
        gathering.tally.refuse(f"{name}:{context.line(place + 1)}", reason, hint, lines[place])

    if len(names) > _MOST_COLUMNS:
        rows = sum(bool(line.strip()) for line in lines[number + 1 :])
        gathering.tally.refuse(
            f"{name}:{context.line(number + 1)}", TOO_WIDE.format(_MOST_COLUMNS), TOO_WIDE_HINT, lines[number], rows=max(rows, 1)
        )
        return
    whole = any(flattened_column_of(one) in _TELL_CHAINS for one in names)  # a chain's rows must not be taken apart
    form = Form(separator, len(names), '"' in text, len(lines) if whole else CHUNK)
    for places, columns in chunks(lines, number + 1, form, refuse):
        frame = pd.DataFrame({place: pd.Series(cells, dtype="str") for place, cells in enumerate(columns)})
        frame.columns = pd.Index(names)
        numbers = [context.line(place + 1) for place in places] if context.lines else [place + 1 for place in places]
        read_flat(frame, numbers, name, context, gathering)


def _cells(line: str, separator: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])]
    except csv.Error:
        return []
