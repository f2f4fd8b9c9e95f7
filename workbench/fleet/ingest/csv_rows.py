"""The rows of a table that is text: those that have as many cells as the header; the others are refused, line by line."""

from __future__ import annotations

import csv
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from workbench.display.counting import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Refuse = Callable[[int, str, str], None]
    Cells = tuple[Sequence[int], Sequence[Any]]

CHUNK = 200_000
"""Rows that are taken at a time."""
_MOST_LINES = 400
"""Lines of one row: a chain of certificates as PEM within a cell is not longer."""
_MOST_RESTARTS = 1_000

UNEVEN = "The row has {} where the header names {}."
UNEVEN_HINT = "Put cells that hold the separator, or a quotation mark, into quotation marks."
OPEN_QUOTE = "A quotation mark is opened in this row and never closed."


class Form(NamedTuple):
    """How the table is written: what separates the cells, how many, whether any is quoted; and how many rows to take at once."""

    separator: str
    width: int
    quoted: bool
    at_once: int = CHUNK


def chunks(lines: list[str], first: int, form: Form, refuse: Refuse) -> Iterator[Cells]:
    """The sound rows from a line on, many at a time: the lines where they begin, from 0, and their cells, column by column.

    Leading blanks of cells are left out. Empty lines are passed over.
    """
    if form.quoted:
        rows = _rows(lines, first, form, refuse)
        while batch := list(islice(rows, form.at_once)):
            yield [place for place, _ in batch], list(zip(*(cells for _, cells in batch), strict=True))
        return
    for begins in range(first, len(lines), form.at_once):
        places, columns = _split(lines[begins : begins + form.at_once], begins, form, refuse)
        if places:
            yield places, columns


def _split(lines: list[str], begins: int, form: Form, refuse: Refuse) -> Cells:
    """The cells of lines in which no quotation mark stands: what is between the separators."""
    import pyarrow as pa  # noqa: PLC0415  # half a second that only a fleet pays
    import pyarrow.compute as pc  # noqa: PLC0415  # as above

    texts = pa.array(lines, type=pa.large_string())
    even = pc.equal(pc.count_substring(texts, form.separator), form.width - 1)
    places: Sequence[int] = range(begins, begins + len(lines))
    if not pc.all(even).as_py():
        odd = [place for place, sound in enumerate(even.to_pylist()) if not sound]
        mended = {place: _mended(lines[place].split(form.separator), begins + place, form.width, refuse) for place in odd}
        sound = [place for place in range(len(lines)) if mended.get(place, True)]
        texts = pa.array([form.separator.join(mended.get(place) or [lines[place]]) for place in sound], type=pa.large_string())
        places = [begins + place for place in sound]
    cells = pc.split_pattern(texts, form.separator)
    return places, [pc.utf8_ltrim(pc.list_element(cells, place), " ") for place in range(form.width)]


def _mended(cells: list[str], place: int, width: int, refuse: Refuse) -> list[str] | None:
    """The cells of a row of one line, without empty ones behind the last column; None where it is empty, or refused."""
    if len(cells) == width:
        return cells
    if not any(cell.strip() for cell in cells):
        return None
    if len(cells) > width and not any(cells[width:]):
        return cells[:width]
    refuse(place, UNEVEN.format(counted(len(cells), "cell"), counted(width, "column")), UNEVEN_HINT)
    return None


def _rows(lines: list[str], first: int, form: Form, refuse: Refuse) -> Iterator[tuple[int, list[str]]]:
    """As :func:`chunks`, row by row. Where a quotation mark swallows lines, reading begins again below the one that opened it."""
    at, restarts = first, 0
    while at < len(lines):
        quoting = csv.QUOTE_MINIMAL if restarts < _MOST_RESTARTS else csv.QUOTE_NONE
        for begins, ends, cells in _records(lines, at, form.separator, quoting):
            several = ends - begins > 1
            if cells is None or (several and (len(cells) != form.width or _open(lines[begins:ends], form.separator))):
                refuse(begins, OPEN_QUOTE, UNEVEN_HINT)
                at = begins + 1
                restarts += 1
                break
            mended = _mended(cells, begins, form.width, refuse)
            if mended is not None:
                yield begins, mended
        else:
            return


def _records(lines: list[str], at: int, separator: str, quoting: int) -> Iterator[tuple[int, int, list[str] | None]]:
    """Each row with the lines that it begins at and ends before; None where the reader gives up."""
    feed = _Feed(lines, at)
    reader = csv.reader(feed, delimiter=separator, skipinitialspace=True, quoting=quoting)  # type: ignore[arg-type]  # one of its constants
    begins = at
    while True:
        try:
            cells: list[str] | None = next(reader)
        except StopIteration:
            return
        except csv.Error:
            cells = None
        yield begins, feed.at, cells
        begins = feed.at


def _open(lines: list[str], separator: str) -> bool:
    """Whether a row of several lines is none: its quotation marks do not enclose whole cells, or it is longer than any."""
    if len(lines) > _MOST_LINES:
        return True
    try:
        list(csv.reader([f"{line}\n" for line in lines], delimiter=separator, skipinitialspace=True, strict=True))
    except csv.Error:
        return True
    return False


class _Feed:
    """Lines for the reader, and how far it got."""

    def __init__(self, lines: list[str], at: int) -> None:
        self._lines = lines
        self.at = at

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        if self.at >= len(self._lines):
            raise StopIteration
        self.at += 1
        return self._lines[self.at - 1] + "\n"
