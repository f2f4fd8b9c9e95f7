"""A certificate as path validation sees it: its facts, and every extension as it stands, duplicates included."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from workbench.certs.der import DerError, elements, read_header
from workbench.certs.name_comparison import folded
from workbench.certs.names import dotted

if TYPE_CHECKING:
    from workbench.certs.facts import CertificateFacts
    from workbench.certs.items import Item


@dataclass(frozen=True, slots=True)
class RawExtension:
    """One extension as it is encoded (RFC 5280 4.1).

    Attributes
    ----------
    oid
        The content octets of its OBJECT IDENTIFIER, not decoded.
    critical
        Whether it says so.
    value
        The content of its OCTET STRING: the DER of the extension's own type, if it is well-formed.
    """

    oid: bytes
    critical: bool
    value: bytes


@dataclass(frozen=True)
class PathCertificate:
    """A certificate of a path.

    Attributes
    ----------
    item
        Where it was found.
    facts
        What it says of itself.
    """

    item: Item
    facts: CertificateFacts

    @cached_property
    def self_issued(self) -> bool:
        """Subject and issuer are the same name (RFC 5280 6.1), compared as 7.1 says; absurdly long ones octet by octet."""
        subject, issuer = self.facts.subject_der, self.facts.issuer_der
        return subject == issuer or (max(len(subject), len(issuer)) <= _LONGEST_FOLDED and folded(subject) == folded(issuer))

    @cached_property
    def extensions(self) -> tuple[RawExtension, ...]:
        """Its extensions in encoded order, those that occur twice included; empty where they cannot be told apart."""
        try:
            return _extensions(self.item.der)
        except DerError:
            return ()

    def extension(self, oid: bytes) -> RawExtension | None:
        """The first extension of that type; duplicates are a fault of their own."""
        if self.facts.strict and _number(oid) not in self.facts.extensions:
            return None  # most have none of those that paths ask for: their octets need not be read again
        return next((extension for extension in self.extensions if extension.oid == oid), None)


_LONGEST_FOLDED = 2 * 1024
_number = lru_cache(maxsize=64)(dotted)  # asked with the constants of the clauses alone


def _extensions(der: bytes) -> tuple[RawExtension, ...]:
    _, at, end = read_header(der, read_header(der)[1])
    while at < end:
        tag, content, stop = read_header(der, at)
        if tag == 0xA3:
            return raw_extensions(der, read_header(der, content)[1], stop)
        at = stop
    return ()


def raw_extensions(der: bytes, at: int, end: int) -> tuple[RawExtension, ...]:
    """The extensions between two offsets in encoded order, those that occur twice included.

    Raises
    ------
    DerError
        One is cut off or no extension.
    """
    return tuple(_extension(der, tag, start, stop) for tag, _, start, stop in elements(der, at, end))


def _extension(der: bytes, tag: int, at: int, end: int) -> RawExtension:
    kind, oid, oid_end = read_header(der, at)
    follows, value, value_end = read_header(der, oid_end)
    critical = follows == 0x01
    if critical:
        critical = der[value:value_end] != b"\x00"
        follows, value, value_end = read_header(der, value_end)
    if (tag, kind, follows, value_end) != (0x30, 0x06, 0x04, end):
        raise DerError(f"no extension at byte {at}")
    return RawExtension(der[oid:oid_end], critical, der[value:value_end])
