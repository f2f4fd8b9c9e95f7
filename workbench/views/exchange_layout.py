"""Where everything of a message sequence is, in CSS pixels: time, two life lines, and what decided beside them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from workbench.display import visible
from workbench.views.lettering import width_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbench.messages.actions import Side
    from workbench.views.exchange_rows import Row

WIDTH = 1072
MARGIN = 24
STATION_X, CSMS_X = 140, 612
SIDE_X = 666
SIDE_ROOM = WIDTH - MARGIN - SIDE_X
HEADS = 82
"""Where the two sides' names stand."""
_FIRST = 116
SIDE_SIZE = 11
LINE = 15
_HEIGHTS = {"request": 36, "answer": 36, "band": 34, "note": 27}
_DATE = 28
_MOST_LINES = 3
_AFTER = 6
_LEGEND = 46
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Placed:
    """A row with its place.

    Attributes
    ----------
    y
        Its upper edge; the words stand at ``y + 11``, an arrow's line at ``y + 25``.
    height
        Down to the next row.
    clock
        The time where it is another one than the row's before.
    lines
        What decided, wrapped.
    """

    row: Row
    y: float
    height: float
    clock: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """A page of a sequence.

    Attributes
    ----------
    dates
        Each new day with its ``y``.
    busy
        From a request's arrow to its answer's: whose side, and both ``y``.
    height
        Of the whole picture.
    """

    rows: tuple[Placed, ...]
    dates: tuple[tuple[float, str], ...]
    busy: tuple[tuple[Side, float, float], ...]
    bottom: float
    height: float


def lay_out(rows: Sequence[Row]) -> Layout:
    """The rows below each other."""
    y, day, clock = float(_FIRST), "", ""
    placed, dates = [], []
    for row, following in pairwise((*rows, None)):
        if row is None:
            break
        if (new := f"{row.at:%Y-%m-%d}") != day:
            dates.append((y + 11, f"{new} UTC"))
            day, clock, y = new, "", y + _DATE
        now = f"{row.at:%H:%M:%S}"
        lines = side_lines(row)
        room = LINE * (len(lines) + bool(row.requirement)) + 8
        answered = row.kind == "request" and following is not None and following.kind == "answer"
        height = max(_HEIGHTS[row.kind], room) + (0 if answered else _AFTER)
        placed.append(Placed(row, y, height, now if now != clock else "", lines))
        clock, y = now, y + height
    return Layout(tuple(placed), tuple(dates), tuple(_busy(placed)), y, y + _LEGEND)


def side_lines(row: Row) -> tuple[str, ...]:
    """The sentence that decided, in lines of the column's width; the last one may still be too long."""
    more = f" (+{row.more})" if row.more > 0 else ""
    return tuple(wrapped(f"{visible(row.because, _LONGEST)}{more}", SIDE_ROOM, SIDE_SIZE, _MOST_LINES)) if row.because else ()


def wrapped(text: str, room: float, size: float, most: int) -> Iterator[str]:
    """Lines of at most ``room`` pixels, broken between words; the last of ``most`` lines has all that is left."""
    words = text.split(" ")
    for _ in range(most - 1):
        line = words.pop(0)
        while words and width_of(f"{line} {words[0]}", size) <= room:
            line = f"{line} {words.pop(0)}"
        yield line
        if not words:
            return
    yield " ".join(words)


def _busy(placed: Sequence[Placed]) -> Iterator[tuple[Side, float, float]]:
    asked: dict[tuple[str, str], float] = {}
    for one in placed:
        row, y = one.row, one.y + 25
        if row.kind == "request":
            asked[row.sender, row.action] = y
        elif row.kind == "answer" and row.sender:
            begun = asked.pop(("csms" if row.sender == "station" else "station", row.action), None)
            if begun is not None:
                yield row.sender, begun, y
