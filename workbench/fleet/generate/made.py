"""A certificate of a generated fleet: what its hash data is made of, and its octets where they were made at all."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.certs.der import public_key_bits

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.certs.issuing import PrivateKey


@dataclass(frozen=True, eq=False)
class Made:
    """One certificate.

    Attributes
    ----------
    label
        Its name in the truth: the common name, unique in a fleet.
    kind
        As :mod:`workbench.certs.kinds` names it.
    subject
        DER Name; empty where it was not made.
    key
        Signs what it issues; certificates can share one.
    key_info
        Its SubjectPublicKeyInfo, DER.
    issuer
        None: itself.
    der
        None: only the hash data of it was made, as for most leaves.
    at_hand
        Whether who asks about the fleet has it.
    """

    label: str
    kind: str
    subject: bytes = field(repr=False)
    key: PrivateKey = field(repr=False)
    key_info: bytes = field(repr=False)
    serial: int
    not_before: datetime
    not_after: datetime
    issuer: Made | None = field(default=None, repr=False)
    der: bytes | None = field(default=None, repr=False)
    at_hand: bool = True

    @property
    def signer(self) -> Made:
        """Whose name and key stand in its hash data."""
        return self.issuer or self

    @cached_property
    def sha256(self) -> str | None:
        """Fingerprint, 64 lower-case hex digits; None where it was not made."""
        return hashlib.sha256(self.der).hexdigest() if self.der is not None else None

    @property
    def named(self) -> str | None:
        """Fingerprint of what the fleet's questions can name: None where it is not at hand."""
        return self.sha256 if self.at_hand else None

    @property
    def above(self) -> tuple[Made, ...]:
        """Its issuers up to the self-signed one, nearest first."""
        return () if self.issuer is None else (self.issuer, *self.issuer.above)

    @cached_property
    def authority(self) -> str:
        """Who it is as an issuer, whichever of its certificates says so: SHA-256 of name and key, hex."""
        return hashlib.sha256(self.subject + b"\0" + self.key_info).hexdigest()

    @cached_property
    def key_bits(self) -> bytes:
        """What issuerKeyHash is made of: the content of the subjectPublicKey, without tag, length and unused-bits octet."""
        return public_key_bits(self.key_info)

    def withheld(self) -> Made:
        """The same, for those who do not have it."""
        return replace(self, at_hand=False)
