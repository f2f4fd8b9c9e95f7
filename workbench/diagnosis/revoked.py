"""What is known of revocation along a path, as findings: revoked is an error; what could not be said only where it was asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.findings import Severity
from workbench.revocation import Status

if TYPE_CHECKING:
    from workbench.diagnosis.evidence import Evidence
    from workbench.findings import Finding
    from workbench.revocation import CrlAnswer
    from workbench.trust.paths import Path


@dataclass(frozen=True, slots=True)
class Revocation:
    """Revocation along one path.

    Attributes
    ----------
    findings
        The leaf's first.
    checked
        Whether every certificate below the anchor has an answer, good or revoked.
    """

    findings: tuple[Finding, ...]
    checked: bool


NOT_ASKED = Revocation((), checked=False)


def judge(path: Path, evidence: Evidence, *, required: bool) -> Revocation:
    """Each certificate of the path but its last.

    Parameters
    ----------
    required
        What cannot be said is an error. Otherwise it is one only where a CRL that was given for this question is there and may not
        be used: a verifier that looks at it refuses. Where there is none, nothing was asked, and that is a warning.
    """
    if not evidence.has_status and not required:
        return NOT_ASKED
    answers = evidence.status.of(path)
    findings = [finding for answer in answers for finding in _told(answer, evidence, required=required)]
    return Revocation(tuple(findings), checked=all(answer.status is not Status.UNKNOWN for answer in answers))


def _told(answer: CrlAnswer, evidence: Evidence, *, required: bool) -> tuple[Finding, ...]:
    if answer.status is not Status.UNKNOWN or required:
        return answer.findings
    refused = any(finding.severity is Severity.ERROR and not _nothing_at_hand(finding) for finding in answer.findings)
    if evidence.given_status and refused:
        return answer.findings
    if not evidence.given_status and not refused:
        return ()  # nobody asked: ``not_checked`` says it
    return tuple(_lessened(finding) for finding in answer.findings)


def _lessened(finding: Finding) -> Finding:
    return replace(finding, severity=Severity.WARNING) if finding.severity is Severity.ERROR else finding


def _nothing_at_hand(finding: Finding) -> bool:
    """Not a responder's word that it does not know the certificate: the conclusion that nothing tells."""
    return finding.code == "revocation-unknown" and finding.item == "certificate"
