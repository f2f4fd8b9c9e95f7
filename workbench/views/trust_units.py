"""Units: what is moved as a whole when a trust picture is laid out; their rows, and the clusters of their PKIs."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from workbench.certs.kinds import Level, Pki
from workbench.views.palette import HUES
from workbench.views.trust_parts import PartLink, Style
from workbench.views.trust_words import WIDTH, Face

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from workbench.views.trust_parts import Part, Parts

INDENT = 16
"""Room for the line beside a column of several boxes."""
STACKED = 9
BESIDE = 12
_TALLEST = 8
CLUSTER = {Pki.CSO: Pki.V2G}
"""PKIs that share a cluster with another one."""
_LEVELS = list(Level)


@dataclass(frozen=True, slots=True)
class Unit:
    """One box, or boxes without anything below that share their issuer, in columns.

    Attributes
    ----------
    columns
        Keys of parts, column by column.
    sizes
        The height of each box.
    cluster
        The PKI whose area it stands in.
    """

    columns: tuple[tuple[str, ...], ...]
    sizes: Mapping[str, float]
    cluster: Pki

    @property
    def key(self) -> str:
        """Its first part's key."""
        return self.columns[0][0]

    @property
    def keys(self) -> tuple[str, ...]:
        """Its parts'."""
        return tuple(key for column in self.columns for key in column)

    @property
    def stacked(self) -> bool:
        """Whether links run down beside its boxes."""
        return len(self.keys) > 1

    @property
    def width(self) -> float:
        """In pixels, with the room for the links."""
        return len(self.columns) * (WIDTH + INDENT * self.stacked) + (len(self.columns) - 1) * BESIDE

    @property
    def height(self) -> float:
        """In pixels."""
        return max(sum(self.sizes[key] for key in column) + STACKED * (len(column) - 1) for column in self.columns)


@dataclass(frozen=True, slots=True)
class Units:
    """All units with their rows.

    Attributes
    ----------
    rows
        Row of each unit, by its key; roots at 0.
    unit_of
        The key of the unit that a part stands in.
    """

    units: Mapping[str, Unit]
    rows: Mapping[str, int]
    unit_of: Mapping[str, str]

    def links(self, whole: Parts) -> list[tuple[str, str, PartLink]]:
        """Each link with the units of its ends."""
        return [(self.unit_of[link.issuer], self.unit_of[link.certificate], link) for link in whole.links]


def units_of(whole: Parts, faces: Mapping[str, Face]) -> Units:
    """The units, and for each its row: below all its issuers, and not above its level."""
    units = _stacks(whole, faces)
    unit_of = {key: unit.key for unit in units for key in unit.keys}
    levels = {unit.key: _level(whole.parts[unit.key]) for unit in units}
    edges = {
        (unit_of[link.issuer], unit_of[link.certificate])
        for link in whole.links
        if not _flat(whole.parts, link) and link.issuer != link.certificate
    }
    for unit in units:
        if not whole.parts[unit.key].members:
            below = [levels[lower] for upper, lower in edges if upper == unit.key]
            levels[unit.key] = max(min(below, default=1) - 1, 0)
    return Units({unit.key: unit for unit in units}, _rows(levels, edges), unit_of)


def _flat(parts: Mapping[str, Part], link: PartLink) -> bool:
    """Whether a link leads to a root: roots stay in the uppermost row, whoever signs them too."""
    return parts[link.certificate].level is Level.ROOT


def _level(part: Part) -> int:
    return _LEVELS.index(part.level) if part.level is not None else 0


def _rows(levels: Mapping[str, int], edges: set[tuple[str, str]]) -> dict[str, int]:
    """Longest ways from above; whoever stands on a loop keeps its level."""
    below: defaultdict[str, list[str]] = defaultdict(list)
    waiting = Counter(dict.fromkeys(levels, 0))
    for upper, lower in sorted(edges):
        below[upper].append(lower)
        waiting[lower] += 1
    rows = dict(levels)
    ready = [key for key in levels if not waiting[key]]
    settled: set[str] = set()
    while len(settled) < len(levels):
        if not ready:  # a loop: its uppermost member goes first
            ready = [min((key for key in levels if key not in settled), key=lambda key: (levels[key], key))]
        key = ready.pop()
        if key in settled:
            continue
        settled.add(key)
        for lower in below[key]:
            waiting[lower] -= 1
            if lower not in settled:
                rows[lower] = max(rows[lower], rows[key] + 1)
                if waiting[lower] <= 0:
                    ready.append(lower)
    return rows


def _stacks(whole: Parts, faces: Mapping[str, Face]) -> list[Unit]:
    above: defaultdict[str, list[PartLink]] = defaultdict(list)
    for link in whole.links:
        above[link.certificate].append(link)
    issuers = {link.issuer for link in whole.links}
    alike: defaultdict[Hashable, list[Part]] = defaultdict(list)
    for key, part in whole.parts.items():
        links = above[key]
        styles = {link.style for link in links}
        if key in issuers or len(links) > 1 or styles & {Style.BROKEN, Style.CROSS}:
            alike[key].append(part)
        elif links:
            alike[links[0].issuer, links[0].style, part.pki, _level(part)].append(part)
        else:
            alike[part.pki, _level(part)].append(part)
    return [_unit(sorted(same, key=lambda part: (part.status != "valid", part.order)), faces) for same in alike.values()]


def _unit(same: Sequence[Part], faces: Mapping[str, Face]) -> Unit:
    columns = ceil(len(same) / _TALLEST)
    each = ceil(len(same) / columns)
    keys = [part.key for part in same]
    return Unit(
        tuple(tuple(keys[at : at + each]) for at in range(0, len(keys), each)),
        {key: faces[key].height for key in keys},
        CLUSTER.get(same[0].pki, same[0].pki),
    )


def cluster_order(cluster: Pki) -> int:
    """The place of a cluster in the order of pictures."""
    return list(HUES).index(cluster)
