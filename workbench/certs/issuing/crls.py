"""Certificate revocation lists, version 2 (RFC 5280 5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography import x509

from workbench.certs.issuing.elements import context, integer, sequence, time
from workbench.certs.issuing.extensions import Extension
from workbench.certs.issuing.signing import algorithm_identifier, signed

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.certs.issuing.keys import PrivateKey


@dataclass(frozen=True, slots=True)
class RevokedEntry:
    """One revoked certificate.

    Attributes
    ----------
    reason
        A name of RFC 5280 5.3.1, e.g. ``"keyCompromise"``; empty: the entry names none.
    """

    serial: int
    revoked_at: datetime
    reason: str = ""

    def encode(self) -> bytes:
        """The DER entry of ``revokedCertificates``."""
        extensions = b""
        if self.reason:
            extensions = sequence(Extension.of(x509.CRLReason(x509.ReasonFlags(self.reason))).encode())
        return sequence(integer(self.serial), time(self.revoked_at), extensions)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrlContent:
    """What a CRL says; nothing is checked.

    Attributes
    ----------
    issuer
        DER ``Name``.
    next_update
        None: left out, against RFC 5280 5.1.2.5.
    extensions
        Of the list as a whole, in encoded order: CRL number, authority key identifier.
    """

    issuer: bytes
    this_update: datetime
    next_update: datetime | None
    revoked: tuple[RevokedEntry, ...] = ()
    extensions: tuple[Extension, ...] = ()


def issue_crl(content: CrlContent, issuer_key: PrivateKey, hash_name: str = "") -> bytes:
    """The DER CRL; the same call gives the same octets."""
    revoked = sequence(*(entry.encode() for entry in content.revoked)) if content.revoked else b""
    extensions = context(0, sequence(*(e.encode() for e in content.extensions))) if content.extensions else b""
    to_be_signed = sequence(
        integer(1),
        algorithm_identifier(issuer_key, hash_name),
        content.issuer,
        time(content.this_update),
        time(content.next_update) if content.next_update else b"",
        revoked,
        extensions,
    )
    return signed(to_be_signed, issuer_key, hash_name)
