"""CertificateHashData: the four strings by which OCPP names a certificate, exactly as RFC 6960's CertID has them.

issuerNameHash is over the issuer's name *as it stands in the checked certificate*, octet for octet: the issuer's own certificate
may spell it with another string type, and then its hash differs. issuerKeyHash is over the content of the issuer's public key
BIT STRING, without tag, length and unused-bits octet: not the SubjectPublicKeyInfo. serialNumber is the integer in hexadecimal
without leading zeros. hashAlgorithm is the hash of these fields; it has nothing to do with the certificate's signature.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from workbench.certs.der import DerError, certificate_slices, issuer_and_serial, public_key_bits
from workbench.certs.name_comparison import compare
from workbench.certs.signatures import public_key_of, verify
from workbench.display import Card, Cell, Readable, view
from workbench.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.certs.items import Item

LONGEST_SERIAL = 40
"""Characters of serialNumber at most: the 20 octets of RFC 5280 4.1.2.2."""


class HashAlgorithm(StrEnum):
    """OCPP's HashAlgorithmEnumType. There is no SHA-1 in it, though many OCSP responders know nothing else."""

    SHA256 = "SHA256"
    SHA384 = "SHA384"
    SHA512 = "SHA512"


_DIGESTS: dict[str, Callable[[bytes], Any]] = {
    HashAlgorithm.SHA256: hashlib.sha256,
    HashAlgorithm.SHA384: hashlib.sha384,
    HashAlgorithm.SHA512: hashlib.sha512,
}


@dataclass(slots=True, eq=False, repr=False)
class CertificateHashData(Readable):
    """OCPP 2.1's CertificateHashDataType; equality folds case, for hexadecimal has none.

    Attributes
    ----------
    hash_algorithm
        ``"SHA256"``, ``"SHA384"`` or ``"SHA512"``.
    issuer_name_hash, issuer_key_hash
        Hexadecimal, lower case where it was computed here.
    serial_number
        Hexadecimal without leading zeros; ``"0"`` for zero.
    """

    hash_algorithm: str
    issuer_name_hash: str
    issuer_key_hash: str
    serial_number: str

    def to_dict(self) -> dict[str, str]:
        """The JSON object as OCPP spells it."""
        return {
            "hashAlgorithm": self.hash_algorithm,
            "issuerNameHash": self.issuer_name_hash,
            "issuerKeyHash": self.issuer_key_hash,
            "serialNumber": self.serial_number,
        }

    def __eq__(self, other: object) -> bool:
        return self._folded == other._folded if isinstance(other, CertificateHashData) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._folded)

    @property
    def _folded(self) -> tuple[str, str, str, str]:
        return (
            self.hash_algorithm.upper(),
            self.issuer_name_hash.lower(),
            self.issuer_key_hash.lower(),
            self.serial_number.lower(),
        )

    def _card(self) -> Card:
        return Card("Certificate hash data", [(name, Cell(value, code=True)) for name, value in self.to_dict().items()])

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in self.to_dict().items())
        return f"CertificateHashData({values})"

    def __str__(self) -> str:
        return self._card().to_text()

    def _repr_html_(self) -> str:
        return str(view(self._card().to_html()))


