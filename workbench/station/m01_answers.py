"""M01 and M02: the CSMS's answer goes to the vehicle unchanged; while contracts remain the request is repeated (ISO 15118-20)."""

from __future__ import annotations

import binascii
from base64 import b64decode
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.display import visible
from workbench.findings import Finding, Severity
from workbench.messages.ev_certificate import Get15118EVCertificateResponse
from workbench.messages.lengths import longest
from workbench.station.decision import Decision, consequence
from workbench.station.device_model import COMMUNICATION
from workbench.station.effects import AnswerVehicle, Send
from workbench.station.m01_ev_message import ISO_20
from workbench.station.m01_remaining import with_remaining
from workbench.station.m01_vehicle_asks import ACCEPTED, FAILED, failed

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.messages.ev_certificate import Get15118EVCertificateRequest
    from workbench.station.events import EvCertificateAnswered
    from workbench.station.plug import Installation
    from workbench.station.policy import Policy
    from workbench.station.state import StationState

FIELD = "Get15118EVCertificateResponse.exiResponse"
MOST_READY = 255
"""Answers that are kept for a vehicle at most: its MaximumContractCertificateChains is an unsignedByte."""
_LONGEST_SHOWN = 300


def answered(state: StationState, event: EvCertificateAnswered, policy: Policy) -> Decision:
    """Accepted: the vehicle gets what the pool made. Failed: it is told so."""
    found = state.plug.asking(event.request)
    if found is None:
        sentence = "An answer about contract certificates comes too late: no vehicle waits for it, and it is left aside."
        return Decision(state, None, (consequence(sentence, requirement="M01.FR.01"),))
    answer, findings = _for_the_vehicle(state, found, event.response, policy)
    return _go_on(state, found, answer, event.response, findings, policy)


def unanswered(state: StationState, request: Get15118EVCertificateRequest, said: str) -> Decision:
    """No response at all: Failed."""
    found = state.plug.asking(request)
    if found is None:
        return Decision(state)
    why = f"the CSMS did not answer: {visible(said, _LONGEST_SHOWN)}"
    if found.until is None:  # the repetition that the station sent of itself
        return _kept(state, found, AnswerVehicle(found.session, FAILED, b"", None, why), ())
    return failed(state, found.session, why, "M01.FR.01")


def waited(state: StationState, session: str) -> Decision:
    """The vehicle's time is up (V2G_SECC_MSG_CERTINSTALL_TIME): it is told Failed, and a later answer is left aside."""
    found = state.plug.installation(session)
    if found is None or found.until is None:
        return Decision(state)
    remedy = "Make the CSMS and the contract certificate pool answer within 5 seconds."
    why = "the CSMS did not answer within the time that a vehicle waits."
    return failed(state, session, why, "M01.FR.01", remedy=remedy)


def time_up(state: StationState, now: datetime) -> Decision:
    """Vehicles that have waited as long as they do."""
    decision = Decision(state)
    for one in state.plug.installations:
        if one.until is not None and one.until <= now:
            ended = waited(decision.state, one.session)
            decision = replace(ended, findings=(*decision.findings, *ended.findings), effects=(*decision.effects, *ended.effects))
    return decision


def _for_the_vehicle(
    state: StationState, found: Installation, response: Get15118EVCertificateResponse, policy: Policy
) -> tuple[AnswerVehicle, tuple[Finding, ...]]:
    exi, fault = _octets(state, response)
    is_20 = found.request.iso15118_schema_version == ISO_20
    if response.status != ACCEPTED:
        info = response.status_info
        said = "" if info is None else f": {info.reason_code}{f', {info.additional_info}' if info.additional_info else ''}"
        why = f"the CSMS says Failed{visible(said, _LONGEST_SHOWN)}"
        more = (_passed_over(response),) if response.exi_response else ()
        note = consequence(f"The vehicle gets no contract certificate: {why.rstrip('.')}.", requirement="M01.FR.01")
        return AnswerVehicle(found.session, FAILED, b"", None, why), (note, *more)
    if fault:
        note = consequence(f"The vehicle gets no contract certificate: {fault}", requirement="M01.FR.01")
        return AnswerVehicle(found.session, FAILED, b"", None, fault), (note,)
    sentence = f"The vehicle gets the answer of the pool, {len(exi)} octets, as it came."
    findings = [consequence(sentence, requirement="M01.FR.01", severity=Severity.INFO)]
    remaining = response.remaining_contracts if is_20 else None
    if not is_20 and response.remaining_contracts is not None:
        sentence = "remainingContracts means nothing to a vehicle of ISO 15118-2 and is left aside."
        findings.append(consequence(sentence, requirement="M01.FR.05"))
    if remaining is not None:
        if policy.remaining_counts_this_one:
            remaining = max(0, remaining - 1)
        if policy.write_remaining:
            exi, about = with_remaining(exi, remaining)
            findings += about
    return AnswerVehicle(found.session, ACCEPTED, exi, remaining, ""), tuple(findings)


