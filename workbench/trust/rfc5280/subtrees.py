"""RFC 5280 6.1.3 (b), (c) and 6.1.4 (g): name constraints along a path, as findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.der import DerError
from workbench.certs.pairing import name_of
from workbench.findings import Severity
from workbench.trust.faults import fault
from workbench.trust.rfc5280.name_constraints import NameSpace
from workbench.trust.rfc5280.name_constraints.space import MOST_COMPARED, MOST_READ, MOST_VIOLATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbench.findings import Finding
    from workbench.trust.certificate import PathCertificate, RawExtension

NAME_CONSTRAINTS = bytes.fromhex("551d1e")
ALTERNATIVE_NAMES = bytes.fromhex("551d11")


def judge(certificates: Sequence[PathCertificate]) -> Iterator[Finding]:
    """Every name that a CA above forbids, and every constraint that cannot be read.

    Parameters
    ----------
    certificates
        The leaf first. The constraints of an anchor's certificate count too, as OpenSSL has it.
    """
    if not any(certificate.extension(NAME_CONSTRAINTS) for certificate in certificates[1:]):
        return
    space = NameSpace.unlimited()
    restricting: list[PathCertificate] = []
    for position in range(len(certificates) - 1, -1, -1):
        certificate = certificates[position]
        if position == 0 or not certificate.self_issued:
            yield from _forbidden(certificate, space, restricting)
        constraints = certificate.extension(NAME_CONSTRAINTS)
        if position and constraints is not None:
            try:
                space = space.restricted(constraints.value, critical=constraints.critical)
                restricting.append(certificate)
            except DerError as reason:
                yield _malformed(certificate, "name constraints", str(reason), "RFC 5280 4.2.1.10")
    yield from _oddities(certificates[-1], space)


def _oddities(certificate: PathCertificate, space: NameSpace) -> Iterator[Finding]:
    """What is odd in the constraints; and an error where they were not read to their end (6.1: to reject is then the only way)."""
    if not space.complete:
        yield fault(
            certificate,
            "search-limit",
            f"The CAs of this path have more name constraints than the {MOST_READ:,} that are read here; what the rest forbids is "
            "not known.",
            requirement="RFC 5280 4.2.1.10",
            observed=f"more than {MOST_READ:,} subtrees, or fewer long ones",
            expected="constraints that can be checked to their end",
            remedy="Have the CA's certificate issued with fewer name constraints.",
        )
    elif space.notes:
        yield fault(
            certificate,
            "name-constraints",
            "The name constraints of this path are unusual: " + " ".join(space.notes[:3]),
            requirement="RFC 5280 4.2.1.10",
            observed=f"{len(space.notes)} oddities",
            expected="permitted and excluded subtrees of names that occur",
            remedy="Have the CA's certificate issued with constraints that verifiers agree about.",
            severity=Severity.WARNING,
        )


def _forbidden(certificate: PathCertificate, space: NameSpace, restricting: list[PathCertificate]) -> Iterator[Finding]:
    if not space.restrictions:
        return
    names = certificate.extension(ALTERNATIVE_NAMES)
    try:
        judgement = space.judgement(certificate.facts.subject_der, names.value if names else None)
    except DerError as reason:
        yield _malformed(certificate, "alternative names", str(reason), "RFC 5280 4.2.1.6")
        judgement = space.judgement(certificate.facts.subject_der, None)
    for violation in judgement.violations:
        authority = name_of(restricting[violation.restriction].facts)
        yield fault(
            certificate,
            "name-constraints",
            f"{{}} has a name that {authority} does not allow below it. {violation.sentence}",
            requirement="RFC 5280 4.2.1.10",
            observed=f"{violation.form} {violation.name}",
            expected=f"{'a name within' if violation.permitted else 'no name within'} {violation.constraint}",
            remedy=f"Have it issued without that name, or by a CA that may; or have {authority} issued with other constraints.",
        )
    if not judgement.complete and space.complete:
        yield fault(
            certificate,
            "search-limit",
            "{} has more names than can be compared with the name constraints above it; whether the rest is allowed is not known.",
            requirement="RFC 5280 4.2.1.10",
            observed=f"more than {MOST_COMPARED:,} comparisons, or {MOST_VIOLATIONS:,} names that are not allowed",
            expected="a handful of names",
            remedy="Have it issued with fewer names: no charging infrastructure needs so many.",
        )


def _malformed(certificate: PathCertificate, what: str, reason: str, requirement: str) -> Finding:
    return fault(
        certificate,
        "malformed-extension",
        f"The {what} of {{}} cannot be read. {reason}",
        requirement=requirement,
        observed=reason,
        expected="DER as RFC 5280 defines it",
        remedy="Have the certificate issued again.",
    )


def values(extension: RawExtension | None) -> bytes | None:
    """The value of an extension, None where it is absent."""
    return extension.value if extension is not None else None
