"""Bars to both sides of a line: what is on the one side and not on the other, what went and what came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.views.fleet_looks import MARGIN, ROOM, WIDTH, Look, drawn_width, swatch
from workbench.views.palette import FADED, INK, LINE, mixed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.views.fleet_looks import Words
    from workbench.views.trust_paper import Paper

_NAME_X, _MIDDLE, _REACH = 40, 706, 240
_ROW, _HEADER, _FOOT, _GAP, _BAR = 25, 30, 6, 10, 12
_HEAD = 26
_CLEAR = 8
_SHORTEST = 2.0


@dataclass(frozen=True, slots=True)
class Sides:
    """One row: so many on the left, so many on the right. The name is hostile text."""

    name: str
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class SidesGroup:
    """Rows under one heading; ``rest`` is what was left out, in words."""

    title: str
    ink: str
    rows: tuple[Sides, ...]
    rest: str = ""

    @property
    def height(self) -> float:
        """Pixels."""
        return _HEADER + _ROW * (len(self.rows) + bool(self.rest)) + _FOOT


def sides_height(words: Words, groups: Sequence[SidesGroup]) -> float:
    """Pixels of the whole sheet."""
    return words.top + _HEAD + sum(group.height + _GAP for group in groups) + words.bottom


def draw_sides(paper: Paper, words: Words, groups: Sequence[SidesGroup], heads: tuple[str, str], looks: tuple[Look, Look]) -> None:
    """Head, both headings, groups and foot; both sides are to one scale."""
    words.draw(paper, sides_height(words, groups))
    longest = max((max(row.left, row.right) for group in groups for row in group.rows), default=0) or 1
    y = words.top
    left, right = f"◀ {heads[0]}", f"{heads[1]} ▶"
    paper.text((_MIDDLE - 12 - drawn_width(left, 11.5, bold=True), y + 10), left, 11.5, bold=True, color=INK)
    paper.text((_MIDDLE + 12, y + 10), right, 11.5, bold=True, color=INK)
    y += _HEAD
    for group in groups:
        paper.box((MARGIN, y), (ROOM, group.height), radius=8, fill=mixed(group.ink, 0.06))
        paper.text((_NAME_X, y + 17), group.title, 12.5, width=360, bold=True, color=group.ink)
        row_y = y + _HEADER + _ROW / 2
        for row in group.rows:
            _draw_row(paper, row, row_y, longest, looks)
            row_y += _ROW
        if group.rest:
            paper.text((_NAME_X, row_y), group.rest, 11, width=ROOM - 40, color=FADED)
        paper.line([(_MIDDLE, y + 4), (_MIDDLE, y + group.height - 4)], color=LINE, linewidth=1)
        y += group.height + _GAP


def _draw_row(paper: Paper, row: Sides, y: float, longest: float, looks: tuple[Look, Look]) -> None:
    figures = (f"{row.left:,}", f"{row.right:,}")
    spans = [max(_REACH * value / longest, _SHORTEST) if value else 0.0 for value in (row.left, row.right)]
    before = _MIDDLE - 1 - spans[0] - _CLEAR - drawn_width(figures[0], 11)
    paper.text((_NAME_X, y), row.name, 11, width=(before if row.left else _MIDDLE) - _NAME_X - 2 * _CLEAR)
    if row.left:
        swatch(paper, (_MIDDLE - 1 - spans[0], y - _BAR / 2), (spans[0], _BAR), looks[0])
        paper.text((before, y), figures[0], 11)
    if row.right:
        swatch(paper, (_MIDDLE + 1, y - _BAR / 2), (spans[1], _BAR), looks[1])
        paper.text((_MIDDLE + 1 + spans[1] + _CLEAR, y), figures[1], 11, width=WIDTH - MARGIN - _MIDDLE - spans[1])
