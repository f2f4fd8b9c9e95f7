"""The x of everything in a trust picture: blocks side by side, gutters for links that pass rows, ports, and tracks in channels."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.views.trust_blocks import GAP
from workbench.views.trust_routes import TRACK, Net, tracks
from workbench.views.trust_units import BESIDE, INDENT
from workbench.views.trust_words import WIDTH

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from workbench.views.trust_blocks import Block
    from workbench.views.trust_parts import PartLink, Style
    from workbench.views.trust_units import Units

MARGIN = 24
PAD = 11
"""Between an area and what is in it."""
_PORT = 14
"""Pixels between two links that come into one box."""


@dataclass(slots=True)
class Way:
    """A link on its way: its net, and the x at which it crosses each row between two channels."""

    link: PartLink
    upper: str
    lower: str
    channel: int
    upwards: bool
    lanes: list[tuple[int, float]] = field(default_factory=list)
    """(channel, x): at x it goes on to this channel."""


class Across:
    """Everything of a picture that has to do with x, and the rows that it is about.

    Parameters
    ----------
    units, links
        What is placed: units, and links with the units of their ends; a link from a unit to itself is left out.
    found
        The blocks, band by band.

    Attributes
    ----------
    bands
        The blocks, band by band.
    row, first, rows
        The row of each unit in the whole picture, the first row of each band, and how many there are.
    ways
        The links on their way.
    middle, left
        The x of each unit's middle, and of each block's left edge.
    tracks
        For each channel, which is above the row of its number, the track of each net.
    """

    def __init__(self, units: Units, links: Sequence[tuple[str, str, PartLink]], found: Sequence[Sequence[Block]]) -> None:
        self.units = units
        self._links = [link for link in links if link[0] != link[1]]
        self.bands = found
        self.row: dict[str, int] = {}
        self._band_of: dict[str, int] = {}
        self._block_of: dict[str, tuple[int, int]] = {}
        self.first: list[int] = []
        self._number()
        self._gutter_lanes: dict[tuple[int, int], list[Hashable]] = defaultdict(list)
        self.ways = [self._way(upper, lower, link) for upper, lower, link in self._links]
        self.middle: dict[str, float] = {}
        self.left: dict[tuple[int, int], float] = {}
        self.width = self._placed()
        for way in self.ways:
            self._find_lanes(way)
        self._ports()
        self.nets: list[dict[Hashable, Net]] = [defaultdict(Net) for _ in range(self.rows + 1)]
        for way in self.ways:
            self._enter(way)
        self.tracks = [tracks(nets) for nets in self.nets]

    def _number(self) -> None:
        """Rows of the whole picture, one band's below the other's; rows that a band has nothing in are left out."""
        rows = 0
        for band, blocks in enumerate(self.bands):
            self.first.append(rows)
            used = sorted({self.units.rows[key] for block in blocks for key in block.keys})
            place = {row: rows + number for number, row in enumerate(used)}
            for number, block in enumerate(blocks):
                for key in block.keys:
                    self.row[key] = place[self.units.rows[key]]
                    self._band_of[key] = band
                    self._block_of[key] = (band, number)
            rows += len(used)
        self.rows = rows

    def _way(self, upper: str, lower: str, link: PartLink) -> Way:
        down = self.row[lower] > self.row[upper]
        way = Way(link, upper, lower, self.row[upper] + 1 if down else self.row[upper], upwards=not down)
        if way.channel != self.row[lower] and not self._bends(upper, lower):
            lane = self._lane(way)
            name = (upper, link.style)
            if name not in self._gutter_lanes[lane]:
                self._gutter_lanes[lane].append(name)
        return way

    def _lane(self, way: Way) -> tuple[int, int]:
        """The gutter by which a link passes rows: left of its target, or of everything where it leads to another band."""
        same = self._band_of[way.upper] == self._band_of[way.lower]
        return self._block_of[way.lower] if same else (-1, 0)

    def _bends(self, upper: str, lower: str) -> tuple[float, ...]:
        band, number = self._block_of[upper]
        return self.bands[band][number].bends.get((upper, lower), ()) if self._block_of[lower] == (band, number) else ()

    def _placed(self) -> float:
        """Place all units; the width of the picture."""
        width = 0.0
        margin = MARGIN + TRACK * len(self._gutter_lanes[-1, 0])
        for band, blocks in enumerate(self.bands):
            x = float(margin)
            for number, block in enumerate(blocks):
                x += TRACK * len(self._gutter_lanes[band, number])
                self.left[band, number] = x
                for key in block.keys:
                    self.middle[key] = _snapped(x + PAD + block.middles[key])
                x += _snapped(block.width + 2 * PAD + GAP)
            width = max(width, x - GAP + MARGIN)
        return width

    def _find_lanes(self, way: Way) -> None:
        target = self.row[way.lower]
        if way.channel == target:
            return
        if bends := self._bends(way.upper, way.lower):
            left = self.left[self._block_of[way.upper]] + PAD
            first = way.channel
            passed = self._passed(way)
            way.lanes = [(first + 1 + at, _snapped(left + bends[number])) for at, number in enumerate(passed)]
            return
        lane = self._lane(way)
        at = self._gutter_lanes[lane].index((way.upper, way.link.style)) + 1
        edge = self.left[lane] if lane[0] >= 0 else MARGIN + TRACK * len(self._gutter_lanes[lane]) - 1
        way.lanes = [(target, edge - TRACK * at + TRACK / 2)]

    def _passed(self, way: Way) -> list[int]:
        """Which of a link's bends are in rows that the band has at all."""
        rows = range(self.units.rows[way.upper] + 1, self.units.rows[way.lower])
        band = self.bands[self._band_of[way.upper]]
        used = {self.units.rows[key] for block in band for key in block.keys}
        return [number for number, row in enumerate(rows) if row in used]

    def _ports(self) -> None:
        """Where each link leaves and enters: links of one issuer and style together, others beside one another."""
        self.out: dict[tuple[str, Style, bool], float] = {}
        self._in: dict[tuple[str, str, Style], float] = {}
        leaving: dict[tuple[str, bool], list[Style]] = defaultdict(list)
        coming: dict[str, list[Way]] = defaultdict(list)
        for way in self.ways:
            styles = leaving[way.upper, way.upwards]
            if way.link.style not in styles:
                styles.append(way.link.style)
            if all((one.upper, one.link.style) != (way.upper, way.link.style) for one in coming[way.lower]):
                coming[way.lower].append(way)
        for key in self.row:
            ways = sorted(coming[key], key=lambda way: way.lanes[-1][1] if way.lanes else self.middle[way.upper])
            upwards = sorted(leaving[key, True])
            places = _side_by_side(self._port(key), len(ways) + len(upwards))
            for way, at in zip(ways, places, strict=False):
                self._in[key, way.upper, way.link.style] = at
            for style, at in zip(upwards, places[len(ways) :], strict=True):
                self.out[key, style, True] = at
            downwards = sorted(leaving[key, False])
            for style, at in zip(downwards, _side_by_side(self.middle[key], len(downwards)), strict=True):
                self.out[key, style, False] = at

    def _port(self, key: str) -> float:
        unit = self.units.units[key]
        if not unit.stacked:
            return self.middle[key]
        return self.middle[key] - unit.width / 2 + INDENT / 2

    def _enter(self, way: Way) -> None:
        name = (way.upper, way.link.style)
        x, channel = self.out[way.upper, way.link.style, way.upwards], way.channel
        if way.upwards:
            self.nets[channel][name].bottoms.add(x)
        else:
            self.nets[channel][name].tops.add(x)
        for following, lane in way.lanes:
            downwards = following > channel
            (self.nets[channel][name].bottoms if downwards else self.nets[channel][name].tops).add(lane)
            channel = following
            (self.nets[channel][name].tops if downwards else self.nets[channel][name].bottoms).add(lane)
        for port in self.entries(way):
            self.nets[channel][name].bottoms.add(port)

    def entries(self, way: Way) -> list[float]:
        """The x at which a link comes into its unit: at its top, or beside the column of its part."""
        port = self._in[way.lower, way.upper, way.link.style]
        unit = self.units.units[way.lower]
        if not unit.stacked:
            return [port]
        column = next(number for number, keys in enumerate(unit.columns) if way.link.certificate in keys)
        return [port + column * (WIDTH + INDENT + BESIDE)]


def _side_by_side(middle: float, count: int) -> list[float]:
    """So many x around the middle of a box, as far apart as the box allows."""
    between = min(_PORT, (WIDTH - 24) / max(count - 1, 1))
    return [_snapped(middle + between * (number - (count - 1) / 2)) for number in range(count)]


def _snapped(x: float) -> float:
    """To half pixels: what is meant to be in one line is."""
    return round(2 * x) / 2
