"""M03: which certificates are installed, by type, as hash data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.messages.certificates import (
    CertificateHashDataChain,
    GetCertificateIdUse,
    GetInstalledCertificateIdsResponse,
    GetInstalledCertificateStatus,
)
from workbench.messages.hash_data import CertificateHashDataType
from workbench.messages.reason_codes import ReasonCode
from workbench.messages.versions import Version
from workbench.station.decision import Decision, answered, consequence, why
from workbench.station.installed import CHAIN_TYPE, MOST_CHILDREN, ROOT_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.findings import Finding
    from workbench.messages.certificates import GetInstalledCertificateIdsRequest
    from workbench.station.installed import InstalledCertificate, KeyedChain
    from workbench.station.policy import Policy
    from workbench.station.state import StationState

_NEW_IN_21 = "OEMRootCertificate"


def get_installed(state: StationState, message: GetInstalledCertificateIdsRequest, policy: Policy) -> Decision:
    """The answer to GetInstalledCertificateIdsRequest; nothing changes.

    Where no type is named, all are meant. A certificate whose hash data is not known is left out, and a finding says so.
    """
    asked = {str(one) for one in message.certificate_type or ()} or {*ROOT_TYPES, CHAIN_TYPE}
    notes: list[Finding] = []
    if state.connection.version is Version.V201 and _NEW_IN_21 in asked:
        asked.discard(_NEW_IN_21)
        if state.store.of_type(_NEW_IN_21):
            notes.append(consequence("OCPP 2.0.1 has no word for the OEM roots that are installed: they are left out."))
    listed = tuple(_listed(state, asked, policy, notes))
    if not listed:
        sentence = f"Nothing is installed that is a {' or '.join(sorted(asked)) or _NEW_IN_21}."
        finding = answered("NotFound", sentence, requirement="M03.FR.02")
        reply = GetInstalledCertificateIdsResponse(
            status=GetInstalledCertificateStatus.NOT_FOUND, status_info=why(state, ReasonCode.NOT_FOUND, sentence)
        )
        return Decision(state, reply, (finding, *notes))
    sentence = f"{len(listed)} {'entry is' if len(listed) == 1 else 'entries are'} listed."
    finding = answered("Accepted", sentence, requirement="M03.FR.03")
    reply = GetInstalledCertificateIdsResponse(status=GetInstalledCertificateStatus.ACCEPTED, certificate_hash_data_chain=listed)
    return Decision(state, reply, (finding, *notes))


def _listed(state: StationState, asked: set[str], policy: Policy, notes: list[Finding]) -> Iterator[CertificateHashDataChain]:
    for certificate_type, certificate in state.store.entries:
        own = certificate.hash_by(policy.reported_algorithm)
        if certificate_type in asked and own is None:
            notes.append(_unlisted(certificate))
        elif certificate_type in asked and own is not None:
            yield CertificateHashDataChain(
                certificate_type=GetCertificateIdUse(certificate_type), certificate_hash_data=CertificateHashDataType.of(own)
            )
    for chain in state.v2g_chains if CHAIN_TYPE in asked else ():
        yield from _chain(chain, policy, notes)


def _chain(chain: KeyedChain, policy: Policy, notes: list[Finding]) -> Iterator[CertificateHashDataChain]:
    leaf = chain.leaf.hash_by(policy.reported_algorithm)
    if leaf is None:
        notes.append(_unlisted(chain.leaf))
        return
    children = []
    for sub_ca in chain.sub_cas:
        found = sub_ca.hash_by(policy.reported_algorithm)
        if found is None:
            notes.append(_unlisted(sub_ca))
        else:
            children.append(CertificateHashDataType.of(found))
    if len(children) > MOST_CHILDREN:
        notes.append(
            consequence(
                f"The chain of {{}} has {len(children)} sub-CAs; the message takes {MOST_CHILDREN}.",
                requirement="M03.FR.05",
                about=chain.leaf,
            )
        )
    shown = children[:MOST_CHILDREN]
    if policy.child_order == "root-first":
        shown.reverse()
    yield CertificateHashDataChain(
        certificate_type=GetCertificateIdUse(CHAIN_TYPE),
        certificate_hash_data=CertificateHashDataType.of(leaf),
        child_certificate_hash_data=tuple(shown) or None,
    )


def _unlisted(certificate: InstalledCertificate) -> Finding:
    return consequence(
        "{} is installed, but its issuer was not at hand then: it has no hash data and cannot be listed.",
        requirement="M03.FR.04",
        about=certificate,
    )
