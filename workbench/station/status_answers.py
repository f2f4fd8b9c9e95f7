"""M06 and M07: which of the two the CSMS answered, or did not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.messages.certificate_status import (
    GetCertificateChainStatusResponse,
    GetCertificateStatusRequest,
    GetCertificateStatusResponse,
)
from workbench.station.m06_answers import answered, unanswered
from workbench.station.m07_answers import chain_answered, chain_unanswered

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.station.decision import Decision
    from workbench.station.events import StatusAnswered, StatusUnanswered
    from workbench.station.policy import Policy
    from workbench.station.state import StationState

_OTHER = "The response is another action's."


def heard(state: StationState, event: StatusAnswered, now: datetime, policy: Policy) -> Decision:
    """What a response is worth; one of another action is none."""
    request, response = event.request, event.response
    if isinstance(request, GetCertificateStatusRequest):
        if isinstance(response, GetCertificateStatusResponse):
            return answered(state, request, response, now, policy)
        return unanswered(state, request, _OTHER, now)
    if isinstance(response, GetCertificateChainStatusResponse):
        return chain_answered(state, request, response, now, policy)
    return chain_unanswered(state, request, _OTHER, now, policy)


def nothing_heard(state: StationState, event: StatusUnanswered, now: datetime, policy: Policy) -> Decision:
    """No response."""
    if isinstance(event.request, GetCertificateStatusRequest):
        return unanswered(state, event.request, event.said, now)
    return chain_unanswered(state, event.request, event.said, now, policy)
