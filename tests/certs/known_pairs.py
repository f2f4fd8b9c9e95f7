"""Each certificate of the samples and of others with its issuer, found without the code under test."""

import hashlib
import warnings
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from asn1crypto import pem
from asn1crypto import x509 as lenient
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa

from workbench.certs.items import Item, ItemType, Source

SAMPLES = Path(__file__).parents[2] / "sample_certs"
REAL = Path(__file__).parents[1] / "data" / "real"


@dataclass(frozen=True)
class Pair:
    """A certificate and its issuer's, as DER; ``name`` is for a test's id."""

    name: str
    certificate: bytes
    issuer: bytes

    @property
    def self_signed(self) -> bool:
        return self.certificate == self.issuer

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.certificate).hexdigest()


def parse(der: bytes) -> x509.Certificate:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of serial numbers that are not positive
        return x509.load_der_x509_certificate(der)


def item_of(der: bytes, source: str = "test") -> Item:
    """The item that a loader makes of a certificate, a malformed one included."""
    try:
        parsed = parse(der)
    except (ValueError, x509.InvalidVersion):
        parsed = None
    return Item(ItemType.CERTIFICATE, der, Source(source), parsed)


@cache
def all_certificates() -> tuple[bytes, ...]:
    """Every distinct certificate in the samples' and in the real files that are PEM or DER, by asn1crypto."""
    found: dict[bytes, None] = {}
    for root in (SAMPLES, REAL):
        for path in sorted(root.rglob("*")):
            if path.suffix not in {".pem", ".der", ".cer"} or path.parent.name in {"pile", "atlas"}:  # repeats; broken ones
                continue
            octets = path.read_bytes()
            blocks = pem.unarmor(octets, multiple=True) if pem.detect(octets) else [("CERTIFICATE", {}, octets)]
            found |= {der: None for label, _, der in blocks if label == "CERTIFICATE" and is_certificate(der)}
    return tuple(found)


def is_certificate(der: bytes) -> bool:
    try:
        return bool(lenient.Certificate.load(der, strict=True)["tbs_certificate"]["subject"].native)
    except (ValueError, TypeError):
        return False


@cache
def known_pairs() -> tuple[Pair, ...]:
    """Every certificate whose issuer is there too: the name asn1crypto calls equal, the key that cryptography verifies with."""
    pairs = []
    for der in all_certificates():
        wanted = lenient.Certificate.load(der).issuer
        others = (der, *all_certificates())  # a root is its own issuer, whoever else has certified its key
        issuer = next((i for i in others if lenient.Certificate.load(i).subject == wanted and signed_by(der, i)), None)
        if issuer is not None:
            name = lenient.Certificate.load(der).subject.native.get("common_name", "no common name")
            pairs.append(Pair(f"{name} {hashlib.sha256(der).hexdigest()[:6]}", der, issuer))
    return tuple(pairs)


def one_ca(one: bytes | None, other: bytes) -> bool:
    """Whether both have one name and one key: a CA's first certificate and its renewal, a root and its cross-certificate."""
    if one is None:
        return False
    first, second = (parse(der) for der in (one, other))
    return first.subject == second.subject and first.public_key() == second.public_key()


def signed_by(certificate: bytes, issuer: bytes) -> bool:
    child, key = parse(certificate), parse(issuer).public_key()
    algorithm = child.signature_hash_algorithm
    try:
        match key:
            case ec.EllipticCurvePublicKey() if algorithm:
                key.verify(child.signature, child.tbs_certificate_bytes, ec.ECDSA(algorithm))
            case rsa.RSAPublicKey() if algorithm:
                key.verify(child.signature, child.tbs_certificate_bytes, padding.PKCS1v15(), algorithm)
            case ed25519.Ed25519PublicKey() | ed448.Ed448PublicKey():
                key.verify(child.signature, child.tbs_certificate_bytes)
            case _:
                return False
    except InvalidSignature:
        return False
    return True
