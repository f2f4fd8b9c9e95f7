"""What this CSMS does not do, said honestly; and answers that it asks for but learns nothing of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.csms.decision import CsmsDecision, said
from workbench.csms.seen import Remembered
from workbench.findings import Severity
from workbench.messages.actions import action_of
from workbench.messages.faults import ErrorCode, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.csms.record import StationRecord
    from workbench.messages.actions import RequestToCsms, RequestToStation, ResponseFromStation


def refuse(record: StationRecord, message: RequestToCsms) -> CsmsDecision:
    """CALLERROR NotSupported: an invented answer about status, contracts or authorisation would be worse than none."""
    action, _ = action_of(type(message))
    sentence = f"This CSMS does not do {action.name}."
    refused = Refused(ErrorCode.NOT_SUPPORTED, sentence, hint="Ask a CSMS that does.")
    finding = said("csms-answered", sentence, Severity.WARNING, observed="NotSupported", remedy="Ask a CSMS that does.")
    return CsmsDecision(record, findings=(finding,), refused=refused)


def other_answer(record: StationRecord, request: RequestToStation, response: ResponseFromStation, now: datetime) -> CsmsDecision:
    """The answer to something that certificate management does not depend on: remembered, no more."""
    action, _ = action_of(type(request))
    status = str(getattr(response, "status", ""))
    if type(response) is not action.response:
        return not_its_answer(record, request)
    finding = said("csms-answered", f"{action.name} was answered {status}.", observed=status)
    return CsmsDecision(record.remembering(Remembered(now, action.name, "", status)), findings=(finding,))


def not_its_answer(record: StationRecord, request: RequestToStation) -> CsmsDecision:
    """A response of another action: nothing is learned from it."""
    action, _ = action_of(type(request))
    sentence = f"What came as answer to {action.name} is the response of another action: nothing is taken from it."
    return CsmsDecision(record, findings=(said("csms-answered", sentence, Severity.ERROR, remedy="Ask again."),))
