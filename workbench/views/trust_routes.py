"""Channel routing: links run in channels between rows, each issuer's together on a track of its own, so that none is hidden."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

Name = TypeVar("Name", bound="Hashable")
TRACK = 8
"""Pixels between two tracks of a channel."""
_APART = 5
"""So near to one another two vertical strokes cannot be told apart."""


@dataclass(slots=True)
class Net:
    """The links of one issuer and one style in one channel.

    Attributes
    ----------
    tops, bottoms
        Where they come in from above, and where they leave downwards; x in pixels.
    """

    tops: set[float] = field(default_factory=set)
    bottoms: set[float] = field(default_factory=set)

    @property
    def span(self) -> tuple[float, float]:
        """Its leftmost and rightmost x."""
        return min(self.tops | self.bottoms), max(self.tops | self.bottoms)

    @property
    def straight(self) -> bool:
        """Whether it only passes down."""
        left, right = self.span
        return right - left < 0.5 and bool(self.tops) and bool(self.bottoms)


def tracks(nets: Mapping[Name, Net]) -> dict[Name, int]:
    """A track for each net that is not straight, 0 the uppermost: no two on one track meet.

    Where one net comes down at an x at which another leaves, the first is above the second, so that their strokes do not cover each
    other; where nets ask that of each other in a circle, the leftmost goes first.
    """
    waiting = {name: net for name, net in nets.items() if not net.straight}
    above: dict[Name, set[Name]] = {
        name: {other for other, one in waiting.items() if other != name and _meet(one.tops, net.bottoms)}
        for name, net in waiting.items()
    }
    found: dict[Name, int] = {}
    taken: defaultdict[int, list[tuple[float, float]]] = defaultdict(list)
    while waiting:
        free = [name for name in waiting if not above[name] & waiting.keys()]
        name = min(free or waiting, key=lambda one: nets[one].span)
        net = waiting.pop(name)
        track = max((found[other] + 1 for other in above[name] if other in found), default=0)
        while any(_overlap(net.span, other) for other in taken[track]):
            track += 1
        taken[track].append(net.span)
        found[name] = track
    return found


def _meet(first: Iterable[float], second: Iterable[float]) -> bool:
    return any(abs(a - b) < _APART for a in first for b in second)


def _overlap(first: tuple[float, float], second: tuple[float, float]) -> bool:
    return first[0] <= second[1] + _APART and second[0] <= first[1] + _APART
