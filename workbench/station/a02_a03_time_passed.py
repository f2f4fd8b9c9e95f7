"""A02 and A03: time passes. Requests that no certificate answered are repeated; certificates near their end are renewed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from workbench.findings import Severity
from workbench.station.a02_a03_request import MONTH, begin, key_for, message_of, with_request
from workbench.station.a03_own_initiative import numbered
from workbench.station.decision import Decision, consequence
from workbench.station.device_model import SECURITY
from workbench.station.effects import Send
from workbench.station.v2g_chains import newest, use_of

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.station.installed import KeyedChain
    from workbench.station.policy import Policy
    from workbench.station.state import PendingRequest, SigningUse, StationState

DAY = timedelta(days=1)


def time_passed(state: StationState, now: datetime, policy: Policy) -> Decision:
    """What is due: requests that no certificate answered are sent again; certificates near their end are renewed."""
    decision = Decision(state)
    for pending in state.pending:
        if pending.resend_at is not None and pending.resend_at <= now:
            decision = _then(decision, _resent(decision.state, pending, now, policy))
    due = _near_their_end(decision.state, now)
    under_way = decision.state.making | {one.certificate_type for one in decision.state.pending}
    under_way |= {one.certificate_type for one in decision.state.resting if one.until > now}
    for use, common_name in due.items():
        if use in under_way:
            continue
        note = consequence("A certificate ends within a month: it is renewed.", requirement="A03.FR.02", severity=Severity.INFO)
        begun = begin(decision.state, use, own_initiative=True, common_name=common_name)
        decision = _then(decision, replace(begun, findings=(note,)))
    return decision


def _then(first: Decision, second: Decision) -> Decision:
    return replace(second, findings=(*first.findings, *second.findings), effects=(*first.effects, *second.effects))


def _resent(state: StationState, pending: PendingRequest, now: datetime, policy: Policy) -> Decision:
    most = state.model.integer(SECURITY, "CertSigningRepeatTimes") or 0
    endless = not pending.accepted and pending.certificate_type in state.own_initiative
    if pending.repeats >= most and not endless:
        note = consequence("The signing request is not repeated any more: a TriggerMessage starts anew.", requirement="A02.FR.19")
        silent = Decision(with_request(state, pending, replace(pending, resend_at=None)), None, (note,))
        return numbered(silent, state, pending.certificate_type)
    again = replace(pending, repeats=pending.repeats + 1, resend_at=None)
    note = consequence("No certificate came: the signing request is sent again.", requirement="A02.FR.17")
    after = with_request(state, pending, again)
    if policy.new_key_for_each_resend:
        use = pending.certificate_type
        common_name = _near_their_end(state, now).get(use) if use in state.own_initiative else None
        sent = Decision(replace(after, making=state.making | {use}), None, (note,), (key_for(state, use, common_name),))
    else:
        sent = Decision(after, None, (note,), (Send(message_of(state, again, policy)),))
    return numbered(sent, state, pending.certificate_type)


def _near_their_end(state: StationState, now: datetime) -> dict[SigningUse, str | None]:
    """What is to be renewed, and under which common name (None: the device model's).

    That is the client certificate, and of each SECC's certificates the one in use. Of several for ISO 15118 that near their end one
    is renewed after the other: requests are told apart by their type.
    """
    due: dict[SigningUse, str | None] = {}
    if state.station_chain is not None and _ends_soon(state.station_chain, now):
        due["ChargingStationCertificate"] = None
    for chain in newest(state.v2g_chains):
        use = use_of(chain)
        if use not in due and _ends_soon(chain, now):
            due[use] = chain.leaf.facts.subject.common_name
    return due


def _ends_soon(chain: KeyedChain, now: datetime) -> bool:
    moment = renewal_of(chain)
    return moment is not None and moment <= now


def renewal_of(chain: KeyedChain) -> datetime | None:
    """When a chain is renewed: a month before its end, and not on the day on which its validity began.

    A CA near its own end issues certificates that end within the month: without that day a station would renew at every look.
    """
    begin, end = chain.leaf.facts.not_before, chain.leaf.facts.not_after
    if end is None:
        return None
    return end - MONTH if begin is None else max(end - MONTH, begin + DAY)
