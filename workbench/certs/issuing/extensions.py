"""Extensions as they will stand in the certificate: any OID, any criticality, any content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from asn1crypto import core
from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID

from workbench.certs.facts import EXTENDED_KEY_USAGES
from workbench.certs.issuing.elements import object_identifier, octet_string, sequence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workbench.certs.issuing.keys import PrivateKey

_USAGES = {  # RFC 5280 4.2.1.3 beside cryptography's words
    "digitalSignature": "digital_signature",
    "nonRepudiation": "content_commitment",
    "keyEncipherment": "key_encipherment",
    "dataEncipherment": "data_encipherment",
    "keyAgreement": "key_agreement",
    "keyCertSign": "key_cert_sign",
    "cRLSign": "crl_sign",
    "encipherOnly": "encipher_only",
    "decipherOnly": "decipher_only",
}
_PURPOSES = {name: oid for oid, name in EXTENDED_KEY_USAGES.items()}


@dataclass(frozen=True, slots=True)
class Extension:
    """One extension.

    Attributes
    ----------
    oid
        Dotted.
    value
        The DER inside the OCTET STRING; may be no DER at all.
    """

    oid: str
    value: bytes
    critical: bool = False

    @classmethod
    def of(cls, value: x509.ExtensionType, *, critical: bool = False) -> Extension:
        """An extension that ``cryptography`` knows."""
        return cls(value.oid.dotted_string, value.public_bytes(), critical)

    def encode(self) -> bytes:
        """The DER ``Extension`` (RFC 5280 4.1); ``critical`` is left out where it is FALSE."""
        flag = core.Boolean(value=True).dump() if self.critical else b""
        return sequence(object_identifier(self.oid), flag, octet_string(self.value))


def key_usage(usages: Iterable[str]) -> x509.KeyUsage:
    """A keyUsage of the standard's names (RFC 5280 4.2.1.3).

    Raises
    ------
    ValueError
        A name is none of the nine.
    """
    wanted = set(usages)
    if unknown := wanted - _USAGES.keys():
        raise ValueError(f"{', '.join(sorted(unknown))} is no key usage of {', '.join(_USAGES)}")
    return x509.KeyUsage(**{attribute: name in wanted for name, attribute in _USAGES.items()})


def extended_key_usage(purposes: Iterable[str]) -> x509.ExtendedKeyUsage:
    """An extendedKeyUsage of the standard's names or dotted OIDs (RFC 5280 4.2.1.12)."""
    return x509.ExtendedKeyUsage(x509.ObjectIdentifier(_PURPOSES.get(purpose, purpose)) for purpose in purposes)


def authority_information(ocsp: Sequence[str], ca_issuers: Sequence[str]) -> x509.AuthorityInformationAccess:
    """Where the issuer's OCSP responder and certificate are (RFC 5280 4.2.2.1)."""
    return x509.AuthorityInformationAccess(
        x509.AccessDescription(method, x509.UniformResourceIdentifier(url))
        for method, urls in ((AuthorityInformationAccessOID.OCSP, ocsp), (AuthorityInformationAccessOID.CA_ISSUERS, ca_issuers))
        for url in urls
    )


def crl_distribution_points(urls: Sequence[str]) -> x509.CRLDistributionPoints:
    """Where the issuer's CRL is, one distribution point per URL (RFC 5280 4.2.1.13)."""
    return x509.CRLDistributionPoints(
        x509.DistributionPoint([x509.UniformResourceIdentifier(url)], None, None, None) for url in urls
    )


def key_identifier(key: PrivateKey, method: Literal["sha1", "sha1-60"] = "sha1") -> bytes:
    """The key identifier of a key's public half (RFC 5280 4.2.1.2).

    Parameters
    ----------
    method
        ``"sha1"``, method 1: SHA-1 of the public key, 20 octets. ``"sha1-60"``, method 2: 0100 and its last 60 bits, 8 octets.
    """
    digest = x509.SubjectKeyIdentifier.from_public_key(key.public_key()).digest
    return digest if method == "sha1" else bytes([0x40 | digest[-8] & 0x0F]) + digest[-7:]
