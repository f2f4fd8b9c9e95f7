"""How sound a way up is and may become: what a search asks to look at the best ways first. It judges nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from workbench.certs.name_comparison import Match
from workbench.trust.rfc5280.extensions import is_processed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from workbench.trust.certificate import PathCertificate
    from workbench.trust.distances import Distance
    from workbench.trust.graph import Edge, TrustGraph
    from workbench.trust.ways import Way

Rank: TypeAlias = tuple[bool, int, int, int, bool, float]
_LIMITING = frozenset({"2.5.29.30", "2.5.29.36", "2.5.29.33"})
"""Name constraints, policy constraints, policy mappings: a CA with none of them forbids less."""


class Soundness:
    """What speaks against certificates as issuers, and how far they are from an anchor.

    Parameters
    ----------
    anchors
        SHA-256 fingerprints.
    at
        The time at which issuers are to be valid, UTC-aware; None: it does not matter.

    Attributes
    ----------
    asked
        Whether ways were ranked, so that it matters what is learnt.
    """

    def __init__(self, graph: TrustGraph, anchors: frozenset[str], at: datetime | None) -> None:
        self._graph = graph
        self.anchors = anchors
        self._at = at
        self._learnt: dict[str, Distance | None] = {}
        self.asked = False

    def of(self, issuer: PathCertificate) -> int:
        """How many things speak against it as an issuer; of an anchor its validity alone."""
        return blemishes(issuer, self._at, anchor=issuer.facts.sha256 in self.anchors)

    def of_step(self, edge: Edge, way: Way | None = None) -> int:
        """What speaks against an edge and its issuer, and against the issuer above a way."""
        limit = edge.issuer.facts.path_length
        exceeded = way is not None and limit is not None and way.authorities > limit
        return self.of(edge.issuer) + exceeded + _is_refuted(edge) + (edge.key_identifier is False)

    def rank(self, way: Way) -> Rank:
        """Smaller is more promising: to an anchor, over few blemishes, in few steps; of equals, followed far and long-lived."""
        self.asked = True
        facts = way.last.facts
        far = self.distance(way.last)
        limited = not _LIMITING.isdisjoint(facts.extensions)
        lives = -facts.not_after.timestamp() if facts.not_after else 0.0
        if far is None:
            return True, way.blemishes(self), 0, -way.length, limited, lives
        return False, way.blemishes(self) + far[0], way.length + far[1], -way.length, limited, lives

    def distance(self, certificate: PathCertificate) -> Distance | None:
        """Blemishes and steps between a certificate and the best anchor at least; None where it seems to lead to none."""
        sha256 = certificate.facts.sha256
        if sha256 in self._learnt:
            return self._learnt[sha256]
        return self._graph.distances_to(self.anchors, self._at).get(sha256)

    def learn(self, certificate: PathCertificate, edges: Iterable[Edge]) -> None:
        """Take in who its issuers are, now that their signatures are verified: names promised at least as much."""
        if certificate.facts.sha256 in self.anchors:
            return
        distances = [(far[0] + self.of_step(edge), far[1] + 1) for edge in edges if (far := self.distance(edge.issuer)) is not None]
        self._learnt[certificate.facts.sha256] = min(distances, default=None)


def _is_refuted(edge: Edge) -> bool:
    """Whether it is another issuer; that the key or signature of what is malformed could not be read does not say so."""
    if edge.signature.ok is None and not (edge.issuer.facts.strict and edge.certificate.facts.strict):
        return edge.name is Match.DIFFERENT
    return not edge.verified


def blemishes(certificate: PathCertificate, at: datetime | None, *, anchor: bool = False) -> int:
    """How many things speak against a certificate as an issuer at a time; of an anchor its validity alone."""
    facts = certificate.facts
    since, until = facts.not_before, facts.not_after
    outdated = at is not None and not (since is not None and until is not None and since <= at <= until)
    if anchor:
        return int(outdated)
    unfit = facts.is_ca is not True
    signs_not = facts.key_usage is not None and "keyCertSign" not in facts.key_usage
    return outdated + unfit + signs_not + (not facts.strict) + (facts.version != 3) + (not is_processed(facts.critical))
