"""The self-check of issuerKeyHash: the key identifiers of RFC 5280 4.2.1.2 are SHA-1 over the same octets, or the end of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class KeyIdentifierCheck:
    """SHA-1 of a key, and the key identifiers that two certificates give.

    Attributes
    ----------
    sha1
        Of the key bits.
    subject
        The issuer's subjectKeyIdentifier; None where it has none.
    authority
        The checked certificate's authorityKeyIdentifier; None where it has none.
    """

    sha1: bytes
    subject: bytes | None
    authority: bytes | None

    @property
    def method(self) -> int:
        """How the issuer's identifier was made (RFC 5280 4.2.1.2): method 1, 2 (``0100`` and the last 60 bits); 0: neither."""
        second = (0x40 | self.sha1[12] & 0x0F).to_bytes() + self.sha1[13:]
        return {self.sha1: 1, second: 2}.get(self.subject or b"", 0)

    @property
    def agrees(self) -> bool | None:
        """Whether the issuer's identifier was made so; None where there is none. False is no fault: any identifier will do."""
        return None if self.subject is None else self.method > 0

    def to_dict(self) -> dict[str, Any]:
        """The JSON of the check."""
        return {
            "sha1": self.sha1.hex(),
            "subject_key_identifier": self.subject.hex() if self.subject is not None else None,
            "authority_key_identifier": self.authority.hex() if self.authority is not None else None,
            "agrees": self.agrees,
        }
