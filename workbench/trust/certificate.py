"""A certificate as path validation sees it: its facts, and every extension as it stands, duplicates included."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.certs.der import DerError, elements, read_header

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
            return _extensions(self.item.der)
        except DerError:
            return ()

    def extension(self, oid: bytes) -> RawExtension | None:
        """The first extension of that type; duplicates are a fault of their own."""
        return next((extension for extension in self.extensions if extension.oid == oid), None)


def _extensions(der: bytes) -> tuple[RawExtension, ...]:
    _, start, end = read_header(der, read_header(der)[1])
    for tag, _, content, stop in elements(der, start, end):
        if tag == 0xA3:
            return raw_extensions(der, read_header(der, content)[1], stop)
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
    parts = list(elements(der, at, end)) if tag == 0x30 else []
    if [part[0] for part in parts] not in ([0x06, 0x04], [0x06, 0x01, 0x04]):
        raise DerError(f"no extension at byte {at}")
    (_, _, oid, oid_end), (_, _, value, value_end) = parts[0], parts[-1]
    critical = len(parts) == 3 and der[parts[1][2] : parts[1][3]] != b"\x00"
    return RawExtension(der[oid:oid_end], critical, der[value:value_end])
