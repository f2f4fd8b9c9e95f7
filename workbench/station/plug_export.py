"""What happens at the plug (M01, M02, C07) as JSON and back; a part of :mod:`journal_export`."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, cast

from workbench.messages.ev_certificate import CertificateAction
from workbench.station.events import (
    AuthorizeAnswered,
    ContractPresented,
    EvCertificateAnswered,
    PlugUnanswered,
    VehicleAsks,
    VehicleGone,
    VehicleWaited,
)
from workbench.station.state_export import item_from_base64

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workbench.messages.actions import Message
    from workbench.messages.authorize import AuthorizeRequest, AuthorizeResponse
    from workbench.messages.ev_certificate import Get15118EVCertificateRequest, Get15118EVCertificateResponse
    from workbench.station.events import Event, PlugRequest


def event_to_dict(event: VehicleAsks | ContractPresented) -> dict[str, Any]:
    """The JSON object; octets in base64."""
    name = type(event).__name__
    if isinstance(event, VehicleAsks):
        return {"name": name, **asdict(event), "exi_request": b64encode(event.exi_request).decode()}
    chain = [b64encode(item.der).decode() for item in event.chain]
    return {"name": name, "chain": chain, "emaid": event.emaid, "session": event.session}


def read_event(value: Mapping[str, Any], read_message: Callable[[Mapping[str, Any]], Message]) -> Event:
    """The event that was written.

    Raises
    ------
    ValueError, KeyError, TypeError
        It is none of those at the plug.
    """
    name, session = value["name"], str(value.get("session", ""))
    match name:
        case "VehicleAsks":
            octets = b64decode(value["exi_request"], validate=True)
            action, prioritized = CertificateAction(value["action"]), tuple(value["prioritized"])
            return VehicleAsks(octets, str(value["schema_version"]), action, value["maximum"], prioritized, session)
        case "ContractPresented":
            return ContractPresented(tuple(item_from_base64(one) for one in value["chain"]), str(value["emaid"]), session)
        case "VehicleWaited" | "VehicleGone":
            return VehicleWaited(session) if name == "VehicleWaited" else VehicleGone(session)
        case _:
            return _answer(value, read_message)


def _answer(value: Mapping[str, Any], read_message: Callable[[Mapping[str, Any]], Message]) -> Event:
    request = read_message(value["request"])
    match value["name"]:
        case "EvCertificateAnswered":
            response = cast("Get15118EVCertificateResponse", read_message(value["response"]))
            return EvCertificateAnswered(cast("Get15118EVCertificateRequest", request), response)
        case "AuthorizeAnswered":
            return AuthorizeAnswered(cast("AuthorizeRequest", request), cast("AuthorizeResponse", read_message(value["response"])))
        case "PlugUnanswered":
            return PlugUnanswered(cast("PlugRequest", request), str(value.get("said", "")))
        case _:
            raise ValueError("no such event")
