"""M07: a station asks about a vehicle's certificates, by hash data alone; the CSMS asks their responders or fetches their CRLs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.csms.decision import CsmsDecision, said
from workbench.csms.effects import LookUp
from workbench.csms.m06_certificate_status import OFF
from workbench.csms.not_supported import refuse
from workbench.csms.status_questions import OCSP, question
from workbench.findings import Severity
from workbench.messages.certificate_status import (
    CertificateStatus,
    CertificateStatusValue,
    GetCertificateChainStatusResponse,
)
from workbench.messages.versions import Version
from workbench.revocation.by_hash import CaPool
from workbench.revocation.verdict_answers import m07_result
from workbench.times import rfc3339

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.csms.events import LookedUp
    from workbench.csms.policy import Policy
    from workbench.csms.record import StationRecord
    from workbench.csms.status_looking import Found
    from workbench.findings import Finding
    from workbench.messages.certificate_status import CertificateStatusRequestInfo, GetCertificateChainStatusRequest
    from workbench.revocation.questions import Question

FAILED = CertificateStatusValue.FAILED
_SEVERITIES = {CertificateStatusValue.GOOD: Severity.INFO, CertificateStatusValue.REVOKED: Severity.ERROR}


def asked(record: StationRecord, message: GetCertificateChainStatusRequest, now: datetime, policy: Policy) -> CsmsDecision:
    """The order to ask for each certificate; the reply follows when all of that is done."""
    if record.version is Version.V201:  # whose messages have no such answer
        return refuse(record, message)
    pool = CaPool(record.at_hand)
    questions: list[Question] = []
    findings: list[Finding] = []
    for entry in message.certificate_status_requests:
        requirement = "M07.FR.01" if entry.source is OCSP else "M07.FR.04"
        data, urls = entry.certificate_hash_data.plain, entry.urls
        one, said_of_it = question(data, entry.source, urls, pool, requirement, in_sha1_too=policy.ask_in_sha1_too)
        questions.append(one)
        findings += said_of_it
    sentence = f"The sources of {len(questions)} certificates of a vehicle's chain are asked for the station."
    note = said("csms-answered", sentence, requirement="M07.FR.01" if OCSP in {one.source for one in questions} else "M07.FR.04")
    return CsmsDecision(replace(record, last_seen=now), None, (note, *findings), (LookUp(message, tuple(questions)),))


def looked_up(record: StationRecord, event: LookedUp, now: datetime, policy: Policy) -> CsmsDecision:
    """One result for each certificate, in the order of the request [M07.FR.08]."""
    request = event.looking.request
    entries = getattr(request, "certificate_status_requests", ())
    results: list[CertificateStatus] = []
    findings: list[Finding] = []
    for place, entry in enumerate(entries):
        found = None if event.off or place >= len(event.found) else event.found[place]
        results.append(_result(entry, found, now))
        findings.append(_told(results[-1], found, policy, off=event.off))
        findings += [] if found is None else found.findings
    return CsmsDecision(
        replace(record, last_seen=now), GetCertificateChainStatusResponse(certificate_status=tuple(results)), tuple(findings)
    )


def _result(entry: CertificateStatusRequestInfo, found: Found | None, now: datetime) -> CertificateStatus:
    """Good, Revoked or Unknown as the responder says or the CRL tells [M07.FR.03, M07.FR.06, M07.FR.07]; else Failed."""
    asked_for = entry.certificate_hash_data
    if found is not None and found.octets is not None and found.verdict is not None:
        return m07_result(asked_for, found.verdict, now)
    return CertificateStatus(certificate_hash_data=asked_for, source=entry.source, status=FAILED, next_update=rfc3339(now))


def _told(result: CertificateStatus, found: Found | None, policy: Policy, *, off: bool) -> Finding:
    by_ocsp = result.source is OCSP
    serial = result.certificate_hash_data.serial_number[:40]
    if result.status is FAILED:
        why = OFF if off else "None of its sources gave an answer that may be used."
        requirement = "M07.FR.02" if by_ocsp else "M07.FR.05"
        remedy = "Give the CSMS a fetcher that is switched on." if off else "See what was said of each source."
        sentence = f"The status of serial number {serial} is Failed. {why}"
        return said("revocation-unreachable", sentence, Severity.WARNING, requirement=requirement, observed="Failed", remedy=remedy)
    in_crl = "M07.FR.06" if result.status is CertificateStatusValue.REVOKED else "M07.FR.07"
    verified = found is not None and found.verdict is not None and found.verdict.verified
    doubt = "" if verified else f"; nobody verified it, and the CSMS passes it on {policy.unverifiable_status}"
    return said(
        "csms-answered",
        f"The status of serial number {serial} is {result.status} by {result.source}{doubt}.",
        _SEVERITIES.get(result.status, Severity.WARNING) if verified else Severity.WARNING,
        requirement="M07.FR.03" if by_ocsp else in_crl,
        observed=str(result.status),
    )
