"""READ FIRST: what a CSMS decides. One line for each event, one for each message, one for each answer.

``decide(record, event, now, policy)`` is a function: the same four give the same decision. It raises on nothing that is
well-typed. What the CSMS begins itself is a procedure (:mod:`workbench.csms.procedure`); here is what it makes of the answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from workbench.csms import (
    a02_a03_certificate_signed,
    b01_connection,
    c07_authorize,
    m01_ev_certificate,
    m06_certificate_status,
    m07_chain_status,
    no_answer,
)
from workbench.csms.a02_a03_sign_certificate import sign_certificate
from workbench.csms.a02_trigger_signing import triggered
from workbench.csms.a04_security_event import security_event
from workbench.csms.b05_b06_variables import variables_got, variables_set
from workbench.csms.events import (
    Answered,
    Connected,
    Disconnected,
    Event,
    LookedUp,
    NoAnswer,
    PoolAnswered,
    PoolFailed,
    Received,
    Signed,
    SigningFailed,
)
from workbench.csms.m03_list import listed
from workbench.csms.m04_delete import deleted
from workbench.csms.m05_install import installed
from workbench.csms.not_supported import other_answer
from workbench.csms.policy import STRICT
from workbench.messages.authorize import AuthorizeRequest
from workbench.messages.boot_notification import BootNotificationRequest, HeartbeatRequest
from workbench.messages.certificate_status import GetCertificateChainStatusRequest, GetCertificateStatusRequest
from workbench.messages.certificates import DeleteCertificateRequest, GetInstalledCertificateIdsRequest, InstallCertificateRequest
from workbench.messages.ev_certificate import Get15118EVCertificateRequest
from workbench.messages.network_profile import SetNetworkProfileRequest
from workbench.messages.reset import ResetRequest
from workbench.messages.security_event import SecurityEventNotificationRequest
from workbench.messages.sign_certificate import CertificateSignedRequest, SignCertificateRequest
from workbench.messages.status_notification import StatusNotificationRequest
from workbench.messages.trigger_message import TriggerMessageRequest
from workbench.messages.variables import GetVariablesRequest, SetVariablesRequest

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.csms.decision import CsmsDecision
    from workbench.csms.policy import Policy
    from workbench.csms.record import StationRecord
    from workbench.messages.actions import RequestToCsms


def decide(record: StationRecord, event: Event, now: datetime, policy: Policy = STRICT) -> CsmsDecision:  # noqa: C901, PLR0911  # one line each
    """What the CSMS makes of an event.

    Parameters
    ----------
    now
        The time, UTC-aware.
    policy
        What the standard leaves open.
    """
    match event:
        case Connected():
            return b01_connection.connected(record, event, now)
        case Disconnected():
            return b01_connection.lost(record, now)
        case Received():
            return answer(record, event.message, now, policy)
        case Answered():
            return learn(record, event, now)
        case NoAnswer():
            return no_answer.unanswered(record, event, now)
        case Signed():
            return a02_a03_certificate_signed.signed(record, event, now, policy)
        case SigningFailed():
            return a02_a03_certificate_signed.signing_failed(record, event, now)
        case LookedUp():
            return looked_up(record, event, now, policy)
        case PoolAnswered():
            return m01_ev_certificate.pool_answered(record, event, now)
        case PoolFailed():
            return m01_ev_certificate.no_pool_answer(record, event, now)
        case _:
            assert_never(event)


def answer(record: StationRecord, message: RequestToCsms, now: datetime, policy: Policy) -> CsmsDecision:  # noqa: PLR0911
    """The reply to a request of the station, and what it changes."""
    match message:
        case SignCertificateRequest():
            return sign_certificate(record, message, now, policy)
        case SecurityEventNotificationRequest():
            return security_event(record, message, now)
        case BootNotificationRequest():
            return b01_connection.booted(record, message, now, policy)
        case HeartbeatRequest():
            return b01_connection.alive(record, now)
        case StatusNotificationRequest():
            return b01_connection.status(record, now)
        case GetCertificateStatusRequest():
            return m06_certificate_status.asked(record, message, now, policy)
        case GetCertificateChainStatusRequest():
            return m07_chain_status.asked(record, message, now, policy)
        case Get15118EVCertificateRequest():
            return m01_ev_certificate.asked(record, message, now)
        case AuthorizeRequest():
            return c07_authorize.asked(record, message, now, policy)
        case _:
            assert_never(message)


def looked_up(record: StationRecord, event: LookedUp, now: datetime, policy: Policy) -> CsmsDecision:
    """The reply that a station waits for, once everyone was asked."""
    match event.looking.request:
        case AuthorizeRequest() as request:
            return c07_authorize.looked_up(record, event, request, now, policy)
        case GetCertificateStatusRequest():
            return m06_certificate_status.looked_up(record, event, now)
        case GetCertificateChainStatusRequest():
            return m07_chain_status.looked_up(record, event, now, policy)
        case _:
            assert_never(event.looking.request)


def learn(record: StationRecord, event: Answered, now: datetime) -> CsmsDecision:  # noqa: PLR0911
    """What an answer of the station says, and what the record takes from it."""
    match event.request:
        case GetInstalledCertificateIdsRequest():
            return listed(record, event.request, event.response, now)
        case InstallCertificateRequest():
            return installed(record, event.request, event.response, now)
        case DeleteCertificateRequest():
            return deleted(record, event.request, event.response, now)
        case CertificateSignedRequest():
            return a02_a03_certificate_signed.taken(record, event.request, event.response, now)
        case TriggerMessageRequest():
            return triggered(record, event.request, event.response, now)
        case GetVariablesRequest():
            return variables_got(record, event.request, event.response, now)
        case SetVariablesRequest():
            return variables_set(record, event.request, event.response, now)
        case SetNetworkProfileRequest():
            return other_answer(record, event.request, event.response, now)
        case ResetRequest():
            return other_answer(record, event.request, event.response, now)
        case _:
            assert_never(event.request)
