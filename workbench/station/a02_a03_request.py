"""A02 and A03: a new key pair and its signing request."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from workbench.findings import Severity
from workbench.messages.hash_data import CertificateHashDataType
from workbench.messages.sign_certificate import CertificateSigningUse, SignCertificateRequest
from workbench.messages.versions import Version
from workbench.station.a03_own_initiative import numbered
from workbench.station.decision import Decision, consequence
from workbench.station.deleting import dropped_keys
from workbench.station.device_model import ISO15118, SECURITY
from workbench.station.effects import MakeKey, Send
from workbench.station.installed import V2G_ROOT
from workbench.station.state import PendingRequest

if TYPE_CHECKING:
    from workbench.station.effects import Effect
    from workbench.station.events import KeyReady
    from workbench.station.policy import Policy
    from workbench.station.state import SigningUse, StationState

MONTH = timedelta(days=30)
"""Before its end a certificate is renewed [A03.FR.02]."""
_FOR_ISO_15118 = frozenset({"V2GCertificate", "V2G20Certificate"})


def begin(
    state: StationState, certificate_type: SigningUse, *, own_initiative: bool = False, common_name: str | None = None
) -> Decision:
    """Ask the edge for a key pair; a request of that type that is under way is dropped with its key.

    Parameters
    ----------
    common_name
        Of the certificate that is renewed; None: as the device model says.
    """
    pending = tuple(one for one in state.pending if one.certificate_type != certificate_type)
    begun = state.own_initiative | {certificate_type} if own_initiative else state.own_initiative - {certificate_type}
    after = replace(state, pending=pending, making=state.making | {certificate_type}, own_initiative=begun)
    return Decision(after, effects=(*dropped_keys(state, after), key_for(state, certificate_type, common_name)))


def key_for(state: StationState, certificate_type: SigningUse, common_name: str | None = None) -> MakeKey:
    """The key pair that the edge is asked for, and its subject."""
    v2g = certificate_type in _FOR_ISO_15118
    return MakeKey(
        certificate_type,
        common_name=common_name or _value(state, *_name_of(certificate_type)),
        organization_name=_value(state, ISO15118 if v2g else SECURITY, "OrganizationName"),
        country_name=_value(state, ISO15118, "CountryName") if v2g else "",
        key="P-521" if certificate_type == "V2G20Certificate" else "P-256",
    )


def lacking(state: StationState, certificate_type: SigningUse) -> str:
    """The variable without which no request can be made, as ``Component.Name``; empty where nothing lacks."""
    names = _name_of(certificate_type)
    return "" if _value(state, *names) else ".".join(names)


def _name_of(certificate_type: SigningUse) -> tuple[str, str]:
    return (ISO15118, "SeccId") if certificate_type in _FOR_ISO_15118 else (SECURITY, "Identity")


def _value(state: StationState, component: str, name: str) -> str:
    variable = state.model.find(component, name)
    return variable.value if variable is not None else ""


def request(state: StationState, event: KeyReady, policy: Policy) -> Decision:
    """The key is there: SignCertificateRequest."""
    number = state.requests + 1
    with_id = policy.send_request_id and state.connection.version is Version.V21
    made = PendingRequest(event.certificate_type, event.key, event.public_key_sha256, number if with_id else None, event.csr)
    former = next((one for one in state.pending if one.certificate_type == event.certificate_type), None)
    if former is not None:  # the same request once more, with a new key [A02.FR.17]
        made = replace(made, repeats=former.repeats)
    others = tuple(one for one in state.pending if one is not former)
    after = replace(state, pending=(*others, made), making=state.making - {event.certificate_type}, requests=number)
    note = consequence("The signing request is sent.", requirement="A02.FR.03", severity=Severity.INFO)
    effects: tuple[Effect, ...] = (*dropped_keys(state, after), Send(message_of(after, made, policy)))
    notes = [note]
    if made.certificate_type != "Combined":
        notes.append(consequence(f"It names {made.certificate_type}.", requirement="A02.FR.13", severity=Severity.INFO))
    return numbered(Decision(after, None, tuple(notes), effects), state, made.certificate_type)


def message_of(state: StationState, pending: PendingRequest, policy: Policy) -> SignCertificateRequest:
    """The message; a root is named where the certificate is for ISO 15118 and the version has the field."""
    named = None
    v2g = pending.certificate_type in _FOR_ISO_15118
    roots = state.store.of_type(V2G_ROOT)
    if v2g and roots and policy.name_the_v2g_root and state.connection.version is Version.V21:
        named = roots[-1].hash_by(policy.reported_algorithm)
    return SignCertificateRequest(
        csr=pending.csr,
        certificate_type=None if pending.certificate_type == "Combined" else CertificateSigningUse(pending.certificate_type),
        hash_root_certificate=CertificateHashDataType.of(named) if named is not None else None,
        request_id=pending.request_id,
    )


def with_request(state: StationState, old: PendingRequest, new: PendingRequest) -> StationState:
    """The state with one request in the place of another."""
    return replace(state, pending=tuple(new if one is old else one for one in state.pending))
