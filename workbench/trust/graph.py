"""Who issued whom: every certificate of a pile, and to each its possible issuers with what speaks for and against them.

Near-misses are kept: the issuer's name with another key, the right key under another name, a name that is equal by RFC 5280 only.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import networkx as nx

from workbench.certs.issuers import Issuers
from workbench.certs.name_comparison import Match
from workbench.display import Readable
from workbench.trust.certificate import PathCertificate
from workbench.trust.distances import distances_from

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.certs.signatures import SignatureCheck
    from workbench.trust.distances import Distance
    from workbench.trust.portrait import Portrait

MOST_CANDIDATES = 1_000
"""So many CAs of the issuer's name are asked whether their key made a signature."""
MOST_NEAR_MISSES = 16
"""So many of those whose key did not are kept."""
MOST_EFFORT = 60_000
"""Microseconds, about, that all candidates of one certificate may take: hundreds of keys, or a few that are made to be slow."""
_MOST_STRANGERS = 64
"""So many CAs whose name fits nothing are asked whether their key made a signature."""
_STRANGERS_EFFORT = 100_000
"""Microseconds, about, that this may take in all."""

_MOST_SPELLINGS = 4
"""Of one issuer's name, that are followed from the anchors down."""
_MOST_DISTANCES = 16
"""Sets of anchors, and times, whose distances are remembered."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A possible issuer of a certificate.

    Attributes
    ----------
    certificate, issuer
        The two ends.
    name
        How the issuer's subject matches the certificate's issuer field.
    key_identifier
        Whether the certificate's authority key identifier is the issuer's subject key identifier; None where one is absent.
    signature
        Whether the issuer's key verifies the certificate's signature.
    """

    certificate: PathCertificate
    issuer: PathCertificate
    name: Match
    key_identifier: bool | None
    signature: SignatureCheck

    @property
    def verified(self) -> bool:
        """Whether the issuer's key made the signature, and its name is the one that the certificate gives."""
        return self.signature.ok is True and self.name is not Match.DIFFERENT

    @property
    def merit(self) -> tuple[bool, bool, bool, bool]:
        """Smaller is likelier."""
        return (
            not self.verified,
            self.signature.ok is False,
            self.name is not Match.IDENTICAL,
            self.key_identifier is False,
        )


