"""Whose status can be asked for: every certificate of a pile but those that nobody could revoke."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.certs.name_comparison import folded
from workbench.certs.pairing import about, name_of, pair_up
from workbench.findings import Finding, Severity
from workbench.revocation.by_hash import CaPool, signed_by
from workbench.revocation.ocsp_delegate import needs_no_check
from workbench.trust.certificate import PathCertificate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.certs.items import Item
    from workbench.certs.pairing import Pairing

ROOT = "a root: nobody above it could revoke it"
RESPONDER = "a responder with ocsp-nocheck: its issuer says that nobody need ask"


@dataclass(frozen=True, slots=True)
class Subject:
    """A certificate with its issuer.

    Attributes
    ----------
    issuer
        Whose key made its signature; None where that is not at hand, or not certain.
    finding
        Why there is none, or why it is not proven.
    """

    certificate: PathCertificate
    issuer: PathCertificate | None
    finding: Finding | None


@dataclass(frozen=True, slots=True)
class Subjects:
    """A pile, taken apart.

    Attributes
    ----------
    asked
        Each certificate once, in order.
    exempt
        Those that are not asked about, each with the reason; what is at hand of them counts all the same.
    pool
        The CAs of the pile: who may have signed a CRL in another's place.
    """

    asked: tuple[Subject, ...]
    exempt: tuple[tuple[Subject, str], ...]
    pool: CaPool


def subjects_of(items: Iterable[Item]) -> Subjects:
    """The certificates of a pile with their issuers, found by key and signature."""
    asked, exempt, authorities = [], [], []
    for pairing in pair_up(items):
        certificate = PathCertificate(pairing.item, pairing.facts)
        if pairing.facts.is_ca:
            authorities.append(certificate)
        subject = _subject(certificate, pairing)
        if why := _exempt(certificate):
            exempt.append((subject, why))
        else:
            asked.append(subject)
    return Subjects(tuple(asked), tuple(exempt), CaPool(authorities))


def _subject(certificate: PathCertificate, pairing: Pairing) -> Subject:
    """With the issuer, if that is a CA of the issuer's name: a key that verifies the signature does not make one."""
    issuer = pairing.issuer
    if issuer is None or issuer.facts is None:
        return Subject(certificate, None, pairing.finding)
    known = PathCertificate(issuer, issuer.facts)
    if folded(issuer.facts.subject_der) != folded(certificate.facts.issuer_der):
        why = f"has another name than the issuer that the certificate names, {certificate.facts.issuer}"
        return Subject(certificate, None, about(certificate.item, _no_issuer(certificate, known, why, "RFC 5280 6.1.3")))
    if not issuer.facts.is_ca:
        why = "is no CA"
        return Subject(certificate, None, about(certificate.item, _no_issuer(certificate, known, why, "RFC 5280 6.1.4")))
    return Subject(certificate, known, pairing.finding)


def _no_issuer(certificate: PathCertificate, signer: PathCertificate, why: str, requirement: str) -> Finding:
    return Finding(
        code="issuer-missing",
        severity=Severity.ERROR,
        message=f"{name_of(certificate.facts)} was signed with the key of {name_of(signer.facts)}, which {why}:"
        " that is not its issuer, and cannot say whether it is revoked.",
        requirement=requirement,
        observed=f"{signer.facts.subject}, which {why}",
        expected=f"a CA named {certificate.facts.issuer}",
        remedy="Do not trust the certificate: no CA issued it, as far as is known here. Load its issuer if there is one.",
        item="certificate",
    )


def _exempt(certificate: PathCertificate) -> str:
    facts = certificate.facts
    if facts.self_issued and signed_by(certificate, certificate):
        return ROOT
    is_responder = not facts.is_ca and "OCSPSigning" in (facts.extended_key_usage or ())
    return RESPONDER if is_responder and needs_no_check(certificate) else ""
