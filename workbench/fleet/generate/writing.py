"""How a station writes hash data: rightly, or with one of the mistakes that public code makes; and which mistakes then show.

Written apart from the solver that names the mistakes, so that each is a check on the other.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from workbench.fleet.generate.made import Made

_LONGEST_SERIAL = 40


class Written(NamedTuple):
    """An entry as it is listed, and what is wrong with it: codes of the ``match`` contract, in its order."""

    hash_algorithm: str
    issuer_name_hash: str
    issuer_key_hash: str
    serial_number: str
    mistakes: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, str, str, str]:
        """The four strings."""
        return self[:4]


@dataclass(frozen=True, slots=True)
class Writing:
    """A way to write hash data.

    Attributes
    ----------
    key
        Whose key is hashed: the issuer's, the issuer's whole SubjectPublicKeyInfo, or the certificate's own.
    serial
        ``"padded"``: whole octets; ``"PADDED"``: in upper case too.
    personality
        The simulated station that writes so: of :mod:`workbench.station.personalities`.
    """

    algorithm: Literal["SHA256", "SHA384", "SHA512"] = "SHA256"
    key: Literal["issuer", "spki", "own"] = "issuer"
    encoding: Literal["hex", "base64url"] = "hex"
    serial: Literal["plain", "padded", "PADDED", "decimal"] = "plain"
    personality: str = "strict"

    def of(self, made: Made) -> Written:
        """The entry of a certificate."""
        algorithm, serial = self.algorithm, format(made.serial, "x")
        name, key, mistaken = self._hashes(made, algorithm)
        mistakes = list(mistaken)
        if self.serial == "decimal":
            written = str(made.serial)[:_LONGEST_SERIAL]
            mistakes.append("serial:decimal")
        elif self.serial == "plain" or len(serial) % 2 == 0:
            written = serial
        else:
            written = f"0{serial}"
            mistakes.append("serial:padded")
        return Written(algorithm, name, key, written.upper() if self.serial == "PADDED" else written, tuple(mistakes))

    def _hashes(self, made: Made, algorithm: str) -> tuple[str, str, list[str]]:
        issuer = made.signer
        name, right = _digest(issuer.subject, algorithm), _digest(issuer.key_bits, algorithm)
        hashed = {"issuer": issuer.key_bits, "spki": issuer.key_info, "own": made.key_bits}[self.key]
        key = _digest(hashed, algorithm)
        mistakes = [] if key == right else [f"key:{self.key}"]
        if self.encoding == "hex":
            return name.hex(), key.hex(), mistakes
        return urlsafe_b64encode(name).decode(), urlsafe_b64encode(key).decode(), [*mistakes, "encoding:base64url"]


RIGHT = Writing()
"""As OCPP says, in SHA-256."""


@lru_cache(maxsize=4_096)
def _digest(octets: bytes, algorithm: str) -> bytes:
    return hashlib.new(algorithm, octets).digest()
