"""CertificateHashDataType and OCSPRequestDataType: how a message names a certificate."""

from dataclasses import dataclass
from typing import Annotated

from workbench.certs.hashdata import CertificateHashData, HashAlgorithm
from workbench.messages.custom_data import CustomData
from workbench.messages.wire import Form, Wire


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateHashDataType:
    """The hash data of a certificate as a message carries it: letter case and customData kept, so equality is exact.

    Compare certificates by :attr:`plain`, which folds case (identifierString has none); what the fields mean is said there.

    Attributes
    ----------
    hash_algorithm
        Of these hashes, not of any signature.
    issuer_name_hash, issuer_key_hash
        Hexadecimal, at most 128 characters: 64, 96 or 128 by algorithm, which the schema does not check.
    serial_number
        Hexadecimal without leading zeros, at most 40 characters.
    """

    hash_algorithm: Annotated[HashAlgorithm, Wire("hashAlgorithm")]
    issuer_name_hash: Annotated[str, Wire("issuerNameHash", longest=128, form=Form.HASH)]
    issuer_key_hash: Annotated[str, Wire("issuerKeyHash", longest=128, form=Form.HASH)]
    serial_number: Annotated[str, Wire("serialNumber", longest=40, form=Form.SERIAL)]
    custom_data: Annotated[CustomData | None, Wire("customData")] = None

    @classmethod
    def of(cls, data: CertificateHashData) -> "CertificateHashDataType":
        """The wire form of hash data that was computed."""
        return cls(
            hash_algorithm=HashAlgorithm(data.hash_algorithm),
            issuer_name_hash=data.issuer_name_hash,
            issuer_key_hash=data.issuer_key_hash,
            serial_number=data.serial_number,
        )

    @property
    def plain(self) -> CertificateHashData:
        """The four values, to be compared and looked up: equality folds case."""
        return CertificateHashData(self.hash_algorithm.value, self.issuer_name_hash, self.issuer_key_hash, self.serial_number)


@dataclass(frozen=True, slots=True, kw_only=True)
class OCSPRequestDataType:
    """Hash data and where to ask for the status (M06, and the contract chain in AuthorizeRequest).

    Attributes
    ----------
    responder_url
        The OCSP responder: at most 512 characters in OCPP 2.0.1, 2000 in 2.1.
    """

    hash_algorithm: Annotated[HashAlgorithm, Wire("hashAlgorithm")]
    issuer_name_hash: Annotated[str, Wire("issuerNameHash", longest=128, form=Form.HASH)]
    issuer_key_hash: Annotated[str, Wire("issuerKeyHash", longest=128, form=Form.HASH)]
    serial_number: Annotated[str, Wire("serialNumber", longest=40, form=Form.SERIAL)]
    responder_url: Annotated[str, Wire("responderURL", longest=2000, form=Form.URL)]
    custom_data: Annotated[CustomData | None, Wire("customData")] = None

    @classmethod
    def of(cls, data: CertificateHashData, responder_url: str) -> "OCSPRequestDataType":
        """The request for a certificate whose hash data was computed."""
        return cls(
            hash_algorithm=HashAlgorithm(data.hash_algorithm),
            issuer_name_hash=data.issuer_name_hash,
            issuer_key_hash=data.issuer_key_hash,
            serial_number=data.serial_number,
            responder_url=responder_url,
        )

    @property
    def plain(self) -> CertificateHashData:
        """The four values, to be compared and looked up: equality folds case."""
        return CertificateHashData(self.hash_algorithm.value, self.issuer_name_hash, self.issuer_key_hash, self.serial_number)
