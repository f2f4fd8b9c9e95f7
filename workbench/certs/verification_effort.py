"""How long it takes to verify one signature, by its key: a search through hostile certificates is bounded by effort, not by count.

The most costly key that OpenSSL still computes with takes a hundred times as long as P-256.
"""

from __future__ import annotations

from typing import Any

from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa

_CURVES = {"secp256r1": 60, "secp224r1": 100, "secp256k1": 350, "brainpoolP256r1": 350, "secp384r1": 500, "secp521r1": 500}
_OTHER_CURVES = 1_000


def verification_effort(key: Any) -> int:
    """Microseconds, about, on a machine of 2026 with OpenSSL 3; from 1 for what is no key of a signature.

    Parameters
    ----------
    key
        A public key of ``cryptography``, or whatever stands where there is none.
    """
    match key:
        case ec.EllipticCurvePublicKey():
            return _CURVES.get(key.curve.name, _OTHER_CURVES)
        case rsa.RSAPublicKey():
            # a multiplication is quadratic in the modulus; there is one for each bit of the exponent
            return 1 + key.key_size**2 * key.public_numbers().e.bit_length() // 4_000_000
        case dsa.DSAPublicKey():
            return 1 + key.key_size**2 // 12_000
        case ed25519.Ed25519PublicKey() | ed448.Ed448PublicKey():
            return 200
        case _:
            return 1
