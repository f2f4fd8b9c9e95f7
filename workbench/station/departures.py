"""How observed stacks depart from the standard: what they hear otherwise, and what they say otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.messages.certificates import (
    DeleteCertificateRequest,
    GetInstalledCertificateIdsResponse,
    InstallCertificateRequest,
    InstallCertificateResponse,
    InstallCertificateStatus,
)
from workbench.messages.hash_data import CertificateHashDataType
from workbench.messages.reason_codes import ReasonCode
from workbench.messages.status_info import StatusInfo
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


def vague(_: StationState, __: Event, decision: Decision) -> Decision:
    """One invented reason code, whatever was wrong."""
    reply = decision.reply
    if not isinstance(reply, InstallCertificateResponse) or reply.status_info is None:
        return decision
    note = consequence("The station gives neither a predefined reason code nor a sentence.", requirement="M05.FR.07")
    info = StatusInfo(reason_code="CertInstallFailed")
    return replace(decision, reply=replace(reply, status_info=info), findings=(*decision.findings, note))


def empty_list(_: StationState, __: Event, decision: Decision) -> Decision:
    """Accepted and nothing, where NotFound is due."""
    reply = decision.reply
    if not isinstance(reply, GetInstalledCertificateIdsResponse) or reply.certificate_hash_data_chain:
        return decision
    note = consequence("The station answers Accepted with an empty list; its schema asks for one entry.", requirement="M03.FR.02")
    payload = {"status": "Accepted", "certificateHashDataChain": []}
    return replace(decision, raw=payload, findings=(*decision.findings, note))


def last_leaf_only(_: StationState, __: Event, decision: Decision) -> Decision:
    """Of the V2G chains only the last."""

    def kept(entries: tuple[CertificateHashDataChain, ...]) -> tuple[CertificateHashDataChain, ...]:
        chains = [one for one in entries if one.certificate_type == CHAIN_TYPE]
        return tuple(one for one in entries if one.certificate_type != CHAIN_TYPE or one is chains[-1])

    return relisted(decision, kept, "Of several V2G chains only the last is listed.", "M03.FR.05")


def no_children(_: StationState, __: Event, decision: Decision) -> Decision:
    """V2G chains without their sub-CAs."""

    def bare(entries: tuple[CertificateHashDataChain, ...]) -> tuple[CertificateHashDataChain, ...]:
        return tuple(replace(one, child_certificate_hash_data=None) for one in entries)

    return relisted(decision, bare, "The sub-CAs of a V2G chain are not listed.", "M03.FR.05")


def relisted(
    decision: Decision,
    change: Callable[[tuple[CertificateHashDataChain, ...]], tuple[CertificateHashDataChain, ...]],
    sentence: str,
    requirement: str,
) -> Decision:
    """The answer to GetInstalledCertificateIds with other entries; a finding says what is not so."""
    reply = decision.reply
    if not isinstance(reply, GetInstalledCertificateIdsResponse) or not reply.certificate_hash_data_chain:
        return decision
    changed = change(reply.certificate_hash_data_chain)
    if changed == reply.certificate_hash_data_chain:
        return decision
    note = consequence(sentence, requirement=requirement)
    return replace(decision, reply=replace(reply, certificate_hash_data_chain=changed), findings=(*decision.findings, note))


def held_by(state: StationState) -> Iterator[InstalledCertificate]:
    """Whatever a deletion may name."""
    yield from (one for _, one in state.store.entries)
    yield from (one for chain in state.v2g_chains for one in chain.certificates)


def by_serial(state: StationState, event: Event) -> Event:
    """The deletion as it is understood: of the first certificate that has this serial number, whoever issued it."""
    if not (isinstance(event, Received) and isinstance(event.message, DeleteCertificateRequest)):
        return event
    wanted = event.message.certificate_hash_data
    found = next((one for one in held_by(state) if one.facts.serial == _number(wanted.serial_number)), None)
    data = found.hash_by(wanted.hash_algorithm) if found is not None else None
    if data is None:
        return event
    return Received(replace(event.message, certificate_hash_data=CertificateHashDataType.of(data)))


def _number(serial: str) -> int | None:
    try:
        return int(serial, 16)
    except ValueError:
        return None
