"""READ FIRST: what a charging station decides. One line for each event, one for each message.

``decide(state, event, now, policy)`` is a function: the same four give the same decision. It raises on nothing that is
well-typed. What the world must do (end a handshake, make a key, send a message) are effects, and come back as events.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from workbench.messages.certificates import DeleteCertificateRequest, GetInstalledCertificateIdsRequest, InstallCertificateRequest
from workbench.messages.network_profile import SetNetworkProfileRequest
from workbench.messages.reset import ResetRequest
from workbench.messages.sign_certificate import CertificateSignedRequest
from workbench.messages.trigger_message import TriggerMessageRequest
from workbench.messages.variables import GetVariablesRequest, SetVariablesRequest
from workbench.station import (
    a02_a03_refusal,
    a02_a03_request,
    a02_a03_switch,
    a04_security_events,
    c07_answers,
    connection,
    m01_answers,
    m06_certificate_status,
    m07_answers,
    plug_events,
    status_answers,
)
from workbench.station.a02_a03_certificate_signed import certificate_signed
from workbench.station.a02_a03_time_passed import time_passed
from workbench.station.b05_b06_variables import get_variables, set_variables
from workbench.station.b09_set_network_profile import reset, set_network_profile
from workbench.station.c07_contract_presented import contract_presented
from workbench.station.events import (
    AuthorizeAnswered,
    Connected,
    ConnectionFailed,
    ConnectionWanted,
    ContractPresented,
    Disconnected,
    EvCertificateAnswered,
    Event,
    KeyReady,
    PlugUnanswered,
    Received,
    Restarted,
    ServerPresented,
    SigningAnswered,
    SigningFailed,
    StatusAnswered,
    StatusUnanswered,
    TimePassed,
    VehicleAsks,
    VehicleChain,
    VehicleGone,
    VehicleWaited,
)
from workbench.station.f06_trigger_message import trigger
from workbench.station.m01_vehicle_asks import vehicle_asks
from workbench.station.m03_get_installed_certificate_ids import get_installed
from workbench.station.m04_delete_certificate import delete
from workbench.station.m05_install_certificate import install
from workbench.station.m07_vehicle_chain import vehicle_chain
from workbench.station.policy import STRICT

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from workbench.messages.actions import RequestToStation
    from workbench.station.decision import Decision
    from workbench.station.policy import Policy
    from workbench.station.state import StationState


def decide(state: StationState, event: Event, now: datetime, policy: Policy = STRICT) -> Decision:  # noqa: C901, PLR0911, PLR0912
    """What the station makes of an event.

    Parameters
    ----------
    now
        The time, UTC-aware.
    policy
        What the standard leaves open.
    """
    match event:
        case Received():
            return answer(state, event.message, now, policy)
        case ConnectionWanted():
            return connection.want(state, event)
        case ServerPresented():
            return connection.judge_server(state, event, now, policy)
        case Connected():
            told = _both(connection.stands(state), a04_security_events.deliver)
            return _both(told, lambda after: a02_a03_switch.settle(after, now, policy))
        case ConnectionFailed():
            return _both(connection.failed_otherwise(state, event, now), a02_a03_switch.alternate)
        case Disconnected() | Restarted():
            return connection.lost(state, event, now)
        case KeyReady():
            return a02_a03_request.request(state, event, policy)
        case SigningAnswered():
            return a02_a03_refusal.answered(state, event, now, policy)
        case SigningFailed():
            return a02_a03_refusal.unanswered(state, event, now)
        case StatusAnswered():
            return status_answers.heard(state, event, now, policy)
        case StatusUnanswered():
            return status_answers.nothing_heard(state, event, now, policy)
        case VehicleChain():
            return vehicle_chain(state, event, now, policy)
        case VehicleAsks():
            return vehicle_asks(state, event, now, policy)
        case ContractPresented():
            return contract_presented(state, event, now, policy)
        case EvCertificateAnswered():
            return m01_answers.answered(state, event, policy)
        case AuthorizeAnswered():
            return c07_answers.answered(state, event, policy)
        case PlugUnanswered():
            return plug_events.unanswered(state, event)
        case VehicleWaited():
            return plug_events.waited(state, event.session)
        case VehicleGone():
            return plug_events.gone(state, event.session)
        case TimePassed():
            ended = _both(time_passed(state, now, policy), lambda after: m07_answers.time_up(after, now, policy))
            ended = _both(ended, lambda after: plug_events.time_up(after, now))
            return _both(ended, lambda after: m06_certificate_status.look(after, now, policy))
        case _:
            assert_never(event)


def answer(state: StationState, message: RequestToStation, now: datetime, policy: Policy) -> Decision:  # noqa: PLR0911
    """The reply to a request of the CSMS, and what it changes."""
    match message:
        case GetInstalledCertificateIdsRequest():
            return get_installed(state, message, policy)
        case DeleteCertificateRequest():
            return delete(state, message, policy)
        case InstallCertificateRequest():
            return install(state, message, now, policy)
        case CertificateSignedRequest():
            signed = certificate_signed(state, message, now, policy)
            return _both(signed, lambda after: m06_certificate_status.renewed(state, after, now, policy))
        case TriggerMessageRequest():
            return trigger(state, message)
        case GetVariablesRequest():
            return get_variables(state, message)
        case SetVariablesRequest():
            return set_variables(state, message, now)
        case SetNetworkProfileRequest():
            return set_network_profile(state, message)
        case ResetRequest():
            return reset(state, now)
        case _:
            assert_never(message)


def _both(first: Decision, then: Callable[[StationState], Decision]) -> Decision:
    second = then(first.state)
    return replace(
        second, findings=(*first.findings, *second.findings), effects=(*first.effects, *second.effects), reply=first.reply
    )
