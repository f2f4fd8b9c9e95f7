"""A layered layout (Sugiyama, Tagawa, Toda 1981) of units in layers: crossings reduced by barycentre sweeps, then coordinates.

Layers come from outside: a certificate's level is part of what the picture says. Coordinates of a layer are the least-squares
answer to what its neighbours wish (isotonic regression by pooling adjacent violators), so units of one layer never overlap.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    Node = Hashable
    Edge = tuple[Node, Node]

_SWEEPS = 8


def ordered(layers: Sequence[Sequence[Node]], edges: Sequence[Edge]) -> list[list[Node]]:
    """The layers in an order with few crossings; ``edges`` join neighbouring layers, the upper end first.

    The first order counts: where nothing speaks against it, it is kept.
    """
    above, below = neighbours(edges)
    order = [list(layer) for layer in layers]
    best, fewest = order, crossings(order, edges)
    for sweep in range(_SWEEPS):
        if not fewest:
            break
        downwards = sweep % 2 == 0
        order = [list(layer) for layer in order]
        numbers = range(1, len(order)) if downwards else range(len(order) - 2, -1, -1)
        for number in numbers:
            fixed = order[number - 1] if downwards else order[number + 1]
            places = {node: place for place, node in enumerate(fixed)}
            wishes = above if downwards else below
            order[number] = _by_barycentre(order[number], wishes, places)
        if (count := crossings(order, edges)) < fewest:
            best, fewest = order, count
    return best


def _by_barycentre(layer: Sequence[Node], wishes: Mapping[Node, list[Node]], places: Mapping[Node, int]) -> list[Node]:
    """Sorted by the mean place of neighbours; those without any keep their place."""
    keys = {}
    for place, node in enumerate(layer):
        found = [places[one] for one in wishes.get(node, ()) if one in places]
        keys[node] = sum(found) / len(found) if found else float(place)
    return sorted(layer, key=lambda node: keys[node])


def crossings(order: Sequence[Sequence[Node]], edges: Sequence[Edge]) -> int:
    """How many pairs of edges between neighbouring layers cross."""
    layer = {node: number for number, nodes in enumerate(order) for node in nodes}
    place = {node: at for nodes in order for at, node in enumerate(nodes)}
    between: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for upper, lower in edges:
        between[layer[upper]].append((place[upper], place[lower]))
    count = 0
    for pairs in between.values():
        seen: list[int] = []
        for _, end in sorted(pairs):
            count += len(seen) - bisect_left(seen, end + 1)
            insort(seen, end)
    return count


def neighbours(edges: Sequence[Edge]) -> tuple[dict[Node, list[Node]], dict[Node, list[Node]]]:
    """To each node those above it and those below it."""
    above: defaultdict[Node, list[Node]] = defaultdict(list)
    below: defaultdict[Node, list[Node]] = defaultdict(list)
    for upper, lower in edges:
        above[lower].append(upper)
        below[upper].append(lower)
    return above, below


def placed(order: Sequence[Sequence[Node]], edges: Sequence[Edge], widths: Mapping[Node, float], gap: float) -> dict[Node, float]:
    """The x of each node's middle: neighbours of a layer are ``gap`` apart or more, the leftmost edge is at 0."""
    above, below = neighbours(edges)
    x: dict[Node, float] = {}
    for layer in order:
        x |= _spread(layer, [0.0] * len(layer), widths, gap)
    for sweep in range(2 * _SWEEPS):
        downwards = sweep % 2 == 0
        for layer in order if downwards else reversed(order):
            wishes = above if downwards else below
            x |= _spread(layer, [_mean([x[one] for one in wishes.get(node, ())], x[node]) for node in layer], widths, gap)
    left = min((x[node] - widths[node] / 2 for layer in order for node in layer), default=0.0)
    return {node: at - left for node, at in x.items()}


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _spread(layer: Sequence[Node], wished: Sequence[float], widths: Mapping[Node, float], gap: float) -> dict[Node, float]:
    """As near to what is wished as the order and the widths allow."""
    offsets, at = [], 0.0
    for number, node in enumerate(layer):
        if number:
            at += (widths[layer[number - 1]] + widths[node]) / 2 + gap
        offsets.append(at)
    blocks: list[tuple[float, int]] = []  # sum and count of what is pooled
    for wish, offset in zip(wished, offsets, strict=True):
        total, count = wish - offset, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / count:
            more, number = blocks.pop()
            total, count = total + more, count + number
        blocks.append((total, count))
    levels = [total / count for total, count in blocks for _ in range(count)]
    return {node: level + offset for node, level, offset in zip(layer, levels, offsets, strict=True)}