class TrustGraph(Readable):
    """The certificates of a pile, each once by its SHA-256, and their possible issuers.

    Issuers are looked for when they are asked for, and remembered.

    Parameters
    ----------
    items
        The pile; what is no certificate is passed over. A certificate that ``cryptography`` cannot parse is a node too.
    """

    def __init__(self, items: Iterable[Item]) -> None:
        self._certificates: dict[str, PathCertificate] = {}
        for item in items:
            facts = item.facts
            if facts is not None and facts.sha256 not in self._certificates:
                self._certificates[facts.sha256] = PathCertificate(item, facts)
        self._issuers = Issuers((certificate.item for certificate in self._certificates.values()), cut_out=True)
        self._edges: dict[str, tuple[Edge, ...]] = {}
        self._distances: dict[tuple[frozenset[str], datetime | None], dict[str, Distance]] = {}
        self._all_candidates = True
        self._candidates_seen = 0
        self._strangers_left = _STRANGERS_EFFORT

    def __len__(self) -> int:
        return len(self._certificates)

    def __iter__(self) -> Iterator[PathCertificate]:
        return iter(self._certificates.values())

    def __contains__(self, sha256: object) -> bool:
        return sha256 in self._certificates

    def certificate(self, sha256: str) -> PathCertificate:
        """A node by its fingerprint, 64 lower-case hex digits.

        Raises
        ------
        KeyError
            It is not in the pile.
        """
        return self._certificates[sha256]

    def without(self, gone: Collection[str]) -> TrustGraph:
        """The same pile without certificates of these SHA-256."""
        return TrustGraph(certificate.item for certificate in self if certificate.facts.sha256 not in gone)

    def portrait(self, at: datetime, *, anchors: Collection[str] | None = None) -> Portrait:
        """Every certificate's standing at a time, UTC-aware; ``anchors`` are SHA-256, None: the self-signed ones of the pile."""
        from workbench.trust.portraying import portray  # noqa: PLC0415  # it stands on this module

        return portray(self, at, anchors=anchors)

    def edges_from(self, certificate: PathCertificate) -> tuple[Edge, ...]:
        """Its possible issuers, the likeliest first; itself among them where it is self-issued."""
        sha256 = certificate.facts.sha256
        if sha256 not in self._edges:
            found = list(self._candidates(certificate))
            if len(found) != 1 or not found[0].verified:
                found.sort(key=lambda edge: edge.merit)
                verified = [edge for edge in found if edge.signature.ok]
                if not verified:
                    verified = self._strangers(certificate, {edge.issuer.facts.sha256 for edge in found})
                near = [edge for edge in found if not edge.signature.ok][:MOST_NEAR_MISSES]
                found = sorted((*verified, *near), key=lambda edge: edge.merit)
            self._edges[sha256] = tuple(found)
        return self._edges[sha256]

    def has_edges_from(self, certificate: PathCertificate) -> bool:
        """Whether its possible issuers are known, so that :meth:`edges_from` costs nothing."""
        return certificate.facts.sha256 in self._edges

    def stands_alone(self, certificate: PathCertificate) -> bool:
        """Whether no other certificate has its issuer's name or key identifier; no signature is verified for the answer."""
        candidates = self._issuers.candidates(certificate.item, 2)
        return all(self._issuers.at(candidate) is certificate.item for candidate in candidates)

    def distances_to(self, anchors: frozenset[str], at: datetime | None = None) -> dict[str, Distance]:
        """How far each certificate is away from the best anchor, by names alone; one that leads to none is left out.

        Signatures are not asked: this says where to look first, so that no crowd hides the way.

        Parameters
        ----------
        at
            The time at which issuers are to be valid, UTC-aware; None: it does not matter.
        """
        if (anchors, at) not in self._distances:
            if len(self._distances) >= _MOST_DISTANCES:
                self._distances.clear()
            self._distances[anchors, at] = distances_from(anchors, self._certificates, self._children, at)
        return self._distances[anchors, at]

    @cached_property
    def _children(self) -> dict[bytes, list[str]]:
        """Fingerprints of certificates by the issuer's name that they give, in the spelling that its certificate has."""
        by_name: dict[bytes, list[str]] = {}
        for sha256, certificate in self._certificates.items():
            by_name.setdefault(certificate.facts.issuer_der, []).append(sha256)
        for issuer, children in [(issuer, tuple(children)) for issuer, children in by_name.items()]:
            for spelling in self._issuers.other_spellings(issuer)[:_MOST_SPELLINGS]:
                by_name.setdefault(spelling, []).extend(children)
        return by_name

    @property
    def complete(self) -> bool:
        """False once a bound of the search was hit (candidates of one name, signatures in all); edges may then be missing.

        Issuers under another name are near-misses; that they are looked for among a few CAs only does not count.
        """
        return self._all_candidates and self._issuers.complete

    @property
    def effort(self) -> int:
        """Microseconds, about, that finding issuers has taken so far, by count and not by a clock."""
        return self._issuers.effort + 30 * self._candidates_seen

    @cached_property
    def digraph(self) -> nx.DiGraph[str]:
        """All of it for drawing and searching: nodes are fingerprints, an edge leads from issuer to certificate, data ``edge``."""
        graph: nx.DiGraph[str] = nx.DiGraph()
        graph.add_nodes_from((sha256, {"certificate": one}) for sha256, one in self._certificates.items())
        for certificate in self:
            for edge in self.edges_from(certificate):
                graph.add_edge(edge.issuer.facts.sha256, certificate.facts.sha256, edge=edge)
        return graph

    def _repr_html_(self) -> str:
        from workbench.trust import graph_view  # noqa: PLC0415  # it stands on this module

        return str(graph_view.to_html(self))

    def __str__(self) -> str:
        from workbench.trust import graph_view  # noqa: PLC0415

        return graph_view.to_text(self)

    def _candidates(self, certificate: PathCertificate) -> Iterator[Edge]:
        candidates = self._issuers.candidates(certificate.item, MOST_CANDIDATES)
        self._all_candidates &= candidates.complete
        most = self.effort + MOST_EFFORT
        for candidate in candidates:
            if self.effort > most:
                self._all_candidates = False
                return
            self._candidates_seen += 1
            issuer = self._node(self._issuers.at(candidate))
            check = self._issuers.check(certificate.item, issuer.item)
            yield Edge(certificate, issuer, candidate.name, candidate.key_identifier, check)

    def _strangers(self, certificate: PathCertificate, known: set[str]) -> list[Edge]:
        """CAs of another name whose key made the signature all the same."""
        found = []
        for issuer in self._cas[:_MOST_STRANGERS]:
            if self._strangers_left <= 0:
                break
            if issuer.facts.sha256 in known:
                continue
            before = self._issuers.effort
            check = self._issuers.check(certificate.item, issuer.item)
            self._strangers_left -= self._issuers.effort - before
            if check.ok:  # of its name the index knows all that it equals
                found.append(Edge(certificate, issuer, Match.DIFFERENT, None, check))
        return found

    @cached_property
    def _cas(self) -> tuple[PathCertificate, ...]:
        return tuple(one for one in self if one.facts.is_ca)

    def _node(self, item: Item) -> PathCertificate:
        assert item.facts is not None  # noqa: S101  # only certificates with facts were indexed
        return self._certificates[item.facts.sha256]
