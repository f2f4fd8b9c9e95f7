"""Findings about a certificate of a path, in one form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.pairing import name_of
from workbench.findings import Finding, Severity

if TYPE_CHECKING:
    from workbench.trust.certificate import PathCertificate


def fault(  # noqa: PLR0913  # the parts of a finding, by name
    certificate: PathCertificate,
    code: str,
    message: str,
    *,
    requirement: str,
    remedy: str,
    observed: str = "",
    expected: str = "",
    severity: Severity = Severity.ERROR,
) -> Finding:
    """One fault of one certificate. ``{}`` in the message is its name."""
    facts = certificate.facts
    return Finding(
        code=code,
        severity=severity,
        message=message.replace("{}", name_of(facts), 1),
        requirement=requirement,
        observed=observed,
        expected=expected,
        remedy=remedy,
        item="certificate",
        subject=str(facts.subject),
        certificate=facts.sha256,
        source=str(certificate.item.source),
    )
