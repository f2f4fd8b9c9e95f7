"""Where boxes and arrows of a rotation picture stand: columns by the number of moves, cut-off states at the bottom of theirs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.views.rotation_states import Arrow, States
    from workbench.views.sheet import Point

BOX_WIDTH = 226
HEAD = 84
"""Pixels of a box above its moves."""
ROW = 19
GAP = 64
"""Pixels between columns: room for the curves."""
MARGIN = 24
_BETWEEN = 26
_LANE = 14
"""Height of an arrow that passes a column."""
_ROUNDS = 8
_CURVE = 16


@dataclass(slots=True)
class Box:
    """A state's box; ``exits`` are its arrows in the order of its rows."""

    state: int
    column: int
    x: float = 0
    y: float = 0
    exits: tuple[Arrow, ...] = ()

    @property
    def height(self) -> float:
        """With its rows."""
        return HEAD + (ROW * len(self.exits) + 8 if self.exits else 0)


@dataclass(frozen=True, slots=True)
class Route:
    """An arrow's points, from its row to the box that it leads to."""

    arrow: Arrow
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole, in CSS pixels; ``top`` is kept free for the title."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    routes: tuple[Route, ...]


@dataclass(slots=True)
class _Cell:
    """What stands in a column: a box, or an arrow that passes."""

    column: int
    box: Box | None
    height: float
    cut_off: bool = False
    rank: float = 0
    y: float = 0

    @property
    def middle(self) -> float:
        return self.y + (26 if self.box else self.height / 2)


def lay_out(states: States, top: float) -> Layout:
    """The places of all."""
    boxes = [Box(number, depth) for number, depth in enumerate(states.depths)]
    for box in boxes:
        leaving = [one for one in states.arrows if one.before == box.state]
        box.exits = tuple(sorted(leaving, key=lambda one: (not states.states[one.after].connected, not one.by_csms, one.words)))
    cells = [_Cell(box.column, box, box.height, cut_off=not states.states[box.state].connected) for box in boxes]
    lanes: dict[tuple[int, int], list[_Cell]] = {}
    columns: defaultdict[int, list[_Cell]] = defaultdict(list)
    for cell in cells:
        columns[cell.column].append(cell)
    for arrow in states.arrows:
        low, high = sorted((boxes[arrow.before].column, boxes[arrow.after].column))
        lanes[arrow.before, arrow.after] = [_Cell(column, None, _LANE) for column in range(low + 1, high)]
        for cell in lanes[arrow.before, arrow.after]:
            columns[cell.column].append(cell)
    _rank(states, boxes, cells, lanes, columns)
    tallest = max(_height(column) for column in columns.values())
    for column in columns.values():
        y = top + (tallest - _height(column)) * 0.35
        for cell in column:
            cell.y = y
            y += cell.height + _BETWEEN
            if cell.box is not None:
                cell.box.x, cell.box.y = MARGIN + cell.column * (BOX_WIDTH + GAP), cell.y
    routes = tuple(_route(arrow, boxes, lanes[arrow.before, arrow.after]) for arrow in states.arrows)
    lowest = max((y for route in routes for _, y in route.points), default=0)
    width = 2 * MARGIN + len(columns) * BOX_WIDTH + (len(columns) - 1) * GAP
    return Layout(width, max(top + tallest, lowest) + MARGIN, tuple(boxes), routes)


def _height(column: list[_Cell]) -> float:
    return sum(cell.height for cell in column) + _BETWEEN * (len(column) - 1)


def _rank(
    states: States,
    boxes: list[Box],
    cells: list[_Cell],
    lanes: dict[tuple[int, int], list[_Cell]],
    columns: dict[int, list[_Cell]],
) -> None:
    """The order in each column: near to what is before and after it, cut-off states last."""
    near: defaultdict[int, list[_Cell]] = defaultdict(list)
    for arrow in states.arrows:
        first, last = cells[arrow.before], cells[arrow.after]
        between = lanes[arrow.before, arrow.after]
        if boxes[arrow.before].column > boxes[arrow.after].column:
            between = between[::-1]
        chain = [first, *between, last]
        for one, other in pairwise(chain):
            near[id(one)].append(other)
            near[id(other)].append(one)
    for column in columns.values():
        for rank, cell in enumerate(column):
            cell.rank = rank
    for _ in range(_ROUNDS):
        for number in sorted(columns):
            column = columns[number]
            wanted = {
                id(cell): sum(one.rank / max(len(columns[one.column]), 1) for one in near[id(cell)]) / max(len(near[id(cell)]), 1)
                for cell in column
            }
            column.sort(key=lambda cell: (cell.cut_off, wanted[id(cell)]))
            for rank, cell in enumerate(column):
                cell.rank = rank


def _route(arrow: Arrow, boxes: list[Box], lane: list[_Cell]) -> Route:
    source, target = boxes[arrow.before], boxes[arrow.after]
    row = source.y + HEAD + 5 + ROW * (source.exits.index(arrow) + 0.5)
    entry = target.y + 26
    if source.column == target.column:
        return Route(arrow, _beside(source, row, entry))
    forward = target.column > source.column
    x = source.x + (BOX_WIDTH if forward else 0)
    end = target.x + (0 if forward else BOX_WIDTH)
    points: list[Point] = [(x, row)]
    for cell in lane if forward else reversed(lane):
        left = MARGIN + cell.column * (BOX_WIDTH + GAP)
        near, far = (left, left + BOX_WIDTH) if forward else (left + BOX_WIDTH, left)
        points += _bend(points[-1], (near, cell.middle))
        points.append((far, cell.middle))
    points += _bend(points[-1], (end, entry))
    return Route(arrow, tuple(points))


def _beside(source: Box, row: float, entry: float) -> tuple[Point, ...]:
    """Within a column: out on the right, and in again on the right."""
    x = source.x + BOX_WIDTH
    out = 30.0
    return tuple(
        (x + out * 4 * t * (1 - t), row + (entry - row) * (3 * t * t - 2 * t * t * t))
        for t in (n / _CURVE for n in range(_CURVE + 1))
    )


def _bend(begin: Point, end: Point) -> list[Point]:
    """An S from one point to the other, level at both ends; without the first point."""
    (x, y), (to_x, to_y) = begin, end
    return [(x + (to_x - x) * t, y + (to_y - y) * (3 * t * t - 2 * t * t * t)) for t in (n / _CURVE for n in range(1, _CURVE + 1))]
