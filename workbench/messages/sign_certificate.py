"""SignCertificate and CertificateSigned (A02, A03): the station's CSR, and the certificate that comes back."""

from dataclasses import dataclass, field
from typing import Annotated

from workbench.messages.custom_data import CustomData
from workbench.messages.enumeration import Enumeration
from workbench.messages.hash_data import CertificateHashDataType
from workbench.messages.shown import OnTheWire
from workbench.messages.status_info import GenericStatus, StatusInfo
from workbench.messages.wire import Form, Wire


class CertificateSigningUse(Enumeration):
    """What the certificate is for (CertificateSigningUseEnumType)."""

    CHARGING_STATION_CERTIFICATE = "ChargingStationCertificate"
    V2G_CERTIFICATE = "V2GCertificate"
    """For ISO 15118-2."""
    V2G20_CERTIFICATE = "V2G20Certificate"
    """For ISO 15118-20; OCPP 2.1 only."""


class CertificateSignedStatus(Enumeration):
    """CertificateSignedStatusEnumType."""

    ACCEPTED = "Accepted"
    REJECTED = "Rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignCertificateRequest(OnTheWire):
    """Station to CSMS.

    Attributes
    ----------
    csr
        PKCS #10 as PEM, at most 5500 characters.
    certificate_type
        None means that one certificate serves OCPP and ISO 15118 (A02.FR.13).
    hash_root_certificate
        The root wanted for a V2G certificate (A02.FR.27); OCPP 2.1 only.
    request_id
        Comes back in CertificateSignedRequest (A02.FR.24, A02.FR.25); OCPP 2.1 only.
    """

    csr: Annotated[str, Wire("csr", longest=5500, form=Form.PEM)] = field(repr=False)
    certificate_type: Annotated[CertificateSigningUse | None, Wire("certificateType")] = None
    hash_root_certificate: Annotated[CertificateHashDataType | None, Wire("hashRootCertificate")] = None
    request_id: Annotated[int | None, Wire("requestId")] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignCertificateResponse(OnTheWire):
    """CSMS to station."""

    status: Annotated[GenericStatus, Wire("status")]
    status_info: Annotated[StatusInfo | None, Wire("statusInfo")] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateSignedRequest(OnTheWire):
    """CSMS to station.

    Attributes
    ----------
    certificate_chain
        PEM, leaf first, then its sub-CAs, at most 10000 characters; a station may set a lower limit (A02.FR.16).
    certificate_type
        As in the SignCertificateRequest (A02.FR.14).
    request_id
        As in the SignCertificateRequest (A02.FR.25, A02.FR.26); OCPP 2.1 only.
    """

    certificate_chain: Annotated[str, Wire("certificateChain", longest=10000, form=Form.PEM)] = field(repr=False)
    certificate_type: Annotated[CertificateSigningUse | None, Wire("certificateType")] = None
    request_id: Annotated[int | None, Wire("requestId")] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateSignedResponse(OnTheWire):
    """Station to CSMS."""

    status: Annotated[CertificateSignedStatus, Wire("status")]
    status_info: Annotated[StatusInfo | None, Wire("statusInfo")] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None
