"""B09 and B11: a connection profile for a slot, and the restart after which it is used."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from workbench.messages.network_profile import OCPPTransport, SetNetworkProfileResponse, SetNetworkProfileStatus
from workbench.messages.reason_codes import ReasonCode
from workbench.messages.reset import ResetResponse, ResetStatus
from workbench.messages.security_event import SecurityEvent
from workbench.station.a04_security_events import reported
from workbench.station.decision import Decision, answered, why
from workbench.station.effects import Restart
from workbench.station.installed import CSMS_ROOT
from workbench.station.state import Profile

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.messages.network_profile import NetworkConnectionProfile, SetNetworkProfileRequest
    from workbench.station.state import StationState


_WITH_TLS = 2
"""The first security profile with TLS."""
_NOT_IN_URL = re.compile(r"""[^!-~]|["<>\\^`{|}]""")
"""RFC 3986 2: neither allowed nor reserved; blanks, control characters, what is not ASCII."""
_HOST = re.compile(r"[a-z0-9_.~:%-]+", re.IGNORECASE)


def set_network_profile(state: StationState, message: SetNetworkProfileRequest) -> Decision:
    """The answer; the profile's passwords are not kept here.

    Refused are a lower security profile than the present one, and what cannot work: an address that is none or does not fit the
    profile, SOAP, TLS without a CSMS root, security profile 3 without a client certificate.
    """
    data = message.connection_data
    fault = _fault(state, data.security_profile) or _fault_of_address(data) or _lacking(state, data.security_profile)
    if fault is not None:
        reason, sentence = fault
        reply = SetNetworkProfileResponse(status=SetNetworkProfileStatus.REJECTED, status_info=why(state, reason, sentence))
        return Decision(state, reply, (answered("Rejected", sentence, requirement=""),))
    new = Profile(message.configuration_slot, data.ocpp_csms_url, data.security_profile)
    kept = tuple(one for one in state.profiles if one.slot != new.slot)
    return Decision(replace(state, profiles=(*kept, new)), SetNetworkProfileResponse(status=SetNetworkProfileStatus.ACCEPTED))


def _fault(state: StationState, wanted: int) -> tuple[ReasonCode, str] | None:
    present = state.connection.security_profile
    if wanted not in range(4):
        return ReasonCode.INVALID_NETWORK_CONF, f"There is no security profile {wanted}."
    if wanted < present:
        return ReasonCode.NO_SECURITY_DOWNGRADE, f"Security profile {wanted} is lower than the present {present}."
    return None


def _fault_of_address(data: NetworkConnectionProfile) -> tuple[ReasonCode, str] | None:
    """Why this station could never connect there. The address is not repeated: it may hold a password."""
    if data.ocpp_transport is OCPPTransport.SOAP:
        return ReasonCode.INVALID_NETWORK_CONF, "The station speaks JSON over WebSockets, no SOAP."
    url = data.ocpp_csms_url
    try:
        parts = urlsplit(url)
        host, port, userinfo = parts.hostname, parts.port, "@" in parts.netloc
    except ValueError:
        return ReasonCode.INVALID_URL, "ocppCsmsUrl is no URL."
    fault = ""
    if parts.scheme not in {"ws", "wss"} or not host or port == 0 or _HOST.fullmatch(host) is None or _NOT_IN_URL.search(url):
        fault = "is no address of a WebSocket server: ws:// or wss://, a host, a path."
    elif userinfo:
        fault = "holds a user name or a password: BasicAuthPassword is the place for it."
    elif parts.query or parts.fragment:
        fault = "goes on after its path: the station puts its identity there."
    if fault:
        return ReasonCode.INVALID_URL, f"ocppCsmsUrl {fault}"
    if (parts.scheme == "wss") != (data.security_profile >= _WITH_TLS):
        wanted = "wss" if data.security_profile >= _WITH_TLS else "ws"
        return ReasonCode.INVALID_NETWORK_CONF, f"Security profile {data.security_profile} needs a {wanted}:// address."
    return None


def _lacking(state: StationState, wanted: int) -> tuple[ReasonCode, str] | None:
    if wanted >= _WITH_TLS and not state.store.of_type(CSMS_ROOT):
        return ReasonCode.INVALID_CERTIFICATE, f"Security profile {wanted} needs a CSMS root, and none is installed."
    if wanted == 3 and state.station_chain is None:
        return ReasonCode.INVALID_CERTIFICATE, "Security profile 3 needs a client certificate, and the station has none."
    return None


def reset(state: StationState, now: datetime) -> Decision:
    """Accepted; the edge restarts the station."""
    decision = Decision(state, ResetResponse(status=ResetStatus.ACCEPTED), effects=(Restart(),))
    sentence = "The CSMS had the station restart."
    return reported(decision, SecurityEvent.RESET_OR_REBOOT, sentence, now, online=False)  # after the restart