def _octets(state: StationState, response: Get15118EVCertificateResponse) -> tuple[bytes, str]:
    """The EXI, and why it cannot be passed on, as a sentence."""
    text = response.exi_response
    budgets = (longest(Get15118EVCertificateResponse, "exiResponse", state.connection.version), *_own_budget(state))
    if len(text) > min(budgets):
        return b"", f"the answer has {len(text)} characters, and this station takes {min(budgets)}."
    try:
        octets = b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b"", "what the CSMS sends as exiResponse is no base64."
    return octets, "" if octets else "the CSMS says Accepted and sends nothing for the vehicle."


def _own_budget(state: StationState) -> tuple[int, ...]:
    limit = state.model.integer(COMMUNICATION, "FieldLength", FIELD)
    return () if limit is None else (limit,)


def _passed_over(response: Get15118EVCertificateResponse) -> Finding:
    sentence = f"The CSMS says Failed and sends {len(response.exi_response)} characters all the same: they are left aside."
    remedy = 'Send exiResponse "": the schema wants the field, the text has nothing in it.'
    return consequence(sentence, requirement="M01.FR.01", remedy=remedy)


def _go_on(  # the parts of an answer
    state: StationState,
    found: Installation,
    answer: AnswerVehicle,
    response: Get15118EVCertificateResponse,
    findings: tuple[Finding, ...],
    policy: Policy,
) -> Decision:
    """Ask again where contracts remain [M01.FR.06]; hand the answer over where the vehicle waits, else keep it."""
    more, why_not = _repeats(found, answer, response, policy)
    notes = (*findings, *why_not)
    if not more:
        return _kept(state, found, answer, notes)
    sentence = f"{answer.remaining} contract{'s' * (answer.remaining != 1)} remain: the same request is sent again."
    note = consequence(sentence, requirement="M01.FR.06", severity=Severity.INFO)
    again = replace(found, remaining=response.remaining_contracts)
    return _handed(state, again, answer, (*notes, note), (Send(found.request),))


def _repeats(
    found: Installation, answer: AnswerVehicle, response: Get15118EVCertificateResponse, policy: Policy
) -> tuple[bool, tuple[Finding, ...]]:
    if not answer.remaining or answer.status != ACCEPTED or not policy.repeat_for_remaining:
        return False, ()
    if found.remaining is not None and (response.remaining_contracts or 0) >= found.remaining:
        sentence = (
            f"remainingContracts was {found.remaining} and is {response.remaining_contracts} now: it does not count down, and the "
            "station stops asking."
        )
        return False, (consequence(sentence, requirement="M01.FR.07", remedy="Lower it by one with each answer."),)
    if len(found.ready) >= MOST_READY:
        sentence = f"{MOST_READY} contracts wait for the vehicle, which has not come for them: the station stops asking."
        return False, (consequence(sentence, requirement="M01.FR.06", remedy="Announce no more than the vehicle's maximum."),)
    return True, ()


def _kept(state: StationState, found: Installation, answer: AnswerVehicle, findings: tuple[Finding, ...]) -> Decision:
    """The last answer of a session."""
    return _handed(state, replace(found, asked=False), answer, findings, ())


def _handed(
    state: StationState, found: Installation, answer: AnswerVehicle, findings: tuple[Finding, ...], sends: tuple[Send, ...]
) -> Decision:
    if found.until is None:  # the vehicle has not come for it yet
        left = replace(found, ready=(*found.ready, answer))
        return Decision(replace(state, plug=state.plug.with_installation(left)), None, findings, sends)
    left = replace(found, until=None)
    plug = state.plug.with_installation(left) if left.asked else state.plug.without_installation(found.session)
    return Decision(replace(state, plug=plug), None, findings, (answer, *sends))
