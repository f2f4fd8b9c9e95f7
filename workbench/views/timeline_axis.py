"""A time axis on which a root of forty years and a leaf of sixty days are both seen: the nearer to now, the finer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import asinh
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_DAY = timedelta(days=1)
_YEAR = 365.2425
_FINEST = 20.0
"""Days; what is nearer to the day than this is drawn to one scale."""
_BACK, _AHEAD = 30 * _YEAR, 60 * _YEAR
"""What lies further off is cut, and an arrow put in its place."""
_MARKS = (
    (_YEAR, "1 year"),
    (_YEAR / 12, "1 month"),
    (10 * _YEAR, "10 years"),
    (_YEAR / 4, "3 months"),
    (3 * _YEAR, "3 years"),
    (30 * _YEAR, "30 years"),
    (10, "10 days"),
)
"""Days and words, the most welcome first."""
_LINEAR_TICKS = 6


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """Moments to places between 0 and 1.

    Attributes
    ----------
    at
        The day of judgement, UTC-aware; None: nothing is judged, and the axis is an even one.
    first, last
        What it reaches from and to.
    scale
        Days around ``at`` within which it is about even; beyond, equal ratios take equal room.
    """

    at: datetime | None
    first: datetime
    last: datetime
    scale: float = _FINEST

    def place(self, moment: datetime) -> float:
        """0 at ``first``, 1 at ``last``; what is outside is put on the edge."""
        low, high = self._stretched(self.first), self._stretched(self.last)
        return min(max((self._stretched(moment) - low) / (high - low), 0.0), 1.0)

    def ticks(self, apart: float) -> list[tuple[float, str]]:
        """Places and words of the marks, at least ``apart`` from each other and from ``at``; left to right."""
        if self.at is None:
            span = self.last - self.first
            moments = [self.first + span * (i + 0.5) / _LINEAR_TICKS for i in range(_LINEAR_TICKS)]
            return [(self.place(moment), f"{moment:%Y-%m}") for moment in moments]
        marks = [(self.place(self.at), "")]
        for days, words in _MARKS:
            for sign, offset in (("−", -days * _DAY), ("+", days * _DAY)):
                if self.first - self.at <= offset <= self.last - self.at:
                    place = self.place(self.at + offset)
                    if all(abs(place - other) >= apart for other, _ in marks):
                        marks.append((place, sign + words))
        return sorted(marks[1:])

    def _stretched(self, moment: datetime) -> float:
        if self.at is None:
            return (moment - self.first) / _DAY
        return asinh((moment - self.at) / _DAY / self.scale)


def axis_for(moments: Iterable[datetime], at: datetime | None) -> TimeAxis:
    """The axis on which all of these moments, and ``at``, are seen as far as they are not absurdly far off."""
    every = sorted(moments)
    if at is None:
        every = every or [datetime(2000, 1, 1, tzinfo=UTC)]
        return TimeAxis(None, _moved(every[0], -1), max(every[-1], _moved(every[0], 1)))
    offsets = [min(max((moment - at) / _DAY, -_BACK), _AHEAD) for moment in every]
    scale = max(min(map(abs, offsets), default=_FINEST), _FINEST)
    # a margin on both sides of the day, so that its line never stands at the very edge
    first, last = min([*offsets, -0.5 * scale]), max([*offsets, 0.5 * scale])
    return TimeAxis(at, _moved(at, first), _moved(at, last), scale)


def _moved(moment: datetime, days: float) -> datetime:
    """So many days later, within what a ``datetime`` can hold."""
    try:
        return moment + timedelta(days=days)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC) if days > 0 else datetime.min.replace(tzinfo=UTC)
