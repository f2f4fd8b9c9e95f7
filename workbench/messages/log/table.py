"""Exports as CSV: a first line that names the columns, one of which holds the message."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_MESSAGES = frozenset(
    {"message", "payload", "frame", "ocppmessage", "rawmessage", "raw", "json", "body", "data", "content", "msg", "log", "text"}
)
_DELIMITERS = (",", ";", "\t", "|")
_LONGEST_HEADER = 2_000


class Row(NamedTuple):
    """A row: the line where it ends, its cells by column; or why it cannot be read."""

    line: int
    cells: dict[str, str]
    reason: str = ""


def is_table(text: str) -> bool:
    """Whether the first line names columns, one of them a message's."""
    return _delimiter(text) is not None


def rows(text: str) -> Iterator[Row]:
    """The rows below the header. Cells beyond the last column are put together under the name ``"rest"``."""
    delimiter = _delimiter(text)
    if delimiter is None:
        return
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    names = next(reader)
    line = reader.line_num
    while True:
        first = line + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            line = max(reader.line_num, first)
            yield Row(first, {}, "This row cannot be read as CSV: a cell is too long, or a quotation mark is open.")
            continue
        line = reader.line_num
        if cells:
            row = dict(zip(names, cells, strict=False))
            if len(cells) > len(names):
                row["rest"] = delimiter.join(cells[len(names) :])
            yield Row(first, row)


def _delimiter(text: str) -> str | None:
    header = text[:_LONGEST_HEADER].lstrip().partition("\n")[0].strip("\r\ufeff ")
    if "{" in header or "[" in header:
        return None
    for delimiter in _DELIMITERS:
        names = [re.sub(r"[^a-z0-9]", "", name.lower()) for name in header.split(delimiter)]
        if len(names) > 1 and not _MESSAGES.isdisjoint(names) and all(len(name) < 40 for name in names):
            return delimiter
    return None
