"""M06: a station asks for an OCSP response. Accepted says that one was had; what it says of the certificate is the station's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.csms.decision import CsmsDecision, said
from workbench.csms.effects import LookUp
from workbench.csms.status_questions import OCSP, question
from workbench.findings import Severity
from workbench.messages.certificate_status import CertificateStatusValue, GetCertificateStatusResponse, GetCertificateStatusStatus
from workbench.messages.reason_codes import ReasonCode
from workbench.messages.status_info import status_info
from workbench.revocation.by_hash import CaPool
from workbench.revocation.verdict_answers import m06_response

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.csms.events import LookedUp
    from workbench.csms.policy import Policy
    from workbench.csms.record import StationRecord
    from workbench.findings import Finding
    from workbench.messages.certificate_status import GetCertificateStatusRequest
    from workbench.revocation.verdict import Verdict

OFF = "Live revocation checks are off at this CSMS: nobody was asked."


def asked(record: StationRecord, message: GetCertificateStatusRequest, now: datetime, policy: Policy) -> CsmsDecision:
    """The order to ask the responder; the reply follows when that is done [M06.FR.01]."""
    data = message.ocsp_request_data
    pool = CaPool(record.at_hand)
    urls = (data.responder_url,)
    one, findings = question(data.plain, OCSP, urls, pool, "M06.FR.01", in_sha1_too=policy.ask_in_sha1_too)
    note = said("csms-answered", f"The OCSP responder is asked about {one.name} for the station.", requirement="M06.FR.01")
    return CsmsDecision(replace(record, last_seen=now), None, (note, *findings), (LookUp(message, (one,)),))


def looked_up(record: StationRecord, event: LookedUp, now: datetime) -> CsmsDecision:
    """Accepted and the response, DER in base64, as it came [M06.FR.02, M06.FR.03, M06.FR.08, M06.FR.09]; else Failed and why."""
    (found,) = event.found[:1] or (None,)
    seen = replace(record, last_seen=now)
    if found is None or event.off:
        return CsmsDecision(seen, *_failed(record, ReasonCode.NOT_ENABLED, OFF, (_note(OFF, Severity.WARNING, "M06.FR.04"),)))
    if found.octets is None:
        because = _own(found.findings)
        sentence = because[0].message if because else "No OCSP response could be had."
        return CsmsDecision(seen, *_failed(record, ReasonCode.UNSPECIFIED, sentence, because))
    reply, faults = m06_response(found.octets, record.version.value)
    if reply.status is not GetCertificateStatusStatus.ACCEPTED:
        reason = ReasonCode.TOO_LARGE_ELEMENT if faults[0].code == "message-too-large" else ReasonCode.UNSPECIFIED
        return CsmsDecision(seen, *_failed(record, reason, faults[0].message, faults))
    verdict = found.verdict
    says = "" if verdict is None else _says(verdict)
    sentence = f"The OCSP response for {found.question.name} is passed on as it came: Accepted says no more than that.{says}"
    return CsmsDecision(seen, reply, (_note(sentence, Severity.INFO, "M06.FR.02"), *_own(found.findings)))


def _says(verdict: Verdict) -> str:
    if verdict.status is CertificateStatusValue.FAILED:
        return " The CSMS itself would not use it."
    return f" It says {verdict.status}{'' if verdict.verified else ', which nobody verified here'}."


def _own(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """M07's words about an answer are not for M06."""
    return tuple(replace(one, requirement="M06.FR.04") if one.requirement.startswith("M07") else one for one in findings)


def _note(sentence: str, severity: Severity, requirement: str) -> Finding:
    remedy = "" if severity is Severity.INFO else "Give the CSMS a fetcher that is switched on."
    return said("csms-answered", sentence, severity, requirement=requirement, remedy=remedy)


def _failed(
    record: StationRecord, reason: ReasonCode, sentence: str, findings: tuple[Finding, ...]
) -> tuple[GetCertificateStatusResponse, tuple[Finding, ...]]:
    info = status_info(reason, sentence, record.version)
    return GetCertificateStatusResponse(status=GetCertificateStatusStatus.FAILED, status_info=info), findings
