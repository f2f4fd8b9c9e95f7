"""The strips of a family picture: how wide each tree is, before anything has its place.

A strip holds a relative with the strips of its children side by side below it, or relatives of one PKI and row without children,
below one another in columns. Strips of neighbours never overlap.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from workbench.certs.kinds import Level
from workbench.views.shown import PKIS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.certs.kinds import Pki
    from workbench.views.family_tree import Relative

BOX_WIDTH = 172
BETWEEN = 12
"""Pixels between neighbours."""
PAD = 9
"""Pixels between a panel and what is in it."""
_LEVELS = tuple(Level)


@dataclass(frozen=True, slots=True)
class Strip:
    """What takes a piece of the picture's width for itself, from its row down.

    Attributes
    ----------
    columns
        Relatives without children, column by column; or the one whose children are ``below``.
    row
        Of the uppermost box, counted from the top.
    panel
        Whether it stands on a panel of its own: it is of another PKI than what is above it.
    width
        In pixels.
    """

    columns: tuple[tuple[Relative, ...], ...]
    row: int
    panel: bool
    width: float
    below: tuple[Strip, ...] = ()

    @property
    def pki(self) -> Pki:
        """Of all in its columns."""
        return self.columns[0][0].pki


def across(widths: Sequence[float], between: float = BETWEEN) -> float:
    """The width of neighbours together."""
    return sum(widths) + between * (len(widths) - 1)


def strips(trees: Sequence[Relative], tallest: int) -> list[Strip]:
    """The strips of whole families, in the order of pictures; ``tallest`` is the most boxes in a column."""
    alone = [tree for tree in trees if not tree.children]
    found = [_strip(tree, _top_row(tree), None, tallest) for tree in trees if tree.children]
    return sorted(found + _stacks([(0, tree) for tree in alone], None, tallest), key=lambda strip: PKIS.index(strip.pki))


def _strip(relative: Relative, row: int, above: Pki | None, tallest: int) -> Strip:
    rows = [(max(row + 1, _row(child)), child) for child in relative.children]
    below = [_strip(child, at, relative.pki, tallest) for at, child in rows if child.children]
    below += _stacks([(at, child) for at, child in rows if not child.children], relative.pki, tallest)
    # those of its own PKI first, so that they stay together
    below.sort(key=lambda strip: (strip.pki is not relative.pki, PKIS.index(strip.pki)))
    panel = relative.pki is not above
    return Strip(((relative,),), row, panel, across([strip.width for strip in below]) + 2 * PAD * panel, tuple(below))


def _stacks(childless: Sequence[tuple[int, Relative]], above: Pki | None, tallest: int) -> list[Strip]:
    alike: defaultdict[tuple[int, Pki], list[Relative]] = defaultdict(list)
    for row, relative in childless:
        alike[row, relative.pki].append(relative)
    found = []
    for (row, pki), members in alike.items():
        height = ceil(len(members) / ceil(len(members) / tallest))
        columns = tuple(tuple(members[i : i + height]) for i in range(0, len(members), height))
        panel = pki is not above
        found.append(Strip(columns, row, panel, across([BOX_WIDTH] * len(columns)) + 2 * PAD * panel))
    return found


def _row(relative: Relative) -> int:
    return _LEVELS.index(relative.level) if relative.level is not None else 0


def _top_row(tree: Relative) -> int:
    """A missing issuer stands just above whom it issued."""
    return _row(tree) if tree.certificates else max(min(map(_row, tree.children)) - 1, 0)