def hash_data_of(
    certificate: x509.Certificate | Item, issuer: x509.Certificate | Item, algorithm: str = "SHA256"
) -> CertificateHashData:
    """The hash data of a certificate whose issuer's certificate is at hand (OCPP 2.1 CertificateHashDataType, RFC 6960 4.1.1).

    That the issuer really issued it is not checked where the names agree: this is computed by the ten thousand.
    :class:`workbench.certs.hash_sheet.HashSheet` finds each issuer in a pile by key and signature.

    Parameters
    ----------
    certificate
        The checked certificate; a malformed one serves if its outer shape is that of a certificate.
    issuer
        Its issuer's certificate, or any other certificate of that name and key; for a self-signed one, itself.
    algorithm
        ``"SHA256"``, ``"SHA384"`` or ``"SHA512"``, in any case.

    Raises
    ------
    InputError
        OCPP has no such algorithm; one of the two is no certificate; or they have nothing to do with each other: neither does the
        issuer have the name that the certificate gives, nor does its key verify the signature.
    """
    try:
        if algorithm not in _DIGESTS:
            algorithm = algorithm_of(algorithm).value
        name, serial = issuer_and_serial(der_of(certificate))
        key_hash, issuer_name = _issuer_part(issuer, algorithm)
    except DerError as reason:
        raise InputError(f"There is no hash data of what is no certificate: {reason}.", hint="Look at it with wb.load.") from None
    if name != issuer_name:
        _refuse_strangers(certificate, issuer, name, issuer_name)
    number = serial_hex(int.from_bytes(serial, "big", signed=True))
    return CertificateHashData(algorithm, _DIGESTS[algorithm](name).hexdigest(), key_hash, number)


def serial_hex(serial: int) -> str:
    """A serial number as OCPP writes it. RFC 5280 4.1.2.2 forbids a negative one; it keeps its sign, as libraries print it."""
    return format(serial, "x")


def algorithm_of(text: str) -> HashAlgorithm:
    """The algorithm of that name, in any case.

    Raises
    ------
    InputError
        OCPP has no such algorithm.
    """
    try:
        return HashAlgorithm(text.upper())
    except (ValueError, AttributeError):
        raise InputError(
            f"OCPP has no hash algorithm {text!r}.",
            hint="It has SHA256, SHA384 and SHA512 (HashAlgorithmEnumType); SHA-1, usual in OCSP, is not among them.",
        ) from None


def der_of(certificate: x509.Certificate | Item) -> bytes:
    """The DER of either form of a certificate."""
    if isinstance(certificate, x509.Certificate):
        return certificate.public_bytes(Encoding.DER)
    try:
        return certificate.der
    except AttributeError:
        raise InputError(
            f"This is no certificate: {type(certificate).__name__}.",
            hint='Take one from a pile: wb.load("file.pem").certificates[0].',
        ) from None


def _issuer_part(issuer: x509.Certificate | Item, algorithm: str) -> tuple[str, bytes]:
    if isinstance(issuer, x509.Certificate):
        return _issuer_part_once(issuer, algorithm)  # to encode it takes longer than to find it
    der = der_of(issuer)
    return _issuer_part_once(der, algorithm) if len(der) <= _LONGEST_REMEMBERED else _read_issuer_part(der, algorithm)


def _read_issuer_part(issuer: x509.Certificate | bytes, algorithm: str) -> tuple[str, bytes]:
    """The issuer's key hash, and its name as its own certificate spells it."""
    slices = certificate_slices(issuer if isinstance(issuer, bytes) else der_of(issuer))
    return _DIGESTS[algorithm](public_key_bits(slices.public_key_info)).hexdigest(), slices.subject


_LONGEST_REMEMBERED = 8192  # octets; a hostile pile must not fill the memory through the cache
_issuer_part_once = lru_cache(maxsize=1024)(_read_issuer_part)  # a CA issues many


def _refuse_strangers(
    certificate: x509.Certificate | Item, issuer: x509.Certificate | Item, name: bytes, issuer_name: bytes
) -> None:
    """Other octets may still be the same name (RFC 5280 7.1), or another name of the same CA; else the caller took a wrong file."""
    comparison = compare(name, issuer_name)
    child, parent = (one if isinstance(one, x509.Certificate) else one.certificate for one in (certificate, issuer))
    if comparison.equal or (child is not None and parent is not None and verify(child, public_key_of(parent)).ok):
        return
    raise InputError(
        f"That is not the issuer: its name is another one than the certificate gives. {comparison.description}",
        hint="Load everything into one pile; its hash sheet finds the issuer of each certificate by signature.",
    )
