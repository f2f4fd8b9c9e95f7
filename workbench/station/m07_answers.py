"""M07: the CSMS's results. They are cached, a week at most [M07.FR.09]; each check that waited for them goes on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.display import visible
from workbench.findings import Severity
from workbench.messages.certificate_status import CertificateStatusValue
from workbench.messages.moments import moment_of
from workbench.station.decision import Decision, consequence
from workbench.station.m07_verdict import conclude

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from workbench.certs.hashdata import CertificateHashData
    from workbench.findings import Finding
    from workbench.messages.certificate_status import (
        CertificateStatus,
        CertificateStatusSource,
        GetCertificateChainStatusRequest,
        GetCertificateChainStatusResponse,
    )
    from workbench.station.policy import Policy
    from workbench.station.state import StationState

Asked = tuple["CertificateHashData", "CertificateStatusSource"]
_FAILED = CertificateStatusValue.FAILED


def chain_answered(
    state: StationState,
    request: GetCertificateChainStatusRequest,
    response: GetCertificateChainStatusResponse,
    now: datetime,
    policy: Policy,
) -> Decision:
    """Take each result that was asked for; what was asked for and has none is Failed."""
    asked = _asked(request)
    given: dict[Asked, CertificateStatus] = {}
    findings: list[Finding] = []
    for one in response.certificate_status:
        key = one.certificate_hash_data.plain, one.source
        if key in asked and key not in given:
            given[key] = one
        else:
            findings.append(_stray(one))
    cache = state.statuses.cache
    over: set[Asked] = set()
    for key, one in given.items():
        cache = cache.with_chain_status(one, now)
        if ((until := moment_of(one.next_update)) is None or until <= now) and one.status is not _FAILED:
            findings.append(_over(one))
            if one.status is CertificateStatusValue.GOOD:  # what was revoked stays it
                over.add(key)
    missing = [key for key in asked if key not in given]
    if missing:
        sentence = f"The CSMS gave no result for {len(missing)} of the {len(asked)} certificates that it was asked about."
        findings.append(consequence(sentence, requirement="M07.FR.08"))
    after = replace(state, statuses=state.statuses.with_cache(cache, now))
    answers = {key: given[key].status if key in given else _FAILED for key in asked}
    answers |= dict.fromkeys(over, CertificateStatusValue.UNKNOWN)
    return _gone_on(after, answers, now, policy, tuple(findings))


def chain_unanswered(
    state: StationState, request: GetCertificateChainStatusRequest, why: str, now: datetime, policy: Policy
) -> Decision:
    """No response at all: Failed, each of them."""
    note = consequence(f"The CSMS did not answer about a vehicle's chain: {visible(why, 200)}", requirement="M07.FR.08")
    return _gone_on(state, dict.fromkeys(_asked(request), _FAILED), now, policy, (note,))


def time_up(state: StationState, now: datetime, policy: Policy) -> Decision:
    """Checks whose answer did not come in time end with what is known."""
    decision = Decision(state)
    for check in state.statuses.vehicles:
        if check.until <= now:
            note = consequence(f"The CSMS did not answer about {check.name} in time.", requirement="M07.FR.08")
            ended = conclude(decision.state, replace(check, waiting=()), policy, now)
            decision = _then(decision, replace(ended, findings=(*ended.findings, note)))
    return decision


def _gone_on(
    state: StationState,
    answers: dict[Asked, CertificateStatusValue],
    now: datetime,
    policy: Policy,
    findings: tuple[Finding, ...],
) -> Decision:
    decision = Decision(state)
    for check in state.statuses.vehicles:
        heard = [key for key in check.waiting if key in answers]
        if not heard:
            continue
        found = (*check.found, *((data, answers[data, source]) for data, source in heard))
        still = replace(check, waiting=tuple(key for key in check.waiting if key not in answers), found=found)
        if still.waiting:
            before = decision.state
            decision = replace(decision, state=replace(before, statuses=before.statuses.with_vehicle(still)))
        else:
            decision = _then(decision, conclude(decision.state, still, policy, now))
    told = _told(state, answers)
    return replace(decision, findings=(*decision.findings, *told, *findings))


def _told(state: StationState, answers: dict[Asked, CertificateStatusValue]) -> Iterator[Finding]:
    for (data, source), status in answers.items():
        kept = (data, source) in state.statuses.cache.entries
        sentence = f"Serial number {data.serial_number[:40]} is {status} by {source}{'' if kept else ', which is not cached'}."
        severity = Severity.INFO if status is CertificateStatusValue.GOOD else Severity.WARNING
        yield consequence(sentence, requirement="M07.FR.09", severity=severity)


def _asked(request: GetCertificateChainStatusRequest) -> tuple[Asked, ...]:
    return tuple(dict.fromkeys((one.certificate_hash_data.plain, one.source) for one in request.certificate_status_requests))


def _stray(one: CertificateStatus) -> Finding:
    serial = visible(one.certificate_hash_data.serial_number, 40)
    sentence = f"A result for serial number {serial} by {one.source} was not asked for, or came before: it is left aside."
    return consequence(sentence, requirement="M07.FR.08")


def _over(one: CertificateStatus) -> Finding:
    serial = visible(one.certificate_hash_data.serial_number, 40)
    counts = ", and counts as Unknown" if one.status is CertificateStatusValue.GOOD else ""
    sentence = f"The result {one.status} for serial number {serial} is over already by its nextUpdate: it is not cached{counts}."
    return consequence(sentence, requirement="M07.FR.10")


def _then(first: Decision, second: Decision) -> Decision:
    return replace(second, findings=(*first.findings, *second.findings), effects=(*first.effects, *second.effects))
