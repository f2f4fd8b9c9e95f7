"""Bars in groups: what is counted on the left, how many on the right; what does not fit is summed up, never left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.views.fleet_looks import MARGIN, ROOM, WIDTH, Look, drawn_width, swatch
from workbench.views.palette import FADED, HAIRLINE, INK, mixed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.views.fleet_looks import Words
    from workbench.views.trust_paper import Paper

_NAME_X, _BAR_X, _BAR_END = 40, 400, 850
_NEAREST_END = 560
_ROW, _HEADER, _FOOT, _GAP, _BAR = 25, 30, 6, 10, 12
_CLEAR = 8
_SHORTEST = 2.0
MOST_ROWS = 36
"""Rows of one picture, all groups together."""
_LEAST = 3


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar."""

    value: float
    look: Look


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar.

    Attributes
    ----------
    name, aside
        What is counted, and a word about it in grey. Hostile text.
    parts
        Left to right.
    figure
        What stands behind the bar.
    hover
        Said in the SVG where the mouse rests. Hostile text.
    """

    name: str
    parts: tuple[Part, ...]
    figure: str
    aside: str = ""
    hover: str = ""

    @property
    def length(self) -> float:
        """All parts."""
        return sum(part.value for part in self.parts)


@dataclass(frozen=True, slots=True)
class Group:
    """Bars under one heading.

    Attributes
    ----------
    rest
        What was left out, in words; empty: nothing was.
    own_scale
        Its longest bar is as long as there is room for, whatever the other groups' are.
    """

    title: str
    ink: str
    bars: tuple[Bar, ...]
    rest: str = ""
    own_scale: bool = False

    @property
    def longest(self) -> float:
        """Of its bars."""
        return max((bar.length for bar in self.bars), default=0.0)

    @property
    def rows(self) -> int:
        """Lines that it takes, its heading left out."""
        return len(self.bars) + bool(self.rest)

    @property
    def height(self) -> float:
        """Pixels."""
        return _HEADER + _ROW * self.rows + _FOOT


def shares(counts: Sequence[int], most: int = MOST_ROWS) -> list[int]:
    """How many of its bars each group shows, all together ``most``: what small groups do not need, large ones get."""
    shown = [min(count, _LEAST) for count in counts]
    left = max(most - sum(shown), 0)
    while left and any(have < want for have, want in zip(shown, counts, strict=True)):
        for place, want in enumerate(counts):
            if left and shown[place] < want:
                shown[place] += 1
                left -= 1
    return shown


def bars_height(words: Words, groups: Sequence[Group]) -> float:
    """Pixels of the whole sheet."""
    return words.top + sum(group.height + _GAP for group in groups) + words.bottom


def draw_bars(paper: Paper, words: Words, groups: Sequence[Group]) -> None:
    """Head, groups and foot; all bars are to one scale but for groups with their own."""
    words.draw(paper, bars_height(words, groups))
    common = max((group.longest for group in groups if not group.own_scale), default=0.0)
    figures = max((drawn_width(bar.figure, 11) for group in groups for bar in group.bars), default=0.0)
    end = max(min(WIDTH - MARGIN - 3 * _CLEAR - figures, _BAR_END), _NEAREST_END)
    y = words.top
    for group in groups:
        paper.box((MARGIN, y), (ROOM, group.height), radius=8, fill=mixed(group.ink, 0.06))
        paper.text((_NAME_X, y + 17), group.title, 12.5, width=ROOM - 40, bold=True, color=group.ink)
        row = y + _HEADER + _ROW / 2
        for bar in group.bars:
            _draw_bar(paper, bar, row, (end - _BAR_X) / ((group.longest if group.own_scale else common) or 1))
            row += _ROW
        if group.rest:
            paper.text((_NAME_X, row), group.rest, 11, width=ROOM - 2 * (_NAME_X - MARGIN), color=FADED)
        y += group.height + _GAP


def _draw_bar(paper: Paper, bar: Bar, y: float, scale: float) -> None:
    paper.begin(bar.hover)
    room = _BAR_X - _NAME_X - 2 * _CLEAR
    aside = min(drawn_width(bar.aside, 10.5), room * 0.55) if bar.aside else 0.0
    paper.text((_NAME_X, y), bar.name, 11, width=room - aside - (_CLEAR if aside else 0), color=INK)
    if aside:
        paper.text((_BAR_X - _CLEAR - aside, y), bar.aside, 10.5, width=aside + 1, color=FADED)
    paper.line([(_BAR_X, y - _BAR / 2 - 3), (_BAR_X, y + _BAR / 2 + 3)], color=HAIRLINE, linewidth=1)
    x = float(_BAR_X)
    for part in bar.parts:
        if part.value > 0:
            across = max(scale * part.value, _SHORTEST)
            swatch(paper, (x, y - _BAR / 2), (across, _BAR), part.look)
            x += across + 1
    paper.text((x + _CLEAR, y), bar.figure, 11, width=WIDTH - MARGIN - _CLEAR - x, color=INK)
    paper.end()
