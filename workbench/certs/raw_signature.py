"""The signature of a certificate that no strict parser loads, cut from its octets: what is malformed may still be signed by the right key."""

from __future__ import annotations

from dataclasses import dataclass
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

_HASHES: Mapping[str, hashes.HashAlgorithm] = {
    "1.2.840.10045.4.1": hashes.SHA1(),  # noqa: S303  # as old CAs signed
    "1.2.840.10045.4.3.1": hashes.SHA224(),
    "1.2.840.10045.4.3.2": hashes.SHA256(),
    "1.2.840.10045.4.3.3": hashes.SHA384(),
    "1.2.840.10045.4.3.4": hashes.SHA512(),
    "1.2.840.113549.1.1.5": hashes.SHA1(),  # noqa: S303
    "1.2.840.113549.1.1.11": hashes.SHA256(),
    "1.2.840.113549.1.1.12": hashes.SHA384(),
    "1.2.840.113549.1.1.13": hashes.SHA512(),
}


@dataclass(frozen=True, slots=True)
class RawSignature:
    """What :func:`~workbench.certs.signatures.verify` asks of a certificate.

    Attributes
    ----------
    signature
        The BIT STRING's octets, without the one that counts unused bits.
    signature_hash_algorithm
        By the algorithm outside the signed part; None where it names none that is known here.
    """

    tbs_certificate_bytes: bytes
    signature: bytes
    signature_algorithm_oid: ObjectIdentifier
    signature_hash_algorithm: hashes.HashAlgorithm | None
    signature_algorithm_parameters: None = None


def raw_signature(der: bytes) -> RawSignature:
    """The signature as it stands.

    Raises
    ------
    ValueError
        The outer shape is not that of a certificate, or its signature is no BIT STRING of whole octets.
    """
    tbs = certificate_slices(der).tbs
    at = read_header(der)[1] + len(tbs)
    tag, algorithm, after = read_header(der, at)
    kind, start, stop = read_header(der, algorithm)
    if (tag, kind) != (0x30, 0x06):
        raise DerError("no signature algorithm where one must stand")
    number = dotted(der[start:stop])
    tag, start, stop = read_header(der, after)
    if tag != 0x03 or stop > len(der) or der[start : start + 1] != b"\0":
        raise DerError("no BIT STRING of whole octets where the signature must stand")
    return RawSignature(tbs, der[start + 1 : stop], ObjectIdentifier(number), _HASHES.get(number))


def raw_public_key(der: bytes) -> Any:
    """The public key of a certificate that no strict parser loads, or a sentence that says why it cannot be used."""
    try:
        with quietly():
            return load_der_public_key(certificate_slices(der).public_key_info)
    except (ValueError, TypeError, UnsupportedAlgorithm) as refusal:
        return f"the issuer's key cannot be used: {(str(refusal).splitlines() or [type(refusal).__name__])[0]}"
