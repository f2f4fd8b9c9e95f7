"""GetCertificateStatus (M06) and GetCertificateChainStatus (M07, OCPP 2.1 only): revocation, asked of the CSMS."""

from dataclasses import dataclass, field
from typing import Annotated

from workbench.messages.custom_data import CustomData
from workbench.messages.enumeration import Enumeration
from workbench.messages.hash_data import CertificateHashDataType, OCSPRequestDataType
from workbench.messages.shown import OnTheWire
from workbench.messages.status_info import StatusInfo
from workbench.messages.wire import Form, Wire


class GetCertificateStatusStatus(Enumeration):
    """Whether an OCSP response could be had (GetCertificateStatusEnumType); it says nothing about Good or Revoked."""

    ACCEPTED = "Accepted"
    FAILED = "Failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class GetCertificateStatusRequest(OnTheWire):
    """Station to CSMS: the OCSP response of one certificate of the SECC chain, please."""

    ocsp_request_data: Annotated[OCSPRequestDataType, Wire("ocspRequestData")]
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GetCertificateStatusResponse(OnTheWire):
    """CSMS to station.

    Attributes
    ----------
    ocsp_result
        An OCSPResponse of RFC 6960, DER in base64 (M06.FR.08, M06.FR.09): at most 5500 characters in OCPP 2.0.1, 18000 in 2.1.
        None with Failed.
    """

    status: Annotated[GetCertificateStatusStatus, Wire("status")]
    status_info: Annotated[StatusInfo | None, Wire("statusInfo")] = None
    ocsp_result: Annotated[str | None, Wire("ocspResult", longest=18000, form=Form.BASE64)] = field(default=None, repr=False)
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


class CertificateStatusSource(Enumeration):
    """Where a status comes from (CertificateStatusSourceEnumType)."""

    CRL = "CRL"
    OCSP = "OCSP"


class CertificateStatusValue(Enumeration):
    """The status itself (CertificateStatusEnumType)."""

    GOOD = "Good"
    REVOKED = "Revoked"
    UNKNOWN = "Unknown"
    FAILED = "Failed"
    """The query or the download failed (M07.FR.02, M07.FR.05)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateStatusRequestInfo:
    """One certificate and where to ask (CertificateStatusRequestInfoType).

    Attributes
    ----------
    urls
        Of the OCSP responder or of the CRL: 1 to 5, of at most 2000 characters each.
    """

    certificate_hash_data: Annotated[CertificateHashDataType, Wire("certificateHashData")]
    source: Annotated[CertificateStatusSource, Wire("source")]
    urls: Annotated[tuple[str, ...], Wire("urls", fewest=1, most=5, longest=2000, form=Form.URL)]
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateStatus:
    """One answer (CertificateStatusType).

    Attributes
    ----------
    next_update
        RFC 3339; required with Failed too, where it means nothing.
    """

    certificate_hash_data: Annotated[CertificateHashDataType, Wire("certificateHashData")]
    source: Annotated[CertificateStatusSource, Wire("source")]
    status: Annotated[CertificateStatusValue, Wire("status")]
    next_update: Annotated[str, Wire("nextUpdate", form=Form.DATE_TIME)]
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GetCertificateChainStatusRequest(OnTheWire):
    """Station to CSMS, OCPP 2.1 only: 1 to 4 certificates, those without a valid cache entry (M07.FR.11)."""

    certificate_status_requests: Annotated[
        tuple[CertificateStatusRequestInfo, ...], Wire("certificateStatusRequests", fewest=1, most=4)
    ]
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GetCertificateChainStatusResponse(OnTheWire):
    """CSMS to station, OCPP 2.1 only: one result for each certificate asked for (M07.FR.08)."""

    certificate_status: Annotated[tuple[CertificateStatus, ...], Wire("certificateStatus", fewest=1, most=4)]
    custom_data: Annotated[CustomData | None, Wire("customData")] = None
