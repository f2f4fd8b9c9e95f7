"""A request without a response. Nothing that it asked for is taken for done, and nothing for not done.

A CALLERROR says that the request was not understood: the station did nothing. Silence says nothing: what the station holds is in
doubt until it is asked with M03; no row waits for an answer that will never come.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.csms.decision import CsmsDecision, said
from workbench.csms.record import CHAIN_TYPE
from workbench.csms.seen import Remembered, Stage
from workbench.findings import Severity
from workbench.messages.actions import action_of
from workbench.messages.certificates import DeleteCertificateRequest, InstallCertificateRequest
from workbench.messages.sign_certificate import CertificateSignedRequest

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.csms.events import NoAnswer
    from workbench.csms.record import StationRecord
    from workbench.messages.actions import RequestToStation

_LONGEST = 200
_REMEDIES = {
    "NotImplemented": "The station does not know the action: do not ask it again before its firmware is updated.",
    "NotSupported": "The station knows the action and does not do it: do not ask it again before its firmware is updated.",
    "FormatViolation": "Hold the request against the schema of the OCPP version that was agreed.",
    "TypeConstraintViolation": "Hold the request against the schema; a field may be too long for this station (FieldLength).",
    "PropertyConstraintViolation": "Hold the request against the schema; a value may be one that this station does not know.",
    "SecurityError": "Look at the security profile and at the station's security events.",
    "InternalError": "The station failed inside: read its log, then ask again.",
}


def unanswered(record: StationRecord, event: NoAnswer, now: datetime) -> CsmsDecision:
    """What is known after a CALLERROR, or after silence."""
    action, _ = action_of(type(event.request))
    why = event.why if len(event.why) <= _LONGEST else f"{event.why[: _LONGEST - 1]}…"
    status = event.code[:40] or "no answer"
    after = record.remembering(Remembered(now, action.name, _about(event.request), status))
    if event.code:
        sentence = f"{action.name} was answered with a CALLERROR ({status}): the station did nothing. {why}"
        remedy = _REMEDIES.get(event.code, "Read what the station says, correct the request, ask again.")
        return CsmsDecision(
            _signing_unanswered(after, event.request),
            findings=(said("csms-no-answer", sentence.rstrip(), Severity.ERROR, observed=status, remedy=remedy),),
        )
    sentence = (
        f"{action.name} was not answered: whether the station did it is not known, and the record takes neither for true. {why}"
    )
    finding = said(
        "csms-no-answer",
        sentence.rstrip(),
        Severity.ERROR,
        observed="no answer",
        remedy="When the station is there again, list with M03 what it holds, then decide anew.",
    )
    return CsmsDecision(_signing_unanswered(_doubted(after, event.request), event.request), findings=(finding,))


def _about(request: RequestToStation) -> str:
    return str(request.certificate_type) if isinstance(request, InstallCertificateRequest) else ""


def _doubted(record: StationRecord, request: RequestToStation) -> StationRecord:
    match request:
        case InstallCertificateRequest():
            return record.doubting([str(request.certificate_type)])
        case DeleteCertificateRequest():
            return record.doubting()
        case CertificateSignedRequest():
            return record.doubting([CHAIN_TYPE])
        case _:
            return record


def _signing_unanswered(record: StationRecord, request: RequestToStation) -> StationRecord:
    if not isinstance(request, CertificateSignedRequest):
        return record
    return replace(
        record,
        signings=tuple(
            replace(one, stage=Stage.NOT_ANSWERED)
            if one.request_id == request.request_id and one.stage is Stage.SENT and _same_type(one.certificate_type, request)
            else one
            for one in record.signings
        ),
    )


def _same_type(certificate_type: object, request: CertificateSignedRequest) -> bool:
    return request.certificate_type is None or request.certificate_type == certificate_type
