"""Private keys and serial numbers out of a seed: the same seed and label give the same key on every machine."""

from __future__ import annotations

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from workbench.certs.issuing.rsa_keys import rsa_private_key

PrivateKey = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey | rsa.RSAPrivateKey
"""A key that can sign; its repr is an address, never a number."""

_CURVES = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(), "P-521": ec.SECP521R1()}
_MODULI = {"RSA 1024": 1024, "RSA 2048": 2048}

ALGORITHMS = (*_CURVES, "Ed25519", "Ed448", *_MODULI)
"""The key algorithms that can be derived; the names are those of :func:`workbench.certs.facts.key_name`."""


def derive_private_key(seed: bytes, label: str, algorithm: str) -> PrivateKey:
    """The private key of a label.

    The scalar of an elliptic curve is HKDF-SHA-512 output that is 64 bits longer than the order, reduced (FIPS 186-5 A.2.1); an
    Edwards key is 32 (Ed25519) or 57 (Ed448) octets of it (RFC 8032); 64 octets of it are the start of the search for RSA primes.

    Parameters
    ----------
    seed
        Any octets; who has them has every key.
    label
        Names the key; another label or algorithm gives an unrelated key.
    algorithm
        One of :data:`ALGORITHMS`.

    Raises
    ------
    ValueError
        The algorithm is none of them.
    """
    purpose = f"{algorithm} private key"
    if algorithm == "Ed25519":
        return ed25519.Ed25519PrivateKey.from_private_bytes(_expand(seed, purpose, label, 32))
    if algorithm == "Ed448":
        return ed448.Ed448PrivateKey.from_private_bytes(_expand(seed, purpose, label, 57))
    if algorithm in _MODULI:
        return rsa_private_key(_expand(seed, purpose, label, 64), _MODULI[algorithm])
    if algorithm not in _CURVES:
        raise ValueError(f"{algorithm!r} is none of the key algorithms {', '.join(ALGORITHMS)}")
    curve = _CURVES[algorithm]
    octets = _expand(seed, purpose, label, (curve.key_size + 64 + 7) // 8)
    return ec.derive_private_key(int.from_bytes(octets) % (curve.group_order - 1) + 1, curve)


def derive_serial(seed: bytes, label: str, octets: int = 12) -> int:
    """A serial number that fills ``octets``: positive, and with the sign octet that DER may add at most 20 (RFC 5280 4.1.2.2).

    Raises
    ------
    ValueError
        ``octets`` is not 1 to 19.
    """
    if not 1 <= octets <= 19:
        raise ValueError(f"a serial number of {octets} octets is not one of 1 to 19")
    drawn = _expand(seed, "serial number", label, octets)
    return int.from_bytes(drawn) or 1


def public_key_info(key: PrivateKey) -> bytes:
    """The SubjectPublicKeyInfo DER of the public half (RFC 5280 4.1.2.7)."""
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _expand(seed: bytes, purpose: str, label: str, length: int) -> bytes:
    info = f"{purpose}\0{label}".encode()
    return HKDF(hashes.SHA512(), length, salt=b"pnc-workbench", info=info).derive(seed)
