"""Whose status can be asked for: every certificate of a pile but those that nobody could revoke."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.certs.pairing import pair_up
from workbench.revocation.by_hash import CaPool
from workbench.revocation.ocsp_delegate import needs_no_check
from workbench.trust.certificate import PathCertificate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.certs.items import Item
    from workbench.findings import Finding

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
        Those that are not asked about, each with the reason.
    pool
        The CAs of the pile: who may have signed a CRL in another's place.
    """

    asked: tuple[Subject, ...]
    exempt: tuple[tuple[PathCertificate, str], ...]
    pool: CaPool


def subjects_of(items: Iterable[Item]) -> Subjects:
    """The certificates of a pile with their issuers, found by key and signature."""
    asked, exempt, authorities = [], [], []
    for pairing in pair_up(items):
        certificate = PathCertificate(pairing.item, pairing.facts)
        if pairing.facts.is_ca:
            authorities.append(certificate)
        if why := _exempt(certificate):
            exempt.append((certificate, why))
            continue
        issuer = pairing.issuer
        known = None if issuer is None or issuer.facts is None else PathCertificate(issuer, issuer.facts)
        asked.append(Subject(certificate, known, pairing.finding))
    return Subjects(tuple(asked), tuple(exempt), CaPool(authorities))


def _exempt(certificate: PathCertificate) -> str:
    facts = certificate.facts
    if facts.looks_self_signed:
        return ROOT
    is_responder = not facts.is_ca and "OCSPSigning" in (facts.extended_key_usage or ())
    return RESPONDER if is_responder and needs_no_check(certificate) else ""
