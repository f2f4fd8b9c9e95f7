"""Where everything in a trust picture is: boxes, areas, links, labels. Pure numbers, CSS pixels from the upper left corner."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.views.lettering import width_of
from workbench.views.trust_blocks import GAP, bands
from workbench.views.trust_routes import TRACK, Net, tracks
from workbench.views.trust_units import INDENT, STACKED, units_of
from workbench.views.trust_words import WIDTH, area_title

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from workbench.certs.kinds import Pki
    from workbench.views.sheet import Point
    from workbench.views.trust_blocks import Block
    from workbench.views.trust_parts import PartLink, Parts, Style
    from workbench.views.trust_units import Units
    from workbench.views.trust_words import Face

MARGIN = 24
PAD = 11
"""Between an area and what is in it."""
TITLE = 25
_LABEL = 25
"""Room for the reason of a broken link, above the box that it leads to."""
_CHANNEL = 18
_PORT = 14
"""Pixels between two links that come into one box."""
LABEL_HEIGHT = 15
TITLE_SIZE = 11.5


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


@dataclass(slots=True)
class _Way:
    """A link on its way: its net, and the x at which it crosses each row between two channels."""

    link: PartLink
    upper: str
    lower: str
    channel: int
    upwards: bool
    lanes: list[tuple[int, float]] = field(default_factory=list)
    """(channel, x): at x it goes on to this channel."""


def lay_out(whole: Parts, faces: Mapping[str, Face], top: float) -> TrustLayout:
    """The places of all parts and links; ``top`` is the y of the first thing."""
    units = units_of(whole, faces)
    links = units.links(whole)
    found = bands(units, [(upper, lower) for upper, lower, link in links])
    return _Laying(units, links, found, top).laid()


class _Laying:
    """Places in the making."""

    def __init__(
        self, units: Units, links: Sequence[tuple[str, str, PartLink]], found: Sequence[Sequence[Block]], top: float
    ) -> None:
        self._units = units
        self._links = [link for link in links if link[0] != link[1]]
        self._bands = found
        self._top = top
        self._row: dict[str, int] = {}
        self._band_of: dict[str, int] = {}
        self._block_of: dict[str, tuple[int, int]] = {}
        self._first: list[int] = []
        self._number()
        self._gutter_lanes: dict[tuple[int, int], list[Hashable]] = defaultdict(list)
        self._ways = [self._way(upper, lower, link) for upper, lower, link in self._links]
        self._middle: dict[str, float] = {}
        self._left: dict[tuple[int, int], float] = {}

    def _number(self) -> None:
        """Rows of the whole picture, one band's below the other's; rows that a band has nothing in are left out."""
        rows = 0
        for band, blocks in enumerate(self._bands):
            self._first.append(rows)
            used = sorted({self._units.rows[key] for block in blocks for key in block.keys})
            place = {row: rows + number for number, row in enumerate(used)}
            for number, block in enumerate(blocks):
                for key in block.keys:
                    self._row[key] = place[self._units.rows[key]]
                    self._band_of[key] = band
                    self._block_of[key] = (band, number)
            rows += len(used)
        self._rows = rows

    def _way(self, upper: str, lower: str, link: PartLink) -> _Way:
        down = self._row[lower] > self._row[upper]
        way = _Way(link, upper, lower, self._row[upper] + 1 if down else self._row[upper], upwards=not down)
        if way.channel != self._row[lower] and not self._bends(upper, lower):
            lane = self._lane(way)
            name = (upper, link.style)
            if name not in self._gutter_lanes[lane]:
                self._gutter_lanes[lane].append(name)
        return way

    def _lane(self, way: _Way) -> tuple[int, int]:
        """The gutter by which a link passes rows: left of its target, or of everything where it leads to another band."""
        same = self._band_of[way.upper] == self._band_of[way.lower]
        return self._block_of[way.lower] if same else (-1, 0)

    def _bends(self, upper: str, lower: str) -> tuple[float, ...]:
        band, number = self._block_of[upper]
        return self._bands[band][number].bends.get((upper, lower), ()) if self._block_of[lower] == (band, number) else ()

    def laid(self) -> TrustLayout:
        """The whole picture."""
        layout = TrustLayout()
        self._place_across(layout)
        for way in self._ways:
            self._find_lanes(way)
        self._ports()
        self._nets: list[dict[Hashable, Net]] = [defaultdict(Net) for _ in range(self._rows + 1)]
        for way in self._ways:
            self._enter(way)
        self._tracks = [tracks(nets) for nets in self._nets]
        self._place_down(layout)
        self._route(layout)
        return layout

    def _place_across(self, layout: TrustLayout) -> None:
        margin = MARGIN + TRACK * len(self._gutter_lanes[-1, 0])
        for band, blocks in enumerate(self._bands):
            x = float(margin)
            for number, block in enumerate(blocks):
                x += TRACK * len(self._gutter_lanes[band, number])
                self._left[band, number] = x
                for key in block.keys:
                    self._middle[key] = _snapped(x + PAD + block.middles[key])
                x += _snapped(block.width + 2 * PAD + GAP)
            layout.width = max(layout.width, x - GAP + MARGIN)

    def _find_lanes(self, way: _Way) -> None:
        target = self._row[way.lower]
        if way.channel == target:
            return
        if bends := self._bends(way.upper, way.lower):
            left = self._left[self._block_of[way.upper]] + PAD
            first = way.channel
            passed = self._passed(way)
            way.lanes = [(first + 1 + at, _snapped(left + bends[number])) for at, number in enumerate(passed)]
            return
        lane = self._lane(way)
        at = self._gutter_lanes[lane].index((way.upper, way.link.style)) + 1
        edge = self._left[lane] if lane[0] >= 0 else MARGIN + TRACK * len(self._gutter_lanes[lane]) - 1
        way.lanes = [(target, edge - TRACK * at + TRACK / 2)]

    def _passed(self, way: _Way) -> list[int]:
        """Which of a link's bends are in rows that the band has at all."""
        rows = range(self._units.rows[way.upper] + 1, self._units.rows[way.lower])
        band = self._bands[self._band_of[way.upper]]
        used = {self._units.rows[key] for block in band for key in block.keys}
        return [number for number, row in enumerate(rows) if row in used]

    def _ports(self) -> None:
        """Where each link leaves and enters: links of one issuer and style together, others beside one another."""
        self._out: dict[tuple[str, Style, bool], float] = {}
        self._in: dict[tuple[str, str, Style], float] = {}
        leaving: dict[tuple[str, bool], list[Style]] = defaultdict(list)
        coming: dict[str, list[_Way]] = defaultdict(list)
        for way in self._ways:
            styles = leaving[way.upper, way.upwards]
            if way.link.style not in styles:
                styles.append(way.link.style)
            if all((one.upper, one.link.style) != (way.upper, way.link.style) for one in coming[way.lower]):
                coming[way.lower].append(way)
        for lower, ways in coming.items():
            ways.sort(key=lambda way: way.lanes[-1][1] if way.lanes else self._middle[way.upper])
            middle = self._port(lower)
            for number, way in enumerate(ways):
                self._in[lower, way.upper, way.link.style] = middle + _PORT * (number - (len(ways) - 1) / 2)
        for (upper, upwards), styles in leaving.items():
            # links that leave upwards keep clear of those that come in there
            shift = _PORT * (len(coming[upper]) + 1) / 2 + _PORT if upwards and coming[upper] else 0.0
            for number, style in enumerate(sorted(styles)):
                at = shift + _PORT * (number - (len(styles) - 1) / 2 * (not upwards))
                self._out[upper, style, upwards] = self._middle[upper] + at

    def _port(self, key: str) -> float:
        unit = self._units.units[key]
        if not unit.stacked:
            return self._middle[key]
        return self._middle[key] - unit.width / 2 + INDENT / 2

    def _enter(self, way: _Way) -> None:
        name = (way.upper, way.link.style)
        x, channel = self._out[way.upper, way.link.style, way.upwards], way.channel
        if way.upwards:
            self._nets[channel][name].bottoms.add(x)
        else:
            self._nets[channel][name].tops.add(x)
        for following, lane in way.lanes:
            downwards = following > channel
            (self._nets[channel][name].bottoms if downwards else self._nets[channel][name].tops).add(lane)
            channel = following
            (self._nets[channel][name].tops if downwards else self._nets[channel][name].bottoms).add(lane)
        for port in self._entries(way):
            self._nets[channel][name].bottoms.add(port)

    def _entries(self, way: _Way) -> list[float]:
        """The x at which a link comes into its unit: at its top, or beside the column of its part."""
        port = self._in[way.lower, way.upper, way.link.style]
        unit = self._units.units[way.lower]
        if not unit.stacked:
            return [port]
        column = next(number for number, keys in enumerate(unit.columns) if way.link.certificate in keys)
        return [port + column * (WIDTH + INDENT + 12)]

    def _place_down(self, layout: TrustLayout) -> None:
        members: dict[int, list[str]] = defaultdict(list)
        for key, row in self._row.items():
            members[row].append(key)
        labelled = {self._row[way.lower] for way in self._ways if way.link.reason}
        self._channel_top: list[float] = []
        self._row_top: list[float] = []
        self._row_bottom: list[float] = []
        y = self._top
        tops = []
        for row in range(self._rows):
            self._channel_top.append(y)
            used = 1 + max(self._tracks[row].values(), default=-1)
            if row in self._first:
                y += (used + 1) * TRACK if used else 0
                tops.append(y)
                y += TITLE + _LABEL * (row in labelled) * 0.6
            else:
                y += _CHANNEL + max(used * TRACK, TRACK) + _LABEL * (row in labelled)
            self._row_top.append(y)
            y += max(self._units.units[key].height for key in members[row])
            self._row_bottom.append(y)
            if row + 1 in self._first or row + 1 == self._rows:
                y += PAD
                band = len(tops) - 1
                self._areas(layout, band, tops[band], y)
                y += GAP
        layout.height = y - GAP
        self._boxes(layout)

    def _areas(self, layout: TrustLayout, band: int, top: float, bottom: float) -> None:
        for number, block in enumerate(self._bands[band]):
            x = self._left[band, number]
            width = block.width + 2 * PAD
            title = area_title(block.cluster, block.number, block.of)
            at, room = _free(x + 12, x + width - 10, self._nets[self._first[band]].values(), width_of(title, TITLE_SIZE, bold=True))
            layout.areas.append(Area(block.cluster, x, top, width, bottom - top, title, at, room))

    def _boxes(self, layout: TrustLayout) -> None:
        for key, unit in self._units.units.items():
            x = self._middle[key] - unit.width / 2
            for column in unit.columns:
                y = self._row_top[self._row[key]]
                x += INDENT * unit.stacked
                for part in column:
                    layout.boxes.append(Box(part, x, y, WIDTH, unit.sizes[part]))
                    y += unit.sizes[part] + STACKED
                x += WIDTH + 12

    def _route(self, layout: TrustLayout) -> None:
        boxes = {box.key: box for box in layout.boxes}
        for way in self._ways:
            layout.routes.append(self._routed(way, boxes))

    def _routed(self, way: _Way, boxes: Mapping[str, Box]) -> Route:
        name = (way.upper, way.link.style)
        source, target = boxes[way.link.issuer], boxes[way.link.certificate]
        x, channel = self._out[way.upper, way.link.style, way.upwards], way.channel
        points: list[Point] = [(x, source.y if way.upwards else source.y + source.height)]
        for following, lane in way.lanes:
            y = self._track_y(channel, name)
            points += [(points[-1][0], y), (lane, y)]
            channel = following
        [entry] = self._entries(way)
        y = self._track_y(channel, name)
        points += [(points[-1][0], y), (entry, y)]
        if self._units.units[way.lower].stacked:
            middle = target.y + target.height / 2
            points += [(entry, middle), (target.x, middle)]
            return Route(way.link, _bare(points))
        points.append((entry, target.y))
        label = None
        if way.link.reason:
            label = (target.x + target.width / 2, target.y - LABEL_HEIGHT / 2 - 7)
        return Route(way.link, _bare(points), label)

    def _track_y(self, channel: int, name: Hashable) -> float:
        track = self._tracks[channel].get(name)
        top = self._channel_top[channel]
        if track is None:
            return top + TRACK
        offset = TRACK / 2 if channel in self._first else _CHANNEL * 0.55
        return top + offset + TRACK * track


def _free(left: float, right: float, nets: Iterable[Net], wanted: float) -> tuple[float, float]:
    """The first x from which so much room is free of links that come down, and how much that is; else the widest."""
    lines = sorted({x for net in nets for x in net.bottoms if left < x < right})
    starts = [left, *(x + 7 for x in lines)]
    ends = [*(x - 7 for x in lines), right]
    rooms = [(start, end - start) for start, end in zip(starts, ends, strict=True)]
    return next((room for room in rooms if room[1] >= wanted), max(rooms, key=lambda room: room[1]))


def _snapped(x: float) -> float:
    """To half pixels: what is meant to be in one line is."""
    return round(2 * x) / 2


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
