"""The named mistakes in certificate hash data: the vocabulary of ``match``, in the order that decides between equals.

Codes and order are those of ``docs/contracts.md``; those that this module adds to them stand at the end. Each was seen in public
code or follows from a library's defaults.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Mistakes = frozenset[str]
"""A set of codes."""

NONE: Mistakes = frozenset()


@dataclass(frozen=True, slots=True)
class Mistake:
    """One way to get hash data wrong.

    Attributes
    ----------
    code
        ``"key:spki"``; before the colon what it concerns.
    sentence
        What the sender did, a clause that starts in lower case and names the field.
    """

    code: str
    sentence: str

    @property
    def field(self) -> str:
        """What it concerns: ``"name"``, ``"key"``, ``"digest"``, ``"encoding"``, ``"serial"``, ``"fields"`` or ``"algorithm"``."""
        return self.code.partition(":")[0]


_CONTRACT = {
    "name:subject": "issuerNameHash hashes the certificate's own subject instead of its issuer",
    "name:reencoded": "issuerNameHash hashes the name as the issuer's own certificate encodes it, not as this certificate does",
    "name:text": "issuerNameHash hashes the printed name instead of its DER",
    "name:raw": "issuerNameHash holds the name itself instead of a hash",
    "key:spki": "issuerKeyHash hashes the whole SubjectPublicKeyInfo instead of the key bits inside it",
    "key:unused-bits": "issuerKeyHash hashes the unused-bits octet too, which belongs to the BIT STRING and not to the key",
    "key:own": "issuerKeyHash hashes the certificate's own key instead of its issuer's",
    "key:own-spki": "issuerKeyHash hashes the whole SubjectPublicKeyInfo of the certificate's own key",
    "key:ski": "issuerKeyHash holds a key identifier instead of a hash made for OCPP",
    "key:raw": "issuerKeyHash holds the key itself instead of a hash",
    "digest:sha1": "the hashes are SHA-1, which OCPP does not have",
    "digest:mislabelled": "the hashes were made with another algorithm than hashAlgorithm says",
    "encoding:base64": "the hashes are base64 instead of hexadecimal",
    "encoding:base64url": "the hashes are base64url instead of hexadecimal",
    "encoding:colons": "the hashes have separators between their octets",
    "encoding:prefixed": "the hashes have 0x in front",
    "serial:padded": "serialNumber has leading zeros",
    "serial:decimal": "serialNumber is decimal instead of hexadecimal",
    "serial:prefixed": "serialNumber has 0x in front",
    "serial:colons": "serialNumber has separators between its octets",
    "serial:truncated": "serialNumber is cut off",
    "serial:der": "serialNumber keeps the DER tag and length of the INTEGER",
    "serial:rounded": "serialNumber went through a 64-bit floating point number and lost its low digits",
    "serial:number": "serialNumber is a JSON number instead of a string",
    "fields:swapped": "issuerNameHash and issuerKeyHash are exchanged",
    "digest:certificate": "the certificate's own fingerprint stands where a hash of its issuer's name or key belongs",
}
_ADDED = {
    "digest:issuer-certificate": "the issuer certificate's fingerprint stands where a hash of its name or key belongs",
    "key:bit-string": "issuerKeyHash hashes the BIT STRING with its tag and length",
    "encoding:stripped": "a hash has lost its leading zeros",
    "encoding:space": "a field has white space in it",
    "algorithm:spelled": "hashAlgorithm is spelled otherwise than SHA256, SHA384 or SHA512",
    "algorithm:missing": "hashAlgorithm is missing",
    "algorithm:unknown": "hashAlgorithm names an algorithm that OCPP does not have",
}

MISTAKES: dict[str, Mistake] = {code: Mistake(code, sentence) for code, sentence in (_CONTRACT | _ADDED).items()}
"""Code to mistake, in the order that decides between equals."""

_OURS: Mistakes = frozenset(_ADDED)
_RANK = {code: rank for rank, code in enumerate(MISTAKES)}


def in_order(mistakes: Iterable[str]) -> tuple[str, ...]:
    """The codes in the contract's order."""
    return tuple(sorted(mistakes, key=_RANK.__getitem__))


def weight(mistakes: Mistakes) -> int:
    """How much it takes to believe these mistakes: one each, ten for each that is not the contract's, so that none hides one."""
    return len(mistakes) + 9 * len(mistakes & _OURS)


def preference(mistakes: Mistakes) -> tuple[int, list[int]]:
    """A key for sorting: the lightest first, then the contract's order."""
    return weight(mistakes), sorted(_RANK[code] for code in mistakes)
