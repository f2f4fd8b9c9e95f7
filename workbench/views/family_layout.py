"""Where the boxes and lines of a family picture are: pure numbers, CSS pixels from the upper left corner."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from workbench.views.family_strips import BETWEEN, BOX_WIDTH, PAD, Strip, across, strips
from workbench.views.family_tree import MOST_BOXES, Relative, boxes, foldings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbench.certs.kinds import Pki
    from workbench.views.sheet import Point

MARGIN = 24
TOP = 80
BOX_HEIGHT = 58
TITLE = 24
"""Room for the name of a panel above its first box."""
_INDENT, _TRUNK = 16, 10
"""Room for the line beside a column of several boxes; from that line to the boxes."""
_STACKED = 10
"""Between the boxes of a column."""
_ROW = BOX_HEIGHT + 50
_BUS = 13
"""From a box down to the line that its children share."""
_TREE_GAP, _SHELF_GAP = 16, 24
_WIDEST = 1180
_TALLEST = (5, 8, 12)
"""Boxes in a column; more where the picture would get too wide."""


@dataclass(frozen=True, slots=True)
class Box:
    """One relative."""

    relative: Relative
    x: float
    y: float
    width: float

    @property
    def top(self) -> Point:
        """The middle of its upper edge."""
        return self.x + self.width / 2, self.y

    @property
    def side(self) -> Point:
        """The middle of its left edge."""
        return self.x, self.y + BOX_HEIGHT / 2


@dataclass(frozen=True, slots=True)
class Panel:
    """The area of one PKI; panels are within one another, or apart. ``title`` is the x of its name."""

    pki: Pki
    x: float
    y: float
    width: float
    height: float
    title: float


@dataclass(slots=True)
class FamilyLayout:
    """A family picture.

    Attributes
    ----------
    lines
        One from each issuer to each it issued: points joined by straight strokes.
    panels
        Inner ones before outer ones.
    """

    width: float = 0
    height: float = TOP
    boxes: list[Box] = field(default_factory=list)
    lines: list[tuple[Point, ...]] = field(default_factory=list)
    panels: list[Panel] = field(default_factory=list)


def lay_out(trees: Sequence[Relative]) -> FamilyLayout:
    """The trees, folded as little as is needed for :data:`MOST_BOXES` and a width that people can read."""
    layout = FamilyLayout()
    for folded in foldings(trees):
        if boxes(folded) > MOST_BOXES:
            continue
        for tallest in _TALLEST:
            layout = _placed(strips(folded, tallest))
            if layout.width <= _WIDEST + 2 * MARGIN:
                return layout
    return layout


def _placed(families: Sequence[Strip]) -> FamilyLayout:
    layout = FamilyLayout()
    for shelf in _shelves(families):
        bottom = _place_shelf(layout, shelf)
        layout.width = max(layout.width, across([strip.width for strip in shelf], _TREE_GAP) + 2 * MARGIN)
        layout.height = bottom + _SHELF_GAP
    return layout


def _shelves(families: Sequence[Strip]) -> Iterator[list[Strip]]:
    shelf: list[Strip] = []
    for strip in families:
        full = across([one.width for one in (*shelf, strip)], _TREE_GAP) > _WIDEST
        if shelf and (full or _rows(shelf).isdisjoint(_rows([strip]))):
            yield shelf
            shelf = []
        shelf.append(strip)
    if shelf:
        yield shelf


def _place_shelf(layout: FamilyLayout, shelf: Sequence[Strip]) -> float:
    """Place a row of families below what is there, rows aligned; the bottom."""
    rows = {row: layout.height + TITLE + number * _ROW for number, row in enumerate(sorted(_rows(shelf)))}
    x, bottom, outermost = float(MARGIN), 0.0, []
    for strip in shelf:
        bottom = max(bottom, _Placing(layout, rows).place(strip, x, None))
        outermost.append(len(layout.panels) - 1)
        x += strip.width + _TREE_GAP
    for number in outermost:
        panel = layout.panels[number]
        if bottom - panel.y - panel.height <= 2 * PAD:  # they end in the same row: let them end together
            layout.panels[number] = replace(panel, height=bottom - panel.y)
    return bottom


def _rows(neighbours: Sequence[Strip]) -> set[int]:
    return {row for strip in neighbours for row in (strip.row, *_rows(strip.below))}


@dataclass(frozen=True, slots=True)
class _Placing:
    """Placing one family; ``rows`` are the upper edges of its rows."""

    layout: FamilyLayout
    rows: dict[int, float]

    def place(self, strip: Strip, x: float, issuer: Box | None) -> float:
        """Place a strip with its left edge at ``x``; its bottom."""
        inner = x + PAD * strip.panel
        bottom = self._family(strip, inner, issuer) if strip.below else self._stack(strip, inner, issuer)
        if strip.panel:
            top = self.rows[strip.row] - TITLE
            bottom += PAD
            several = issuer is not None and len(strip.columns[0]) > 1
            title = inner + 4 + _INDENT * several  # clear of the line beside the boxes
            self.layout.panels.append(Panel(strip.pki, x, top, strip.width, bottom - top, title))
        return bottom

    def _family(self, strip: Strip, x: float, issuer: Box | None) -> float:
        room = strip.width - 2 * PAD * strip.panel
        box = Box(strip.columns[0][0], x + (room - BOX_WIDTH) / 2, self.rows[strip.row], BOX_WIDTH)
        self._add(box, issuer, beside=False)
        bottom = box.y + BOX_HEIGHT
        for below in strip.below:
            bottom = max(bottom, self.place(below, x, box))
            x += below.width + BETWEEN
        return bottom

    def _stack(self, strip: Strip, x: float, issuer: Box | None) -> float:
        bottom = 0.0
        for column in strip.columns:
            # a line runs beside several boxes, and ends on top of a single one
            indent = _INDENT if issuer is not None and len(column) > 1 else 0
            for number, relative in enumerate(column):
                y = self.rows[strip.row] + number * (BOX_HEIGHT + _STACKED)
                box = Box(relative, x + indent, y, BOX_WIDTH - indent)
                self._add(box, issuer, beside=indent > 0)
                bottom = max(bottom, y + BOX_HEIGHT)
            x += BOX_WIDTH + BETWEEN
        return bottom

    def _add(self, box: Box, issuer: Box | None, *, beside: bool) -> None:
        self.layout.boxes.append(box)
        if issuer is None:
            return
        x, bottom = issuer.top[0], issuer.y + BOX_HEIGHT
        bus = bottom + _BUS
        end = box.side if beside else box.top
        down = end[0] - _TRUNK if beside else end[0]
        self.layout.lines.append(((x, bottom), (x, bus), (down, bus), (down, end[1]), end))
