"""The two versions of OCPP that are spoken here, and everything in which their messages differ, as one table."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from workbench.messages.enumeration import Enumeration


class Version(Enumeration):
    """An OCPP version whose messages are known here."""

    V201 = "2.0.1"
    V21 = "2.1"

    @property
    def subprotocol(self) -> str:
        """The WebSocket subprotocol: ``"ocpp2.0.1"``, ``"ocpp2.1"``."""
        return f"ocpp{self.value}"


What = Literal["longest", "least", "required", "members", "member", "field", "message"]
"""What differs: characters of a string at most; the least value of a number; whether a field must be there; the closed list of a
string's values; one value of an enumeration; a whole field; a whole message."""


class Difference(NamedTuple):
    """One difference between the versions.

    Attributes
    ----------
    what
        See :data:`What`.
    place
        ``"Class.wireName"`` for a field, ``"Class.value"`` for a value of an enumeration, the action for a message.
    in_201, in_21
        The limit, or whether it is there; None where the version has no such limit.
    """

    what: What
    place: str
    in_201: Any
    in_21: Any


def _longer(place: str, in_201: int, in_21: int) -> Difference:
    return Difference("longest", place, in_201, in_21)


def _new_field(place: str) -> Difference:
    return Difference("field", place, in_201=False, in_21=True)


def _new_member(place: str) -> Difference:
    return Difference("member", place, in_201=False, in_21=True)


def _not_negative(place: str) -> Difference:
    return Difference("least", place, in_201=None, in_21=0)


_ID_TOKEN_TYPES = ("Central", "eMAID", "ISO14443", "ISO15693", "KeyCode", "Local", "MacAddress", "NoAuthorization")

DIFFERENCES: tuple[Difference, ...] = (
    Difference("message", "GetCertificateChainStatus", in_201=False, in_21=True),
    # certificates and what is made of them
    _longer("InstallCertificateRequest.certificate", 5500, 10000),
    _longer("AuthorizeRequest.certificate", 5500, 10000),
    _longer("Get15118EVCertificateRequest.exiRequest", 5600, 11000),
    _longer("Get15118EVCertificateResponse.exiResponse", 7500, 17000),
    _longer("GetCertificateStatusResponse.ocspResult", 5500, 18000),
    _longer("OCSPRequestDataType.responderURL", 512, 2000),
    _longer("StatusInfo.additionalInfo", 512, 1024),
    _new_member("InstallCertificateUse.OEMRootCertificate"),
    _new_member("GetCertificateIdUse.OEMRootCertificate"),
    _new_member("CertificateSigningUse.V2G20Certificate"),
    _new_member("MessageTrigger.SignV2G20Certificate"),
    _new_member("MessageTrigger.CustomTrigger"),
    _new_field("SignCertificateRequest.hashRootCertificate"),
    _new_field("SignCertificateRequest.requestId"),
    _new_field("CertificateSignedRequest.requestId"),
    _new_field("TriggerMessageRequest.customTrigger"),
    _new_field("Get15118EVCertificateRequest.maximumContractCertificateChains"),
    _new_field("Get15118EVCertificateRequest.prioritizedEMAIDs"),
    _new_field("Get15118EVCertificateResponse.remainingContracts"),
    # identifiers and the device model
    _not_negative("EVSE.id"),
    _not_negative("EVSE.connectorId"),
    _not_negative("StatusNotificationRequest.evseId"),
    _not_negative("StatusNotificationRequest.connectorId"),
    _not_negative("ResetRequest.evseId"),
    _longer("SetVariableData.attributeValue", 1000, 2500),
    _new_member("ResetKind.ImmediateAndResume"),
    # connection profiles
    Difference("required", "NetworkConnectionProfile.ocppVersion", in_201=True, in_21=False),
    _not_negative("NetworkConnectionProfile.securityProfile"),
    _longer("NetworkConnectionProfile.ocppCsmsUrl", 512, 2000),
    _new_field("NetworkConnectionProfile.identity"),
    _new_field("NetworkConnectionProfile.basicAuthPassword"),
    _new_member("OCPPVersion.OCPP201"),
    _new_member("OCPPVersion.OCPP21"),
    _new_member("OCPPInterface.Any"),
    _longer("APN.apn", 512, 2000),
    _longer("APN.apnUserName", 20, 50),
    _longer("APN.apnPassword", 20, 64),
    _longer("VPN.server", 512, 2000),
    _longer("VPN.user", 20, 50),
    _longer("VPN.group", 20, 50),
    _longer("VPN.password", 20, 64),
    # authorisation
    _longer("IdToken.idToken", 36, 255),
    Difference("members", "IdToken.type", in_201=_ID_TOKEN_TYPES, in_21=None),
    _longer("AdditionalInfo.additionalIdToken", 36, 255),
    _not_negative("IdTokenInfo.evseId"),
    _longer("MessageContent.content", 512, 1024),
    _new_member("MessageFormat.QRCODE"),
    _new_field("AuthorizeResponse.allowedEnergyTransfer"),
    _new_field("AuthorizeResponse.tariff"),
)
"""All of them, for the messages that are here; the tests hold each version against its own JSON schemas."""
