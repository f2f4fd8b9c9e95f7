"""A plan's questions as a station asks them of its CSMS: M06 one by one, M07 together; what does not fit is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from workbench.findings import Finding, Severity
from workbench.messages.certificate_status import (
    CertificateStatusRequestInfo,
    CertificateStatusSource,
    GetCertificateChainStatusRequest,
    GetCertificateStatusRequest,
)
from workbench.messages.hash_data import CertificateHashDataType, OCSPRequestDataType
from workbench.revocation.cache_duties import m07_duty

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.revocation.cache import StatusCache
    from workbench.revocation.plan import Plan
    from workbench.revocation.questions import Question

LONGEST_RESPONDER_URL = {"2.0.1": 512, "2.1": 2000}
"""Characters of responderURL (M06), by OCPP version."""
MOST_ENTRIES, MOST_URLS, LONGEST_URL = 4, 5, 2000
"""Of one GetCertificateChainStatusRequest (M07): entries, URLs of one entry, characters of one URL."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Messages(Generic[T]):
    """The requests to be sent, and what they leave out."""

    requests: tuple[T, ...]
    findings: tuple[Finding, ...]


def m06_requests(plan: Plan, version: str) -> Messages[GetCertificateStatusRequest]:
    """One for each certificate, for M06 names one certificate and one responder."""
    limit = LONGEST_RESPONDER_URL[version]
    requests, findings = [], []
    for hash_data in plan.certificates:
        question = next((one for one in plan.of(hash_data) if one.source is CertificateStatusSource.OCSP), None)
        if question is None:
            name = next((one.name for one in plan.of(hash_data)), f"serial number {hash_data.serial_number}")
            findings.append(_said(name, "", "it names no OCSP responder, and M06 asks no other source", "M06.FR.06"))
            continue
        fitting = [url for url in question.urls if len(url) <= limit]
        if len(fitting) < len(question.urls):
            longest = max(map(len, question.urls))
            why = f"responderURL has {limit} characters in OCPP {version}, its URL has {longest}"
            severity = Severity.WARNING if fitting else Severity.ERROR
            findings.append(_said(question.name, question.certificate, why, "M06.FR.06", "message-too-large", severity))
        if fitting:
            requests.append(GetCertificateStatusRequest(ocsp_request_data=OCSPRequestDataType.of(hash_data, fitting[0])))
    return Messages(tuple(requests), tuple(findings))


def m07_requests(plan: Plan, cache: StatusCache | None, at: datetime | None) -> Messages[GetCertificateChainStatusRequest]:
    """One entry for each certificate, by its preferred source; those that the cache knows at that time are not asked about."""
    entries, findings = [], []
    for hash_data in plan.certificates:
        questions = plan.of(hash_data)
        if cache is not None and at is not None and (duty := m07_duty(cache, hash_data, at)).moment > at:
            name, certificate = _name(questions), _sha256(questions)
            findings.append(_said(name, certificate, duty.why, duty.requirement, severity=Severity.INFO))
            continue
        entry, said = _entry(questions)
        findings += said
        if entry is not None:
            entries.append(entry)
    requests = tuple(
        GetCertificateChainStatusRequest(certificate_status_requests=tuple(entries[first : first + MOST_ENTRIES]))
        for first in range(0, len(entries), MOST_ENTRIES)
    )
    if len(requests) > 1:
        why = f"{len(entries)} certificates are asked about in {len(requests)} messages: one has {MOST_ENTRIES} entries"
        findings.append(_said("the chain", "", why, "M07.FR.11", severity=Severity.INFO))
    return Messages(requests, tuple(findings))


def _entry(questions: tuple[Question, ...]) -> tuple[CertificateStatusRequestInfo | None, list[Finding]]:
    findings = []
    for question in questions:
        fitting = [url for url in question.urls if len(url) <= LONGEST_URL]
        if len(fitting) < len(question.urls):
            why = f"a URL of {max(map(len, question.urls))} characters is left out: urls has {LONGEST_URL}"
            findings.append(_said(question.name, question.certificate, why, "M07.FR.11", "message-too-large"))
        if len(fitting) > MOST_URLS:
            why = f"{len(fitting) - MOST_URLS} of its {len(fitting)} URLs are left out: an entry has {MOST_URLS}"
            findings.append(_said(question.name, question.certificate, why, "M07.FR.11"))
        if fitting:
            entry = CertificateStatusRequestInfo(
                certificate_hash_data=CertificateHashDataType.of(question.hash_data),
                source=question.source,
                urls=tuple(fitting[:MOST_URLS]),
            )
            return entry, findings
    return None, findings


def _name(questions: tuple[Question, ...]) -> str:
    return next((one.name for one in questions), "the certificate")


def _sha256(questions: tuple[Question, ...]) -> str:
    return next((one.certificate for one in questions), "")


def _said(
    name: str, certificate: str, why: str, requirement: str, code: str = "status-plan", severity: Severity = Severity.WARNING
) -> Finding:
    return Finding(
        code=code,
        severity=severity,
        message=f"The station's question about {name}: {why}.",
        requirement=requirement,
        certificate=certificate or None,
        item="message",
        subject=name,
        observed=why,
        expected="what fits into the message",
        remedy="Nothing, where another URL or source is asked; else have the CA shorten what its certificates name."
        if severity is not Severity.INFO
        else "Nothing.",
    )
