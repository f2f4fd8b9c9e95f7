"""The facts of one certificate, as values: what it says of itself, whichever parser could read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.certs.names import DistinguishedName

CURVE_NAMES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}
"""The standards' names (ISO 15118, NIST) of the curves that occur; others keep their own."""

EXTENDED_KEY_USAGES = {
    "1.3.6.1.5.5.7.3.1": "serverAuth",
    "1.3.6.1.5.5.7.3.2": "clientAuth",
    "1.3.6.1.5.5.7.3.3": "codeSigning",
    "1.3.6.1.5.5.7.3.4": "emailProtection",
    "1.3.6.1.5.5.7.3.8": "timeStamping",
    "1.3.6.1.5.5.7.3.9": "OCSPSigning",
    "1.3.6.1.5.5.7.3.28": "cmcRA",
    "2.5.29.37.0": "anyExtendedKeyUsage",
}
"""RFC 5280 4.2.1.12 names; an unknown purpose is kept as its dotted number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFacts:
    """The facts of one certificate that kinds, profiles and tables use.

    Attributes
    ----------
    sha256
        Fingerprint of the whole DER, 64 lower-case hex digits.
    size
        Octets of the DER; ISO 15118-2 allows 800 [V2G2-010], -20 allows 1600.
    version
        1, 2 or 3.
    serial
        As a signed integer; RFC 5280 4.1.2.2 wants it positive and at most 20 octets.
    not_before, not_after
        UTC-aware; None where the field cannot be read.
    key
        ``"P-256"``, ``"P-521"``, ``"Ed448"``, ``"RSA 2048"`` ...; or the reason why the key cannot be used.
    public_key_sha256
        SHA-256 of the SubjectPublicKeyInfo DER, by which a private key finds its certificates.
    signature_algorithm
        RFC names, e.g. ``"ecdsa-with-SHA256"``; a dotted number where unknown.
    is_ca
        basicConstraints cA; None where the extension is absent.
    key_usage, extended_key_usage
        Standard's names; None where the extension is absent.
    critical
        Dotted OIDs of the critical extensions.
    extensions
        Dotted OIDs of all extensions in encoded order.
    strict
        False where ``cryptography`` refused the certificate and ``asn1crypto`` read what it could.
    problems
        Why ``cryptography`` refused, or what could not be read at all; plain words.
    """

    sha256: str
    size: int
    version: int
    serial: int
    subject: DistinguishedName
    issuer: DistinguishedName
    subject_der: bytes
    issuer_der: bytes
    not_before: datetime | None
    not_after: datetime | None
    key: str
    public_key_sha256: str
    signature_algorithm: str
    is_ca: bool | None = None
    path_length: int | None = None
    key_usage: frozenset[str] | None = None
    extended_key_usage: tuple[str, ...] | None = None
    subject_alternative_names: tuple[str, ...] = ()
    subject_key_identifier: bytes | None = None
    authority_key_identifier: bytes | None = None
    ocsp_urls: tuple[str, ...] = ()
    ca_issuer_urls: tuple[str, ...] = ()
    crl_urls: tuple[str, ...] = ()
    critical: frozenset[str] = frozenset()
    extensions: tuple[str, ...] = ()
    strict: bool = True
    problems: tuple[str, ...] = ()

    @property
    def self_issued(self) -> bool:
        """Subject and issuer are the same bytes (RFC 5280 6.1); says nothing about the signature."""
        return self.subject_der == self.issuer_der

    @property
    def looks_self_signed(self) -> bool:
        """Self-issued, and no key identifier speaks against it; a re-keyed CA signed by its old key is self-issued only."""
        theirs, own = self.authority_key_identifier, self.subject_key_identifier
        return self.self_issued and (theirs is None or own is None or theirs == own)


def path_length(value: int | None) -> int | None:
    """A pathLenConstraint that a program can work with.

    Raises
    ------
    ValueError
        It has more than 32 bits: OpenSSL refuses the extension too.
    """
    if value is not None and value.bit_length() > 32:
        raise ValueError("the path length is an absurd number")
    return value


def key_name(key: object) -> str:
    """``"P-256"``, ``"RSA 2048"``, ``"Ed448"`` ... for any public or private key object of ``cryptography``."""
    match key:
        case ec.EllipticCurvePublicKey() | ec.EllipticCurvePrivateKey():
            return CURVE_NAMES.get(key.curve.name, key.curve.name)
        case rsa.RSAPublicKey() | rsa.RSAPrivateKey():
            return f"RSA {key.key_size}"
        case dsa.DSAPublicKey() | dsa.DSAPrivateKey():
            return f"DSA {key.key_size}"
        case _:
            return type(key).__name__.removesuffix("PublicKey").removesuffix("PrivateKey")


def extension_name(number: str) -> str:
    """The RFC's name of an extension with its dotted number, ``"keyUsage (2.5.29.15)"``; the number alone where it has none."""
    name = algorithm_name(x509.ObjectIdentifier(number))
    return number if name == number else f"{name} ({number})"


def algorithm_name(oid: x509.ObjectIdentifier) -> str:
    """The RFC's name of a signature or key algorithm, or its dotted number."""
    known: str = oid._name  # noqa: SLF001  # the only way to the name; it is documented to equal the RFC's
    return oid.dotted_string if known == "Unknown OID" else known
