"""Where everything in a trust picture is: boxes, areas, links, labels. Pure numbers, CSS pixels from the upper left corner."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.views.lettering import width_of
from workbench.views.trust_across import PAD, Across
from workbench.views.trust_blocks import GAP, bands
from workbench.views.trust_routes import TRACK
from workbench.views.trust_units import BESIDE, INDENT, STACKED, units_of
from workbench.views.trust_words import WIDTH, area_title

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from workbench.certs.kinds import Pki
    from workbench.views.sheet import Point
    from workbench.views.trust_across import Way
    from workbench.views.trust_parts import PartLink, Parts
    from workbench.views.trust_routes import Net
    from workbench.views.trust_words import Face

TITLE = 25
"""Room for the name of an area above its first row."""
TITLE_SIZE = 11.5
LABEL_HEIGHT = 15
_LABEL = 25
"""Room for the reason of a broken link, above the box that it leads to."""
_CHANNEL = 18


@dataclass(frozen=True, slots=True)
class Box:
    """The place of a part."""

    key: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Area:
    """The area of a cluster, or of a piece of it; its title is clear of the links that come in from above."""

    pki: Pki
    x: float
    y: float
    width: float
    height: float
    title: str
    title_x: float
    title_room: float


@dataclass(frozen=True, slots=True)
class Route:
    """A link with its bends, from the issuer's box to the issued one's; ``label`` is the middle of its reason's label."""

    link: PartLink
    points: tuple[Point, ...]
    label: Point | None = None


@dataclass(slots=True)
class TrustLayout:
    """A trust picture; ``top`` is where it begins below the heading."""

    width: float = 0
    height: float = 0
    boxes: list[Box] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    routes: list[Route] = field(default_factory=list)


def lay_out(whole: Parts, faces: Mapping[str, Face], top: float) -> TrustLayout:
    """The places of all parts and links; ``top`` is the y of the first thing."""
    units = units_of(whole, faces)
    links = units.links(whole)
    across = Across(units, links, bands(units, [(upper, lower) for upper, lower, _ in links]))
    return _Down(across, top).laid()


class _Down:
    """Everything that has to do with y, and then the links whole."""

    def __init__(self, across: Across, top: float) -> None:
        self._across = across
        self._top = top
        self._channel_top: list[float] = []
        self._row_top: list[float] = []

    def laid(self) -> TrustLayout:
        """The whole picture."""
        layout = TrustLayout(width=self._across.width)
        self._place(layout)
        self._boxes(layout)
        boxes = {box.key: box for box in layout.boxes}
        layout.routes = [self._routed(way, boxes) for way in self._across.ways]
        return layout

    def _place(self, layout: TrustLayout) -> None:
        members: dict[int, list[str]] = defaultdict(list)
        for key, row in self._across.row.items():
            members[row].append(key)
        labelled = {self._across.row[way.lower] for way in self._across.ways if way.link.reason}
        y = self._top
        tops = []
        for row in range(self._across.rows):
            self._channel_top.append(y)
            used = 1 + max(self._across.tracks[row].values(), default=-1)
            if row in self._across.first:
                y += (used + 1) * TRACK if used else 0
                tops.append(y)
                y += TITLE + _LABEL * (row in labelled) * 0.6
            else:
                y += _CHANNEL + max(used * TRACK, TRACK) + _LABEL * (row in labelled)
            self._row_top.append(y)
            y += max(self._across.units.units[key].height for key in members[row])
            if row + 1 in self._across.first or row + 1 == self._across.rows:
                y += PAD
                band = len(tops) - 1
                self._areas(layout, band, tops[band], y)
                y += GAP
        layout.height = y - GAP

    def _areas(self, layout: TrustLayout, band: int, top: float, bottom: float) -> None:
        for number, block in enumerate(self._across.bands[band]):
            x = self._across.left[band, number]
            width = block.width + 2 * PAD
            title = area_title(block.cluster, block.number, block.of)
            nets = self._across.nets[self._across.first[band]].values()
            at, room = _free(x + 12, x + width - 10, nets, width_of(title, TITLE_SIZE, bold=True))
            layout.areas.append(Area(block.cluster, x, top, width, bottom - top, title, at, room))

    def _boxes(self, layout: TrustLayout) -> None:
        for key, unit in self._across.units.units.items():
            x = self._across.middle[key] - unit.width / 2
            for column in unit.columns:
                y = self._row_top[self._across.row[key]]
                x += INDENT * unit.stacked
                for part in column:
                    layout.boxes.append(Box(part, x, y, WIDTH, unit.sizes[part]))
                    y += unit.sizes[part] + STACKED
                x += WIDTH + BESIDE

    def _routed(self, way: Way, boxes: Mapping[str, Box]) -> Route:
        name = (way.upper, way.link.style)
        source, target = boxes[way.link.issuer], boxes[way.link.certificate]
        x, channel = self._across.out[way.upper, way.link.style, way.upwards], way.channel
        points: list[Point] = [(x, source.y if way.upwards else source.y + source.height)]
        for following, lane in way.lanes:
            y = self._track_y(channel, name)
            points += [(points[-1][0], y), (lane, y)]
            channel = following
        [entry] = self._across.entries(way)
        y = self._track_y(channel, name)
        points += [(points[-1][0], y), (entry, y)]
        if self._across.units.units[way.lower].stacked:
            middle = target.y + target.height / 2
            points += [(entry, middle), (target.x, middle)]
            return Route(way.link, _bare(points))
        points.append((entry, target.y))
        label = None
        if way.link.reason:
            label = (target.x + target.width / 2, target.y - LABEL_HEIGHT / 2 - 7)
        return Route(way.link, _bare(points), label)

    def _track_y(self, channel: int, name: Hashable) -> float:
        track = self._across.tracks[channel].get(name)
        top = self._channel_top[channel]
        if track is None:
            return top + TRACK
        offset = TRACK / 2 if channel in self._across.first else _CHANNEL * 0.55
        return top + offset + TRACK * track


def _free(left: float, right: float, nets: Iterable[Net], wanted: float) -> tuple[float, float]:
    """The first x from which so much room is free of links that come down, and how much that is; else the widest."""
    lines = sorted({x for net in nets for x in net.bottoms if left < x < right})
    starts = [left, *(x + 7 for x in lines)]
    ends = [*(x - 7 for x in lines), right]
    rooms = [(start, end - start) for start, end in zip(starts, ends, strict=True)]
    return next((room for room in rooms if room[1] >= wanted), max(rooms, key=lambda room: room[1]))


def _bare(points: Sequence[Point]) -> tuple[Point, ...]:
    """Without points that repeat the one before or lie between two on one line."""
    kept: list[Point] = []
    for point in points:
        if kept and kept[-1] == point:
            continue
        if len(kept) > 1 and (kept[-2][0] == kept[-1][0] == point[0] or kept[-2][1] == kept[-1][1] == point[1]):
            kept[-1] = point
            continue
        kept.append(point)
    return tuple(kept)
