"""RFC 5280 4.2 and 6.1.4 (o), 6.1.5 (f): extensions that are critical and unknown, that occur twice, that cannot be read."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from workbench.certs.der import DerError
from workbench.certs.facts import extension_name
from workbench.certs.names import dotted
from workbench.certs.trimming import TOO_LARGE, UNREAD_EXTENSION
from workbench.trust.faults import fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.findings import Finding
    from workbench.trust.certificate import PathCertificate

PROCESSED = frozenset(
    bytes.fromhex(oid)
    for oid in (
        "551d0f",  # keyUsage
        "551d11",  # subjectAltName
        "551d13",  # basicConstraints
        "551d1e",  # nameConstraints
        "551d1f",  # cRLDistributionPoints
        "551d20",  # certificatePolicies
        "551d21",  # policyMappings
        "551d24",  # policyConstraints
        "551d25",  # extKeyUsage
        "551d36",  # inhibitAnyPolicy
    )
)
"""Extensions that decide something here, so that they may be critical.

Critical key identifiers, freshestCRL and information access RFC 5280 forbids, critical issuerAltName it advises against: OpenSSL
refuses them too.
"""
_NUMBERS = frozenset(map(dotted, PROCESSED))


def is_processed(numbers: frozenset[str]) -> bool:
    """Whether all these extensions, dotted numbers, are among those that are processed."""
    return numbers <= _NUMBERS


def judge(certificate: PathCertificate) -> Iterator[Finding]:
    """All three faults of all extensions of one certificate."""
    facts = certificate.facts
    if facts.key_usage is not None and not facts.key_usage:
        yield fault(
            certificate,
            "malformed-extension",
            "The keyUsage of {} allows nothing: no bit of it is set.",
            requirement="RFC 5280 4.2.1.3",
            observed="no usage",
            expected="at least one usage",
            remedy="Have it issued again with the usages that it is for, or without the extension.",
        )
    if facts.strict and facts.problems:
        yield from _unread(certificate)
    if facts.strict and is_processed(facts.critical):
        return  # what a strict parser reads has no extension twice
    unknown = (extension for extension in certificate.extensions if extension.critical and extension.oid not in PROCESSED)
    for extension in islice(unknown, _MOST_TOLD):
        name = _name(extension.oid)
        yield fault(
            certificate,
            "unknown-critical-extension",
            f"{{}} has a critical extension that verifiers do not process: {name}.",
            requirement="RFC 5280 4.2",
            observed=f"{name}, critical",
            expected="critical extensions of RFC 5280 only",
            remedy="Have it issued with that extension not critical, or use a verifier that knows it.",
        )
    counts = Counter(extension.oid for extension in certificate.extensions)
    for oid, count in islice(((oid, count) for oid, count in counts.items() if count > 1), _MOST_TOLD):
        yield fault(
            certificate,
            "duplicate-extension",
            f"{{}} has the extension {_name(oid)} {count} times.",
            requirement="RFC 5280 4.2",
            observed=f"{count} times",
            expected="once",
            remedy="Have it issued again: which of them holds is anyone's guess.",
        )
    if not facts.strict and not any(count > 1 for count in counts.values()):
        yield from _malformed(certificate)


_READ_RAW = frozenset({"2.5.29.30", "2.5.29.32", "2.5.29.33", "2.5.29.36", "2.5.29.54"})
"""Name constraints and policies: their clauses read them themselves, within bounds of their own."""


def _unread(certificate: PathCertificate) -> Iterator[Finding]:
    """Critical extensions that are too large to be read: what was not processed may not be accepted."""
    for problem in certificate.facts.problems:
        number, _, why = problem.removeprefix(UNREAD_EXTENSION).strip().partition(" ")
        if number in certificate.facts.critical and number not in _READ_RAW and why.startswith(TOO_LARGE):
            yield fault(
                certificate,
                "search-limit",
                f"The critical extension {extension_name(number)} of {{}} {why}.",
                requirement="RFC 5280 4.2",
                observed=why.removeprefix(TOO_LARGE).strip(),
                expected="an extension of some hundred bytes",
                remedy="Have it issued again with a smaller one, or use a verifier that reads it.",
            )


def _malformed(certificate: PathCertificate) -> Iterator[Finding]:
    """Which extensions cannot be read; where it is not for them, that the certificate cannot."""
    refusal, *told = certificate.facts.problems or ("no reason is given",)
    unread = [problem for problem in told if problem.startswith(UNREAD_EXTENSION)]
    for problem in unread:
        number, _, why = problem.removeprefix(UNREAD_EXTENSION).strip().partition(" ")
        yield fault(
            certificate,
            "malformed-extension",
            f"The extension {extension_name(number)} of {{}} {why}.",
            requirement="RFC 5280 4.2",
            observed=why,
            expected=f"{extension_name(number)} as its definition has it",
            remedy="Have it issued again; strict verifiers refuse to load it.",
        )
    if len(told) > len(unread) or not unread:
        problems = "; ".join(problem for problem in (refusal, *told) if problem not in unread)
        yield fault(
            certificate,
            "malformed-certificate",
            f"{{}} is malformed: {problems}.",
            requirement="RFC 5280 4.1",
            observed=problems,
            expected="DER as RFC 5280 defines it",
            remedy="Have it issued again; strict verifiers refuse to load it.",
        )


def _name(oid: bytes) -> str:
    """The RFC's name and the dotted number; octets where they are none, or so many that the numbers would take long to print."""
    try:
        return extension_name(dotted(oid)) if len(oid) <= _LONGEST else f"#{oid[:_LONGEST].hex()}…"
    except DerError:
        return f"#{oid.hex()}"


_LONGEST = 64
_MOST_TOLD = 16
"""Extensions of one certificate with one fault: whoever has so many has a thousand."""
