"""An OCSP request (RFC 6960 4.1): about certificates, or about no more of them than OCPP's hash data."""

from __future__ import annotations

import hashlib
import re
from functools import partial
from typing import TYPE_CHECKING, Any

from workbench.certs.der import DerError, certificate_slices, public_key_bits
from workbench.certs.hashdata import CertificateHashData, der_of, hash_data_of
from workbench.errors import InputError
from workbench.revocation.crl_values import INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, encode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cryptography import x509

    from workbench.certs.items import Item

SHA1 = "SHA1"
"""OCPP has no such hash algorithm; most OCSP responders know it, and many know no other one."""
NONCE_OCTETS = 32
"""The length that RFC 9654 2.1 asks clients for; it lets a nonce have 1 to 128 octets, older responders take 1 to 32."""
MOST_NONCE_OCTETS = 128
NONCE = bytes.fromhex("2b0601050507300102")
"""The content octets of id-pkix-ocsp-nonce."""

DIGESTS: dict[str, Callable[[bytes], Any]] = {
    SHA1: partial(hashlib.sha1, usedforsecurity=False),  # names a key that signatures prove
    "SHA256": hashlib.sha256,
    "SHA384": hashlib.sha384,
    "SHA512": hashlib.sha512,
}
OIDS = {
    SHA1: bytes.fromhex("2b0e03021a"),
    "SHA256": bytes.fromhex("608648016503040201"),
    "SHA384": bytes.fromhex("608648016503040202"),
    "SHA512": bytes.fromhex("608648016503040203"),
}
"""The content octets of each algorithm's OBJECT IDENTIFIER."""

_NULL = b"\x05\x00"
_SERIAL = re.compile(r"-?[0-9a-f]{1,2048}", re.IGNORECASE | re.ASCII)


def ocsp_request(
    certificate: x509.Certificate | Item, issuer: x509.Certificate | Item, algorithm: str = "SHA256", nonce: bytes | None = None
) -> bytes:
    """The DER request for the status of one certificate.

    Parameters
    ----------
    issuer
        Its issuer's certificate; that it really issued it is not checked where the names agree.
    algorithm
        ``"SHA1"``, ``"SHA256"``, ``"SHA384"`` or ``"SHA512"``: of the hashes in CertID.
    nonce
        1 to 128 octets that nobody can foretell; None: without, as for answers that are made in advance.

    Raises
    ------
    InputError
        An unknown algorithm, a nonce of another length, something that is no certificate, or not the issuer's.
    """
    return request_for_hash_data(hash_data_by(certificate, issuer, algorithm), nonce)


def request_for_hash_data(hash_data: CertificateHashData | Iterable[CertificateHashData], nonce: bytes | None = None) -> bytes:
    """The DER request for the certificates that hash data name: OCPP's fields are CertID's own, so nothing else is needed.

    Raises
    ------
    InputError
        None are given; hash data that are none, an algorithm that is unknown, or a nonce that is too short or too long.
    """
    asked = (hash_data,) if isinstance(hash_data, CertificateHashData) else tuple(hash_data)
    if not asked:
        raise InputError("An OCSP request asks about one certificate at least.", hint="Give the hash data of one.")
    requests = encode(SEQUENCE, b"".join(encode(SEQUENCE, _cert_id(one)) for one in asked))
    return encode(SEQUENCE, encode(SEQUENCE, requests + _nonce(nonce)))


def hash_data_by(
    certificate: x509.Certificate | Item, issuer: x509.Certificate | Item, algorithm: str = "SHA256"
) -> CertificateHashData:
    """As :func:`.hash_data_of`, with ``"SHA1"`` too, for which a responder may be asked though OCPP cannot say it."""
    if algorithm.upper() != SHA1:
        return hash_data_of(certificate, issuer, algorithm)
    found = hash_data_of(certificate, issuer)  # refuses what is no certificate, or not the issuer's
    try:
        name, key = certificate_slices(der_of(certificate)).issuer, certificate_slices(der_of(issuer)).public_key_info
        key = public_key_bits(key)
    except DerError as reason:
        raise InputError(f"There is no hash data of what is no certificate: {reason}.", hint="Look at it with wb.load.") from None
    return CertificateHashData(SHA1, DIGESTS[SHA1](name).hexdigest(), DIGESTS[SHA1](key).hexdigest(), found.serial_number)


def hash_octets(hash_data: CertificateHashData) -> tuple[str, bytes, bytes, int]:
    """Hash data as CertID has them: the algorithm in capitals, the hashes of issuer's name and key, the serial number.

    Raises
    ------
    InputError
        An algorithm that is unknown, hashes of another length than its own, or what is no hexadecimal.
    """
    algorithm = hash_data.hash_algorithm.upper()
    if algorithm not in DIGESTS:
        raise InputError(f"There is no OCSP request by the hash algorithm {algorithm[:40]!r}.", hint=f"Take {', '.join(DIGESTS)}.")
    octets: int = DIGESTS[algorithm](b"").digest_size
    hashes = []
    for field, text in (("issuerNameHash", hash_data.issuer_name_hash), ("issuerKeyHash", hash_data.issuer_key_hash)):
        if not re.fullmatch(rf"[0-9a-fA-F]{{{2 * octets}}}", text):
            raise InputError(f"{field} is no {algorithm} hash: {2 * octets} hexadecimal digits are.", hint=_HINT)
        hashes.append(bytes.fromhex(text))
    if not _SERIAL.fullmatch(hash_data.serial_number):
        raise InputError("serialNumber is no hexadecimal number.", hint=_HINT)
    return algorithm, hashes[0], hashes[1], int(hash_data.serial_number, 16)


_HINT = "wb.match tells what a sender does otherwise, where the certificate is at hand."


def _cert_id(hash_data: CertificateHashData) -> bytes:
    algorithm, name, key, serial = hash_octets(hash_data)
    magnitude = serial if serial >= 0 else ~serial
    return encode(
        SEQUENCE,
        encode(SEQUENCE, encode(OBJECT_IDENTIFIER, OIDS[algorithm]) + _NULL)
        + encode(OCTET_STRING, name)
        + encode(OCTET_STRING, key)
        + encode(INTEGER, serial.to_bytes(magnitude.bit_length() // 8 + 1, signed=True)),
    )


def _nonce(nonce: bytes | None) -> bytes:
    """The requestExtensions with the nonce alone (RFC 6960 4.4.1), or nothing."""
    if nonce is None:
        return b""
    if not 1 <= len(nonce) <= MOST_NONCE_OCTETS:
        raise InputError(
            f"A nonce has 1 to {MOST_NONCE_OCTETS} octets (RFC 9654), not {len(nonce)}.",
            hint=f"Take {NONCE_OCTETS} from the operating system's source of chance.",
        )
    extension = encode(OBJECT_IDENTIFIER, NONCE) + encode(OCTET_STRING, encode(OCTET_STRING, nonce))
    return encode(0xA2, encode(SEQUENCE, encode(SEQUENCE, extension)))
