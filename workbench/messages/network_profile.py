"""SetNetworkProfile (B09): how and where the station connects; a migration to another CSMS (B10) starts with it.

Passwords, the SIM's PIN and the VPN's key are in no repr.
"""

from dataclasses import dataclass, field
from typing import Annotated

from workbench.messages.custom_data import CustomData
from workbench.messages.enumeration import Enumeration
from workbench.messages.shown import OnTheWire
from workbench.messages.status_info import StatusInfo
from workbench.messages.wire import Wire


class OCPPVersion(Enumeration):
    """OCPPVersionEnumType; in OCPP 2.1 the version is negotiated and this field is no longer required."""

    OCPP12 = "OCPP12"
    OCPP15 = "OCPP15"
    OCPP16 = "OCPP16"
    OCPP20 = "OCPP20"
    OCPP201 = "OCPP201"
    """OCPP 2.1 only."""
    OCPP21 = "OCPP21"
    """OCPP 2.1 only."""


class OCPPTransport(Enumeration):
    """OCPPTransportEnumType."""

    SOAP = "SOAP"
    JSON = "JSON"


class OCPPInterface(Enumeration):
    """OCPPInterfaceEnumType."""

    WIRED0 = "Wired0"
    WIRED1 = "Wired1"
    WIRED2 = "Wired2"
    WIRED3 = "Wired3"
    WIRELESS0 = "Wireless0"
    WIRELESS1 = "Wireless1"
    WIRELESS2 = "Wireless2"
    WIRELESS3 = "Wireless3"
    ANY = "Any"
    """OCPP 2.1 only."""


class APNAuthentication(Enumeration):
    """APNAuthenticationEnumType."""

    PAP = "PAP"
    CHAP = "CHAP"
    NONE = "NONE"
    AUTO = "AUTO"


class VPNKind(Enumeration):
    """VPNEnumType."""

    IKEV2 = "IKEv2"
    IPSEC = "IPSec"
    L2TP = "L2TP"
    PPTP = "PPTP"


class SetNetworkProfileStatus(Enumeration):
    """SetNetworkProfileStatusEnumType."""

    ACCEPTED = "Accepted"
    REJECTED = "Rejected"
    FAILED = "Failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class APN:
    """A mobile network's access point (APNType)."""

    apn: Annotated[str, Wire("apn", longest=2000)]
    apn_authentication: Annotated[APNAuthentication, Wire("apnAuthentication")]
    apn_user_name: Annotated[str | None, Wire("apnUserName", longest=50)] = None
    apn_password: Annotated[str | None, Wire("apnPassword", longest=64)] = field(default=None, repr=False)
    sim_pin: Annotated[int | None, Wire("simPin")] = field(default=None, repr=False)
    preferred_network: Annotated[str | None, Wire("preferredNetwork", longest=6)] = None
    use_only_preferred_network: Annotated[bool | None, Wire("useOnlyPreferredNetwork")] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VPN:
    """A virtual private network (VPNType)."""

    server: Annotated[str, Wire("server", longest=2000)]
    user: Annotated[str, Wire("user", longest=50)]
    password: Annotated[str, Wire("password", longest=64)] = field(repr=False)
    key: Annotated[str, Wire("key", longest=255)] = field(repr=False)
    type: Annotated[VPNKind, Wire("type")]
    group: Annotated[str | None, Wire("group", longest=50)] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkConnectionProfile:
    """How to reach a CSMS (NetworkConnectionProfileType).

    Attributes
    ----------
    ocpp_csms_url
        At most 512 characters in OCPP 2.0.1, 2000 in 2.1.
    message_timeout
        Seconds.
    security_profile
        0 to 3: none, basic authentication, TLS with basic authentication, TLS with client certificates.
    ocpp_version
        Required in OCPP 2.0.1.
    identity, basic_auth_password
        At most 48 and 64 characters; OCPP 2.1 only.
    """

    ocpp_interface: Annotated[OCPPInterface, Wire("ocppInterface")]
    ocpp_transport: Annotated[OCPPTransport, Wire("ocppTransport")]
    ocpp_csms_url: Annotated[str, Wire("ocppCsmsUrl", longest=2000)]
    message_timeout: Annotated[int, Wire("messageTimeout")]
    security_profile: Annotated[int, Wire("securityProfile", least=0)]
    ocpp_version: Annotated[OCPPVersion | None, Wire("ocppVersion")] = None
    identity: Annotated[str | None, Wire("identity", longest=48)] = None
    basic_auth_password: Annotated[str | None, Wire("basicAuthPassword", longest=64)] = field(default=None, repr=False)
    apn: Annotated[APN | None, Wire("apn")] = None
    vpn: Annotated[VPN | None, Wire("vpn")] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetNetworkProfileRequest(OnTheWire):
    """CSMS to station: a profile into a slot; NetworkConfigurationPriority decides later which slot is used."""

    configuration_slot: Annotated[int, Wire("configurationSlot")]
    connection_data: Annotated[NetworkConnectionProfile, Wire("connectionData")]
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetNetworkProfileResponse(OnTheWire):
    """Station to CSMS."""

    status: Annotated[SetNetworkProfileStatus, Wire("status")]
    status_info: Annotated[StatusInfo | None, Wire("statusInfo")] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None
