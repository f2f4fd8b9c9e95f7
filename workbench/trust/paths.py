"""The ways from a certificate up: to each anchor, to roots that are no anchors, and to where an issuer is missing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from workbench.trust.soundness import Soundness
from workbench.trust.ways import Frontier, Way

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from workbench.trust.certificate import PathCertificate
    from workbench.trust.graph import Edge, TrustGraph

MOST_PATHS = 48
MOST_STEPS = 2_000
MOST_EDGES = 20_000
"""Possible issuers that are looked at on all ways together."""
MOST_EFFORT = 200_000
"""Microseconds, about, that finding issuers may take in one search; see :attr:`~workbench.trust.graph.TrustGraph.effort`."""
MOST_OCTETS = 1_000_000
"""Of all certificates on all paths, each as often as it occurs: to judge a path takes as long as its certificates are large."""
LONGEST_PATH = 32
"""Certificates; public PKIs have three to five, a longer way is a trap."""


class End(StrEnum):
    """Why a path ends where it does."""

    ANCHOR = "anchor"
    UNTRUSTED_ROOT = "untrusted root"
    """A self-issued certificate that is no anchor, and nothing else issued it."""
    ISSUER_MISSING = "issuer missing"
    LOOP = "loop"
    """Every possible issuer is on the path already."""
    LIMIT = "limit"


@dataclass(frozen=True, slots=True)
class Path:
    """A way up.

    Attributes
    ----------
    certificates
        The leaf first; the anchor last where there is one.
    edges
        ``edges[i]`` leads from ``certificates[i]`` to ``certificates[i + 1]``.
    end
        Why it ends there.
    """

    certificates: tuple[PathCertificate, ...]
    edges: tuple[Edge, ...]
    end: End

    @property
    def anchor(self) -> PathCertificate | None:
        """The anchor, where the path ends at one."""
        return self.certificates[-1] if self.end is End.ANCHOR else None

    @property
    def verified(self) -> bool:
        """Whether every step is verified by name and signature."""
        return all(edge.verified for edge in self.edges)


@dataclass(frozen=True, slots=True)
class Paths:
    """What :func:`paths_up` found.

    Attributes
    ----------
    found
        Complete ones and ones of verified steps first, of those the ones whose CAs are sound.
    bounds
        The bounds of the search that were hit, in words; there may be more paths then.
    """

    found: tuple[Path, ...]
    bounds: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """False where a bound of the search was hit."""
        return not self.bounds


def paths_up(graph: TrustGraph, leaf: PathCertificate, anchors: Collection[str], at: datetime | None = None) -> Paths:
    """The ways up from a certificate, all of them or the soundest.

    Where a step is verified, only verified ones are taken; near-misses are followed where there is nothing better, so that the
    fault is found on the way and not at its end.

    Parameters
    ----------
    anchors
        SHA-256 fingerprints of the trust anchors; a sub-CA may be one.
    at
        The time at which CAs are to be valid, UTC-aware: ways over others come later. None: it does not matter.
    """
    soundness = Soundness(graph, frozenset(anchors), at)
    search = _Search(graph, soundness)
    search.run(leaf)
    if not graph.complete:
        search.stop("the possible issuers of one certificate take too long to try")
    found = search.found
    if len(found) > 1:
        found.sort(key=lambda one: _merit(one[0], one[1], soundness))
    return Paths(tuple(path for path, _ in found[:MOST_PATHS]), tuple(search.bounds))


class _Search:
    """The soundest way first (A*), so that neither a crowd of dead ends nor one of expired reissues hides it.

    What a way will still meet is estimated by names, never too high, and corrected where the issuers turn out to be others.
    """

    def __init__(self, graph: TrustGraph, soundness: Soundness) -> None:
        self._graph = graph
        self._soundness = soundness
        self._anchors = soundness.anchors
        self._edges_left = MOST_EDGES
        self._most_effort = graph.effort + MOST_EFFORT // 2  # and as much again for the ways
        self._octets_left = MOST_OCTETS
        self.found: list[tuple[Path, Way]] = []
        self.bounds: dict[str, None] = {}

    def stop(self, bound: str) -> None:
        """Say that a bound was hit."""
        self.bounds[bound] = None

    def run(self, leaf: PathCertificate) -> None:
        """Fill ``found``."""
        frontier = Frontier(self._soundness, Way((leaf,)))
        steps = 0
        while (way := frontier.pop()) is not None:
            steps += 1
            if bound := self._spent_bound(steps):
                self.stop(bound)
                if not self.found:
                    self._dive(way)
                return
            frontier.push(self._followed(way))

    def _spent_bound(self, steps: int) -> str:
        """Which bound of the search is hit, in words; empty where none is."""
        if steps > MOST_STEPS or self._edges_left < 0:
            return "there are too many ways up"
        if len(self.found) > MOST_PATHS:
            return f"there are more than {MOST_PATHS} paths"
        return "the certificates on the paths are too large" if self._octets_left < 0 else ""

    def _dive(self, way: Way) -> None:
        """One way to its end, whatever it is: there is always one to judge."""
        while not self.found:
            onward = self._followed(way)
            if onward:
                way = min(onward, key=self._soundness.rank)

    def _followed(self, way: Way) -> list[Way]:
        """The ways that are one step longer; keeps this one where it ends."""
        onward, end = self._onward(way)
        if way.last.facts.sha256 in self._anchors:
            self._keep(way, End.ANCHOR)
            onward = [edge for edge in onward if edge.verified]  # a sound way to another anchor, if any
        elif not onward:
            self._keep(way, end)
        return [way.onward(edge) for edge in onward]

    def _keep(self, way: Way, end: End) -> None:
        path = Path(way.certificates, way.edges, end)
        self.found.append((path, way))
        self._octets_left -= sum(certificate.facts.size for certificate in path.certificates)

    def _possible(self, certificate: PathCertificate) -> tuple[Edge, ...]:
        """Its possible issuers; none of an anchor that only itself can have issued, for nobody asks an anchor's signature."""
        if certificate.facts.sha256 in self._anchors and self._graph.stands_alone(certificate):
            return ()
        if self._spent(certificate):
            return ()
        edges = self._graph.edges_from(certificate)
        self._edges_left -= len(edges)
        return edges

    def _spent(self, certificate: PathCertificate) -> bool:
        """Whether its issuers would have to be looked for, and the time for that is over."""
        over = self._graph.effort > self._most_effort and not self._graph.has_edges_from(certificate)
        if over:
            self.stop("too many signatures would have to be tried")
        return over

    def _onward(self, way: Way) -> tuple[list[Edge], End]:
        """The steps that lead on, or why there are none."""
        last = way.last
        possible = self._possible(last)
        if not possible and self._spent(last):
            return [], End.LIMIT
        elsewhere = [edge for edge in possible if edge.issuer.facts.sha256 != last.facts.sha256]
        itself = len(elsewhere) < len(possible)
        if itself and any(edge.signature.ok for edge in possible if edge.issuer is last):
            elsewhere = [edge for edge in elsewhere if edge.verified]  # a root; only cross-signs of it lead on
        if len(possible) > 1 or self._soundness.asked:
            self._soundness.learn(last, _steps(elsewhere))
        if not elsewhere:
            return [], End.UNTRUSTED_ROOT if itself else End.ISSUER_MISSING
        taken = {(one.facts.subject_der, one.facts.public_key_sha256) for one in way.certificates}
        fresh = [edge for edge in elsewhere if (edge.issuer.facts.subject_der, edge.issuer.facts.public_key_sha256) not in taken]
        if not fresh:
            return [], End.UNTRUSTED_ROOT if itself else End.LOOP
        if way.length >= LONGEST_PATH:
            self.stop(f"a path has more than {LONGEST_PATH} certificates")
            return [], End.LIMIT
        return _steps(fresh), End.LIMIT


def _steps(edges: Iterable[Edge]) -> list[Edge]:
    """The verified ones; where there are none, the near-misses."""
    possible = list(edges)
    return [edge for edge in possible if edge.verified] or possible


def _merit(path: Path, way: Way, soundness: Soundness) -> tuple[bool, bool, int, int]:
    return path.end is not End.ANCHOR, not path.verified, way.blemishes(soundness), way.length
