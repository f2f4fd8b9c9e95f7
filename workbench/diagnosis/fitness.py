"""Whether a path fits its use: the right PKI, no CA as leaf, extended key usages that a TLS library lets pass, the right anchor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.about import about
from workbench.certs.items import ItemType
from workbench.certs.kinds import Kind, Pki
from workbench.certs.pairing import name_of
from workbench.diagnosis.anchors import KIND_OF_TYPE
from workbench.diagnosis.uses import TERMS, Purpose, Use
from workbench.findings import Confidence, Finding, Severity
from workbench.trust.faults import fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.certs.items import Item
    from workbench.certs.kinds import Classification
    from workbench.diagnosis.anchors import Anchors
    from workbench.diagnosis.evidence import Evidence
    from workbench.trust.certificate import PathCertificate
    from workbench.trust.paths import Path

_SURE = frozenset({Confidence.CERTAIN, Confidence.LIKELY})
_MAY_BE_CAS = frozenset({Use.ANY, Use.ROOT_INSTALL, Use.CRL_SIGNING, Use.OCSP_SIGNING})
_ANY_PURPOSE = "anyExtendedKeyUsage"
"""OpenSSL does not take it for a TLS purpose, and RFC 6960 not for OCSPSigning."""


def judge_leaf(leaf: PathCertificate, use: Use, evidence: Evidence) -> Iterator[Finding]:
    """``wrong-pki``, ``self-signed-leaf``, ``leaf-is-ca``: whether this certificate can be the leaf of that use at all."""
    if use is Use.ANY:
        return
    terms = TERMS[use]
    if terms.pkis:
        yield from _wrong_pki(leaf, use, evidence.kinds[leaf.facts.sha256])
    if use is Use.CRL_SIGNING:
        yield from _crl_sign(leaf)
    if use in _MAY_BE_CAS:
        return
    pinned = leaf.facts.sha256 in evidence.anchors.types and not evidence.anchors.assumed
    if leaf.facts.looks_self_signed:
        yield fault(
            leaf,
            "self-signed-leaf",
            f"{{}} is self-signed: it vouches for itself, and {terms.verifier} has no reason to believe it.",
            requirement="V2G2-867" if terms.leaf in _ISO_LEAVES else "RFC 5280 6.1",
            observed="issuer and subject are the same",
            expected=f"a certificate that a CA issued, {_chain_of(use)}",
            remedy="Make a CSR for its key and have the CA issue the certificate.",
            severity=Severity.WARNING if pinned else Severity.ERROR,
        )
    request = next((item for item in evidence.items if item.type is ItemType.CSR), None)
    if leaf.facts.is_ca and request is not None and evidence.kind(leaf.facts.sha256) is not terms.leaf:
        yield _request_only(leaf, request, use)
    elif leaf.facts.is_ca:
        yield fault(
            leaf,
            "leaf-is-ca",
            f"{{}} is a CA certificate (CA:TRUE), where {terms.leaf.with_article if terms.leaf else 'a leaf'} is due.",
            requirement="RFC 5280 4.2.1.9",
            observed="basicConstraints CA:TRUE",
            expected="basicConstraints CA:FALSE",
            remedy="Have the leaf issued again with CA:FALSE: whoever has its key can issue certificates of this PKI.",
        )


def _crl_sign(leaf: PathCertificate) -> Iterator[Finding]:
    usages = leaf.facts.key_usage
    if usages is not None and "cRLSign" not in usages:
        yield fault(
            leaf,
            "ca-key-usage",
            "The key usage of {} does not allow it to sign CRLs.",
            requirement="RFC 5280 4.2.1.3",
            observed=", ".join(sorted(usages)) or "no usage",
            expected="cRLSign among them",
            remedy="Have its certificate issued again with cRLSign, or let another key sign the CRLs.",
        )


def _request_only(leaf: PathCertificate, request: Item, use: Use) -> Finding:
    """CAs and a CSR: the leaf itself has not been issued yet, or is in another file."""
    wanted = TERMS[use].leaf
    return Finding(
        code="not-a-certificate",
        severity=Severity.ERROR,
        message=f"{request.source} is a certificate signing request, where {wanted.with_article if wanted else 'a leaf'} is due; "
        f"besides it there are only CAs, {name_of(leaf.facts)} the lowest of them.",
        requirement="RFC 2986 4.2",
        item="csr",
        certificate=None,
        subject=about(request).subject,
        source=str(request.source),
        observed="a certificate signing request",
        expected=wanted.with_article if wanted else "a certificate",
        remedy="Send the request to the CA, and use the certificate that it issues.",
    )


_ISO_LEAVES = frozenset({Kind.SECC, Kind.CPS, Kind.CONTRACT, Kind.OEM_PROVISIONING, Kind.VEHICLE})


def _wrong_pki(leaf: PathCertificate, use: Use, known: Classification) -> Iterator[Finding]:
    terms = TERMS[use]
    if known.confidence not in _SURE or known.pki is Pki.UNKNOWN or known.kind is terms.leaf:
        return
    rule = terms.requirement
    if known.pki in terms.pkis:
        if not _another_leaf(use, known):
            return
        rule = "V2G20-2339" if use is Use.VEHICLE else "V2G20-2342"
    wanted = terms.leaf.with_article if terms.leaf else "another certificate"
    yield fault(
        leaf,
        "wrong-pki",
        f"{{}} is {known.kind.with_article} ({known.pki} PKI), but {wanted} is due here: {terms.title}.",
        requirement=rule,
        observed=f"{known.kind.with_article}: {'; '.join(known.reasons[:3])}",
        expected=wanted,
        remedy=f"Present {wanted}; or, if this one is what you mean to judge, name its own use.",
    )


def _another_leaf(use: Use, known: Classification) -> bool:
    """Whether it is certainly a vehicle's other certificate: ISO 15118-20 has one for TLS and one for asking for contracts."""
    return known.confidence is Confidence.CERTAIN and {TERMS[use].leaf, known.kind} == {Kind.VEHICLE, Kind.OEM_PROVISIONING}


