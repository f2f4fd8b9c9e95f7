"""A02 and A03: a new key pair, its signing request, and what happens until the certificate comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from workbench.certs.kinds import profile_of_key
from workbench.findings import Severity
from workbench.messages.hash_data import CertificateHashDataType
from workbench.messages.sign_certificate import CertificateSigningUse, SignCertificateRequest
from workbench.messages.status_info import GenericStatus
from workbench.messages.versions import Version
from workbench.station.a03_own_initiative import numbered
from workbench.station.decision import Decision, consequence
from workbench.station.deleting import dropped_keys
from workbench.station.device_model import ISO15118, SECURITY
from workbench.station.effects import MakeKey, Send
from workbench.station.installed import V2G_ROOT
from workbench.station.state import PendingRequest

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.station.effects import Effect
    from workbench.station.events import KeyReady, SigningAnswered
    from workbench.station.policy import Policy
    from workbench.station.state import SigningUse, StationState

MONTH = timedelta(days=30)
"""Before its end a certificate is renewed [A03.FR.02]."""
_DEFAULT_WAIT = 30


def begin(state: StationState, certificate_type: SigningUse, *, own_initiative: bool = False) -> Decision:
    """Ask the edge for a key pair; a request of that type that is under way is dropped with its key."""
    pending = tuple(one for one in state.pending if one.certificate_type != certificate_type)
    begun = state.own_initiative | {certificate_type} if own_initiative else state.own_initiative - {certificate_type}
    after = replace(state, pending=pending, making=state.making | {certificate_type}, own_initiative=begun)
    v2g = certificate_type in {"V2GCertificate", "V2G20Certificate"}
    names = (ISO15118, "SeccId") if v2g else (SECURITY, "Identity")
    asked = MakeKey(
        certificate_type,
        common_name=_value(state, *names),
        organization_name=_value(state, names[0], "OrganizationName"),
        country_name=_value(state, ISO15118, "CountryName") if v2g else "",
        key="P-521" if certificate_type == "V2G20Certificate" else "P-256",
    )
    return Decision(after, effects=(*dropped_keys(state, after), asked))


def _value(state: StationState, component: str, name: str) -> str:
    variable = state.model.find(component, name)
    return variable.value if variable is not None else ""


def request(state: StationState, event: KeyReady, policy: Policy) -> Decision:
    """The key is there: SignCertificateRequest."""
    number = state.requests + 1
    with_id = policy.send_request_id and state.connection.version is Version.V21
    made = PendingRequest(event.certificate_type, event.key, event.public_key_sha256, number if with_id else None, event.csr)
    others = tuple(one for one in state.pending if one.certificate_type != event.certificate_type)
    after = replace(state, pending=(*others, made), making=state.making - {event.certificate_type}, requests=number)
    note = consequence("The signing request is sent.", requirement="A02.FR.03", severity=Severity.INFO)
    effects: tuple[Effect, ...] = (*dropped_keys(state, after), Send(_message(after, made, policy)))
    return numbered(Decision(after, None, (note,), effects), state, made.certificate_type)


def _message(state: StationState, pending: PendingRequest, policy: Policy) -> SignCertificateRequest:
    """The message; a root is named where the certificate is for ISO 15118 and the version has the field."""
    named = None
    v2g = pending.certificate_type in {"V2GCertificate", "V2G20Certificate"}
    roots = state.store.of_type(V2G_ROOT)
    if v2g and roots and policy.name_the_v2g_root and state.connection.version is Version.V21:
        named = roots[-1].hash_by(policy.reported_algorithm)
    return SignCertificateRequest(
        csr=pending.csr,
        certificate_type=None if pending.certificate_type == "Combined" else CertificateSigningUse(pending.certificate_type),
        hash_root_certificate=CertificateHashDataType.of(named) if named is not None else None,
        request_id=pending.request_id,
    )


def answered(state: StationState, event: SigningAnswered, now: datetime, policy: Policy) -> Decision:
    """Accepted: wait for the certificate. Rejected: the request and its key are dropped."""
    found = next((one for one in state.pending if one.csr == event.request.csr), None)
    if found is None:
        return Decision(state)
    if event.response.status is GenericStatus.ACCEPTED:
        waiting = replace(found, resend_at=now + _wait(state, found.repeats))
        return Decision(_with(state, found, waiting))
    after = replace(state, pending=tuple(one for one in state.pending if one is not found))
    v2g = found.certificate_type != "ChargingStationCertificate"
    note = consequence("The CSMS did not take the signing request.", requirement="A02.FR.21" if v2g else "A02.FR.12")
    if v2g and policy.pause_plug_and_charge:
        after = replace(after, model=after.model.with_value(ISO15118, "PnCEnabled", "false"))
    return numbered(Decision(after, None, (note,), dropped_keys(state, after)), state, found.certificate_type)


def _wait(state: StationState, repeats: int) -> timedelta:
    seconds = state.model.integer(SECURITY, "CertSigningWaitMinimum")
    return timedelta(seconds=(_DEFAULT_WAIT if seconds is None else seconds) * 2**repeats)


def _with(state: StationState, old: PendingRequest, new: PendingRequest) -> StationState:
    return replace(state, pending=tuple(new if one is old else one for one in state.pending))


def time_passed(state: StationState, now: datetime, policy: Policy) -> Decision:
    """What is due: requests that no certificate answered are sent again; certificates near their end are renewed."""
    decision = Decision(state)
    for pending in state.pending:
        if pending.resend_at is not None and pending.resend_at <= now:
            decision = _then(decision, _resent(decision.state, pending, policy))
    for certificate_type in _near_their_end(decision.state, now):
        note = consequence("A certificate ends within a month: it is renewed.", requirement="A03.FR.02", severity=Severity.INFO)
        decision = _then(decision, replace(begin(decision.state, certificate_type, own_initiative=True), findings=(note,)))
    return decision


def _then(first: Decision, second: Decision) -> Decision:
    return replace(second, findings=(*first.findings, *second.findings), effects=(*first.effects, *second.effects))


def _resent(state: StationState, pending: PendingRequest, policy: Policy) -> Decision:
    most = state.model.integer(SECURITY, "CertSigningRepeatTimes") or 0
    if pending.repeats >= most:
        note = consequence("The signing request is not repeated any more: a TriggerMessage starts anew.", requirement="A02.FR.19")
        silent = Decision(_with(state, pending, replace(pending, resend_at=None)), None, (note,))
        return numbered(silent, state, pending.certificate_type)
    again = replace(pending, repeats=pending.repeats + 1, resend_at=None)
    note = consequence("No certificate came: the signing request is sent again.", requirement="A02.FR.17")
    sent = Decision(_with(state, pending, again), None, (note,), (Send(_message(state, again, policy)),))
    return numbered(sent, state, pending.certificate_type)


def _near_their_end(state: StationState, now: datetime) -> tuple[SigningUse, ...]:
    """What is to be renewed and is not under way; of several V2G chains for one edition of ISO 15118 the last to end counts."""
    ends: dict[SigningUse, datetime] = {}
    if state.station_chain is not None and (end := state.station_chain.leaf.facts.not_after) is not None:
        ends["ChargingStationCertificate"] = end
    for chain in state.v2g_chains:
        edition_20 = profile_of_key(chain.leaf.facts.key) == "iso15118-20"
        use: SigningUse = "V2G20Certificate" if edition_20 else "V2GCertificate"
        if (end := chain.leaf.facts.not_after) is not None:
            ends[use] = max(end, ends.get(use, end))
    under_way = state.making | {one.certificate_type for one in state.pending}
    return tuple(use for use, end in ends.items() if end <= now + MONTH and use not in under_way)
