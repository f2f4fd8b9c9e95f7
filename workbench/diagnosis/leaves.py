"""Which certificates of a pile are to be diagnosed, and for which use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.diagnosis.uses import USE_OF_KIND, Use
from workbench.trust.selecting import select

if TYPE_CHECKING:
    from workbench.diagnosis.evidence import Evidence
    from workbench.trust.certificate import PathCertificate


def leaves(evidence: Evidence) -> tuple[PathCertificate, ...]:
    """The certificates that nothing else in the pile hangs below, in order.

    End-entity certificates, and CAs whose kind is a leaf's (some stations' SECC certificates say CA:TRUE). Where there are none,
    the lowest CAs; where there are only roots, those. A CA that was given as anchor is no leaf, unless there is nothing else; an
    end-entity certificate that was given as anchor is one.
    """
    given = {item.facts.sha256 for item in evidence.items if item.facts is not None}
    known = [certificate for certificate in evidence.graph if certificate.facts.sha256 in given]
    pile = [certificate for certificate in known if _may_be_a_leaf(certificate, evidence)] or known
    found = [one for one in pile if not one.facts.is_ca and not _root(one)]
    if any(one.facts.is_ca for one in pile):
        # kinds cost time; end-entity certificates need none
        found += [one for one in pile if one.facts.is_ca and not _root(one) and evidence.kind(one.facts.sha256) in USE_OF_KIND]
    if not found:
        issuers = {one.facts.issuer_der for one in pile if not one.facts.self_issued}
        lowest = [one for one in pile if one.facts.subject_der not in issuers]
        found = [one for one in lowest if not one.facts.looks_self_signed] or lowest
    order = {certificate.facts.sha256: position for position, certificate in enumerate(evidence.graph)}
    return tuple(sorted(found, key=lambda one: order[one.facts.sha256]))


def _may_be_a_leaf(certificate: PathCertificate, evidence: Evidence) -> bool:
    if certificate.facts.sha256 not in evidence.anchors.types or not certificate.facts.is_ca:
        return True
    return evidence.anchors.assumed and _alone(certificate, evidence)


def _root(certificate: PathCertificate) -> bool:
    return certificate.facts.looks_self_signed and certificate.facts.is_ca is not False


def _alone(certificate: PathCertificate, evidence: Evidence) -> bool:
    return not any(other.facts.issuer_der == certificate.facts.subject_der and other is not certificate for other in evidence.graph)


def use_of(certificate: PathCertificate, evidence: Evidence) -> Use:
    """The use that a certificate's kind suggests; ``any`` where it suggests none."""
    kind = evidence.kind(certificate.facts.sha256)
    return USE_OF_KIND.get(kind, Use.ANY)


def find(evidence: Evidence, wanted: str) -> PathCertificate:
    """A certificate by its SHA-256, by ``FILE:N`` or by its file: see :func:`~workbench.trust.selecting.select`.

    Raises
    ------
    InputError
        There is none, or several.
    """
    return evidence.graph.certificate(select((*evidence.items, *evidence.anchors.items), wanted))
