"""M06: the station asks for the status of its own certificates, one message each: at first, after a renewal, every week."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from workbench.findings import Severity
from workbench.messages.certificate_status import GetCertificateStatusRequest
from workbench.messages.hash_data import OCSPRequestDataType
from workbench.station.decision import Decision, consequence
from workbench.station.effects import Send
from workbench.station.m06_duties import asked_about, duties, responders, unaskable
from workbench.station.statuses import AskedStatus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from workbench.certs.hashdata import CertificateHashData
    from workbench.findings import Finding
    from workbench.station.installed import InstalledCertificate
    from workbench.station.policy import Policy
    from workbench.station.state import StationState

FIRST_WAIT = timedelta(minutes=1)
"""Before a question without a usable answer is put again; doubled each time."""
_DOUBLINGS = 9
LONGEST_WAIT = timedelta(hours=6)
"""It never gives up: without a staple vehicles hang up, so a responder that is back must be seen the same day [M06.FR.10]."""


def look(state: StationState, now: datetime, policy: Policy) -> Decision:
    """The clock is looked at: what is due is asked, while there is a connection to ask over."""
    if not state.connection.connected:
        return Decision(state)
    decision = Decision(state)
    for duty in duties(state, now, policy):
        if duty.moment <= now:
            decision = _and_ask(decision, duty.certificate, duty.hash_data, duty.urls, duty.why, duty.requirement, now)
    return decision


def next_moments(state: StationState, now: datetime, policy: Policy) -> Iterator[datetime]:
    """When :func:`look` has something to do; nothing while there is no connection."""
    if state.connection.connected:
        yield from (duty.moment for duty in duties(state, now, policy))


def renewed(before: StationState, state: StationState, now: datetime, policy: Policy) -> Decision:
    """New chains came: their leaves and sub-CAs are asked about at once, whatever is cached [M06.FR.07]."""
    decision = Decision(state)
    for chain in state.v2g_chains:
        if chain in before.v2g_chains:
            continue
        held = {data for one in chain.certificates for data in one.hash_data}
        statuses = decision.state.statuses
        kept = replace(statuses, cache=statuses.cache.renewed(held, now)).without_questions(held)
        notes = (*decision.findings, *unaskable(state, chain, policy))
        decision = replace(decision, state=replace(decision.state, statuses=kept), findings=notes)
        for one in asked_about(chain, policy):
            data, urls = one.hash_by(policy.reported_algorithm), responders(state, one)
            if data is not None and urls:
                decision = _and_ask(decision, one, data, urls, "the chain was renewed", "M06.FR.07", now)
    return _forgotten(decision)


def _forgotten(decision: Decision) -> Decision:
    """Without questions about certificates that are gone."""
    state = decision.state
    held = {data for chain in state.v2g_chains for one in chain.certificates for data in one.hash_data}
    left = state.statuses.without_questions([one.hash_data for one in state.statuses.asked if one.hash_data not in held])
    return replace(decision, state=replace(state, statuses=left))


def _and_ask(  # noqa: PLR0913, PLR0917  # the parts of a duty
    decision: Decision,
    certificate: InstalledCertificate,
    hash_data: CertificateHashData,
    urls: tuple[str, ...],
    why: str,
    requirement: str,
    now: datetime,
) -> Decision:
    state = decision.state
    former = state.statuses.question([hash_data])
    times = former.times + 1 if former is not None else 1
    url = urls[(times - 1) % len(urls)]  # where one responder gave nothing, the next one is asked
    question = AskedStatus(hash_data, now, now + wait(times), times)
    message = GetCertificateStatusRequest(ocsp_request_data=OCSPRequestDataType.of(hash_data, url))
    note = consequence(
        f"The status of {{}} is asked for: {why}.", requirement=requirement, about=certificate, severity=Severity.INFO
    )
    findings: tuple[Finding, ...] = (*decision.findings, note)
    return replace(
        decision,
        state=replace(state, statuses=state.statuses.with_question(question)),
        findings=findings,
        effects=(*decision.effects, Send(message)),
    )


def wait(times: int) -> timedelta:
    """How long after the question that was put so often it is put again."""
    return min(FIRST_WAIT * (1 << min(times - 1, _DOUBLINGS)), LONGEST_WAIT)
