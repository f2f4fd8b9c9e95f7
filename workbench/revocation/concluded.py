"""An answer about a certificate's status as a finding, whichever source gave it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.findings import Finding, Severity

if TYPE_CHECKING:
    from workbench.certs.items import Item
    from workbench.trust.certificate import PathCertificate


def concluded(  # noqa: PLR0913  # the parts of a finding, by name
    certificate: PathCertificate,
    *,
    code: str,
    message: str,
    requirement: str,
    observed: str,
    expected: str,
    remedy: str,
    severity: Severity = Severity.ERROR,
    about: Item | None = None,
) -> Finding:
    """One finding for whoever asked for the certificate's status; ``about`` is the CRL or response that it is about, if any."""
    found = about or certificate.item
    return Finding(
        code=code,
        severity=severity,
        message=message,
        requirement=requirement,
        certificate=certificate.facts.sha256,
        item=found.type.finding_item,
        subject=str(certificate.facts.subject),
        source=str(found.source),
        observed=observed,
        expected=expected,
        remedy=remedy,
    )
