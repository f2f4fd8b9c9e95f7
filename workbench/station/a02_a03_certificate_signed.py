"""A02 and A03: the signed certificate comes back, is judged, and put in use."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from workbench.certs.kinds import Kind
from workbench.certs.pairing import name_of
from workbench.findings import Finding, Severity
from workbench.messages.reason_codes import ReasonCode
from workbench.messages.security_event import SecurityEvent
from workbench.messages.sign_certificate import CertificateSignedResponse, CertificateSignedStatus
from workbench.station import decision as made
from workbench.station.a02_a03_refusal import rested
from workbench.station.a03_own_initiative import numbered
from workbench.station.a04_security_events import reported
from workbench.station.decision import Decision, consequence, told, why
from workbench.station.deleting import dropped_keys
from workbench.station.device_model import COMMUNICATION, SECURITY
from workbench.station.effects import OpenConnection
from workbench.station.installed import CSMS_ROOT, V2G_ROOT, InstalledCertificate, KeyedChain
from workbench.station.judging import departures, departures_of_secc, read_pem, verify
from workbench.station.m05_answers import beyond_limit
from workbench.station.v2g_chains import purpose

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.messages.sign_certificate import CertificateSignedRequest
    from workbench.station.policy import Policy
    from workbench.station.state import PendingRequest, StationState

FIELD = "CertificateSignedRequest.certificateChain"


def certificate_signed(state: StationState, message: CertificateSignedRequest, now: datetime, policy: Policy) -> Decision:
    """The answer to CertificateSignedRequest.

    The leaf must carry the key of a request that waits, be valid now, keep OCPP's certificate properties and lead to a root of the
    station: a V2G root for ISO 15118; a CSMS or V2G root for the station's own certificate, the operator's hierarchies. The root
    need not be in the chain. What is for ISO 15118 is held against the profile of its edition too; revocation is not judged.
    """
    waiting = _waiting(state, message)
    about = waiting or state.pending
    use = about[0].certificate_type if len(about) == 1 else None
    return numbered(_decided(state, message, waiting, now, policy), state, use)


def _decided(
    state: StationState, message: CertificateSignedRequest, waiting: tuple[PendingRequest, ...], now: datetime, policy: Policy
) -> Decision:
    if long := _too_long(state, len(message.certificate_chain), policy):
        return _rejected(state, long, "A02.FR.16", ReasonCode.TOO_LARGE_ELEMENT)
    if message.request_id is not None and not any(one.request_id == message.request_id for one in state.pending):
        return _rejected(state, f"No signing request has the id {message.request_id}.", "A02.FR.26", ReasonCode.INVALID_VALUE)
    reading = read_pem(message.certificate_chain, FIELD, mend=policy.mend_damaged_pem)
    if reading.fault:
        return _invalid(state, reading.fault, waiting, now)
    leaf = reading.items[0]
    pending = next((one for one in waiting if one.public_key_sha256 == leaf.public_key_sha256), None)
    if pending is None:
        return _invalid(state, f"{_name(leaf)} does not carry the key of a signing request that waits.", waiting, now)
    other = _other_type(message, pending)
    if other and policy.signed_for_another_type == "refuse":
        return _rejected(state, other, "A02.FR.14", ReasonCode.INVALID_VALUE)
    judged = _judged(state, pending, reading.items, now, policy)
    return replace(judged, findings=(*judged.findings, consequence(other, requirement="A02.FR.14"))) if other else judged


def _judged(state: StationState, pending: PendingRequest, items: tuple[Item, ...], now: datetime, policy: Policy) -> Decision:
    leaf = items[0]
    if leaf.facts is None or leaf.facts.is_ca:
        return _invalid(state, f"{_name(leaf)} is a CA and no certificate of a station.", (pending,), now)
    types = (CSMS_ROOT, V2G_ROOT) if pending.certificate_type == "ChargingStationCertificate" else (V2G_ROOT,)
    anchors = [one for type_ in types for one in state.store.of_type(type_)]
    verified = verify(items, [one.item for one in anchors], now)
    if verified.anchor is None:
        because = verified.findings[0].message if verified.findings else ""
        sentence = f"{_name(leaf)} leads to no {' or '.join(types)} of the station. {because}".rstrip()
        return _invalid(state, sentence, (pending,), now, verified.findings)
    kind = Kind.STATION_CLIENT if pending.certificate_type in {"ChargingStationCertificate", "Combined"} else Kind.SECC
    departed = departures(leaf, kind)
    if errors := tuple(one for one in departed if one.severity is Severity.ERROR):
        return _invalid(state, errors[0].message, (pending,), now, errors)
    if (another := _another_station(state, leaf, kind)) is not None:
        departed = (*departed, another)
        if policy.station_name == "refuse":
            return _invalid(state, another.message, (pending,), now, (another,))
    edition = "iso15118-20" if pending.certificate_type == "V2G20Certificate" else "iso15118-2"
    iso = () if pending.certificate_type == "ChargingStationCertificate" else departures_of_secc(leaf, edition)
    if policy.v2g_profile == "refuse" and (errors := tuple(one for one in iso if one.severity is Severity.ERROR)):
        return _invalid(state, errors[0].message, (pending,), now, errors)
    used = _in_use(state, pending, verified.path, policy)
    return replace(used, findings=(*used.findings, *departed, *iso))


def _too_long(state: StationState, length: int, policy: Policy) -> str:
    limits = [state.model.integer(COMMUNICATION, "FieldLength", FIELD)]
    if policy.refuse_oversize_chain:
        limits.append(state.model.integer(SECURITY, "MaxCertificateChainSize"))
    most = min((one for one in limits if one is not None), default=length)
    return f"The chain has {length} characters; the station takes {most}." if length > most else ""


def _waiting(state: StationState, message: CertificateSignedRequest) -> tuple[PendingRequest, ...]:
    """The requests that this message may answer: by its id, else by its type; without either all."""
    if message.request_id is not None:
        return tuple(one for one in state.pending if one.request_id == message.request_id)
    asked = message.certificate_type
    if asked is None:
        return state.pending
    exact = tuple(one for one in state.pending if one.certificate_type == asked.value)
    return (*exact, *(one for one in state.pending if one.certificate_type == "Combined"))


def _other_type(message: CertificateSignedRequest, pending: PendingRequest) -> str:
    """What speaks of two types, in words; empty where nothing does. A combined request names none."""
    asked = message.certificate_type
    if asked is None or pending.certificate_type in {asked.value, "Combined"}:
        return ""
    return f"The message says {asked.value}; the request with this id and key was for a {pending.certificate_type}."


def _another_station(state: StationState, leaf: Item, kind: Kind) -> Finding | None:
    """A client certificate that says it is another station's; what its CSR asked for is the device model's."""
    variable = state.model.find(SECURITY, "Identity")
    own = variable.value if variable is not None else ""
    said = (leaf.facts.subject.common_name or "") if leaf.facts is not None else ""
    if kind is not Kind.STATION_CLIENT or not own or said.casefold() == own.casefold():
        return None
    return Finding(
        code="common-name",
        message=f"{_name(leaf)} names another station than {own!r}: no CSMS would take it for this one's.",
        severity=Severity.ERROR,
        requirement="A00.FR.511",
        item="certificate",
        certificate=leaf.facts.sha256 if leaf.facts is not None else None,
        subject=str(leaf.facts.subject) if leaf.facts is not None else "",
        observed=said,
        expected=own,
        remedy="Have it issued with the subject of the signing request.",
    )


def _in_use(state: StationState, pending: PendingRequest, path: tuple[Item, ...], policy: Policy) -> Decision:
    held = tuple(InstalledCertificate.of(item, issuer) for item, issuer in pairwise(path))
    chain = KeyedChain(held, pending.key)
    after = rested(state, pending.certificate_type)
    after = replace(after, pending=tuple(one for one in state.pending if one is not pending))
    reply = CertificateSignedResponse(status=CertificateSignedStatus.ACCEPTED)
    if pending.certificate_type in {"V2GCertificate", "V2G20Certificate", "Combined"}:
        kept = tuple(one for one in after.v2g_chains if purpose(one) != purpose(chain))
        after = replace(after, v2g_chains=(*kept, chain))
        if full := beyond_limit(state, after, policy):
            return _rejected(state, full, "", ReasonCode.OUT_OF_STORAGE)
    effects: list[OpenConnection] = []
    if pending.certificate_type in {"ChargingStationCertificate", "Combined"}:
        former = state.former_station_chain or state.station_chain
        after = replace(after, station_chain=chain, former_station_chain=former)
        effects.append(OpenConnection(state.connection.slot))
    sentence = told("{} is valid and put in use.", chain.leaf)
    finding = made.answered("Accepted", sentence, requirement="A02.FR.08", about=chain.leaf)
    return Decision(after, reply, (finding,), (*effects, *dropped_keys(state, after)))


def _invalid(
    state: StationState, sentence: str, meant: tuple[PendingRequest, ...], now: datetime, because: tuple[Finding, ...] = ()
) -> Decision:
    """Rejected and reported; the requests that the message may have answered wait on, but are not sent again [A02.FR.20].

    Where it cannot be told which one was meant, that is each that may be.
    """
    if any(one.certificate_type != "Combined" for one in meant) and len(meant) > 1:
        meant = tuple(one for one in meant if one.certificate_type != "Combined")
    silent = replace(state, pending=tuple(replace(one, resend_at=None) if one in meant else one for one in state.pending))
    decision = _rejected(silent, sentence, "A02.FR.07", ReasonCode.INVALID_CERTIFICATE)
    what = " and ".join(one.certificate_type for one in meant)
    words = f"The signing request for {what} is not repeated: a TriggerMessage starts anew." if meant else "No request waited."
    note = consequence(words, requirement="A02.FR.20")
    decision = replace(decision, findings=(*decision.findings, *because, note))
    return reported(decision, SecurityEvent.INVALID_CHARGING_STATION_CERTIFICATE, sentence, now, online=True)


def _rejected(state: StationState, sentence: str, requirement: str, reason: ReasonCode) -> Decision:
    reply = CertificateSignedResponse(status=CertificateSignedStatus.REJECTED, status_info=why(state, reason, sentence))
    return Decision(state, reply, (made.answered("Rejected", sentence, requirement=requirement),))


def _name(item: Item) -> str:
    return name_of(item.facts) if item.facts is not None else str(item.source)
