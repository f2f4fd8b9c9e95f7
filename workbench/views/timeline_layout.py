"""Where everything on a time line is: pure numbers, CSS pixels from the upper left corner."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from workbench.views.timeline_axis import TimeAxis, axis_for

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from workbench.certs.kinds import Pki
    from workbench.views.timeline_rows import Row

WIDTH = 1072
MARGIN = 24
TOP = 112
BAR = 12
NOUN_X, NAME_X, PLOT_X, PLOT_END = 40, 168, 376, 848
"""Left ends of kind, name and bars; the end of the bars, beyond which only their dates stand."""
_ROW, _HEADER, _FOOT, _GAP = 25, 30, 4, 10
_SHORTEST = 6
"""A bar of no length is still seen."""
_TICKS_APART = 56


@dataclass(frozen=True, slots=True)
class Bar:
    """One row, at half its height ``y``.

    Attributes
    ----------
    start, end, last
        x of the row's dates; None where it has none.
    past
        x up to which the bar is past: between start and end.
    begins_before, goes_on
        The row begins before, or ends after, what the axis shows.
    """

    row: Row
    y: float
    start: float | None = None
    past: float = 0
    end: float = 0
    last: float = 0
    begins_before: bool = False
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """The area of one PKI."""

    pki: Pki
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class TimelineLayout:
    """A time line.

    Attributes
    ----------
    ticks
        x and words.
    day
        x of the day of judgement; None: there is none.
    """

    height: float
    panels: tuple[Panel, ...]
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, str], ...]
    day: float | None


def lay_out(rows: Sequence[Row], at: datetime | None) -> TimelineLayout:
    """Rows in their order, a panel around neighbours of one PKI."""
    axis = axis_for([moment for row in rows for moment in (row.start, row.end, row.last) if moment is not None], at)
    panels, bars = [], []
    y = float(TOP)
    for pki, same in groupby(rows, key=lambda row: row.pki):
        top, y = y, y + _HEADER
        for row in same:
            bars.append(_bar(row, y + _ROW / 2, axis))
            y += _ROW
        y += _FOOT
        panels.append(Panel(pki, top, y - top))
        y += _GAP
    ticks = tuple((_x(place), words) for place, words in axis.ticks(_TICKS_APART / (PLOT_END - PLOT_X)))
    return TimelineLayout(y + 34, tuple(panels), tuple(bars), ticks, None if at is None else _x(axis.place(at)))


def _bar(row: Row, y: float, axis: TimeAxis) -> Bar:
    if row.start is None or row.end is None or row.last is None:
        return Bar(row, y)
    start, end, last = (_x(axis.place(moment)) for moment in (row.start, row.end, row.last))
    start = min(start, PLOT_END - _SHORTEST)
    end, last = max(end, start + _SHORTEST), max(last, start + _SHORTEST)
    past = start if axis.at is None else min(max(_x(axis.place(axis.at)), start), end)
    return Bar(row, y, start, past, end, last, begins_before=row.start < axis.first, goes_on=row.last > axis.last)


def _x(place: float) -> float:
    return PLOT_X + place * (PLOT_END - PLOT_X)
