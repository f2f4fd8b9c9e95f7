"""Findings about messages between vehicle, pool and operators, in one form."""

from __future__ import annotations

from workbench.findings import Confidence, Finding, ItemName, Severity


def fault(  # noqa: PLR0913  # the parts of a finding, by name
    code: str,
    message: str,
    *,
    remedy: str,
    requirement: str = "",
    observed: str = "",
    expected: str = "",
    severity: Severity = Severity.ERROR,
    item: ItemName = "message",
    subject: str = "",
    certificate: str | None = None,
    confidence: Confidence = Confidence.CERTAIN,
) -> Finding:
    """One fault of a message or of something in it."""
    return Finding(
        code=code,
        severity=severity,
        message=message,
        requirement=requirement,
        observed=observed,
        expected=expected,
        remedy=remedy,
        item=item,
        subject=subject,
        certificate=certificate,
        confidence=confidence,
    )


def errors(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Those for which a receiver refuses."""
    return tuple(one for one in findings if one.severity is Severity.ERROR)
