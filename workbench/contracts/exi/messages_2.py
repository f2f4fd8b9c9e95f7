"""ISO 15118-2's certificate messages as typed values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from workbench.contracts.exi.layout import Part, attribute, inside, one, one_of, text
from workbench.contracts.exi.signature import Signature, X509IssuerSerial


@dataclass(frozen=True, slots=True)
class Notification:
    """A notification of a fault in a header."""

    fault_code: str
    fault_msg: str | None = None
    LAYOUT: ClassVar[tuple[Part, ...]] = (one("fault_code", "FaultCode"), one("fault_msg", "FaultMsg"))


@dataclass(frozen=True, slots=True)
class MessageHeader:
    """The header; at most 8 bytes of session."""

    session_id: bytes
    notification: Notification | None = None
    signature: Signature | None = None
    LAYOUT: ClassVar[tuple[Part, ...]] = (
        one("session_id", "SessionID"),
        one("notification", "Notification", Notification),
        one("signature", "Signature", Signature),
    )


@dataclass(frozen=True, slots=True)
class CertificateChain:
    """A leaf and its sub-CAs, each DER; the Id is what a signature refers to."""

    certificate: bytes
    sub_certificates: tuple[bytes, ...] = ()
    id: str | None = None
    LAYOUT: ClassVar[tuple[Part, ...]] = (
        attribute("id", "Id"),
        one("certificate", "Certificate"),
        inside("sub_certificates", "SubCertificates", "Certificate"),
    )


@dataclass(frozen=True, slots=True)
class Identified:
    """Bytes with an Id: ContractSignatureEncryptedPrivateKey (48 bytes: IV and ciphertext), DHpublickey (65: a point)."""

    id: str
    value: bytes
    LAYOUT: ClassVar[tuple[Part, ...]] = (attribute("id", "Id"), text("value"))


@dataclass(frozen=True, slots=True)
class EMAID:
    """An e-mobility account identifier with an Id."""

    id: str
    value: str
    LAYOUT: ClassVar[tuple[Part, ...]] = (attribute("id", "Id"), text("value"))


_ROOTS = inside("root_certificate_ids", "ListOfRootCertificateIDs", "RootCertificateID", X509IssuerSerial)


@dataclass(frozen=True, slots=True)
class CertificateInstallationReq:
    """A car asks for a contract certificate; the element itself is signed, with the provisioning key."""

    id: str
    oem_provisioning_cert: bytes
    root_certificate_ids: tuple[X509IssuerSerial, ...]
    LAYOUT: ClassVar[tuple[Part, ...]] = (attribute("id", "Id"), one("oem_provisioning_cert", "OEMProvisioningCert"), _ROOTS)


@dataclass(frozen=True, slots=True)
class CertificateUpdateReq:
    """A car asks for its contract certificate's successor; the element itself is signed, with the contract's key."""

    id: str
    contract_signature_cert_chain: CertificateChain
    emaid: str
    root_certificate_ids: tuple[X509IssuerSerial, ...]
    LAYOUT: ClassVar[tuple[Part, ...]] = (
        attribute("id", "Id"),
        one("contract_signature_cert_chain", "ContractSignatureCertChain", CertificateChain),
        one("emaid", "eMAID"),
        _ROOTS,
    )


@dataclass(frozen=True, slots=True)
class CertificateInstallationRes:
    """A contract certificate with its wrapped key; the four parts after the provisioning chain are signed by the CPS."""

    response_code: str
    sa_provisioning_certificate_chain: CertificateChain
    contract_signature_cert_chain: CertificateChain
    contract_signature_encrypted_private_key: Identified
    dh_public_key: Identified
    emaid: EMAID
    LAYOUT: ClassVar[tuple[Part, ...]] = (
        one("response_code", "ResponseCode"),
        one("sa_provisioning_certificate_chain", "SAProvisioningCertificateChain", CertificateChain),
        one("contract_signature_cert_chain", "ContractSignatureCertChain", CertificateChain),
        one("contract_signature_encrypted_private_key", "ContractSignatureEncryptedPrivateKey", Identified),
        one("dh_public_key", "DHpublickey", Identified),
        one("emaid", "eMAID", EMAID),
    )


@dataclass(frozen=True, slots=True)
class CertificateUpdateRes:
    """As :class:`CertificateInstallationRes`; a retry counter says when to ask again (days), 0 not here, -1 never."""

    response_code: str
    sa_provisioning_certificate_chain: CertificateChain
    contract_signature_cert_chain: CertificateChain
    contract_signature_encrypted_private_key: Identified
    dh_public_key: Identified
    emaid: EMAID
    retry_counter: int | None = None
    LAYOUT: ClassVar[tuple[Part, ...]] = (*CertificateInstallationRes.LAYOUT, one("retry_counter", "RetryCounter"))


@dataclass(frozen=True, slots=True)
class PaymentDetailsReq:
    """The contract is presented."""

    emaid: str
    contract_signature_cert_chain: CertificateChain
    LAYOUT: ClassVar[tuple[Part, ...]] = (
        one("emaid", "eMAID"),
        one("contract_signature_cert_chain", "ContractSignatureCertChain", CertificateChain),
    )


@dataclass(frozen=True, slots=True)
class PaymentDetailsRes:
    """A challenge of 16 bytes; the SECC's time in seconds since 1970."""

    response_code: str
    gen_challenge: bytes
    evse_time_stamp: int
    LAYOUT: ClassVar[tuple[Part, ...]] = (
        one("response_code", "ResponseCode"),
        one("gen_challenge", "GenChallenge"),
        one("evse_time_stamp", "EVSETimeStamp"),
    )


@dataclass(frozen=True, slots=True)
class AuthorizationReq:
    """The challenge comes back, signed with the contract's key."""

    gen_challenge: bytes | None = None
    id: str | None = None
    LAYOUT: ClassVar[tuple[Part, ...]] = (attribute("id", "Id"), one("gen_challenge", "GenChallenge"))


@dataclass(frozen=True, slots=True)
class AuthorizationRes:
    """Whether charging may start."""

    response_code: str
    evse_processing: str
    LAYOUT: ClassVar[tuple[Part, ...]] = (one("response_code", "ResponseCode"), one("evse_processing", "EVSEProcessing"))


Message = (
    CertificateInstallationReq | CertificateInstallationRes | CertificateUpdateReq | CertificateUpdateRes
    | PaymentDetailsReq | PaymentDetailsRes | AuthorizationReq | AuthorizationRes
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Body:
    """A body: one message, or none."""

    message: Message | None
    LAYOUT: ClassVar[tuple[Part, ...]] = (one_of("message", {kind.__name__: kind for kind in Message.__args__}),)


@dataclass(frozen=True, slots=True)
class V2GMessage:
    """A message with its header: the whole of an ``exiRequest`` or ``exiResponse``."""

    header: MessageHeader
    body: Body
    LAYOUT: ClassVar[tuple[Part, ...]] = (one("header", "Header", MessageHeader), one("body", "Body", Body))
