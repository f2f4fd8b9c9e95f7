"""The faults of OCSP responses that several steps find."""

from __future__ import annotations

from workbench.findings import Severity
from workbench.revocation.status_fault import StatusFault


def malformed(observed: str, *, requirement: str = "RFC 6960 4.2.1") -> StatusFault:
    """A response that is not as RFC 6960 defines it."""
    return StatusFault(
        code="malformed-ocsp",
        message=f"{{}} is malformed: {observed}.",
        requirement=requirement,
        observed=observed,
        expected="an OCSP response as RFC 6960 4.2.1 defines it",
        remedy="Ask the responder again; if it stays so, have it mended.",
    )


def unauthorized(  # the parts of a fault, by name
    message: str,
    *,
    observed: str,
    expected: str,
    remedy: str,
    requirement: str = "RFC 6960 4.2.2.2",
    severity: Severity = Severity.ERROR,
) -> StatusFault:
    """A response by one who may not give it, or of whom that is not sure."""
    return StatusFault(
        severity=severity,
        code="revocation-unauthorized",
        message=message,
        requirement=requirement,
        observed=observed,
        expected=expected,
        remedy=remedy,
    )
