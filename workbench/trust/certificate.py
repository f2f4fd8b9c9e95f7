"""A certificate as path validation sees it: its facts, and every extension as it stands, duplicates included."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.certs.der import DerError, read_header

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
    def extensions(self) -> tuple[RawExtension, ...]:
        """Its extensions in encoded order, those that occur twice included; empty where they cannot be told apart."""
        try:
            return tuple(_extensions(self.item.der))
        except DerError:
            return ()

    def extension(self, oid: bytes) -> RawExtension | None:
        """The first extension of that type; duplicates are a fault of their own."""
        return next((extension for extension in self.extensions if extension.oid == oid), None)


def _extensions(der: bytes) -> list[RawExtension]:
    at = read_header(der, read_header(der)[1])[1]
    tbs_end = read_header(der, read_header(der)[1])[2]
    while at < tbs_end:
        tag, start, end = read_header(der, at)
        if tag == 0xA3:
            return [_extension(der, one, stop) for one, stop in _elements(der, read_header(der, start)[1], end)]
        at = end
    return []


def _extension(der: bytes, at: int, end: int) -> RawExtension:
    parts = [(read_header(der, one), stop) for one, stop in _elements(der, read_header(der, at)[1], end)]
    (oid_tag, oid_start, oid_end), _ = parts[0]
    (value_tag, value_start, value_end), _ = parts[-1]
    if oid_tag != 0x06 or value_tag != 0x04 or len(parts) not in {2, 3}:
        raise DerError(f"no extension at byte {at}")
    critical = len(parts) == 3 and der[parts[1][0][1] : parts[1][0][2]] != b"\x00"
    return RawExtension(der[oid_start:oid_end], critical, der[value_start:value_end])


def _elements(der: bytes, at: int, end: int) -> list[tuple[int, int]]:
    found = []
    while at < end:
        stop = read_header(der, at)[2]
        if stop > end:
            raise DerError(f"the element at byte {at} is cut off")
        found.append((at, stop))
        at = stop
    return found
