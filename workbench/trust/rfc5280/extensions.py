"""RFC 5280 4.2 and 6.1.4 (o), 6.1.5 (f): extensions that are critical and unknown, that occur twice, that cannot be read."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from workbench.certs.names import dotted
from workbench.trust.faults import fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.findings import Finding
    from workbench.trust.certificate import PathCertificate

PROCESSED = frozenset(
    bytes.fromhex(oid)
    for oid in (
        "551d0e",  # subjectKeyIdentifier
        "551d0f",  # keyUsage
        "551d11",  # subjectAltName
        "551d12",  # issuerAltName
        "551d13",  # basicConstraints
        "551d1e",  # nameConstraints
        "551d1f",  # cRLDistributionPoints
        "551d20",  # certificatePolicies
        "551d21",  # policyMappings
        "551d23",  # authorityKeyIdentifier
        "551d24",  # policyConstraints
        "551d25",  # extKeyUsage
        "551d2e",  # freshestCRL
        "551d36",  # inhibitAnyPolicy
        "2b06010505070101",  # authorityInfoAccess
        "2b0601050507010b",  # subjectInfoAccess
    )
)
"""Extensions that are understood here, so that they may be critical."""


def judge(certificate: PathCertificate) -> Iterator[Finding]:
    """All three faults of all extensions of one certificate."""
    for extension in certificate.extensions:
        if extension.critical and extension.oid not in PROCESSED:
            name = dotted(extension.oid)
            yield fault(
                certificate,
                "unknown-critical-extension",
                f"{{}} has a critical extension that no verifier here knows: {name}.",
                requirement="RFC 5280 4.2",
                observed=f"{name}, critical",
                expected="critical extensions of RFC 5280 only",
                remedy="Have it issued with that extension not critical, or use a verifier that knows it.",
            )
    counts = Counter(extension.oid for extension in certificate.extensions)
    for oid, count in counts.items():
        if count > 1:
            yield fault(
                certificate,
                "duplicate-extension",
                f"{{}} has the extension {dotted(oid)} {count} times.",
                requirement="RFC 5280 4.2",
                observed=f"{count} times",
                expected="once",
                remedy="Have it issued again: which of them holds is anyone's guess.",
            )
    facts = certificate.facts
    if not facts.strict and not any(count > 1 for count in counts.values()):
        yield fault(
            certificate,
            "malformed-certificate",
            f"{{}} is malformed: {'; '.join(facts.problems)}.",
            requirement="RFC 5280 4.1",
            observed="; ".join(facts.problems),
            expected="DER as RFC 5280 defines it",
            remedy="Have it issued again; strict verifiers refuse to load it.",
        )
