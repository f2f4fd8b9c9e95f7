"""The ways from a certificate up: to each anchor, to roots that are no anchors, and to where an issuer is missing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

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
LONGEST_PATH = 16
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
        Complete ones and ones of verified steps first.
    bounds
        The bounds of the search that were hit, in words; there may be more paths then.
    """

    found: tuple[Path, ...]
    bounds: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """False where a bound of the search was hit."""
        return not self.bounds


def paths_up(graph: TrustGraph, leaf: PathCertificate, anchors: Collection[str]) -> Paths:
    """All ways up from a certificate.

    Where a step is verified, only verified ones are taken; near-misses are followed where there is nothing better, so that the
    fault is found on the way and not at its end.

    Parameters
    ----------
    anchors
        SHA-256 fingerprints of the trust anchors; a sub-CA may be one.
    """
    search = _Search(graph, frozenset(anchors))
    search.run(leaf)
    if not graph.complete:
        search.stop("the possible issuers of one certificate take too long to try")
    return Paths(tuple(sorted(search.found, key=_merit)[:MOST_PATHS]), tuple(search.bounds))


class _Search:
    """A depth-first search with an explicit stack; the issuers nearest to an anchor first, so that no crowd hides the way.

    Of issuers that are equally near the one that lives longest comes first: a CA's reissues outnumber the valid one at times.
    """

    def __init__(self, graph: TrustGraph, anchors: frozenset[str]) -> None:
        self._graph = graph
        self._anchors = anchors
        self._edges_left = MOST_EDGES
        self._most_effort = graph.effort + MOST_EFFORT // 2  # and as much again for the ways
        self._octets_left = MOST_OCTETS
        self.found: list[Path] = []
        self.bounds: dict[str, None] = {}

    def stop(self, bound: str) -> None:
        """Say that a bound was hit."""
        self.bounds[bound] = None

    def run(self, leaf: PathCertificate) -> None:
        """Fill ``found``."""
        self._most_effort = self._graph.effort + MOST_EFFORT // 2
        stack: list[tuple[tuple[PathCertificate, ...], tuple[Edge, ...]]] = [((leaf,), ())]
        steps = 0
        while stack:
            certificates, edges = stack.pop()
            steps += 1
            if steps > MOST_STEPS or self._edges_left < 0:
                self.stop("there are too many ways up")
                return
            if len(self.found) > MOST_PATHS:
                self.stop(f"there are more than {MOST_PATHS} paths")
                return
            if self._octets_left < 0:
                self.stop("the certificates on the paths are too large")
                return
            last = certificates[-1]
            anchored = last.facts.sha256 in self._anchors
            onward, end = self._onward(certificates)
            if anchored:
                self._keep(Path(certificates, edges, End.ANCHOR))
                onward = [edge for edge in onward if edge.verified]  # a sound way to another anchor, if any
            elif not onward:
                self._keep(Path(certificates, edges, end))
            if len(onward) > 1:
                onward.sort(key=self._rank)
            stack += [((*certificates, edge.issuer), (*edges, edge)) for edge in reversed(onward)]

    def _keep(self, path: Path) -> None:
        self.found.append(path)
        self._octets_left -= sum(certificate.facts.size for certificate in path.certificates)

    def _rank(self, edge: Edge) -> tuple[int, float]:
        facts = edge.issuer.facts
        return self._graph.distances_to(self._anchors).get(
            facts.sha256, MOST_STEPS
        ), -facts.not_after.timestamp() if facts.not_after else 0

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

    def _onward(self, certificates: tuple[PathCertificate, ...]) -> tuple[list[Edge], End]:
        """The steps that lead on, or why there are none."""
        last = certificates[-1]
        possible = self._possible(last)
        if not possible and self._spent(last):
            return [], End.LIMIT
        elsewhere = [edge for edge in possible if edge.issuer.facts.sha256 != last.facts.sha256]
        itself = len(elsewhere) < len(possible)
        if itself and any(edge.signature.ok for edge in possible if edge.issuer is last):
            elsewhere = [edge for edge in elsewhere if edge.verified]  # a root; only cross-signs of it lead on
        if not elsewhere:
            return [], End.UNTRUSTED_ROOT if itself else End.ISSUER_MISSING
        taken = {(one.facts.subject_der, one.facts.public_key_sha256) for one in certificates}
        fresh = [edge for edge in elsewhere if (edge.issuer.facts.subject_der, edge.issuer.facts.public_key_sha256) not in taken]
        if not fresh:
            return [], End.UNTRUSTED_ROOT if itself else End.LOOP
        if len(certificates) >= LONGEST_PATH:
            self.stop(f"a path has more than {LONGEST_PATH} certificates")
            return [], End.LIMIT
        return _steps(fresh), End.LIMIT


def _steps(edges: Iterable[Edge]) -> list[Edge]:
    """The verified ones; where there are none, the near-misses."""
    possible = list(edges)
    return [edge for edge in possible if edge.verified] or possible


def _merit(path: Path) -> tuple[bool, bool, int]:
    return path.end is not End.ANCHOR, not path.verified, len(path.certificates)
