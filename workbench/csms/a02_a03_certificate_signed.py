"""A02 and A03: the CA answered; CertificateSigned goes to the station, and its answer comes back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.csms.answers import Meaning, explained, remembered
from workbench.csms.certificates import hash_data_by_all, read_certificates
from workbench.csms.decision import CsmsDecision, follows, said
from workbench.csms.effects import Send
from workbench.csms.not_supported import not_its_answer
from workbench.csms.procedure import unsendable
from workbench.csms.record import CHAIN_TYPE, Believed
from workbench.csms.seen import Issued, Stage
from workbench.csms.signed_chain import signed_chain
from workbench.findings import Severity
from workbench.messages.sign_certificate import (
    CertificateSignedRequest,
    CertificateSignedResponse,
    CertificateSignedStatus,
    CertificateSigningUse,
)

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.csms.effects import SignCsr
    from workbench.csms.events import Signed, SigningFailed
    from workbench.csms.policy import Policy
    from workbench.csms.record import StationRecord
    from workbench.csms.seen import Signing
    from workbench.findings import Finding
    from workbench.messages.actions import ResponseFromStation

_MEANINGS = {
    CertificateSignedStatus.ACCEPTED: Meaning("The station took the certificate and puts it to use.", Severity.INFO, "A02.FR.08"),
    CertificateSignedStatus.REJECTED: Meaning(
        "The station calls the certificate invalid, and will not ask again on its own.",
        Severity.ERROR,
        "A02.FR.07",
        "Hold the chain against the station's roots with `pnc diagnose`, then trigger the signing anew.",
    ),
}


def signed(record: StationRecord, event: Signed, now: datetime, policy: Policy) -> CsmsDecision:
    """CertificateSigned with the type and the requestId of its request [A02.FR.14, A02.FR.25]; or nothing, with the reason."""
    order = event.signing
    waiting = _of(record, order)
    if waiting is None:
        sentence = "The CA signed a request that nobody waits for any more: a newer one took its place. Nothing is sent."
        return CsmsDecision(record, findings=(said("csms-signing", sentence, Severity.WARNING, requirement="A02.FR.17"),))
    chain = signed_chain(record, event.chain, order.public_key_sha256, now)
    if not chain.items:
        return CsmsDecision(_without(record, waiting), findings=(*chain.findings, _unsigned()))
    request = CertificateSignedRequest(
        certificate_chain=chain.pem,
        certificate_type=order.certificate_type if policy.echo_certificate_type else None,
        request_id=order.request_id,
    )
    fault = unsendable(request, record)
    if fault is not None:
        return CsmsDecision(_without(record, waiting), findings=(fault, *chain.findings, _unsigned()))
    sent = replace(waiting, stage=Stage.SENT, since=now)
    after = replace(record, signings=tuple(sent if one is waiting else one for one in record.signings))
    requirement = "A02.FR.25" if order.request_id is not None else "A02.FR.14"
    finding = said("csms-signing", "{} is signed and goes to the station.", requirement=requirement, about=chain.items[0])
    return CsmsDecision(after, findings=(finding, *chain.findings), effects=(Send(request),))


def signing_failed(record: StationRecord, event: SigningFailed, now: datetime) -> CsmsDecision:
    """Nothing is sent: the station waits, asks again and gives up [A02.FR.17 to .19]."""
    waiting = _of(record, event.signing)
    after = _without(record, waiting) if waiting is not None else record
    sentence = f"The CA did not sign: {event.why[:200]}"
    finding = said(
        "csms-signing",
        sentence,
        Severity.ERROR,
        requirement="A02.FR.04",
        remedy="Ask the CA; the station repeats its request meanwhile.",
    )
    return CsmsDecision(replace(after, last_seen=record.last_seen or now), findings=(finding, _unsigned()))


def _unsigned() -> Finding:
    return follows(
        "The station gets nothing: it repeats its request with doubled waits, then waits for a TriggerMessage.",
        requirement="A02.FR.17",
        remedy="Trigger the signing anew when the CA can sign.",
    )


def taken(record: StationRecord, request: CertificateSignedRequest, response: ResponseFromStation, now: datetime) -> CsmsDecision:
    """Accepted: the station has it. Rejected: it has what it had, and waits for a trigger [A02.FR.20]."""
    if not isinstance(response, CertificateSignedResponse):
        return not_its_answer(record, request)
    chain = read_certificates(request.certificate_chain)
    finding = explained(_MEANINGS[response.status], response.status, response.status_info, about=chain[0] if chain else None)
    about = str(request.certificate_type or "Combined")
    after = record.remembering(remembered(now, "CertificateSigned", about, response.status, response.status_info))
    keys = {chain[0].public_key_sha256} if chain else set()
    mine = next((one for one in after.signings if one.request_id == request.request_id and one.public_key_sha256 in keys), None)
    after = _without(after, mine) if mine is not None else after
    if response.status is not CertificateSignedStatus.ACCEPTED or not chain:
        return CsmsDecision(after, findings=(finding,))
    certificate_type = mine.certificate_type if mine is not None else request.certificate_type
    others = tuple(one for one in after.issued if one.certificate_type != certificate_type)
    after = replace(after, issued=(*others, Issued(certificate_type, chain, now)))
    return CsmsDecision(_with_v2g(after, certificate_type, chain), findings=(finding,))


def _with_v2g(record: StationRecord, certificate_type: CertificateSigningUse | None, chain: tuple[Item, ...]) -> StationRecord:
    """A V2G chain is listed by M03; the station's client certificate never is."""
    if certificate_type is CertificateSigningUse.CHARGING_STATION_CERTIFICATE:
        return record
    pile = [*chain, *record.at_hand]
    children = tuple(data for one in chain[1:] for data in hash_data_by_all(one, pile)[:1])
    new = Believed(CHAIN_TYPE, hash_data_by_all(chain[0], pile), chain[0], children if len(children) == len(chain) - 1 else ())
    kept = tuple(replace(one, superseded=True) if one.certificate_type == CHAIN_TYPE else one for one in record.believed)
    return replace(record, believed=(*kept, new)).doubting([CHAIN_TYPE])


def _of(record: StationRecord, order: SignCsr) -> Signing | None:
    wanted = (order.certificate_type, order.request_id, order.public_key_sha256)
    return next((one for one in record.signings if (one.certificate_type, one.request_id, one.public_key_sha256) == wanted), None)


def _without(record: StationRecord, signing: Signing) -> StationRecord:
    return replace(record, signings=tuple(one for one in record.signings if one is not signing))
