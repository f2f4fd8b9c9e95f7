"""A02 and A03: what the CSMS makes of a signing request, and how long the station waits after it: the same, doubled each time.

OCPP says it of a request that was accepted while no certificate came [A02.FR.17 to .19]. Two cases it leaves open are read alike,
so that neither ends the renewal for good nor floods the CSMS: no usable answer (the request is repeated), and Rejected (the
station's own renewal begins anew, with a new key). There the pause grows to a day, and CertSigningRepeatTimes ends a triggered
request only.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from workbench.findings import Severity
from workbench.messages.status_info import GenericStatus
from workbench.station.a02_a03_request import with_request
from workbench.station.a03_own_initiative import numbered
from workbench.station.decision import Decision, consequence
from workbench.station.deleting import dropped_keys
from workbench.station.device_model import ISO15118, SECURITY
from workbench.station.state import Rest

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.messages.sign_certificate import SignCertificateRequest
    from workbench.station.events import SigningAnswered, SigningFailed
    from workbench.station.policy import Policy
    from workbench.station.state import PendingRequest, SigningUse, StationState

_DEFAULT_WAIT = 30
_DAY = timedelta(days=1)
_MOST_DOUBLINGS = 20


def answered(state: StationState, event: SigningAnswered, now: datetime, policy: Policy) -> Decision:
    """Accepted: wait for the certificate. Rejected: the request and its key are dropped."""
    found = _found(state, event.request)
    if found is None:
        return Decision(state)
    if event.response.status is GenericStatus.ACCEPTED:
        wait = _wait(state, found.repeats)
        waiting = with_request(state, found, replace(found, resend_at=now + wait, accepted=True))
        waiting = rested(waiting, found.certificate_type)
        sentence = f"The next request would follow in {wait.total_seconds():.0f} s: each repeat doubles the waiting time."
        note = consequence(sentence, requirement="A02.FR.18", severity=Severity.INFO)
        return numbered(Decision(waiting, None, (note,)), state, found.certificate_type)
    return _refused(state, found, now, policy)


def _refused(state: StationState, found: PendingRequest, now: datetime, policy: Policy) -> Decision:
    after = replace(state, pending=tuple(one for one in state.pending if one is not found))
    use = found.certificate_type
    v2g = use != "ChargingStationCertificate"
    notes = [consequence("The CSMS did not take the signing request.", requirement="A02.FR.21" if v2g else "A02.FR.12")]
    if v2g and policy.pause_plug_and_charge:
        after = replace(after, model=after.model.with_value(ISO15118, "PnCEnabled", "false"))
    if use in state.own_initiative and policy.pause_after_refusal:
        former = next((one.refusals for one in state.resting if one.certificate_type == use), 0)
        pause = min(_wait(state, former), _DAY)
        after = replace(rested(after, use), resting=(*rested(after, use).resting, Rest(use, now + pause, former + 1)))
        sentence = f"The renewal begins anew in {pause.total_seconds():.0f} s, not at once."
        notes.append(consequence(sentence, requirement="A03.FR.02", severity=Severity.INFO))
    return numbered(Decision(after, None, tuple(notes), dropped_keys(state, after)), state, use)


def unanswered(state: StationState, event: SigningFailed, now: datetime) -> Decision:
    """No usable answer: the request goes on waiting, and is sent again."""
    found = _found(state, event.request)
    if found is None:
        return Decision(state)
    pause = min(_wait(state, found.repeats), _DAY)
    after = with_request(state, found, replace(found, resend_at=now + pause, accepted=False))
    sentence = f"The signing request got no answer that can be used: it is sent again in {pause.total_seconds():.0f} s."
    return numbered(Decision(after, None, (consequence(sentence, requirement="A02.FR.17"),)), state, found.certificate_type)


def rested(state: StationState, use: SigningUse) -> StationState:
    """The state without a pause for this type: something was accepted, or the CSMS asks for it."""
    return replace(state, resting=tuple(one for one in state.resting if one.certificate_type != use))


def _found(state: StationState, request: SignCertificateRequest) -> PendingRequest | None:
    return next((one for one in state.pending if one.csr == request.csr), None)


def _wait(state: StationState, repeats: int) -> timedelta:
    seconds = state.model.integer(SECURITY, "CertSigningWaitMinimum")
    return timedelta(seconds=(_DEFAULT_WAIT if seconds is None else seconds) * 2 ** min(repeats, _MOST_DOUBLINGS))
