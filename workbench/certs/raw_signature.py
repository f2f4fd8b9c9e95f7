"""A certificate's signature and key cut from its octets: what is malformed may still be signed by the right key.

It is faster too: ``cryptography`` encodes the signed part anew each time that it is asked for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import load_der_public_key
from cryptography.x509 import ObjectIdentifier

from workbench.certs.der import DerError, certificate_slices, read_header
from workbench.certs.names import dotted
from workbench.certs.quiet import quietly

if TYPE_CHECKING:
    from collections.abc import Mapping

_HASHES: Mapping[str, hashes.HashAlgorithm | None] = {
    "1.2.840.10045.4.1": hashes.SHA1(),  # noqa: S303  # as old CAs signed
    "1.2.840.10045.4.3.1": hashes.SHA224(),
    "1.2.840.10045.4.3.2": hashes.SHA256(),
    "1.2.840.10045.4.3.3": hashes.SHA384(),
    "1.2.840.10045.4.3.4": hashes.SHA512(),
    "1.2.840.113549.1.1.5": hashes.SHA1(),  # noqa: S303
    "1.2.840.113549.1.1.11": hashes.SHA256(),
    "1.2.840.113549.1.1.12": hashes.SHA384(),
    "1.2.840.113549.1.1.13": hashes.SHA512(),
    "1.3.101.112": None,
    "1.3.101.113": None,
}


@dataclass(frozen=True, slots=True)
class RawSignature:
    """What :func:`~workbench.certs.signatures.verify` asks of a certificate.

    Attributes
    ----------
    tbs_certificate_bytes
        The signed part.
    signature
        The BIT STRING's octets, without the one that counts unused bits.
    signature_algorithm_oid
        The algorithm outside the signed part.
    signature_hash_algorithm
        Its hash; None where it has none of its own.
    """

    tbs_certificate_bytes: bytes
    signature: bytes
    signature_algorithm_oid: ObjectIdentifier
    signature_hash_algorithm: hashes.HashAlgorithm | None
    signature_algorithm_parameters: None = None


def raw_signature(der: bytes) -> RawSignature | None:
    """The signature as it stands; None where its algorithm is none of ECDSA, RSA (PKCS #1 1.5) and EdDSA with SHA-1 or SHA-2.

    Raises
    ------
    ValueError
        The outer shape is not that of a certificate, or its signature is no BIT STRING of whole octets.
    """
    at = read_header(der)[1]
    end = read_header(der, at)[2]
    kind, start, stop = read_header(der, read_header(der, end)[1])
    if kind != 0x06 or stop > len(der):
        raise DerError("no signature algorithm where one must stand")
    known = _algorithm(der[start:stop]) if stop - start <= _LONGEST else None
    if known is None:
        return None
    tag, start, stop = read_header(der, read_header(der, end)[2])
    if tag != 0x03 or stop > len(der) or der[start : start + 1] != b"\0":
        raise DerError("no BIT STRING of whole octets where the signature must stand")
    return RawSignature(der[at:end], der[start + 1 : stop], *known)


_LONGEST = 16  # octets


@lru_cache(maxsize=64)
def _algorithm(octets: bytes) -> tuple[ObjectIdentifier, hashes.HashAlgorithm | None] | None:
    number = dotted(octets)
    return (ObjectIdentifier(number), _HASHES[number]) if number in _HASHES else None


def raw_public_key(der: bytes) -> Any:
    """The public key of a certificate that no strict parser loads, or a sentence that says why it cannot be used."""
    try:
        with quietly():
            return load_der_public_key(certificate_slices(der).public_key_info)
    except (ValueError, TypeError, UnsupportedAlgorithm) as refusal:
        return f"the issuer's key cannot be used: {(str(refusal).splitlines() or [type(refusal).__name__])[0]}"
