"""Authorize (C01, C07): may this token charge; with Plug & Charge the contract certificate comes along."""

from dataclasses import dataclass, field
from typing import Annotated

from workbench.messages.custom_data import CustomData
from workbench.messages.enumeration import Enumeration
from workbench.messages.hash_data import OCSPRequestDataType
from workbench.messages.id_token import IdToken, IdTokenInfo
from workbench.messages.shown import OnTheWire
from workbench.messages.tariff import Tariff
from workbench.messages.wire import Form, Wire


class AuthorizeCertificateStatus(Enumeration):
    """What the CSMS found in the contract certificate (AuthorizeCertificateStatusEnumType)."""

    ACCEPTED = "Accepted"
    SIGNATURE_ERROR = "SignatureError"
    CERTIFICATE_EXPIRED = "CertificateExpired"
    CERTIFICATE_REVOKED = "CertificateRevoked"
    NO_CERTIFICATE_AVAILABLE = "NoCertificateAvailable"
    CERT_CHAIN_ERROR = "CertChainError"
    CONTRACT_CANCELLED = "ContractCancelled"


class EnergyTransferMode(Enumeration):
    """EnergyTransferModeEnumType; OCPP 2.1 only."""

    AC_SINGLE_PHASE = "AC_single_phase"
    AC_TWO_PHASE = "AC_two_phase"
    AC_THREE_PHASE = "AC_three_phase"
    DC = "DC"
    AC_BPT = "AC_BPT"
    AC_BPT_DER = "AC_BPT_DER"
    AC_DER = "AC_DER"
    DC_BPT = "DC_BPT"
    DC_ACDP = "DC_ACDP"
    DC_ACDP_BPT = "DC_ACDP_BPT"
    WPT = "WPT"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizeRequest(OnTheWire):
    """Station to CSMS.

    Attributes
    ----------
    certificate
        The contract chain as PEM, where the station cannot verify it itself: at most 5500 characters in OCPP 2.0.1, 10000 in 2.1.
    iso15118_certificate_hash_data
        The chain's certificates by hash data, 1 to 4, for the CSMS to ask their status.
    """

    id_token: Annotated[IdToken, Wire("idToken")]
    certificate: Annotated[str | None, Wire("certificate", longest=10000, form=Form.PEM)] = field(default=None, repr=False)
    iso15118_certificate_hash_data: Annotated[
        tuple[OCSPRequestDataType, ...] | None, Wire("iso15118CertificateHashData", fewest=1, most=4)
    ] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizeResponse(OnTheWire):
    """CSMS to station.

    Attributes
    ----------
    certificate_status
        About the contract certificate; None where the request had neither a certificate nor hash data.
    allowed_energy_transfer, tariff
        OCPP 2.1 only.
    """

    id_token_info: Annotated[IdTokenInfo, Wire("idTokenInfo")]
    certificate_status: Annotated[AuthorizeCertificateStatus | None, Wire("certificateStatus")] = None
    allowed_energy_transfer: Annotated[tuple[EnergyTransferMode, ...] | None, Wire("allowedEnergyTransfer", fewest=1)] = None
    tariff: Annotated[Tariff | None, Wire("tariff")] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None
