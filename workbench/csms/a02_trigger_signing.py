"""A02: ask a station to renew a certificate: TriggerMessage; its SignCertificate comes after its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.csms.answers import Meaning, explained, remembered
from workbench.csms.decision import CsmsDecision, guarded
from workbench.csms.not_supported import not_its_answer
from workbench.csms.policy import STRICT
from workbench.csms.procedure import Course
from workbench.findings import Severity
from workbench.messages.trigger_message import MessageTrigger, TriggerMessageRequest, TriggerMessageResponse, TriggerMessageStatus

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from workbench.csms.policy import Policy
    from workbench.csms.procedure import Procedure
    from workbench.csms.record import StationRecord
    from workbench.messages.actions import ResponseFromStation

TRIGGERS: Mapping[str, MessageTrigger] = {
    "ChargingStationCertificate": MessageTrigger.SIGN_CHARGING_STATION_CERTIFICATE,
    "V2GCertificate": MessageTrigger.SIGN_V2G_CERTIFICATE,
    "V2G20Certificate": MessageTrigger.SIGN_V2G20_CERTIFICATE,
    "Combined": MessageTrigger.SIGN_COMBINED_CERTIFICATE,
}
"""What the certificate is for, and the message that starts it."""

_MEANINGS = {
    TriggerMessageStatus.ACCEPTED: Meaning("The station will send what was asked for.", Severity.INFO, "F06.FR.05"),
    TriggerMessageStatus.REJECTED: Meaning(
        "The station knows the message and does not send it now.",
        Severity.ERROR,
        "F06.FR.05",
        "Look at its state: it may be updating, or lack a variable for the CSR's subject; ask again later.",
    ),
    TriggerMessageStatus.NOT_IMPLEMENTED: Meaning(
        "The station does not send this message on demand.",
        Severity.ERROR,
        "F06.FR.08",
        "It renews on its own a month before the end [A03.FR.02], or not at all: plan a visit.",
    ),
}


def trigger_signing(record: StationRecord, use: str, *, policy: Policy = STRICT) -> Procedure:
    """Ask for a signing request, one of :data:`TRIGGERS`; ``ok`` says that it will come, not that it has."""
    del policy  # as every procedure takes one
    course = Course(record)
    trigger = TRIGGERS.get(use)
    if trigger is None:
        course.note(guarded("There is no signing for that use.", remedy=f"There are {', '.join(TRIGGERS)}."))
        return course.end("Nothing was sent.", ok=False)
    response = yield from course.ask(TriggerMessageRequest(requested_message=trigger))
    accepted = isinstance(response, TriggerMessageResponse) and response.status is TriggerMessageStatus.ACCEPTED
    return course.end("The signing request follows." if accepted else "No signing request will come.", ok=accepted)


def triggered(record: StationRecord, request: TriggerMessageRequest, response: ResponseFromStation, now: datetime) -> CsmsDecision:
    """What the answer means; the record changes when the message comes."""
    if not isinstance(response, TriggerMessageResponse):
        return not_its_answer(record, request)
    finding = explained(_MEANINGS[response.status], response.status, response.status_info)
    asked = str(request.requested_message)
    after = record.remembering(remembered(now, "TriggerMessage", asked, response.status, response.status_info))
    return CsmsDecision(after, findings=(finding,))
