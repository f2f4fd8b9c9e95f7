"""Ways up while they are searched for, and which of them is followed next."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.trust.certificate import PathCertificate
    from workbench.trust.graph import Edge
    from workbench.trust.soundness import Rank, Soundness


class Way:
    """A way up from a leaf, as far as it was followed.

    Attributes
    ----------
    certificates
        The leaf first.
    edges
        One fewer, the leaf's first.
    """

    __slots__ = ("_below", "_blemishes", "certificates", "edges")

    def __init__(self, certificates: tuple[PathCertificate, ...], edges: tuple[Edge, ...] = (), below: Way | None = None) -> None:
        self.certificates = certificates
        self.edges = edges
        self._below = below
        self._blemishes: int | None = None

    @property
    def last(self) -> PathCertificate:
        """The certificate that it has come to."""
        return self.certificates[-1]

    @property
    def length(self) -> int:
        """Certificates."""
        return len(self.certificates)

    @property
    def authorities(self) -> int:
        """CAs on it that are not self-issued, which is what a path length counts (RFC 5280 4.2.1.9)."""
        return sum(not one.self_issued for one in self.certificates[1:])

    def onward(self, edge: Edge) -> Way:
        """The same and one step more."""
        return Way((*self.certificates, edge.issuer), (*self.edges, edge), self)

    def blemishes(self, soundness: Soundness) -> int:
        """Those of all issuers on it; counted once, and only if it is asked for."""
        if self._blemishes is None:
            below = self._below
            self._blemishes = 0 if below is None else below.blemishes(soundness) + soundness.of_step(self.edges[-1], below)
        return self._blemishes


class Frontier:
    """The ways that are not followed yet, the most promising first.

    Parameters
    ----------
    soundness
        Says which one that is. What it estimates may rise between two calls, never fall.
    start
        The leaf alone.
    """

    def __init__(self, soundness: Soundness, start: Way) -> None:
        self._soundness = soundness
        self._only: Way | None = start  # nothing need be ranked where there is no choice
        self._heap: list[tuple[Rank, int, Way]] = []
        self._count = 0

    def push(self, ways: list[Way]) -> None:
        """Add ways."""
        if not self._heap and len(ways) == 1:
            self._only = ways[0]
            return
        for way in ways:
            self._count += 1
            heapq.heappush(self._heap, (self._soundness.rank(way), self._count, way))

    def pop(self) -> Way | None:
        """Take the most promising one out; None where there is none left."""
        if self._only is not None:
            way, self._only = self._only, None
            return way
        while self._heap:
            rank, number, way = heapq.heappop(self._heap)
            now = self._soundness.rank(way)
            if now <= rank:
                return way
            heapq.heappush(self._heap, (now, number, way))
        return None
