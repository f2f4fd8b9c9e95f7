"""The certificate that OpenSSL means by "at 2 depth": it says the depth, and of the certificate only its name."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from cryptography import x509

from workbench.certs.fact_finding import facts_of
from workbench.certs.name_comparison import compare
from workbench.certs.quiet import quietly
from workbench.net.peers.asked import sha256

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.certs.facts import CertificateFacts
    from workbench.net.peers.asked import Asked


def at_depth(asked: Asked, depth: int) -> str | None:
    """SHA-256 of the certificate so many steps above the leaf.

    OpenSSL looks for an issuer by name and key identifier, among the anchors first. Where that leaves more than one certificate for
    the depth, none is named.
    """
    if depth == 0:
        return sha256(asked.leaf)
    anchors, pool = _facts(asked.anchors), _facts(asked.pool)
    level = _facts([asked.leaf])
    for _ in range(depth):
        level = [issuer for one in level for issuer in _issuers(one, anchors) or _issuers(one, pool)]
        level = list({one.sha256: one for one in level}.values())
    return level[0].sha256 if len(level) == 1 else None


def _issuers(certificate: CertificateFacts, candidates: Iterable[CertificateFacts]) -> list[CertificateFacts]:
    wanted = certificate.authority_key_identifier
    return [
        one
        for one in candidates
        if (wanted is None or one.subject_key_identifier in {None, wanted})
        and compare(one.subject_der, certificate.issuer_der).equal
    ]


def _facts(ders: Iterable[bytes]) -> list[CertificateFacts]:
    return [facts for facts in map(_read, ders) if facts is not None]


@lru_cache(maxsize=4096)  # many questions, one pile
def _read(der: bytes) -> CertificateFacts | None:
    try:
        return facts_of(der, _parsed(der))
    except ValueError:
        return None


def _parsed(der: bytes) -> x509.Certificate | None:
    try:
        with quietly():
            return x509.load_der_x509_certificate(der)
    except ValueError:
        return None
