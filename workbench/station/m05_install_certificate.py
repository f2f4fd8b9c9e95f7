"""M05: install a trust anchor. Where a new CSMS root must be signed by the old one, m05_replace_csms_root decides."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.certs.pairing import name_of
from workbench.messages.reason_codes import ReasonCode
from workbench.station.decision import told
from workbench.station.device_model import COMMUNICATION
from workbench.station.installed import CSMS_ROOT, InstalledCertificate, same
from workbench.station.judging import faults_of_root, is_linked_root, issuer_in, other_role, read_pem, weaknesses
from workbench.station.m05_answers import FIELD, beyond_limit, failed, installed, rejected
from workbench.station.m05_replace_csms_root import replace_csms_root

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.findings import Finding
    from workbench.messages.certificates import InstallCertificateRequest
    from workbench.station.decision import Decision
    from workbench.station.policy import Policy
    from workbench.station.state import StationState


def install(state: StationState, message: InstallCertificateRequest, now: datetime, policy: Policy) -> Decision:
    """The answer to InstallCertificateRequest: what can be read and is sound, then where it may go, then whether there is room."""
    certificate_type = str(message.certificate_type)
    longest = state.model.integer(COMMUNICATION, "FieldLength", FIELD)
    if longest is not None and len(message.certificate) > longest:
        sentence = f"The certificate has {len(message.certificate)} characters; the station takes {longest}."
        return failed(state, ReasonCode.TOO_LARGE_ELEMENT, sentence, requirement="M05.FR.03")
    reading = read_pem(message.certificate, FIELD, mend=policy.mend_damaged_pem)
    if reading.fault:
        return rejected(state, reading.fault, requirement="M05.FR.07", remedy="Send one certificate in PEM.")
    if len(reading.items) > 1:
        sentence = f"The field holds {len(reading.items)} certificates; a trust anchor comes alone."
        return rejected(state, sentence, requirement="M05.FR.07", remedy="Send the root alone.")
    return _judged(state, certificate_type, reading.items[0], now, policy)


def _judged(state: StationState, certificate_type: str, item: Item, now: datetime, policy: Policy) -> Decision:
    if faults := _faults(item, now, policy):
        return rejected(state, faults[0].message, requirement="M05.FR.07", because=faults, about=InstalledCertificate(item))
    if policy.refuse_wrong_role and (role := other_role(item, certificate_type)):
        sentence = f"{_name(item)} is a {role} and no {certificate_type}."
        remedy = "Send it as the type that it is."
        return rejected(state, sentence, requirement="M05.FR.07", about=InstalledCertificate(item), remedy=remedy)
    weak = weaknesses(item)
    if weak and policy.weak_roots == "refuse":
        remedy = "Have a root made with a key of 2048 bits (RSA) or 256 bits (EC)."
        about = InstalledCertificate(item)
        return rejected(state, weak[0].message, requirement="M05.FR.07", because=weak, about=about, remedy=remedy)
    placed = _placed(state, certificate_type, item, now, policy)
    return replace(placed, findings=(*placed.findings, *weak))


def _faults(item: Item, now: datetime, policy: Policy) -> tuple[Finding, ...]:
    found = faults_of_root(item, now)
    taken = {code for code, so in (("not-yet-valid", policy.take_future_roots), ("expired", policy.take_expired_roots)) if so}
    return tuple(one for one in found if one.code not in taken)


def _placed(state: StationState, certificate_type: str, item: Item, now: datetime, policy: Policy) -> Decision:
    if certificate_type == CSMS_ROOT:
        if policy.refuse_csms_root_without_tls and state.connection.security_profile < 2:
            sentence = f"A CSMS root is not taken over security profile {state.connection.security_profile}."
            return failed(state, ReasonCode.UNSUPPORTED_REQUEST, sentence, requirement="M05.FR.03")
        if state.root_check and state.csms_root is not None:
            return replace_csms_root(state, state.csms_root, item, now, policy)
    anchors = [one.item for one in state.store.of_type(certificate_type)]
    issuer = issuer_in(anchors, item)
    if issuer is None and policy.take_without_issuer:
        return _stored(state, certificate_type, InstalledCertificate.of(item, None), policy)
    linked = policy.take_linked_roots and is_linked_root(item, certificate_type)
    if issuer is None or not (issuer is item or linked or policy.take_sub_cas):
        return _no_root(state, item, issuer)
    return _stored(state, certificate_type, InstalledCertificate.of(item, issuer), policy)


def _no_root(state: StationState, item: Item, issuer: Item | None) -> Decision:
    sentence = (
        f"{_name(item)} is signed by {_name(issuer)}: it is a CA below a root, and no root."
        if issuer is not None
        else f"{_name(item)} is not signed by its own key: no root, or a damaged one, and its hash data could not be known."
    )
    remedy = "Install the root; sub-CAs travel in the chain of CertificateSigned."
    return rejected(state, sentence, requirement="M05.FR.07", about=InstalledCertificate(item), remedy=remedy)


def _stored(state: StationState, certificate_type: str, new: InstalledCertificate, policy: Policy) -> Decision:
    there = any(same(one, new) for one in state.store.of_type(certificate_type))
    after = state.with_store(state.store.with_entry(certificate_type, new))
    if there:
        sentence = told("{} was installed already and is replaced: there is no second entry.", new)
        return installed(after, sentence, requirement="M05.FR.17", about=new)
    if full := beyond_limit(state, after, policy):
        return rejected(
            state, full, requirement="M05.FR.06", about=new, reason=ReasonCode.OUT_OF_STORAGE, remedy="Delete a certificate first."
        )
    return installed(after, told(f"{{}} is installed as {certificate_type}.", new), requirement="M05.FR.02", about=new)


def _name(item: Item) -> str:
    return name_of(item.facts) if item.facts is not None else str(item.source)
