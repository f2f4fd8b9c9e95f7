"""ISO 15118-20's certificate messages as typed values; each has its header inside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from workbench.contracts.exi.layout import Named, Part, attribute, inside, many, one, one_of
from workbench.contracts.exi.signature import Signature, X509IssuerSerial


@dataclass(frozen=True, slots=True)
class MessageHeader:
    """The header: 8 bytes of session, the time in seconds since 1970."""

    session_id: bytes
    time_stamp: int
    signature: Signature | None = None
    LAYOUT: ClassVar[tuple[Part, ...]] = (
        one("session_id", "SessionID"),
        one("time_stamp", "TimeStamp"),
        one("signature", "Signature", Signature),
    )


@dataclass(frozen=True, slots=True)
class CertificateChain:
    """A leaf and its sub-CAs, each DER: of the CPS, or of a contract (which needs sub-CAs)."""

    certificate: bytes
    sub_certificates: tuple[bytes, ...] = ()
    LAYOUT: ClassVar[tuple[Part, ...]] = (
        one("certificate", "Certificate"),
        inside("sub_certificates", "SubCertificates", "Certificate"),
    )


@dataclass(frozen=True, slots=True)
class SignedCertificateChain:
    """A chain with the Id by which it is signed: the car's provisioning chain."""

    id: str
    certificate: bytes
    sub_certificates: tuple[bytes, ...] = ()
    LAYOUT: ClassVar[tuple[Part, ...]] = (attribute("id", "Id"), *CertificateChain.LAYOUT)


@dataclass(frozen=True, slots=True)
class PrioritizedEMAIDs:
    """The accounts that a car prefers, as an element by itself; in a request they are a tuple."""

    emaids: tuple[str, ...]
    LAYOUT: ClassVar[tuple[Part, ...]] = (many("emaids", "EMAID"),)


@dataclass(frozen=True, slots=True)
class CertificateInstallationReq:
    """A car asks for contract certificates, up to a number, of the accounts it prefers; its provisioning chain is signed."""

    header: MessageHeader
    oem_provisioning_certificate_chain: SignedCertificateChain
    root_certificate_ids: tuple[X509IssuerSerial, ...]
    maximum_contract_certificate_chains: int
    prioritized_emaids: tuple[str, ...] = ()
    LAYOUT: ClassVar[tuple[Part, ...]] = (
        one("header", "Header", MessageHeader),
        one("oem_provisioning_certificate_chain", "OEMProvisioningCertificateChain", SignedCertificateChain),
        inside("root_certificate_ids", "ListOfRootCertificateIDs", "RootCertificateID", X509IssuerSerial),
        one("maximum_contract_certificate_chains", "MaximumContractCertificateChains"),
        inside("prioritized_emaids", "PrioritizedEMAIDs", "EMAID"),
    )


@dataclass(frozen=True, slots=True)
class SignedInstallationData:
    """A contract certificate with its wrapped key, signed by the CPS.

    ``encrypted_private_key`` names its element: ``SECP521_``, ``X448_`` or ``TPM_EncryptedPrivateKey``.
    """

    id: str
    contract_certificate_chain: CertificateChain
    ecdh_curve: str
    dh_public_key: bytes
    encrypted_private_key: Named
    LAYOUT: ClassVar[tuple[Part, ...]] = (
        attribute("id", "Id"),
        one("contract_certificate_chain", "ContractCertificateChain", CertificateChain),
        one("ecdh_curve", "ECDHCurve"),
        one("dh_public_key", "DHPublicKey"),
        one_of("encrypted_private_key", {f"{kind}_EncryptedPrivateKey": None for kind in ("SECP521", "X448", "TPM")}),
    )


@dataclass(frozen=True, slots=True)
class CertificateInstallationRes:
    """The answer: one contract, and how many more are to be had."""

    header: MessageHeader
    response_code: str
    evse_processing: str
    cps_certificate_chain: CertificateChain
    signed_installation_data: SignedInstallationData
    remaining_contract_certificate_chains: int
    LAYOUT: ClassVar[tuple[Part, ...]] = (
        one("header", "Header", MessageHeader),
        one("response_code", "ResponseCode"),
        one("evse_processing", "EVSEProcessing"),
        one("cps_certificate_chain", "CPSCertificateChain", CertificateChain),
        one("signed_installation_data", "SignedInstallationData", SignedInstallationData),
        one("remaining_contract_certificate_chains", "RemainingContractCertificateChains"),
    )


@dataclass(frozen=True, slots=True)
class PnCAuthorizationMode:
    """The contract is presented and the challenge answered: the element is signed with the contract's key."""

    id: str
    gen_challenge: bytes
    contract_certificate_chain: CertificateChain
    LAYOUT: ClassVar[tuple[Part, ...]] = (
        attribute("id", "Id"),
        one("gen_challenge", "GenChallenge"),
        one("contract_certificate_chain", "ContractCertificateChain", CertificateChain),
    )


@dataclass(frozen=True, slots=True)
class EIMAuthorizationMode:
    """Authorization by other means: nothing in it."""

    LAYOUT: ClassVar[tuple[Part, ...]] = ()


@dataclass(frozen=True, slots=True)
class AuthorizationReq:
    """A car asks to be authorized."""

    header: MessageHeader
    selected_authorization_service: str
    mode: PnCAuthorizationMode | EIMAuthorizationMode
    LAYOUT: ClassVar[tuple[Part, ...]] = (
        one("header", "Header", MessageHeader),
        one("selected_authorization_service", "SelectedAuthorizationService"),
        one_of("mode", {"EIM_AReqAuthorizationMode": EIMAuthorizationMode, "PnC_AReqAuthorizationMode": PnCAuthorizationMode}),
    )
