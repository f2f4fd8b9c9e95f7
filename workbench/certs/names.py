"""Distinguished names: the raw DER as it stands, its attributes in order, and how two names compare (RFC 5280 7.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from asn1crypto import x509 as lenient

if TYPE_CHECKING:
    from cryptography import x509

SHORT_NAMES = {
    "2.5.4.3": "CN",
    "2.5.4.4": "SN",
    "2.5.4.5": "serialNumber",
    "2.5.4.6": "C",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.9": "street",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
    "2.5.4.12": "title",
    "2.5.4.42": "GN",
    "2.5.4.97": "organizationIdentifier",
    "0.9.2342.19200300.100.1.1": "UID",
    "0.9.2342.19200300.100.1.25": "DC",
    "1.2.840.113549.1.9.1": "emailAddress",
}
"""Attribute type to the short name that people read; others are shown as dotted numbers."""


@dataclass(frozen=True, slots=True)
class DistinguishedName:
    """A name's attributes in encoded order (root-most first, as in the DER), all multi-valued RDNs flattened.

    Attributes
    ----------
    attributes
        Pairs of short name (or dotted OID) and decoded value. Hostile text: escape it with :mod:`workbench.display`.
    """

    attributes: tuple[tuple[str, str], ...]

    def all(self, short_name: str) -> tuple[str, ...]:
        """Every value of one attribute type, in encoded order."""
        return tuple(value for name, value in self.attributes if name == short_name)

    def first(self, short_name: str) -> str:
        """The first value of one attribute type, or an empty string."""
        return next((value for name, value in self.attributes if name == short_name), "")

    @property
    def common_name(self) -> str:
        """The most specific CN (the last one encoded), or an empty string."""
        return next((value for name, value in reversed(self.attributes) if name == "CN"), "")

    def __str__(self) -> str:
        """For people: ``CN=..., O=..., DC=...`` in encoded order. Not RFC 4514: nothing is escaped or reversed."""
        return ", ".join(f"{name}={value}" for name, value in self.attributes)


def from_cryptography(name: x509.Name) -> DistinguishedName:
    """The attributes of a name that ``cryptography`` has parsed."""
    return DistinguishedName(
        tuple(
            (SHORT_NAMES.get(oid := attribute.oid.dotted_string, oid), _text(attribute.value))
            for rdn in name.rdns
            for attribute in rdn
        )
    )


def from_der(der: bytes) -> DistinguishedName:
    """The attributes of a raw ``Name``, read leniently.

    Raises
    ------
    ValueError
        The bytes are no ``Name`` at all.
    """
    attributes = []
    for rdn in lenient.Name.load(der).chosen:
        for pair in rdn:
            oid = pair["type"].dotted
            try:
                value = _text(pair["value"].native)
            except (ValueError, TypeError, KeyError):
                value = "#" + pair["value"].dump().hex()
            attributes.append((SHORT_NAMES.get(oid, oid), value))
    return DistinguishedName(tuple(attributes))


def _text(value: object) -> str:
    """An attribute value as text; bit strings and other oddities as ``#hex``, as RFC 4514 2.4 prints them."""
    return value if isinstance(value, str) else "#" + value.hex() if isinstance(value, bytes) else str(value)
