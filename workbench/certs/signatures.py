"""Whether a key verifies a certificate's signature, and where not, why not. Nothing here raises on a hostile certificate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa

from workbench.certs.facts import key_name

if TYPE_CHECKING:
    from cryptography import x509


@dataclass(frozen=True, slots=True)
class SignatureCheck:
    """Whether a key verifies a signature.

    Attributes
    ----------
    ok
        None where it could not be tried.
    reason
        Plain words where it is not True; empty otherwise.
    """

    ok: bool | None
    reason: str = ""


_GOOD = SignatureCheck(ok=True)
_BAD = SignatureCheck(ok=False, reason="the issuer's key does not verify the signature")


class Signed(Protocol):
    """What a signature check reads: of a certificate as ``cryptography`` has it, or of anything else that is signed as it is."""

    @property
    def signature(self) -> bytes:
        """The signature's octets."""

    @property
    def tbs_certificate_bytes(self) -> bytes | memoryview:
        """What is signed."""

    @property
    def signature_algorithm_oid(self) -> x509.ObjectIdentifier:
        """The algorithm."""

    @property
    def signature_algorithm_parameters(self) -> Any:
        """Its parameters, as ``cryptography`` gives them."""

    @property
    def signature_hash_algorithm(self) -> Any:
        """Its hash; None where the algorithm has none of its own."""


def verify(certificate: Signed, key: Any) -> SignatureCheck:
    """Whether a public key of ``cryptography`` verifies a certificate's signature: RSA (PKCS #1 1.5, PSS), ECDSA, DSA, EdDSA.

    Parameters
    ----------
    key
        A public key object, or a sentence that says why there is none.
    """
    if isinstance(key, str):
        return SignatureCheck(ok=None, reason=key)
    try:
        signature, signed = certificate.signature, certificate.tbs_certificate_bytes
        made_with, key_family = _signature_family(certificate.signature_algorithm_oid.dotted_string), _key_family(key)
        if made_with != key_family:
            return SignatureCheck(ok=False, reason=f"the signature is {made_with}, the issuer's key is {key_name(key)}")
        match key:
            case ed25519.Ed25519PublicKey() | ed448.Ed448PublicKey():
                key.verify(signature, signed)
            case ec.EllipticCurvePublicKey():
                key.verify(signature, signed, ec.ECDSA(_hash(certificate)))
            case rsa.RSAPublicKey():
                parameters = certificate.signature_algorithm_parameters
                scheme = parameters if isinstance(parameters, padding.PSS) else padding.PKCS1v15()
                key.verify(signature, bytes(signed), scheme, _hash(certificate))  # its type says bytes; no copy of what is bytes
            case dsa.DSAPublicKey():
                key.verify(signature, signed, _hash(certificate))
            case _:
                return SignatureCheck(ok=None, reason=f"nothing can be verified with a key of {key_name(key)}")
    except InvalidSignature:
        return _BAD
    except (UnsupportedAlgorithm, ValueError, TypeError, OverflowError) as refusal:
        return SignatureCheck(ok=None, reason=f"the signature cannot be tried: {_sentence(refusal)}")
    return _GOOD


_FAMILIES = {  # the arcs of RFC 3279, RFC 5758, RFC 8017, RFC 8410 and NIST (SHA-3 with DSA 5-8, ECDSA 9-12, RSA 13-16)
    "1.2.840.10045.4.1": "ECDSA",
    "1.2.840.10045.4.3.": "ECDSA",
    "1.2.840.113549.1.1.": "RSA",
    "1.3.14.3.2.29": "RSA",
    "1.2.840.10040.4.": "DSA",
    "1.3.101.112": "Ed25519",
    "1.3.101.113": "Ed448",
    **{f"2.16.840.1.101.3.4.3.{n}": "DSA" for n in range(1, 9)},
    **{f"2.16.840.1.101.3.4.3.{n}": "ECDSA" for n in range(9, 13)},
    **{f"2.16.840.1.101.3.4.3.{n}": "RSA" for n in range(13, 17)},
}


def _signature_family(oid: str) -> str:
    known = _FAMILIES.get(oid) or _FAMILIES.get(oid[: oid.rindex(".") + 1])
    if known is None:
        raise ValueError(f"its algorithm {oid} is unknown here")
    return known


def _key_family(key: Any) -> str:
    match key:
        case ec.EllipticCurvePublicKey():
            return "ECDSA"
        case rsa.RSAPublicKey():
            return "RSA"
        case dsa.DSAPublicKey():
            return "DSA"
        case _:
            return key_name(key)


def _hash(certificate: Signed) -> Any:
    algorithm = certificate.signature_hash_algorithm
    if algorithm is None:
        raise ValueError("its algorithm names no hash")
    return algorithm


def public_key_of(certificate: x509.Certificate) -> Any:
    """The certificate's public key object, or a sentence that says why it cannot be used."""
    try:
        return certificate.public_key()
    except (UnsupportedAlgorithm, ValueError, TypeError) as refusal:
        return f"the issuer's key cannot be used: {_sentence(refusal)}"


def _sentence(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
