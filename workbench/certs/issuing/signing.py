"""One signature over ready-made bytes, the same each time: RFC 6979 (ECDSA), RFC 8032 (Edwards), RFC 8017 8.2 (RSA PKCS#1 v1.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asn1crypto import algos, core
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

from workbench.certs.issuing.elements import bit_string, sequence
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.certs.issuing.keys import PrivateKey

HASHES: dict[str, hashes.HashAlgorithm] = {
    "SHA1": hashes.SHA1(),  # noqa: S303  # what test PKIs in the field still carry; never a default
    "SHA256": hashes.SHA256(),
    "SHA384": hashes.SHA384(),
    "SHA512": hashes.SHA512(),
}
"""The digests of ECDSA and RSA signatures by name."""

_HASH_OF_CURVE = {"secp256r1": "SHA256", "secp384r1": "SHA384", "secp521r1": "SHA512"}


def algorithm_identifier(key: PrivateKey, hash_name: str = "") -> bytes:
    """The DER AlgorithmIdentifier of a signature made with this key (RFC 5758 3.2, RFC 8410 3, RFC 4055 5).

    Parameters
    ----------
    hash_name
        One of :data:`HASHES`; empty: the digest of the curve's size, SHA256 for RSA. Edwards keys have none.
    """
    match key:
        case ec.EllipticCurvePrivateKey():
            named: dict[str, object] = {"algorithm": f"{_hash_name(key, hash_name).lower()}_ecdsa"}
        case rsa.RSAPrivateKey():
            named = {"algorithm": f"{_hash_name(key, hash_name).lower()}_rsa", "parameters": core.Null()}
        case _:
            named = {"algorithm": "ed25519" if isinstance(key, ed25519.Ed25519PrivateKey) else "ed448"}
    return bytes(algos.SignedDigestAlgorithm(named).dump())


def sign(message: bytes, key: PrivateKey, hash_name: str = "") -> bytes:
    """The signature of a message; the same message gives the same octets.

    Raises
    ------
    WorkbenchError
        ``cryptography`` was built against an OpenSSL without deterministic ECDSA (before 3.2).
    """
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(message, padding.PKCS1v15(), HASHES[_hash_name(key, hash_name)])
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(message)
    try:
        return key.sign(message, ec.ECDSA(HASHES[_hash_name(key, hash_name)], deterministic_signing=True))
    except UnsupportedAlgorithm as refusal:
        raise WorkbenchError(
            "This cryptography package cannot sign deterministically (RFC 6979).",
            hint="Install cryptography from PyPI, or one that is linked to OpenSSL 3.2 or newer.",
        ) from refusal


def signed(to_be_signed: bytes, key: PrivateKey, hash_name: str = "") -> bytes:
    """``SEQUENCE {toBeSigned, algorithm, signature}``: the shape of certificates, CSRs and CRLs (RFC 5280 4.1.1)."""
    signature = sign(to_be_signed, key, hash_name)
    return sequence(to_be_signed, algorithm_identifier(key, hash_name), bit_string(signature))


def _hash_name(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, asked: str) -> str:
    return asked or ("SHA256" if isinstance(key, rsa.RSAPrivateKey) else _HASH_OF_CURVE[key.curve.name])
