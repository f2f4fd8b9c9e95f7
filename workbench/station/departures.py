"""How observed stacks depart from the standard: what they hear otherwise, and what they say otherwise."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.certs.der import certificate_slices, public_key_bits
from workbench.messages.certificates import (
    DeleteCertificateRequest,
    GetInstalledCertificateIdsResponse,
    InstallCertificateRequest,
    InstallCertificateResponse,
    InstallCertificateStatus,
)
from workbench.messages.hash_data import CertificateHashDataType
from workbench.messages.reason_codes import ReasonCode
from workbench.station.decision import Decision, consequence, why
from workbench.station.events import Received
from workbench.station.installed import CHAIN_TYPE, CSMS_ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workbench.messages.certificates import CertificateHashDataChain
    from workbench.station.events import Event
    from workbench.station.installed import InstalledCertificate
    from workbench.station.state import StationState


def accepted(_: StationState, __: Event, decision: Decision) -> Decision:
    """Accepted to every InstallCertificate."""
    reply = decision.reply
    if not isinstance(reply, InstallCertificateResponse) or reply.status is InstallCertificateStatus.ACCEPTED:
        return decision
    note = consequence("The station answers Accepted all the same; the certificate is not installed.", requirement="M05.FR.07")
    return replace(
        decision, reply=InstallCertificateResponse(status=InstallCertificateStatus.ACCEPTED), findings=(*decision.findings, note)
    )


def no_root_under_the_check(state: StationState, event: Event, decision: Decision) -> Decision:
    """Rejected to every CSMS root under the check."""
    if not (isinstance(event, Received) and isinstance(event.message, InstallCertificateRequest)):
        return decision
    if event.message.certificate_type != CSMS_ROOT or not state.root_check:
        return decision
    sentence = "AdditionalRootCertificateCheck is on: no CSMS root is taken."
    reply = InstallCertificateResponse(
        status=InstallCertificateStatus.REJECTED, status_info=why(state, ReasonCode.INVALID_CERTIFICATE, sentence)
    )
    return Decision(state, reply, (consequence(sentence, requirement="M05.FR.12"),))


def last_leaf_only(_: StationState, __: Event, decision: Decision) -> Decision:
    """Of the V2G chains only the last."""

    def kept(entries: tuple[CertificateHashDataChain, ...]) -> tuple[CertificateHashDataChain, ...]:
        chains = [one for one in entries if one.certificate_type == CHAIN_TYPE]
        return tuple(one for one in entries if one.certificate_type != CHAIN_TYPE or one is chains[-1])

    return _relisted(decision, kept, "Of several V2G chains only the last is listed.", "M03.FR.05")


def no_children(_: StationState, __: Event, decision: Decision) -> Decision:
    """V2G chains without their sub-CAs."""

    def bare(entries: tuple[CertificateHashDataChain, ...]) -> tuple[CertificateHashDataChain, ...]:
        return tuple(replace(one, child_certificate_hash_data=None) for one in entries)

    return _relisted(decision, bare, "The sub-CAs of a V2G chain are not listed.", "M03.FR.05")


def _relisted(
    decision: Decision,
    change: Callable[[tuple[CertificateHashDataChain, ...]], tuple[CertificateHashDataChain, ...]],
    sentence: str,
    requirement: str,
) -> Decision:
    reply = decision.reply
    if not isinstance(reply, GetInstalledCertificateIdsResponse) or not reply.certificate_hash_data_chain:
        return decision
    changed = change(reply.certificate_hash_data_chain)
    if changed == reply.certificate_hash_data_chain:
        return decision
    note = consequence(sentence, requirement=requirement)
    return replace(decision, reply=replace(reply, certificate_hash_data_chain=changed), findings=(*decision.findings, note))


def _held(state: StationState) -> Iterator[InstalledCertificate]:
    yield from (one for _, one in state.store.entries)
    yield from (one for chain in state.v2g_chains for one in chain.certificates)


def by_serial(state: StationState, event: Event) -> Event:
    """The deletion as it is understood: of the first certificate that has this serial number, whoever issued it."""
    if not (isinstance(event, Received) and isinstance(event.message, DeleteCertificateRequest)):
        return event
    wanted = event.message.certificate_hash_data
    found = next((one for one in _held(state) if one.facts.serial == _number(wanted.serial_number)), None)
    data = found.hash_by(wanted.hash_algorithm) if found is not None else None
    if data is None:
        return event
    return Received(replace(event.message, certificate_hash_data=CertificateHashDataType.of(data)))


def _number(serial: str) -> int | None:
    try:
        return int(serial, 16)
    except ValueError:
        return None


def _with_own_key(state: StationState, data: CertificateHashDataType) -> CertificateHashDataType:
    """Hash data with the certificate's own key where the issuer's is due."""
    held = next((one for one in _held(state) if data.plain in one.hash_data), None)
    if held is None:
        return data
    key = public_key_bits(certificate_slices(held.item.der).public_key_info)
    return replace(data, issuer_key_hash=hashlib.new(data.hash_algorithm.value, key).hexdigest())


def own_key(state: StationState, _: Event, decision: Decision) -> Decision:
    """IssuerKeyHash over the certificate's own key."""

    def wrong(entries: tuple[CertificateHashDataChain, ...]) -> tuple[CertificateHashDataChain, ...]:
        return tuple(
            replace(
                one,
                certificate_hash_data=_with_own_key(state, one.certificate_hash_data),
                child_certificate_hash_data=tuple(_with_own_key(state, child) for child in one.child_certificate_hash_data or ())
                or None,
            )
            for one in entries
        )

    return _relisted(decision, wrong, "issuerKeyHash is over the certificate's own key.", "M03.FR.04")


def own_key_heard(state: StationState, event: Event) -> Event:
    """It finds what it listed: deletions by its own wrong hash data, and not by the right ones."""
    if not (isinstance(event, Received) and isinstance(event.message, DeleteCertificateRequest)):
        return event
    wanted = event.message.certificate_hash_data
    for one in _held(state):
        data = one.hash_by(wanted.hash_algorithm)
        if data is not None and _with_own_key(state, CertificateHashDataType.of(data)).plain == wanted.plain:
            return Received(replace(event.message, certificate_hash_data=CertificateHashDataType.of(data)))
    return Received(replace(event.message, certificate_hash_data=replace(wanted, issuer_key_hash="")))
