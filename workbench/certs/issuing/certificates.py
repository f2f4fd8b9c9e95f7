"""Certificates with every field as asked, right or wrong (RFC 5280 4.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.certs.issuing.elements import context, integer, sequence, time
from workbench.certs.issuing.signing import algorithm_identifier, signed

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.certs.issuing.extensions import Extension
    from workbench.certs.issuing.keys import PrivateKey


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateContent:
    """What a certificate says; nothing is checked.

    Attributes
    ----------
    serial
        Any integer; RFC 5280 4.1.2.2 wants a positive one of at most 20 octets.
    issuer, subject
        DER ``Name``, e.g. of :func:`~workbench.certs.issuing.subjects.encode_name`.
    not_before, not_after
        UTC-aware, whole seconds; both belong to the validity.
    public_key_info
        DER ``SubjectPublicKeyInfo``.
    extensions
        In encoded order; may repeat.
    version
        1, 2 or 3.
    """

    serial: int
    issuer: bytes
    subject: bytes
    not_before: datetime
    not_after: datetime
    public_key_info: bytes
    extensions: tuple[Extension, ...] = ()
    version: int = 3


def issue_certificate(content: CertificateContent, issuer_key: PrivateKey, hash_name: str = "") -> bytes:
    """The DER certificate; the same call gives the same octets.

    Parameters
    ----------
    hash_name
        Digest of an ECDSA signature; empty: the one of the curve's size.
    """
    version = context(0, integer(content.version - 1)) if content.version > 1 else b""
    extensions = context(3, sequence(*(e.encode() for e in content.extensions))) if content.extensions else b""
    to_be_signed = sequence(
        version,
        integer(content.serial),
        algorithm_identifier(issuer_key, hash_name),
        content.issuer,
        sequence(time(content.not_before), time(content.not_after)),
        content.subject,
        content.public_key_info,
        extensions,
    )
    return signed(to_be_signed, issuer_key, hash_name)
