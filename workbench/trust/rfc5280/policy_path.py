"""RFC 5280 6.1.2 to 6.1.5: the certificate policies of a path, as findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.pairing import name_of
from workbench.findings import Finding, Severity
from workbench.trust.rfc5280.policies import CertificatePolicies, PolicyInputs, PolicyOutcome, process
from workbench.trust.rfc5280.subtrees import values

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbench.trust.certificate import PathCertificate

_POLICIES, _MAPPINGS, _CONSTRAINTS, _INHIBIT = (bytes.fromhex(oid) for oid in ("551d20", "551d21", "551d24", "551d36"))


def outcome(certificates: Sequence[PathCertificate], inputs: PolicyInputs) -> PolicyOutcome:
    """What the policies of a path come to.

    Parameters
    ----------
    certificates
        Without the anchor, the leaf first.
    """
    return process([_stated(certificate) for certificate in reversed(certificates)], inputs)


def judge(certificates: Sequence[PathCertificate], result: PolicyOutcome) -> Iterator[Finding]:
    """Every problem as a finding about its certificate."""
    below = list(reversed(certificates))
    for problem in result.problems:
        certificate = below[problem.position]
        yield Finding(
            code=problem.code,
            severity=Severity.ERROR,
            message=problem.sentence,
            requirement=problem.clause,
            observed=problem.observed,
            expected=problem.expected,
            remedy=problem.remedy,
            item="certificate",
            subject=str(certificate.facts.subject),
            certificate=certificate.facts.sha256,
            source=str(certificate.item.source),
        )


def _stated(certificate: PathCertificate) -> CertificatePolicies:
    return CertificatePolicies(
        policies=values(certificate.extension(_POLICIES)),
        mappings=values(certificate.extension(_MAPPINGS)),
        constraints=values(certificate.extension(_CONSTRAINTS)),
        inhibit_any=values(certificate.extension(_INHIBIT)),
        self_issued=certificate.self_issued,
        name=name_of(certificate.facts),
    )
