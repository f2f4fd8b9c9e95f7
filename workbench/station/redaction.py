"""A request without what must not be written down, as a message again: :mod:`workbench.messages.redaction` knows what that is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.messages.certificates import InstallCertificateRequest
from workbench.messages.network_profile import NetworkConnectionProfile, SetNetworkProfileRequest
from workbench.messages.redaction import is_secret_variable, without_private_keys, without_userinfo
from workbench.messages.sign_certificate import CertificateSignedRequest
from workbench.messages.variables import SetVariableData, SetVariablesRequest

if TYPE_CHECKING:
    from workbench.messages.actions import RequestToStation


def without_secrets(message: RequestToStation) -> RequestToStation:
    """The same request; what a station decides by is kept, for none of it is secret."""
    match message:
        case InstallCertificateRequest():
            return replace(message, certificate=without_private_keys(message.certificate))
        case CertificateSignedRequest():
            return replace(message, certificate_chain=without_private_keys(message.certificate_chain))
        case SetVariablesRequest():
            return replace(message, set_variable_data=tuple(_variable(one) for one in message.set_variable_data))
        case SetNetworkProfileRequest():
            return replace(message, connection_data=_profile(message.connection_data))
        case _:
            return message


def _variable(data: SetVariableData) -> SetVariableData:
    return replace(data, attribute_value="") if is_secret_variable(data.variable.name) else data


def _profile(data: NetworkConnectionProfile) -> NetworkConnectionProfile:
    apn = replace(data.apn, apn_password=None, sim_pin=None) if data.apn is not None else None
    vpn = replace(data.vpn, password="", key="") if data.vpn is not None else None
    url = without_userinfo(data.ocpp_csms_url)
    return replace(data, ocpp_csms_url=url, basic_auth_password=None, apn=apn, vpn=vpn)
