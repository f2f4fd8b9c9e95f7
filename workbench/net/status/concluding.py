"""One word of several answers: revoked before good before unknown, whoever says it; what is wrong with others is a warning then."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.display import Findings
from workbench.findings import Severity
from workbench.messages.certificate_status import CertificateStatusValue
from workbench.net.status.checked import Checked, Tried, Word
from workbench.net.status.telling import concludes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from workbench.findings import Finding
    from workbench.trust.certificate import PathCertificate

_WORDS = {
    CertificateStatusValue.REVOKED: Word.REVOKED,
    CertificateStatusValue.GOOD: Word.GOOD,
    CertificateStatusValue.UNKNOWN: Word.UNKNOWN,
}
"""The graver first."""
_CONCLUSION = "revocation-unknown"
_SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.INFO)


def concluded(certificate: PathCertificate, tried: Sequence[Tried], said: Iterable[Finding]) -> Checked:
    """The word for a certificate.

    Parameters
    ----------
    tried
        Every answer and every failure.
    said
        Findings about the questions themselves: what was not asked, and why.
    """
    by = next((one for status in _WORDS for one in tried if one.verdict is not None and one.verdict.status is status), None)
    word = _WORDS[by.verdict.status] if by is not None and by.verdict is not None else _no_answer(tried)
    findings = [*said, *(finding for one in tried if one is not by for finding in _findings(one))]
    if by is not None:
        findings = [*_findings(by), *(_softened(one) for one in findings if one.code != _CONCLUSION)]
    told = sorted(dict.fromkeys(_about(certificate, findings)), key=_weight)
    return Checked(certificate=certificate, word=word, by=by, tried=tuple(tried), findings=Findings(told))


def decides(tried: Tried) -> bool:
    """Whether nobody else need be asked."""
    return tried.verdict is not None and tried.verdict.status in {CertificateStatusValue.GOOD, CertificateStatusValue.REVOKED}


def _no_answer(tried: Sequence[Tried]) -> Word:
    return Word.NOT_ANSWERED if tried else Word.NOT_CHECKED


def _findings(tried: Tried) -> tuple[Finding, ...]:
    if tried.verdict is not None:
        return tried.verdict.findings
    return (tried.failure,) if tried.failure is not None else ()


def _weight(finding: Finding) -> tuple[bool, bool, int]:
    """The smaller is shown first: what is wrong, then what follows from it, then what is only worth knowing."""
    return finding.severity is Severity.INFO, concludes(finding), _SEVERITIES.index(finding.severity)


def _softened(finding: Finding) -> Finding:
    return replace(finding, severity=Severity.WARNING) if finding.severity is Severity.ERROR else finding


def _about(certificate: PathCertificate, findings: Iterable[Finding]) -> Iterator[Finding]:
    """A failure on the way does not know whose status was asked for."""
    for finding in findings:
        if finding.certificate is None:
            yield replace(
                finding,
                certificate=certificate.facts.sha256,
                subject=finding.subject or str(certificate.facts.subject),
                source=finding.source or str(certificate.item.source),
            )
        else:
            yield finding
