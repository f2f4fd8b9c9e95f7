"""C07: a station asks whether a contract may charge, by hash data or with the chain as PEM; revocation is asked for first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.csms import c07_chain
from workbench.csms.c07_verdict import Answer, answer, told
from workbench.csms.decision import CsmsDecision, said
from workbench.csms.effects import LookUp
from workbench.csms.not_supported import refuse
from workbench.csms.status_questions import OCSP, question
from workbench.findings import Finding, Severity
from workbench.messages.authorize import AuthorizeCertificateStatus, AuthorizeResponse
from workbench.messages.emaids import EMAID_TYPE, same_contract
from workbench.messages.id_token import AuthorizationStatus, IdTokenInfo
from workbench.revocation.by_hash import CaPool

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from workbench.csms.events import LookedUp
    from workbench.csms.policy import Policy
    from workbench.csms.record import StationRecord
    from workbench.messages.authorize import AuthorizeRequest
    from workbench.revocation.questions import Question

CANCELLED = AuthorizeCertificateStatus.CONTRACT_CANCELLED


def asked(record: StationRecord, message: AuthorizeRequest, now: datetime, policy: Policy) -> CsmsDecision:
    """The order to ask the responders of the chain [C07.FR.05]; at once refused where there is nothing to ask about."""
    seen = replace(record, last_seen=now)
    if message.certificate:
        return _by_certificate(seen, message, now, policy)
    if message.iso15118_certificate_hash_data:
        return _by_hash_data(seen, message, now, policy)
    if message.id_token.type.casefold() != EMAID_TYPE.casefold():
        return refuse(record, message)
    status = token_status(message, policy)
    sentence = f"An eMAID without certificate or hash data: {status}, and nothing is said of its certificate."
    severity = Severity.WARNING
    remedy = "Send hash data of the contract chain along."
    note = said("csms-answered", sentence, severity, requirement="C07.FR.02", observed=str(status), remedy=remedy)
    return CsmsDecision(seen, AuthorizeResponse(id_token_info=IdTokenInfo(status=status)), (note,))


def token_status(message: AuthorizeRequest, policy: Policy) -> AuthorizationStatus:
    """What is known of the eMAID."""
    found = (status for emaid, status in policy.contracts if same_contract(emaid, message.id_token.id_token))
    return AuthorizationStatus(next(found, policy.unknown_contract))


def _by_hash_data(record: StationRecord, message: AuthorizeRequest, now: datetime, policy: Policy) -> CsmsDecision:
    entries = message.iso15118_certificate_hash_data or ()
    pool = CaPool(record.at_hand)
    if c07_chain.another_emaid(record, entries, message.id_token.id_token):
        return _another_emaid(record, ())
    if over := c07_chain.expired_among(record, entries, now):
        return _answered(record, message, policy, told(AuthorizeCertificateStatus.CERTIFICATE_EXPIRED, over))
    questions: list[Question] = []
    findings: list[Finding] = []
    for entry in entries:
        urls = (entry.responder_url,)
        one, about = question(entry.plain, OCSP, urls, pool, "C07.FR.05", in_sha1_too=policy.ask_in_sha1_too)
        questions.append(one)
        findings += about
    return _ordered(record, message, questions, findings)


def _by_certificate(record: StationRecord, message: AuthorizeRequest, now: datetime, policy: Policy) -> CsmsDecision:
    """The chain is validated here [C07.FR.06], then its revocation is asked for."""
    chain = c07_chain.validated(record, message.certificate or "", now)
    if chain.refusal is not None:
        return _answered(record, message, policy, chain.refusal)
    if not same_contract(chain.emaid, message.id_token.id_token):
        return _another_emaid(record, chain.findings)
    return _ordered(record, message, chain.questions, chain.findings)


def _another_emaid(record: StationRecord, findings: Sequence[Finding]) -> CsmsDecision:
    """A contract that somebody else's eMAID is named with: the chain may be sound, the token is not its own."""
    why = "The eMAID of the request is not the one of its contract certificate."
    found = said("csms-answered", why, Severity.ERROR, requirement="C07.FR.13", remedy="Send the eMAID of the certificate.")
    return _reply(record, CANCELLED, AuthorizationStatus.INVALID, (found, *findings))


def _ordered(
    record: StationRecord, message: AuthorizeRequest, questions: Sequence[Question], findings: Sequence[Finding]
) -> CsmsDecision:
    sentence = f"The responders of {len(questions)} certificates of a contract's chain are asked for the station."
    note = said("csms-answered", sentence, requirement="C07.FR.05")
    return CsmsDecision(record, None, (note, *findings), (LookUp(message, tuple(questions)),))


def looked_up(record: StationRecord, event: LookedUp, message: AuthorizeRequest, now: datetime, policy: Policy) -> CsmsDecision:
    """CertificateStatus and the token's, once everyone was asked [C07.FR.13 to C07.FR.17]."""
    unasked = 0
    if message.certificate:
        unasked = c07_chain.validated(record, message.certificate, now).unasked
    decided = answer(event, unasked, policy)
    return _answered(replace(record, last_seen=now), message, policy, decided)


def _answered(record: StationRecord, message: AuthorizeRequest, policy: Policy, decided: Answer) -> CsmsDecision:
    if decided.token is not None:
        return _reply(record, decided.certificate, decided.token, decided.findings)
    token = token_status(message, policy)
    if token in _NO_CONTRACT:
        sentence = f"The chain of the contract is sound, and its eMAID is {token}: the contract is over."
        unknown = token is AuthorizationStatus.UNKNOWN
        remedy = "Enter the contract: csms.contracts[...]." if unknown else "Ask the operator why; or change csms.contracts."
        note = said("csms-answered", sentence, Severity.ERROR, requirement="C07.FR.13", observed=str(token), remedy=remedy)
        return _reply(record, CANCELLED, token, (note, *decided.findings))
    return _reply(record, decided.certificate, token, decided.findings)


_NO_CONTRACT = frozenset(
    {
        AuthorizationStatus.BLOCKED,
        AuthorizationStatus.EXPIRED,
        AuthorizationStatus.INVALID,
        AuthorizationStatus.UNKNOWN,
    }
)
"""Of these the contract itself is gone; others (ConcurrentTx, NotAtThisTime ...) leave its certificate Accepted."""


def _reply(
    record: StationRecord, certificate: AuthorizeCertificateStatus, token: AuthorizationStatus, findings: tuple[Finding, ...]
) -> CsmsDecision:
    reply = AuthorizeResponse(id_token_info=IdTokenInfo(status=token), certificate_status=certificate)
    return CsmsDecision(record, reply, findings)
