"""C07, Plug & Charge: what a station sends of a contract, and whether certificateStatus and the token's status go together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.pairing import name_of
from workbench.csms.certificates import read_certificates
from workbench.display import visible
from workbench.errors import InputError
from workbench.messages.authorize import AuthorizeCertificateStatus
from workbench.messages.emaids import EMAID_TYPE, same_contract
from workbench.messages.id_token import AuthorizationStatus
from workbench.replay.saying import tolerated, wrong
from workbench.replay.step import Judgement, gravest
from workbench.revocation.ocsp_request import request_for_hash_data

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.messages.authorize import AuthorizeRequest, AuthorizeResponse

STATUS = AuthorizeCertificateStatus
TOKEN = AuthorizationStatus
_GOES_WITH = {
    STATUS.CERTIFICATE_EXPIRED: (TOKEN.EXPIRED, "C07.FR.15"),
    STATUS.CERTIFICATE_REVOKED: (TOKEN.INVALID, "C07.FR.16"),
    STATUS.CERT_CHAIN_ERROR: (TOKEN.INVALID, "C07.FR.17"),
}
_NO_CONTRACT = frozenset({TOKEN.BLOCKED, TOKEN.EXPIRED, TOKEN.INVALID, TOKEN.UNKNOWN})
_SHOWN = 60


def call(request: AuthorizeRequest) -> Judgement:
    """An eMAID comes with hash data of its chain, or with the chain."""
    return gravest(list(_of_call(request)))


def _of_call(request: AuthorizeRequest) -> Iterator[Judgement]:
    if request.id_token.type.casefold() != EMAID_TYPE.casefold():
        return
    entries = request.iso15118_certificate_hash_data or ()
    if not entries and not request.certificate:
        yield tolerated(
            "replay-request",
            "The station asks about an eMAID and sends nothing of its contract certificate.",
            requirement="C07.FR.02",
            seen="an eMAID alone",
            expected="iso15118CertificateHashData, or the chain as certificate",
            remedy="Send hash data of the contract chain along, wherever the vehicle showed it.",
        )
    for entry in entries:
        try:
            request_for_hash_data(entry.plain)
        except InputError as reason:
            yield wrong(
                "replay-request",
                f"The responder of the contract's chain cannot be asked by these hash data: {reason.message}",
                requirement="C07.FR.02",
                seen=visible(entry.serial_number, 40),
                expected="hash data of a certificate, hexadecimal",
                remedy=reason.hint or "Compute the hash data from the certificates (`pnc hash`).",
            )
    if request.certificate:
        yield from _of_chain(request, request.certificate)


def _of_chain(request: AuthorizeRequest, pem: str) -> Iterator[Judgement]:
    items = read_certificates(pem)
    facts = items[0].facts if items else None
    if facts is None:
        yield wrong(
            "replay-request",
            "The station sends a certificate to be validated in which there is none.",
            requirement="C07.FR.06",
            seen=visible(pem, 40),
            expected="the contract chain as PEM, the contract certificate first",
            remedy="Send PEM with its boundaries.",
        )
        return
    if facts.is_ca:
        yield wrong(
            "replay-request",
            f"The chain begins with a CA, {visible(name_of(facts), _SHOWN)}, and not with the contract certificate.",
            requirement="C07.FR.06",
            seen=visible(name_of(facts), _SHOWN),
            expected="the contract certificate first",
            remedy="Send the leaf first, then its sub-CAs.",
        )
    elif (name := facts.subject.common_name) and not same_contract(name, request.id_token.id_token):
        yield wrong(
            "replay-request",
            "The eMAID that the station sends is not the one of the contract certificate.",
            requirement="C07.FR.02",
            seen=visible(request.id_token.id_token, _SHOWN),
            expected=visible(name, _SHOWN),
            remedy="Take the eMAID from the common name of the contract certificate.",
        )


def answer(request: AuthorizeRequest, response: AuthorizeResponse) -> Judgement:
    """What is said of the certificate and of the token must agree [C07.FR.13 to C07.FR.17]."""
    return gravest(list(_of_answer(request, response)))


def _of_answer(request: AuthorizeRequest, response: AuthorizeResponse) -> Iterator[Judgement]:
    certificate, token = response.certificate_status, response.id_token_info.status
    if certificate is None:
        if request.certificate or request.iso15118_certificate_hash_data:
            yield _disagrees(
                "The CSMS says nothing of the contract certificate, which the station asked about.",
                "C07.FR.14" if token is TOKEN.ACCEPTED else "C07.FR.13",
                f"no certificateStatus, token {token}",
                "certificateStatus",
            )
        return
    if (pair := _GOES_WITH.get(certificate)) is not None and token is not pair[0]:
        words = f"The CSMS says {certificate} of the contract certificate, and {token} of its eMAID."
        yield _disagrees(words, pair[1], str(token), str(pair[0]))
    elif certificate is STATUS.CONTRACT_CANCELLED and token is TOKEN.ACCEPTED:
        yield _disagrees("The CSMS says that the contract is cancelled, and accepts its eMAID.", "C07.FR.13", str(token), "Invalid")
    elif certificate is STATUS.ACCEPTED and token in _NO_CONTRACT:
        words = f"The CSMS accepts the contract certificate, and says {token} of its eMAID."
        yield _disagrees(words, "C07.FR.13", str(certificate), "ContractCancelled")
    elif certificate in {STATUS.SIGNATURE_ERROR, STATUS.NO_CERTIFICATE_AVAILABLE} and token is TOKEN.ACCEPTED:
        words = f"The CSMS says {certificate} of the contract certificate, and accepts its eMAID."
        yield _disagrees(words, "C07.FR.17", str(token), "Invalid")


def _disagrees(words: str, requirement: str, seen: str, expected: str) -> Judgement:
    remedy = "Answer certificateStatus and idTokenInfo.status as a pair, as C07.FR.13 to .17 have it."
    return wrong("replay-answer", words, requirement=requirement, seen=seen, expected=expected, remedy=remedy)
