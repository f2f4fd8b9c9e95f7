"""Hash data as a sender with known mistakes sends it: what the wrong stations of the samples report.

The codes are those of ``docs/contracts.md``. This is written apart from the solver that names the mistakes, so that each is a check
on the other; it makes the mistakes that the samples use and no more.
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

from workbench.certs.der import certificate_slices, public_key_bits
from workbench.certs.names import rfc4514
from workbench.errors import InputError
from workbench.sample_pki.declaration import HINT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from workbench.certs.der import CertificateSlices
    from workbench.certs.hashdata import CertificateHashData

    Octets = Callable[[CertificateSlices, CertificateSlices], bytes]

UPPER_CASE = "upper-case"
"""The serial number in capitals: a habit, no mistake."""

_CUT_AT = 20  # digits; a library took the 20 octets of RFC 5280 4.1.2.2 for characters

# what is hashed, of the certificate and its issuer's
_NAMES: dict[str, Octets] = {
    "": lambda own, _: own.issuer,
    "name:raw": lambda own, _: own.issuer,
    "name:reencoded": lambda _, issuer: issuer.subject,
}
_KEYS: dict[str, Octets] = {
    "": lambda _, issuer: public_key_bits(issuer.public_key_info),
    "key:own": lambda own, _: public_key_bits(own.public_key_info),
    "key:raw": lambda _, issuer: public_key_bits(issuer.public_key_info),
    "key:spki": lambda _, issuer: issuer.public_key_info,
}
_ENCODINGS: dict[str, Callable[[bytes], str]] = {
    "": bytes.hex,
    "encoding:base64url": lambda octets: base64.urlsafe_b64encode(octets).decode("ascii"),
}
_SERIALS: dict[str, Callable[[str], str]] = {
    "": str,
    "serial:decimal": lambda digits: str(int(digits, 16)),
    "serial:padded": lambda digits: digits.zfill(len(digits) + len(digits) % 2),
    "serial:truncated": lambda digits: digits[:_CUT_AT],
}
_DIGESTS: dict[str, str] = {"": "", "digest:sha1": "sha1"}
_HABITS: dict[str, bool] = {"": False, UPPER_CASE: True}

MISTAKES = tuple(sorted(code for table in (_NAMES, _KEYS, _DIGESTS, _ENCODINGS, _SERIALS) for code in table if code))
"""The mistakes that can be made here."""


def as_sent(right: CertificateHashData, certificate: bytes, issuer: bytes, mistakes: Iterable[str]) -> dict[str, str]:
    """The CertificateHashData object of a sender with these mistakes.

    Parameters
    ----------
    right
        What it ought to send, and sends where it makes no mistake.
    certificate, issuer
        DER.
    mistakes
        Of :data:`MISTAKES`, at most one for each field, and :data:`UPPER_CASE`.

    Raises
    ------
    InputError
        A mistake is not one of these, or another one has changed the same field.
    """
    left = set(mistakes)
    if not left:
        return right.to_dict()
    name, key, digest, encoding, serial, habit = (
        _taken(table, left) for table in (_NAMES, _KEYS, _DIGESTS, _ENCODINGS, _SERIALS, _HABITS)
    )
    if left:
        known = ", ".join((*MISTAKES, UPPER_CASE))
        raise InputError(
            f"Hash data with {', '.join(sorted(left))} cannot be made; there are {known}, one for each field.", hint=HINT
        )
    own, above = certificate_slices(certificate), certificate_slices(issuer)

    def hashed(octets: bytes) -> str:
        return _ENCODINGS[encoding](hashlib.new(_DIGESTS[digest] or right.hash_algorithm, octets, usedforsecurity=False).digest())

    name_octets, key_octets, number = _NAMES[name](own, above), _KEYS[key](own, above), _SERIALS[serial](right.serial_number)
    return {
        "hashAlgorithm": right.hash_algorithm,
        "issuerNameHash": rfc4514(name_octets) if name == "name:raw" else hashed(name_octets),
        "issuerKeyHash": key_octets.hex() if key == "key:raw" else hashed(key_octets),
        "serialNumber": number.upper() if _HABITS[habit] else number,
    }


def _taken(table: dict[str, Any], left: set[str]) -> str:
    """The word of a table that is among those left, which it leaves; empty where there is none. Of two the second stays left."""
    found = min(left & table.keys(), default="")
    left.discard(found)
    return found
