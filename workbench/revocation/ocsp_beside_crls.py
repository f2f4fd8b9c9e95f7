"""What CRLs and OCSP responses say together of one certificate."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.findings import Severity
from workbench.revocation.crl_judgement import CrlAnswer
from workbench.revocation.reasons import HOLD
from workbench.revocation.status import Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.findings import Finding
    from workbench.revocation.ocsp_judgement import OcspAnswer


def together(by_crls: CrlAnswer, by_ocsp: OcspAnswer) -> CrlAnswer:
    """The one that knows; of two that know the one that says revoked. Where neither knows, the reasons of both.

    What is wrong with the other source is a warning then; that it does not know is not said.
    """
    ocsp = CrlAnswer(by_ocsp.status, by_ocsp.reason, by_ocsp.revoked_at, by_ocsp.findings, by_ocsp.used)
    first, other = sorted((by_crls, ocsp), key=_weight)
    if first.status is Status.UNKNOWN:
        return replace(first, findings=(*first.findings, *other.findings))
    findings = (*_warnings(other.findings), *first.findings)
    return replace(first, findings=findings, used=(*first.used, *(other.used if other.status is first.status else ())))


def _weight(answer: CrlAnswer) -> tuple[int, bool]:
    """The smaller decides; CRLs before OCSP where all is equal."""
    return _WEIGHTS.index(answer.status), answer.reason == HOLD


_WEIGHTS = (Status.REVOKED, Status.GOOD, Status.UNKNOWN)


def _warnings(findings: Iterable[Finding]) -> Iterable[Finding]:
    for finding in findings:
        if finding.code == "revocation-unknown" and finding.item == "certificate":
            continue  # "cannot be said": the other source said it
        yield replace(finding, severity=Severity.WARNING) if finding.severity is Severity.ERROR else finding
