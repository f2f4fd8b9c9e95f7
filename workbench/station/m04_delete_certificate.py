"""M04: delete a certificate that its hash data names."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.messages.certificates import DeleteCertificateResponse, DeleteCertificateStatus
from workbench.messages.reason_codes import ReasonCode
from workbench.station.decision import Decision, answered, consequence, told, why
from workbench.station.deleting import below, dropped_keys, last_of_type, without_sub_ca
from workbench.station.installed import CSMS_ROOT, TrustStore

if TYPE_CHECKING:
    from workbench.certs.hashdata import CertificateHashData
    from workbench.findings import Finding
    from workbench.messages.certificates import DeleteCertificateRequest
    from workbench.messages.status_info import StatusInfo
    from workbench.station.installed import InstalledCertificate, KeyedChain
    from workbench.station.policy import Policy
    from workbench.station.state import StationState


def delete(state: StationState, message: DeleteCertificateRequest, policy: Policy) -> Decision:
    """The answer to DeleteCertificateRequest.

    The station's own client certificate comes first: it stays, wherever else it is installed. Then roots, then V2G chains by their
    leaf, then sub-CAs of V2G chains by the entry that M03 lists as a child.
    """
    wanted = message.certificate_hash_data.plain
    if own := next((one for one in _own(state) if _named(one, wanted, policy)), None):
        return _refuse_own(state, own, policy)
    if roots := [entry for entry in state.store.entries if _named(entry[1], wanted, policy)]:
        return _delete_roots(state, roots, policy)
    for chain in state.v2g_chains:
        if _named(chain.leaf, wanted, policy):
            return _delete_chain(state, chain)
    for chain in state.v2g_chains:
        if sub_ca := next((one for one in chain.sub_cas if _named(one, wanted, policy)), None):
            return _delete_sub_ca(state, sub_ca, policy)
    return _not_found(state, wanted)


def _own(state: StationState) -> list[InstalledCertificate]:
    return [chain.leaf for chain in (state.station_chain, state.former_station_chain) if chain is not None]


def _named(certificate: InstalledCertificate, wanted: CertificateHashData, policy: Policy) -> bool:
    """Equality folds case; by another algorithm than the reported one only where the policy says so."""
    if policy.delete_by_any_algorithm:
        return wanted in certificate.hash_data
    return certificate.hash_by(policy.reported_algorithm) == wanted


def _refuse_own(state: StationState, own: InstalledCertificate, policy: Policy) -> Decision:
    sentence = told("{} is the station's own client certificate and is not deleted.", own)
    status = policy.own_certificate_answer
    finding = answered(status, sentence, requirement="M04.FR.06", about=own, remedy="Renew it with A02 instead.")
    reason = ReasonCode.NOT_FOUND if status == "NotFound" else ReasonCode.UNSUPPORTED_REQUEST
    return Decision(state, _reply(status, why(state, reason, sentence)), (finding,))


def _not_found(state: StationState, wanted: CertificateHashData) -> Decision:
    held = [one for _, one in state.store.entries]
    held += [one for chain in state.v2g_chains for one in chain.certificates]
    other = next((one for one in held if wanted in one.hash_data), None)
    if other is not None:
        sentence = told(
            f"{{}} was reported by another hash algorithm than {wanted.hash_algorithm}; by this one it is not known.", other
        )
        finding = answered(
            "NotFound", sentence, requirement="M04.FR.04", about=other, remedy="Echo the algorithm that M03 reported."
        )
        echo = consequence("The CSMS must reuse the algorithm that the station reported.", requirement="M04.FR.07")
        return Decision(state, _reply("NotFound", why(state, ReasonCode.NOT_FOUND, sentence)), (finding, echo))
    sentence = f"No installed certificate has this hash data ({wanted.hash_algorithm}, serial number {wanted.serial_number})."
    finding = answered("NotFound", sentence, requirement="M04.FR.04", remedy="Ask with M03 what is installed.")
    return Decision(state, _reply("NotFound", why(state, ReasonCode.NOT_FOUND, sentence)), (finding,))


def _delete_roots(state: StationState, entries: list[tuple[str, InstalledCertificate]], policy: Policy) -> Decision:
    """Whatever this hash data names, under whatever types it is installed: mostly one root, but reissues may share it."""
    last = [entry for entry in entries if len(state.store.of_type(entry[0])) == 1]
    if kept := next((entry for entry in last if entry[0] in policy.kept_last_roots), None):
        return _refuse(state, kept[1], f"{{}} is the last {kept[0]}: the station keeps it.")
    in_use = next((one for type_, one in entries if type_ == CSMS_ROOT and one.sha256 == state.connection.root), None)
    if policy.keep_root_in_use and in_use is not None:
        return _refuse(state, in_use, "{} verified the connection that stands: the station keeps it.")
    after = state.with_store(TrustStore(tuple(one for one in state.store.entries if one not in entries)))
    notes = [last_of_type(certificate_type, root) for certificate_type, root in last]
    if in_use is not None and CSMS_ROOT not in {certificate_type for certificate_type, _ in last}:
        notes.append(consequence("{} verified the connection that stands: the next handshake may fail.", about=in_use))
    roots = tuple({root.sha256: root for _, root in entries}.values())
    too = "{} has the same hash data, and is deleted too."
    notes += [consequence(too, requirement="M04.FR.02", about=one) for one in roots[1:]]
    orphans = {chain.leaf.sha256: chain for root in roots for chain in below(root, state, after)}
    return _accepted(state, after, roots[0], tuple(orphans.values()), notes, policy)


def _delete_sub_ca(state: StationState, sub_ca: InstalledCertificate, policy: Policy) -> Decision:
    orphans = tuple(chain for chain in state.v2g_chains if any(one.sha256 == sub_ca.sha256 for one in chain.sub_cas))
    after = replace(state, v2g_chains=tuple(without_sub_ca(chain, sub_ca) for chain in state.v2g_chains))
    return _accepted(state, after, sub_ca, orphans, [], policy)


def _accepted(
    before: StationState,
    after: StationState,
    gone: InstalledCertificate,
    orphans: tuple[KeyedChain, ...],
    notes: list[Finding],
    policy: Policy,
) -> Decision:
    leaves = {chain.leaf.sha256 for chain in orphans}
    if policy.cascade:
        after = replace(after, v2g_chains=tuple(one for one in after.v2g_chains if one.leaf.sha256 not in leaves))
    fate = "is deleted with it" if policy.cascade else "stays, and no chain of it can be built any more"
    notes += [consequence(f"{{}} {fate}.", requirement="M04.FR.08", about=chain.leaf) for chain in orphans]
    finding = answered("Accepted", told("{} is deleted.", gone), requirement="M04.FR.02", about=gone)
    return Decision(after, _reply("Accepted"), (finding, *notes), dropped_keys(before, after))


def _delete_chain(state: StationState, chain: KeyedChain) -> Decision:
    after = replace(state, v2g_chains=tuple(one for one in state.v2g_chains if one is not chain))
    finding = answered(
        "Accepted", told("{} is deleted, its sub-CAs with it.", chain.leaf), requirement="M04.FR.02", about=chain.leaf
    )
    notes = () if after.v2g_chains else (consequence("No V2G chain is left: no TLS towards vehicles, no Plug & Charge."),)
    return Decision(after, _reply("Accepted"), (finding, *notes), dropped_keys(state, after))


def _refuse(state: StationState, certificate: InstalledCertificate, sentence: str) -> Decision:
    sentence = told(sentence, certificate)
    finding = answered(
        "Failed", sentence, requirement="M04.FR.03", about=certificate, remedy="Install its successor first, then delete it."
    )
    return Decision(state, _reply("Failed", why(state, ReasonCode.UNSUPPORTED_REQUEST, sentence)), (finding,))


def _reply(status: str, info: StatusInfo | None = None) -> DeleteCertificateResponse:
    return DeleteCertificateResponse(status=DeleteCertificateStatus(status), status_info=info)
