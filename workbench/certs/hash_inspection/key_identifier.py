"""The self-check of issuerKeyHash: SHA-1 over the same octets is the key identifier of RFC 5280 4.2.1.2, method 1."""

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
    def agrees(self) -> bool | None:
        """Whether the issuer's identifier was made so; None where there is none. False is no fault: any identifier will do."""
        return None if self.subject is None else self.subject == self.sha1

    def to_dict(self) -> dict[str, Any]:
        """The JSON of the check."""
        return {
            "sha1": self.sha1.hex(),
            "subject_key_identifier": self.subject.hex() if self.subject is not None else None,
            "authority_key_identifier": self.authority.hex() if self.authority is not None else None,
            "agrees": self.agrees,
        }
