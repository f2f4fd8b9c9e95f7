"""Blocks: the part of a cluster that stands together, in layers; and bands: blocks side by side, as wide as can be read."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from workbench.views.trust_layers import ordered, placed
from workbench.views.trust_units import cluster_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from workbench.certs.kinds import Pki
    from workbench.views.trust_layers import Node
    from workbench.views.trust_units import Units

WIDEST = 1240
"""Pixels of the boxes side by side; a wider picture cannot be read where it is shown."""
GAP = 14
_DUMMY = 10
"""The width of a line that passes a row."""


@dataclass(frozen=True, slots=True)
class Block:
    """Units of one cluster that stand together.

    Attributes
    ----------
    number, of
        Which piece of how many of its cluster it is, from 1.
    middles
        The x of each unit's middle, from the left edge of the block's contents.
    bends
        Where a link that passes rows bends: for ``(upper unit, lower unit)`` the x in each row that it passes.
    width
        Of its contents.
    """

    cluster: Pki
    keys: tuple[str, ...]
    number: int
    of: int
    middles: Mapping[str, float]
    bends: Mapping[tuple[str, str], tuple[float, ...]]
    width: float


def bands(units: Units, links: Sequence[tuple[str, str]]) -> list[list[Block]]:
    """All blocks, band by band, in the order of pictures; ``links`` join units, the issuer first."""
    members: defaultdict[Pki, list[str]] = defaultdict(list)
    for key, unit in units.units.items():
        members[unit.cluster].append(key)
    found: list[list[Block]] = []
    across = 0.0
    for cluster in sorted(members, key=cluster_order):
        pieces = _pieces(units, members[cluster], links)
        for number, keys in enumerate(pieces, 1):
            block = _block(units, cluster, keys, links, (number, len(pieces)))
            if not found or across + block.width + 3 * GAP > WIDEST:
                found.append([])
                across = 0.0
            found[-1].append(block)
            across += block.width + 4 * GAP
    return found


def _pieces(units: Units, keys: Sequence[str], links: Sequence[tuple[str, str]]) -> list[list[str]]:
    """A cluster cut into pieces that are narrow enough, each family kept together as far as it can be."""
    inside = set(keys)
    issuer: dict[str, str] = {}
    for upper, lower in links:
        if upper in inside and lower in inside and units.rows[upper] < units.rows[lower]:
            issuer.setdefault(lower, upper)
    children: defaultdict[str, list[str]] = defaultdict(list)
    for lower, upper in issuer.items():
        children[upper].append(lower)
    # families that hang on another cluster first: those clusters stand to the left
    guests = {lower for upper, lower in links if lower in inside and _left_of(units, upper, lower)}
    tops = sorted(
        (key for key in keys if key not in issuer), key=lambda key: (key not in guests, units.rows[key], -len(children[key]))
    )
    return list(_packed(units, [piece for top in tops for piece in _cut(units, top, children)]))


def _left_of(units: Units, upper: str, lower: str) -> bool:
    return cluster_order(units.units[upper].cluster) < cluster_order(units.units[lower].cluster)


def _cut(units: Units, top: str, children: Mapping[str, list[str]]) -> Iterator[list[str]]:
    family = _family(top, children)
    if _width(units, family) <= WIDEST or not children.get(top):
        yield family
        return
    first, *others = [piece for child in children[top] for piece in _cut(units, child, children)]
    yield [top, *first]
    yield from others


def _family(top: str, children: Mapping[str, list[str]]) -> list[str]:
    found = [top]
    for key in found:
        found += children.get(key, ())
    return found


def _packed(units: Units, pieces: Iterable[list[str]]) -> Iterator[list[str]]:
    current: list[str] = []
    for piece in pieces:
        if current and _width(units, [*current, *piece]) > WIDEST:
            yield current
            current = []
        current = [*current, *piece]
    if current:
        yield current


def _width(units: Units, keys: Iterable[str]) -> float:
    rows: defaultdict[int, float] = defaultdict(float)
    for key in keys:
        rows[units.rows[key]] += units.units[key].width + GAP
    return max(rows.values(), default=0.0)


def _block(units: Units, cluster: Pki, keys: Sequence[str], links: Iterable[tuple[str, str]], piece: tuple[int, int]) -> Block:
    inside = set(keys)
    numbers = sorted({units.rows[key] for key in keys})
    layers: list[list[Node]] = [[] for _ in range(numbers[0], numbers[-1] + 1)]
    widths: dict[Node, float] = {}
    for key in keys:
        layers[units.rows[key] - numbers[0]].append(key)
        widths[key] = units.units[key].width
    edges: list[tuple[Node, Node]] = []
    passing: dict[tuple[str, str], list[Node]] = {}
    for upper, lower in dict.fromkeys(links):
        if upper not in inside or lower not in inside or units.rows[upper] >= units.rows[lower]:
            continue
        chain: list[Node] = [upper]
        for row in range(units.rows[upper] + 1, units.rows[lower]):
            dummy = (upper, lower, row)
            layers[row - numbers[0]].append(dummy)
            widths[dummy] = _DUMMY
            chain.append(dummy)
        chain.append(lower)
        passing[upper, lower] = chain[1:-1]
        edges += pairwise(chain)
    order = ordered(layers, edges)
    x = placed(order, edges, widths, GAP)
    width = max(x[node] + widths[node] / 2 for layer in order for node in layer)
    middles = {key: x[key] for key in keys}
    bends = {ends: tuple(x[dummy] for dummy in dummies) for ends, dummies in passing.items()}
    return Block(cluster, tuple(keys), *piece, middles, bends, width)
