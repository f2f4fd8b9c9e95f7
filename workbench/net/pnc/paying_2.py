"""ISO 15118-2 after the handshake: PaymentDetails with the contract, a challenge, AuthorizationReq with its signature.

The station asks its CSMS (C07) when it has the contract, before it answers PaymentDetailsReq: only then can the answer's code say
what is wrong. Stations that answer at once and say it in AuthorizationRes are met, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.contracts.exi import messages_2 as m
from workbench.net.pnc.asked_about import asked_about
from workbench.net.pnc.contract_checks import presented
from workbench.net.pnc.proof import proved
from workbench.net.pnc.step import Outcome, Party

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.contracts.exi.signature import Signature
    from workbench.net.pnc.contract_checks import Presented
    from workbench.net.pnc.course import Backend, Course
    from workbench.net.pnc.credentials import ContractHolder

BEFORE = "SupportedAppProtocol, SessionSetup, ServiceDiscovery, PaymentServiceSelection"
AFTER = "ChargeParameterDiscovery, PowerDelivery, ChargingStatus, MeteringReceipt, SessionStop"
_ID = "ID1"
_CHALLENGE = 16


async def pay(course: Course, contract: ContractHolder, backend: Backend | None, entropy: Callable[[int], bytes]) -> None:
    """The application's part of edition -2.

    Raises
    ------
    Refused
        Somebody ends the session.
    """
    ev, session = course.setting.ev, entropy(8)
    leaf, *above = (one.der for one in contract.chain)
    facts = contract.chain[0].facts
    emaid = ev.emaid if ev.emaid is not None else facts.subject.common_name if facts is not None else ""
    request = m.PaymentDetailsReq(emaid, m.CertificateChain(leaf, tuple(above)))
    got, _ = course.says(Party.EV, "PaymentDetailsReq", _message(session, request), f"contract {emaid}, {len(above)} sub-CAs")
    told: m.PaymentDetailsReq = got.body.message
    chain = told.contract_signature_cert_chain
    seen = presented((chain.certificate, *chain.sub_certificates), told.emaid, course.setting)
    code = await asked_about(course, seen, backend)
    challenge = entropy(_CHALLENGE)
    answer = m.PaymentDetailsRes(code, challenge, int(course.setting.at.timestamp()))
    got, _ = course.says(Party.SECC, "PaymentDetailsRes", _message(session, answer), code)
    course.marks(Outcome.GOOD if code == "OK" else Outcome.REFUSED)
    if course.refusal is not None:
        raise course.refuses(*course.refusal)
    given = got.body.message.gen_challenge if ev.challenge is None else ev.challenge
    await _authorizes(course, contract, seen, (session, challenge, given))


async def _authorizes(course: Course, contract: ContractHolder, seen: Presented, known: tuple[bytes, bytes, bytes]) -> None:
    session, challenge, answered = known
    request = m.AuthorizationReq(answered, _ID)
    signature = course.signed(contract, "AuthorizationReq", request)
    message = _message(session, request, signature)
    got, stream = course.says(Party.EV, "AuthorizationReq", message, "the challenge, signed with the contract's key")
    proof = proved(course.schema, stream.root, "AuthorizationReq", got.body.message.gen_challenge, challenge, seen.chain[0])
    said = proof.cause.message if proof.cause else proof.signature.sentence if proof.signature else ""
    course.does(Party.SECC, "looks at the signature", ok=proof.cause is None, said=said, findings=proof.findings)
    answer = m.AuthorizationRes(proof.response_code, "Finished")
    course.says(Party.SECC, "AuthorizationRes", _message(session, answer), proof.response_code)
    course.marks(Outcome.GOOD if proof.cause is None else Outcome.REFUSED)
    if proof.cause is not None:
        raise course.refuses(Party.SECC, proof.cause)


def _message(session: bytes, message: m.Message, signature: Signature | None = None) -> m.V2GMessage:
    return m.V2GMessage(m.MessageHeader(session, signature=signature), m.Body(message))
