"""Stations and messages for tests: certificates are made by tests/trust/pki.py; every answer is held against the schema."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.serialization import Encoding

from tests.trust.pki import NOW, items, made
from workbench.certs.hashdata import hash_data_of
from workbench.messages.certificates import (
    DeleteCertificateRequest,
    GetCertificateIdUse,
    GetInstalledCertificateIdsRequest,
    InstallCertificateRequest,
    InstallCertificateUse,
)
from workbench.messages.codec import to_wire
from workbench.messages.hash_data import CertificateHashDataType
from workbench.station.device_model import default_model
from workbench.station.effects import DestroyKey
from workbench.station.events import Connected, ConnectionWanted, Event, Received, ServerPresented
from workbench.station.installed import InstalledCertificate, KeyedChain, KeyReference, TrustStore
from workbench.station.policy import STRICT, Policy
from workbench.station.state import StationState
from workbench.station.station import decide

if TYPE_CHECKING:
    from cryptography import x509

    from workbench.messages.actions import RequestToStation

CSMS, V2G, MO = "CSMSRootCertificate", "V2GRootCertificate", "MORootCertificate"
MANUFACTURER, OEM, CHAIN = "ManufacturerRootCertificate", "OEMRootCertificate", "V2GCertificateChain"


def root(name: str, **changes: Any) -> x509.Certificate:
    return made(name, changes.pop("issuer", name), **changes)


OLD, NEW = root("CSMS root 1"), root("CSMS root 2", issuer="CSMS root 1")
"""The second is signed by the first."""


def pem(*certificates: x509.Certificate) -> str:
    return "".join(one.public_bytes(Encoding.PEM).decode() for one in certificates)


def held(certificate: x509.Certificate, issuer: x509.Certificate | None = None) -> InstalledCertificate:
    item, above = items(certificate, issuer or certificate)
    return InstalledCertificate.of(item, above)


def chain(*certificates: x509.Certificate, top: x509.Certificate, key: str = "key:1") -> KeyedChain:
    above = (*certificates[1:], top)
    return KeyedChain(tuple(held(one, issuer) for one, issuer in zip(certificates, above, strict=True)), KeyReference(key))


def station(*roots: tuple[str, x509.Certificate], check: bool = False, most: int = 20, **fields: Any) -> StationState:
    store = TrustStore(tuple((type_, held(certificate)) for type_, certificate in roots))
    return StationState(store=store, model=default_model(root_check=check, max_entries=most), **fields)


def ask(state: StationState, message: RequestToStation, policy: Policy = STRICT, now=NOW) -> Any:
    """The decision; its reply fits the schema, its refusals say why."""
    decision = decide(state, Received(message), now, policy)
    assert decision.reply is not None
    payload = to_wire(decision.reply, state.connection.version)
    if payload.get("status") not in {None, "Accepted"}:
        assert payload["statusInfo"]["additionalInfo"]
        assert 0 < len(payload["statusInfo"]["reasonCode"]) <= 20
    return decision


def react(state: StationState, event: Event, now=NOW, policy: Policy = STRICT) -> Any:
    """A decision whose parts need not be told apart."""
    return decide(state, event, now, policy)


def gone(name: str) -> DestroyKey:
    return DestroyKey(KeyReference(name))


def install(state: StationState, certificate: x509.Certificate | str, type_: str = CSMS, policy: Policy = STRICT) -> Any:
    text = certificate if isinstance(certificate, str) else pem(certificate)
    return ask(state, InstallCertificateRequest(certificate_type=InstallCertificateUse(type_), certificate=text), policy)


def listed(state: StationState, *types: str, policy: Policy = STRICT):
    """The entries of the answer, or None where there are none."""
    asked = tuple(GetCertificateIdUse(one) for one in types) or None
    return ask(state, GetInstalledCertificateIdsRequest(certificate_type=asked), policy).reply.certificate_hash_data_chain


def hashes_of(certificate: x509.Certificate, issuer: x509.Certificate | None = None, algorithm: str = "SHA256"):
    return CertificateHashDataType.of(hash_data_of(certificate, issuer or certificate, algorithm))


def delete(state: StationState, hash_data: CertificateHashDataType, policy: Policy = STRICT) -> Any:
    return ask(state, DeleteCertificateRequest(certificate_hash_data=hash_data), policy)


def present(state: StationState, *certificates: x509.Certificate, now=NOW) -> Any:
    """A server shows its chain."""
    return decide(state, ServerPresented(items(*certificates)), now)


def met(state: StationState, *certificates: x509.Certificate) -> StationState:
    """The state after a whole connection to a server, or after its refusal."""
    decision = present(state, *certificates)
    return decide(decision.state, Connected(), NOW).state if decision.state.connection.root else decision.state


def happens(state: StationState, *events: Event, policy: Policy = STRICT) -> StationState:
    for event in events:
        state = decide(state, event, NOW, policy).state
    return state


def migrating(state: StationState) -> StationState:
    return happens(state, ConnectionWanted(slot=2, migration=True))


def with_version(state: StationState, version) -> StationState:
    return replace(state, connection=replace(state.connection, version=version))
