"""Which module judges which message; and what follows for what is known of the station."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.csms.certificates import read_certificates
from workbench.display import visible
from workbench.messages.authorize import AuthorizeRequest, AuthorizeResponse
from workbench.messages.boot_notification import BootNotificationRequest
from workbench.messages.certificate_status import (
    GetCertificateChainStatusRequest,
    GetCertificateChainStatusResponse,
    GetCertificateStatusRequest,
    GetCertificateStatusResponse,
)
from workbench.messages.certificates import (
    DeleteCertificateRequest,
    DeleteCertificateResponse,
    GetInstalledCertificateIdsRequest,
    GetInstalledCertificateIdsResponse,
    InstallCertificateRequest,
    InstallCertificateResponse,
)
from workbench.messages.ev_certificate import Get15118EVCertificateRequest, Get15118EVCertificateResponse
from workbench.messages.notes import notes
from workbench.messages.sign_certificate import (
    CertificateSignedRequest,
    CertificateSignedResponse,
    SignCertificateRequest,
    SignCertificateResponse,
)
from workbench.messages.variables import (
    GetVariablesRequest,
    GetVariablesResponse,
    SetVariablesRequest,
    SetVariablesResponse,
)
from workbench.replay import (
    a02_signed_answer,
    a02_signed_chain,
    a02_signing_request,
    b05_b06_variables,
    c07_authorization,
    m01_contracts,
    m03_listing,
    m04_deletion,
    m05_installation,
    m06_m07_status,
)
from workbench.replay.beside import ALL_TYPES
from workbench.replay.saying import tolerated
from workbench.replay.step import NOTHING_TO_SAY, Judgement, gravest

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.messages.actions import Message, Request
    from workbench.replay.beside import Beside


def request(beside: Beside, message: Request, now: datetime, line: int) -> Judgement:
    """What is to be said of a call."""
    return _with_oddities(beside, message, _request(beside, message, now, line))


def response(beside: Beside, asked: Request, message: Message, now: datetime, call: Judgement) -> Judgement:
    """What is to be said of an answer, which is taken into what is known."""
    return _with_oddities(beside, message, _response(beside, asked, message, now, call))


def _with_oddities(beside: Beside, message: Message, judged: Judgement) -> Judgement:
    """What the schema allows and is odd all the same: reason codes of one's own, dates that are none."""
    found = [judged]
    for one in notes(message, beside.spoken):
        if one.code == "reason-code":
            words = (
                f"The reason code {visible(one.observed, 40)!r} is none of the appendix: nobody but the vendor knows what it says."
            )
            found.append(tolerated("replay-answer", words, seen=one.observed, expected=one.expected, remedy=one.remedy))
        elif one.code == "date-time-format":
            found.append(tolerated("replay-schema", one.message, seen=one.observed, expected=one.expected, remedy=one.remedy))
    return gravest(found)


def _request(beside: Beside, message: Request, now: datetime, line: int) -> Judgement:  # noqa: PLR0911  one each
    match message:
        case InstallCertificateRequest():
            return m05_installation.call(beside, message, now)
        case DeleteCertificateRequest():
            return m04_deletion.call(beside, message)
        case CertificateSignedRequest():
            return a02_signed_chain.call(beside, message, now)
        case SignCertificateRequest():
            return a02_signing_request.call(beside, message, now, line)
        case Get15118EVCertificateRequest():
            return m01_contracts.call(beside, message)
        case AuthorizeRequest():
            return c07_authorization.call(message)
        case BootNotificationRequest():
            beside.hear(message, now)
            return NOTHING_TO_SAY
        case _:
            return NOTHING_TO_SAY


def _response(beside: Beside, asked: Request, message: Message, now: datetime, call: Judgement) -> Judgement:  # noqa: C901, PLR0911, PLR0912  one each
    match asked, message:
        case GetInstalledCertificateIdsRequest(), GetInstalledCertificateIdsResponse():
            return m03_listing.answer(beside, asked, message, now)
        case DeleteCertificateRequest(), DeleteCertificateResponse():
            judged = m04_deletion.answer(beside, asked, message)
            if message.status == "Accepted":
                beside.deleted.add(asked.certificate_hash_data.plain)
            beside.learn(asked, message, now)
            return judged
        case InstallCertificateRequest(), InstallCertificateResponse():
            judged = m05_installation.answer(beside, asked, message, now)
            _installed(beside, asked, message)
            beside.learn(asked, message, now)
            return judged
        case CertificateSignedRequest(), CertificateSignedResponse():
            judged = a02_signed_answer.answer(beside, asked, message, now)
            beside.learn(asked, message, now)
            return judged
        case SignCertificateRequest(), SignCertificateResponse():
            return a02_signing_request.answer(beside, asked, message, call)
        case GetCertificateStatusRequest(), GetCertificateStatusResponse():
            return m06_m07_status.status_answer(beside, asked, message, now)
        case GetCertificateChainStatusRequest(), GetCertificateChainStatusResponse():
            return m06_m07_status.chain_status_answer(asked, message, now)
        case Get15118EVCertificateRequest(), Get15118EVCertificateResponse():
            return m01_contracts.answer(beside, asked, message)
        case AuthorizeRequest(), AuthorizeResponse():
            return c07_authorization.answer(asked, message)
        case GetVariablesRequest(), GetVariablesResponse():
            judged = b05_b06_variables.got(asked, message)
            beside.learn(asked, message, now)
            return judged
        case SetVariablesRequest(), SetVariablesResponse():
            judged = b05_b06_variables.were_set(asked, message)
            beside.learn(asked, message, now)
            return judged
        case _:
            return NOTHING_TO_SAY


def _installed(beside: Beside, asked: InstallCertificateRequest, message: InstallCertificateResponse) -> None:
    items = read_certificates(asked.certificate)
    if message.status != "Accepted":
        beside.refused.update({item.der: str(asked.certificate_type) for item in items if not beside.holds(item)})
        return
    for item in items:
        beside.refused.pop(item.der, None)
        beside.deleted.difference_update(beside.names.by_all(item))


def types_of(message: Request) -> frozenset[str]:
    """The types of which a call may change what is installed; empty where it changes nothing."""
    match message:
        case InstallCertificateRequest():
            return frozenset({str(message.certificate_type)})
        case DeleteCertificateRequest():
            return ALL_TYPES
        case CertificateSignedRequest():
            return frozenset({"V2GCertificateChain"})
        case _:
            return frozenset()
