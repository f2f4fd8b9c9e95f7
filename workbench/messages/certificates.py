"""The certificates that a station holds: GetInstalledCertificateIds (M03), DeleteCertificate (M04), InstallCertificate (M05)."""

from dataclasses import dataclass, field
from typing import Annotated

from workbench.messages.custom_data import CustomData
from workbench.messages.enumeration import Enumeration
from workbench.messages.hash_data import CertificateHashDataType
from workbench.messages.shown import OnTheWire
from workbench.messages.status_info import StatusInfo
from workbench.messages.wire import Form, Wire


class GetCertificateIdUse(Enumeration):
    """What an installed certificate is for (GetCertificateIdUseEnumType). The station's own client certificate is not among it."""

    V2G_ROOT_CERTIFICATE = "V2GRootCertificate"
    MO_ROOT_CERTIFICATE = "MORootCertificate"
    CSMS_ROOT_CERTIFICATE = "CSMSRootCertificate"
    V2G_CERTIFICATE_CHAIN = "V2GCertificateChain"
    """The SECC leaf, its sub-CAs as children; the root is listed as V2GRootCertificate."""
    MANUFACTURER_ROOT_CERTIFICATE = "ManufacturerRootCertificate"
    OEM_ROOT_CERTIFICATE = "OEMRootCertificate"
    """OCPP 2.1 only."""


class GetInstalledCertificateStatus(Enumeration):
    """GetInstalledCertificateStatusEnumType."""

    ACCEPTED = "Accepted"
    NOT_FOUND = "NotFound"


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateHashDataChain:
    """One installed certificate, and what hangs below it in the listing (CertificateHashDataChainType).

    Attributes
    ----------
    child_certificate_hash_data
        The sub-CAs of a V2GCertificateChain, 1 to 4; None, never empty, where there are none. Their order is not specified.
    """

    certificate_type: Annotated[GetCertificateIdUse, Wire("certificateType")]
    certificate_hash_data: Annotated[CertificateHashDataType, Wire("certificateHashData")]
    child_certificate_hash_data: Annotated[
        tuple[CertificateHashDataType, ...] | None, Wire("childCertificateHashData", fewest=1, most=4)
    ] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GetInstalledCertificateIdsRequest(OnTheWire):
    """CSMS to station.

    Attributes
    ----------
    certificate_type
        One or more types; None asks for all.
    """

    certificate_type: Annotated[tuple[GetCertificateIdUse, ...] | None, Wire("certificateType", fewest=1)] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GetInstalledCertificateIdsResponse(OnTheWire):
    """Station to CSMS.

    Attributes
    ----------
    certificate_hash_data_chain
        One or more; None, never empty, with NotFound.
    """

    status: Annotated[GetInstalledCertificateStatus, Wire("status")]
    status_info: Annotated[StatusInfo | None, Wire("statusInfo")] = None
    certificate_hash_data_chain: Annotated[
        tuple[CertificateHashDataChain, ...] | None, Wire("certificateHashDataChain", fewest=1)
    ] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


class DeleteCertificateStatus(Enumeration):
    """DeleteCertificateStatusEnumType."""

    ACCEPTED = "Accepted"
    FAILED = "Failed"
    NOT_FOUND = "NotFound"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteCertificateRequest(OnTheWire):
    """CSMS to station.

    Attributes
    ----------
    certificate_hash_data
        With the hash algorithm under which the station reported the certificate (M04.FR.07).
    """

    certificate_hash_data: Annotated[CertificateHashDataType, Wire("certificateHashData")]
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteCertificateResponse(OnTheWire):
    """Station to CSMS."""

    status: Annotated[DeleteCertificateStatus, Wire("status")]
    status_info: Annotated[StatusInfo | None, Wire("statusInfo")] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


class InstallCertificateUse(Enumeration):
    """What the installed root is for (InstallCertificateUseEnumType)."""

    V2G_ROOT_CERTIFICATE = "V2GRootCertificate"
    MO_ROOT_CERTIFICATE = "MORootCertificate"
    MANUFACTURER_ROOT_CERTIFICATE = "ManufacturerRootCertificate"
    CSMS_ROOT_CERTIFICATE = "CSMSRootCertificate"
    OEM_ROOT_CERTIFICATE = "OEMRootCertificate"
    """OCPP 2.1 only."""


class InstallCertificateStatus(Enumeration):
    """InstallCertificateStatusEnumType."""

    ACCEPTED = "Accepted"
    REJECTED = "Rejected"
    """The certificate is invalid, or there would be too many (M05.FR.06, M05.FR.07, M05.FR.11)."""
    FAILED = "Failed"
    """The certificate is sound, to install it failed (M05.FR.03)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallCertificateRequest(OnTheWire):
    """CSMS to station.

    Attributes
    ----------
    certificate
        One certificate as PEM: at most 5500 characters in OCPP 2.0.1, 10000 in 2.1.
    """

    certificate_type: Annotated[InstallCertificateUse, Wire("certificateType")]
    certificate: Annotated[str, Wire("certificate", longest=10000, form=Form.PEM)] = field(repr=False)
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallCertificateResponse(OnTheWire):
    """Station to CSMS."""

    status: Annotated[InstallCertificateStatus, Wire("status")]
    status_info: Annotated[StatusInfo | None, Wire("statusInfo")] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None
