"""ISO 15118-20 after the handshake: AuthorizationReq with the contract and the signed challenge in one message.

The challenge comes in AuthorizationSetupRes and the answer in AuthorizationRes; our codec has neither of the two, so they are said
and not sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.contracts.exi import messages_20 as m
from workbench.net.pnc.asked_about import asked_about
from workbench.net.pnc.contract_checks import presented
from workbench.net.pnc.proof import proved
from workbench.net.pnc.step import Outcome, Party, Step

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.net.pnc.course import Backend, Course
    from workbench.net.pnc.credentials import ContractHolder

BEFORE = "SupportedAppProtocol, SessionSetup, AuthorizationSetup"
AFTER = "ServiceDiscovery, ScheduleExchange, PowerDelivery, ChargeLoop, SessionStop"
_ID = "ID1"
_CHALLENGE = 16
_WARNINGS = {
    "FAILED_CertificateExpired": "WARNING_CertificateExpired",
    "FAILED_CertificateRevoked": "WARNING_CertificateRevoked",
    "FAILED_CertChainError": "WARNING_CertificateValidationError",
    "FAILED_NoCertificateAvailable": "WARNING_NoCertificateAvailable",
    "FAILED_ChallengeInvalid": "WARNING_ChallengeInvalid",
    "FAILED_SignatureError": "FAILED_SignatureError",
}
"""Response codes of edition -2 to those of -20 that say the same; else WARNING_GeneralPnCAuthorizationError."""


async def pay(course: Course, contract: ContractHolder, backend: Backend | None, entropy: Callable[[int], bytes]) -> None:
    """The application's part of edition -20.

    Raises
    ------
    Refused
        Somebody ends the session.
    """
    setting, session, challenge = course.setting, entropy(8), entropy(_CHALLENGE)
    leaf, *above = (one.der for one in contract.chain)
    answered = challenge if setting.ev.challenge is None else setting.ev.challenge
    mode = m.PnCAuthorizationMode(_ID, answered, m.CertificateChain(leaf, tuple(above)))
    signature = course.signed(contract, "PnC_AReqAuthorizationMode", mode)
    header = m.MessageHeader(session, int(setting.at.timestamp()), signature)
    said = f"contract chain of {1 + len(above)}, the challenge, both signed with the contract's key"
    got, stream = course.says(Party.EV, "AuthorizationReq", m.AuthorizationReq(header, "PnC", mode), said)
    chain = got.mode.contract_certificate_chain
    seen = presented((chain.certificate, *chain.sub_certificates), None, setting)
    proof = proved(course.schema, stream.root, "PnC_AReqAuthorizationMode", got.mode.gen_challenge, challenge, seen.chain[0])
    words = proof.cause.message if proof.cause else proof.signature.sentence if proof.signature else ""
    course.does(Party.SECC, "looks at the signature", ok=proof.cause is None, said=words, findings=proof.findings)
    if proof.cause is not None:
        course.emaid, course.refusal, code = seen.emaid, (Party.SECC, proof.cause), proof.response_code
    else:
        code = await asked_about(course, seen, backend)
    outcome = Outcome.GOOD if code == "OK" else Outcome.REFUSED
    said = f"{code if code == 'OK' else _WARNINGS.get(code, 'WARNING_GeneralPnCAuthorizationError')}; not encoded here"
    course.steps.append(Step(Party.SECC, Party.EV, "AuthorizationRes", said=said, outcome=outcome))
    if course.refusal is not None:
        raise course.refuses(*course.refusal)