def judge_purpose(path: Path, use: Use) -> Iterator[Finding]:
    """``extended-key-usage``: a purpose that an extension leaves out. OpenSSL asks CAs and roots too (`-purpose`)."""
    purpose = TERMS[use].purpose
    if not purpose:
        return
    for position, certificate in enumerate(path.certificates):
        usages = certificate.facts.extended_key_usage
        if usages is None or purpose in usages or (purpose is Purpose.CODE and _ANY_PURPOSE in usages):
            if usages is None and not position and purpose is Purpose.OCSP and not certificate.facts.is_ca:
                yield _no_ocsp_signing(certificate)
            continue
        if position and purpose not in {Purpose.SERVER, Purpose.CLIENT}:
            continue  # nobody asks CAs for the other purposes
        listed = ", ".join(usages) or "nothing"
        yield fault(
            certificate,
            "extended-key-usage",
            f"The extended key usage of {{}} leaves out {purpose.value}, so OpenSSL refuses it "
            f"{'as' if not position else 'above'} the certificate of {TERMS[use].presenter}.",
            requirement="RFC 5280 4.2.1.12",
            observed=listed,
            expected=f"{purpose.value} among them{', or no extended key usage at all' if position else ''}",
            remedy="Have this certificate issued again "
            + ("without an extended key usage: a CA needs none." if position else f"with {purpose.value}."),
        )


def _no_ocsp_signing(certificate: PathCertificate) -> Finding:
    return fault(
        certificate,
        "extended-key-usage",
        "{} has no extended key usage OCSPSigning: its answers count only if it is the CA itself.",
        requirement="RFC 6960 4.2.2.2",
        observed="no extended key usage",
        expected="OCSPSigning",
        remedy="Have the responder's certificate issued with OCSPSigning, by the CA for whose certificates it answers.",
    )


def judge_anchor(path: Path, use: Use, anchors: Anchors, evidence: Evidence) -> Iterator[Finding]:
    """``wrong-anchor``: the anchor is one, but not for this use. What an anchor is for, its OCPP type says, else its kind."""
    anchor, terms = path.anchor, TERMS[use]
    if anchor is None or not terms.roots or len(path.certificates) < 2:
        return
    sha256 = anchor.facts.sha256
    types = anchors.types.get(sha256, frozenset())
    known = evidence.kinds[sha256]
    if types:
        if not types.isdisjoint(terms.anchor_types):
            return
        seen = f"given as {', '.join(sorted(types))}"
    elif known.kind in KIND_OF_TYPE.values() and known.confidence in _SURE and known.kind not in terms.roots:
        seen = f"{known.kind.with_article}: {'; '.join(known.reasons[:2])}"
    else:
        return
    wanted = " or ".join(kind.noun for kind in terms.roots)
    yield fault(
        anchor,
        "wrong-anchor",
        f"The path ends at {{}}, {'which was ' if types else ''}{seen}; for this use {terms.verifier} trusts only a {wanted}.",
        requirement=terms.requirement,
        observed=seen,
        expected=f"a {wanted} ({' or '.join(terms.anchor_types)})",
        remedy=f"Use a certificate that leads to a {wanted}; or, if it is one, install {name_of(anchor.facts)} as "
        f"{terms.anchor_types[0]}.",
    )
    # the CAs between are of the same foreign PKI; that follows and is not said again


def judge_sub_cas(path: Path, use: Use, evidence: Evidence) -> Iterator[Finding]:
    """A Sub-CA of another PKI on the way: nothing in RFC 5280 minds, and most verifiers do not look."""
    terms = TERMS[use]
    if not terms.sub_cas or not terms.roots:
        return
    allowed = {*terms.pkis, Pki.V2G, Pki.UNKNOWN}
    for certificate in path.certificates[1:]:
        known = evidence.kinds[certificate.facts.sha256]
        if certificate.facts.self_issued or known.confidence not in _SURE or known.pki in allowed:
            continue
        yield fault(
            certificate,
            "wrong-pki",
            f"{{}} is {known.kind.with_article} ({known.pki} PKI), above {name_of(path.certificates[0].facts)}, "
            f"which is to be {terms.leaf.with_article if terms.leaf else 'of another PKI'}.",
            requirement=terms.requirement,
            observed="; ".join(known.reasons[:3]),
            expected=f"CAs of the {' or '.join(sorted(terms.pkis))} PKI",
            remedy="Have the leaf issued by a CA of its own PKI; verifiers that look at the domain component refuse it.",
            severity=Severity.WARNING,
        )


def _chain_of(use: Use) -> str:
    roots = TERMS[use].roots
    return f"below {roots[0].with_article}" if roots else "below a trust anchor"
