"""A line that steps down: how many stations still stand after each expiry; the steps that matter most are numbered and named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.views.fleet_looks import MARGIN, ROOM, WIDTH
from workbench.views.palette import ALARM, FADED, HAIRLINE, INK, PAPER, mixed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from workbench.views.fleet_looks import Words
    from workbench.views.sheet import Point
    from workbench.views.trust_paper import Paper

_PLOT_X, _PLOT_END = 120, 980
_PLOT, _HEADER, _AXIS, _ROW, _GAP = 130, 40, 30, 20, 12
_APART = 20
_TICKS = 6


@dataclass(frozen=True, slots=True)
class Step:
    """One expiry.

    Attributes
    ----------
    at
        UTC-aware.
    name
        Of what ends. Hostile text.
    breaks, left
        Stations that it breaks, and that stand after it.
    """

    at: datetime
    name: str
    breaks: int
    left: int


@dataclass(frozen=True, slots=True)
class Stairs:
    """The steps of one purpose, the first one first.

    Attributes
    ----------
    named
        Which steps are numbered and told below: places in ``steps``.
    rest
        How many more there are, in words.
    """

    title: str
    ink: str
    steps: tuple[Step, ...]
    named: tuple[int, ...]
    rest: str = ""

    @property
    def height(self) -> float:
        """Pixels."""
        return _HEADER + _PLOT + _AXIS + _ROW * (len(self.named) + bool(self.rest)) + 8


def stairs_height(words: Words, stairs: Sequence[Stairs]) -> float:
    """Pixels of the whole sheet."""
    return words.top + sum(one.height + _GAP for one in stairs) + words.bottom


def draw_stairs(paper: Paper, words: Words, stairs: Sequence[Stairs], since: datetime) -> None:
    """Head, a panel for each purpose on one axis of time, and foot."""
    words.draw(paper, stairs_height(words, stairs))
    # what comes later breaks fewer, and would press all the rest together
    named = max((one.steps[place].at for one in stairs for place in one.named), default=since)
    last = min(named + (named - since) * 0.12, max((step.at for one in stairs for step in one.steps), default=since))
    y = words.top
    for one in stairs:
        _draw_panel(paper, one, y, (since, last))
        y += one.height + _GAP


def _draw_panel(paper: Paper, one: Stairs, y: float, span: tuple[datetime, datetime]) -> None:
    paper.box((MARGIN, y), (ROOM, one.height), radius=8, fill=mixed(one.ink, 0.06))
    paper.text((40, y + 17), one.title, 12.5, width=ROOM - 32, bold=True, color=one.ink)
    top, bottom = y + _HEADER, y + _HEADER + _PLOT
    whole = max(one.steps[0].left + one.steps[0].breaks, 1)
    for share in (0.0, 0.5, 1.0):
        level = bottom - share * _PLOT
        paper.line([(_PLOT_X, level), (_PLOT_END, level)], color=HAIRLINE, linewidth=1)
        paper.text((44, level), f"{round(whole * share):,}", 10.5, width=70, color=FADED)
    for x, words in _ticks(span):
        paper.text((x, bottom + 14), words, 10.5, ha="center", color=FADED)
    places, corners = _corners(one, span, whole, bottom)
    paper.line(corners, color=one.ink, linewidth=2)
    for number, place in enumerate(one.named, 1):
        _mark(paper, places[place], number, top)
    row = bottom + _AXIS + _ROW / 2
    for number, place in enumerate(one.named, 1):
        step = one.steps[place]
        paper.begin(step.name)
        paper.text((52, row), str(number), 10.5, bold=True, color=ALARM, ha="center")
        paper.text((68, row), f"{step.at:%Y-%m-%d}", 11, color=INK)
        paper.text((156, row), step.name, 11, width=500)
        paper.text((680, row), f"breaks {step.breaks:,}, {step.left:,} left", 11, width=WIDTH - MARGIN - 690)
        paper.end()
        row += _ROW
    if one.rest:
        paper.text((52, row), one.rest, 11, width=ROOM - 60, color=FADED)


def _corners(one: Stairs, span: tuple[datetime, datetime], whole: int, bottom: float) -> tuple[list[Point], list[Point]]:
    """Where each step goes down, in the middle of its fall; and the line."""
    level = bottom - _PLOT
    line: list[Point] = [(_PLOT_X, level)]
    places = []
    for step in one.steps:
        if step.at > span[1]:
            break
        x, after = _x(step.at, span), bottom - _PLOT * max(step.left, 0) / whole
        line += [(x, level), (x, after)]
        places.append((x, (level + after) / 2))
        level = after
    return places, [*line, (_PLOT_END, level)]


def _mark(paper: Paper, at: Point, number: int, top: float) -> None:
    # beside the fall, never above the panel's plot
    x, y = at[0] + 11, max(at[1], top)
    paper.box((x - 8, y - 8), (16, 16), radius=8, fill=ALARM)
    paper.text((x, y), str(number), 9.5, bold=True, color=PAPER, ha="center")


def _x(at: datetime, span: tuple[datetime, datetime]) -> float:
    length = (span[1] - span[0]).total_seconds() or 1.0
    share = (at - span[0]).total_seconds() / length
    return _PLOT_X + min(max(share, 0.0), 1.0) * (_PLOT_END - _PLOT_X - 20)


def _ticks(span: tuple[datetime, datetime]) -> list[tuple[float, str]]:
    whole = span[1] - span[0]
    moments = [span[0] + whole * place / (_TICKS - 1) for place in range(_TICKS)] if whole else [span[0]]
    return [(_x(moment, span), f"{moment:%Y-%m}") for moment in moments]


def apart(steps: Sequence[Step], most: int) -> tuple[int, ...]:
    """The steps that break most, at most so many, in the order of time."""
    by_size = sorted(range(len(steps)), key=lambda place: (-steps[place].breaks, steps[place].at, place))
    return tuple(sorted(place for place in by_size[:most] if steps[place].breaks > 0))
