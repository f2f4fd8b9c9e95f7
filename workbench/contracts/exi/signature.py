"""XML Signature as typed values: what ISO 15118 puts into a message's header."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from workbench.contracts.exi.layout import Part, attribute, inside, many, one, rest, text

if TYPE_CHECKING:
    from workbench.contracts.exi.tree import Node

CANONICAL_EXI = "http://www.w3.org/TR/canonical-exi/"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
SHA512 = "http://www.w3.org/2001/04/xmlenc#sha512"
ECDSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
ECDSA_SHA512 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512"


@dataclass(frozen=True, slots=True)
class Algorithm:
    """An algorithm by its URI: CanonicalizationMethod, SignatureMethod, Transform, DigestMethod; parameters as nodes."""

    algorithm: str
    parameters: tuple[Node, ...] = ()
    LAYOUT: ClassVar[tuple[Part, ...]] = (attribute("algorithm", "Algorithm"), rest("parameters"))


@dataclass(frozen=True, slots=True)
class Reference:
    """What is signed: ``#`` and the Id of an element of the body, and the digest of that element's EXI fragment."""

    uri: str | None
    digest_method: Algorithm
    digest_value: bytes
    transforms: tuple[Algorithm, ...] = ()
    id: str | None = None
    type: str | None = None
    LAYOUT: ClassVar[tuple[Part, ...]] = (
        attribute("id", "Id"),
        attribute("uri", "URI"),
        attribute("type", "Type"),
        inside("transforms", "Transforms", "Transform", Algorithm),
        one("digest_method", "DigestMethod", Algorithm),
        one("digest_value", "DigestValue"),
    )


@dataclass(frozen=True, slots=True)
class SignedInfo:
    """What the signature is over, as an EXI fragment."""

    canonicalization_method: Algorithm
    signature_method: Algorithm
    references: tuple[Reference, ...]
    id: str | None = None
    LAYOUT: ClassVar[tuple[Part, ...]] = (
        attribute("id", "Id"),
        one("canonicalization_method", "CanonicalizationMethod", Algorithm),
        one("signature_method", "SignatureMethod", Algorithm),
        many("references", "Reference", Reference),
    )


@dataclass(frozen=True, slots=True)
class SignatureValue:
    """The signature: r and s side by side, as many bytes each as the curve's order has."""

    value: bytes
    id: str | None = None
    LAYOUT: ClassVar[tuple[Part, ...]] = (attribute("id", "Id"), text("value"))


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature; KeyInfo and Object, which ISO 15118 does not use, as nodes."""

    signed_info: SignedInfo
    signature_value: SignatureValue
    id: str | None = None
    further: tuple[Node, ...] = ()
    LAYOUT: ClassVar[tuple[Part, ...]] = (
        attribute("id", "Id"),
        one("signed_info", "SignedInfo", SignedInfo),
        one("signature_value", "SignatureValue", SignatureValue),
        rest("further"),
    )


@dataclass(frozen=True, slots=True)
class X509IssuerSerial:
    """A root certificate by its issuer's name (in whatever notation the car uses) and its serial number."""

    issuer_name: str
    serial_number: int
    LAYOUT: ClassVar[tuple[Part, ...]] = (one("issuer_name", "X509IssuerName"), one("serial_number", "X509SerialNumber"))
