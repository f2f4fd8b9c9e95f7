"""RFC 5280 6.3.3 (f): whether another key than the issuer's may sign a CRL: its certificate leads to the same trust anchor.

That a certificate lies in the same pile or has the issuer's name counts for nothing: a stranger can give itself any name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from workbench.certs.name_comparison import folded
from workbench.trust.graph import TrustGraph
from workbench.trust.paths import LONGEST_PATH, paths_up
from workbench.trust.validate import judge

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable
    from datetime import datetime

    from workbench.trust.certificate import PathCertificate

_Holder: TypeAlias = "tuple[Hashable, str]"


class SignerPaths:
    """Paths of CRL signers among certificates at hand; each is judged once.

    Parameters
    ----------
    certificates
        Those at hand. None of them is trusted for being among them.
    """

    def __init__(self, certificates: Iterable[PathCertificate]) -> None:
        self._certificates = tuple(certificates)
        self._graphs: dict[str, TrustGraph] = {}
        self._trusted: dict[tuple[str, str, datetime], bool] = {}

    def trusts(self, signer: PathCertificate, issuer: PathCertificate, at: datetime) -> bool:
        """Whether the signer has the issuer's own name and key, or a sound path to the issuer or to what every way up from it has.

        Parameters
        ----------
        issuer
            Of the certificate in question. Where several ways lead up from it, only who stands on all of them counts: a stranger
            can cross-certify any CA, and so add a way to itself.
        at
            The time to judge at, UTC-aware.
        """
        if same_holder(signer, issuer):
            return True
        key = signer.facts.sha256, issuer.facts.sha256, at
        if key not in self._trusted:
            self._trusted[key] = self._leads_there(signer, issuer, at)
        return self._trusted[key]

    def _leads_there(self, signer: PathCertificate, issuer: PathCertificate, at: datetime) -> bool:
        graph = self._graph(issuer)
        holders = _on_every_way(graph, issuer, (), [_MOST_STEPS])
        anchors = frozenset(one.facts.sha256 for one in graph if _holder(one) in holders)
        return any(path.verified and judge(path, at).ok for path in paths_up(graph, signer, anchors, at).found)

    def _graph(self, issuer: PathCertificate) -> TrustGraph:
        if issuer.facts.sha256 not in self._graphs:
            self._graphs[issuer.facts.sha256] = TrustGraph((*(one.item for one in self._certificates), issuer.item))
        return self._graphs[issuer.facts.sha256]


def same_holder(one: PathCertificate, other: PathCertificate) -> bool:
    """Whether two certificates have the same name (RFC 5280 7.1) and the same key."""
    return _holder(one) == _holder(other)


def _on_every_way(
    graph: TrustGraph, certificate: PathCertificate, below: tuple[_Holder, ...], left: list[int]
) -> frozenset[_Holder]:
    """Whom every verified way up from a certificate passes, itself among them; a root whose own key verifies it ends its way."""
    itself = _holder(certificate)
    left[0] -= 1
    above = [edge.issuer for edge in graph.edges_from(certificate) if edge.verified]
    if left[0] < 0 or len(below) == LONGEST_PATH or any(_holder(one) == itself for one in above):
        return frozenset({itself})
    passed = (*below, itself)
    ways = [_on_every_way(graph, one, passed, left) for one in above if left[0] >= 0 and _holder(one) not in below]
    common = frozenset.intersection(*ways) if ways and left[0] >= 0 else frozenset()
    return common | {itself}


def _holder(certificate: PathCertificate) -> _Holder:
    """The CA itself, whichever certificate it has."""
    return folded(certificate.facts.subject_der), certificate.facts.public_key_sha256


_MOST_STEPS = 256
"""So many certificates are looked at on all ways up together; where there are more, nobody above the issuer counts."""
