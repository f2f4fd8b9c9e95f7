"""From a content model to states: which elements may come first, next and last.

Each element of the model, counted occurrences written out as in EXI 1.0, 8.5.4.1.6, is a *position*; a state of the grammar is
"after position n". Content models of XML Schema are deterministic (one name leads to one position), so that this gives the
normalised grammar of 8.5.4.2 directly.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.contracts.exi.particles import Particle


@dataclass(slots=True)
class Positions:
    """What a content model allows.

    Parameters
    ----------
    leaves
        The element or wildcard at each position, in the schema's order.
    first
        Positions that may come first; sorted.
    follow
        Positions that may follow each one; sorted.
    last
        Positions after which the content may end.
    empty
        Whether the content may be empty.
    """

    leaves: list[Particle] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    follow: list[set[int]] = field(default_factory=list)
    last: set[int] = field(default_factory=set)
    empty: bool = True


def positions_of(model: Particle) -> Positions:
    """The positions of a content model."""
    found = Positions()
    first, last, empty = _occurrences(model, found)
    found.first, found.last, found.empty = sorted(first), last, empty
    return found


def _link(found: Positions, ends: set[int], starts: set[int]) -> None:
    for end in ends:
        found.follow[end] |= starts


def _occurrences(part: Particle, found: Positions) -> tuple[set[int], set[int], bool]:
    """First, last and empty of a particle with its counts: ``A{1,3}`` is ``A (A (A)?)?``, ``A{1,}`` is ``A A*``."""
    first, last, empty = _once(part, found)
    again = first
    ends = last
    empty = empty or part.low == 0
    for copy in range(1, max(part.low, 1) if part.high is None else part.high):
        again, inner_last, inner_empty = _once(part, found)
        _link(found, ends, again)
        optional = copy >= part.low or inner_empty
        ends = ends | inner_last if inner_empty else inner_last
        last = last | inner_last if optional else inner_last
    if part.high is None:  # without end: the last copy repeats, its events having the codes of a further one
        _link(found, ends, again)
    return first, last, empty


def _once(part: Particle, found: Positions) -> tuple[set[int], set[int], bool]:
    if part.kind in {"element", "any"}:
        found.leaves.append(part)
        found.follow.append(set())
        here = {len(found.leaves) - 1}
        return here, set(here), False
    first: set[int] = set()
    last: set[int] = set()
    empty = part.kind == "sequence" or not part.parts
    for inner in part.parts:
        one_first, one_last, one_empty = _occurrences(inner, found)
        if part.kind == "choice":
            first, last, empty = first | one_first, last | one_last, empty or one_empty
            continue
        _link(found, last, one_first)
        if empty:
            first |= one_first
        last = last | one_last if one_empty else one_last
        empty = empty and one_empty
    return first, last, empty
