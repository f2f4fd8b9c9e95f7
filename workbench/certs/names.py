"""Distinguished names: the raw DER as it stands, its attributes in order, how it is printed (RFC 4514)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from workbench.certs.der import DerError, elements, read_header, whole

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

STRING_TYPES = {
    0x0C: ("UTF8String", "utf-8"),
    0x12: ("NumericString", "ascii"),
    0x13: ("PrintableString", "ascii"),
    0x14: ("TeletexString", "latin-1"),  # as everyone reads it; T.61 proper has died out
    0x16: ("IA5String", "ascii"),
    0x1A: ("VisibleString", "ascii"),
    0x1C: ("UniversalString", "utf-32-be"),
    0x1E: ("BMPString", "utf-16-be"),
}
"""Tag to the type's name (X.680) and Python's codec for it."""


LONG = 16 * 1024
"""Octets; of a longer name only the first attributes are shown."""
_MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class DistinguishedName:
    """A name's attributes in encoded order (root-most first, as in the DER), all multi-valued RDNs flattened.

    Attributes
    ----------
    attributes
        Pairs of short name (or dotted OID) and decoded value. Hostile text: escape it with :mod:`workbench.display`. Where a name
        is absurdly long, the last pair is ``"…"`` and how much is not shown.
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


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute as it is encoded.

    Attributes
    ----------
    type
        Short name, or dotted OID where there is none.
    tag
        Identifier octet of the value: its string type.
    encoded
        The value with its tag and length.
    text
        The decoded value; None where it is no string, or not a valid one of its type. Hostile.
    """

    type: str
    tag: int
    encoded: bytes
    text: str | None

    @property
    def shown(self) -> str:
        """The text, or RFC 4514's ``#`` and hex digits of the encoded value."""
        return "#" + self.encoded.hex() if self.text is None else self.text

    @property
    def string_type(self) -> str:
        """``"UTF8String"``, ``"PrintableString"`` ...; the tag in words where it is no string."""
        return STRING_TYPES[self.tag][0] if self.tag in STRING_TYPES else f"a value with tag {self.tag:#04x}"


def relative_names(der: bytes) -> tuple[tuple[Attribute, ...], ...]:
    """The RDNs of a raw ``Name`` in encoded order, each with its attributes in encoded order.

    Raises
    ------
    DerError
        The bytes are no ``Name``: SEQUENCE of SET of SEQUENCE of OBJECT IDENTIFIER and a value.
    """
    return tuple(_relative_name(der[at:end]) for at, end in _elements(der, 0x30, 0, len(der)))


def plain(der: bytes) -> DistinguishedName | None:
    """The attributes of a raw ``Name`` in which every value is a valid string of its type; None where one is not."""
    try:
        attributes = [attribute for rdn in relative_names(der) for attribute in rdn]
    except DerError:
        return None
    known = tuple((attribute.type, attribute.text) for attribute in attributes if attribute.text is not None)
    return DistinguishedName(known) if len(known) == len(attributes) else None


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
    """The attributes of a raw ``Name``, read leniently: a value that cannot be decoded is shown as ``#hex``.

    Raises
    ------
    ValueError
        The bytes are no ``Name`` at all.
    """
    if len(der) > LONG:
        return _beginning(der)
    return DistinguishedName(tuple((attribute.type, attribute.shown) for rdn in relative_names(der) for attribute in rdn))


def _beginning(der: bytes) -> DistinguishedName:
    """The first attributes of a long name, and that it goes on."""
    shown: list[tuple[str, str]] = []
    start, stop = whole(der, 0x30, "the name")
    for tag, _, at, end in elements(der, start, stop):
        if tag != 0x31:
            raise DerError(f"no SET for an RDN at byte {at}")
        for _, before, _, after in elements(der, at, end):
            if len(shown) == _MOST_SHOWN or after - before > LONG:
                return DistinguishedName((*shown, ("…", f"{stop - before:,} bytes more")))
            attribute = _attribute(der, before, after)
            shown.append((attribute.type, attribute.shown))
    return DistinguishedName(tuple(shown))


def rfc4514(der: bytes) -> str:
    r"""A raw ``Name`` as one string, most specific RDN first, with RFC 4514's escapes (``\,`` ``\#`` ``\0a``).

    Types that RFC 4514 and :data:`SHORT_NAMES` do not name are printed as dotted numbers with ``#hex`` values. Still hostile text:
    the escapes neutralise no markup.

    Raises
    ------
    ValueError
        The bytes are no ``Name`` at all.
    """
    return ",".join("+".join(map(_rfc4514_attribute, rdn)) for rdn in reversed(relative_names(der)))


_SPECIAL = re.compile(r'[,+"\\<>;]|\A[# ]| \Z|[\x00-\x1f\x7f]')


def _rfc4514_attribute(attribute: Attribute) -> str:
    if attribute.text is None or attribute.type[0].isdigit():
        return f"{attribute.type}=#{attribute.encoded.hex()}"
    return f"{attribute.type}={_SPECIAL.sub(_escaped, attribute.text)}"


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    return "\\" + (character if character.isprintable() else f"{ord(character):02x}")


def _relative_name(der: bytes) -> tuple[Attribute, ...]:
    return _relative_name_once(der) if len(der) <= _LONGEST_REMEMBERED else _read_relative_name(der)


def _read_relative_name(der: bytes) -> tuple[Attribute, ...]:
    return tuple(_attribute(der, at, end) for at, end in _elements(der, 0x31, 0, len(der)))


def _attribute(der: bytes, at: int, end: int) -> Attribute:
    (at_type, type_end), (at_value, value_end) = _pair(der, at, end)
    tag, start, _ = read_header(der, at_value)
    return Attribute(_type_name(der[at_type:type_end]), tag, der[at_value:value_end], _decoded(tag, der[start:value_end]))


_LONGEST_REMEMBERED = 128  # octets; a hostile pile must not fill the memory through the cache
_relative_name_once = lru_cache(maxsize=4096)(_read_relative_name)  # the names of a pile share most of their parts


def _elements(der: bytes, tag: int, at: int, end: int) -> list[tuple[int, int]]:
    """Where the elements inside the one at ``at`` begin and end."""
    found, start, stop = read_header(der, at)
    if found != tag or stop != end:
        raise DerError(f"no element with tag {tag:#04x} fills bytes {at} to {end}")
    bounds = []
    while start < stop:
        _, _, after = read_header(der, start)
        if after > stop:
            raise DerError(f"the element at byte {start} is cut off")
        bounds.append((start, after))
        start = after
    return bounds


def _pair(der: bytes, at: int, end: int) -> list[tuple[int, int]]:
    parts = _elements(der, 0x30, at, end)
    if len(parts) != 2 or der[parts[0][0]] != 0x06:
        raise DerError(f"no pair of attribute type and value at byte {at}")
    return parts


def _decoded(tag: int, content: bytes) -> str | None:
    if tag not in STRING_TYPES:
        return None
    try:
        return content.decode(STRING_TYPES[tag][1])
    except UnicodeDecodeError:
        return None


_LONGEST_TYPE = 66  # octets; cryptography stops at 63 of content


@lru_cache(maxsize=256)
def _type_name(encoded: bytes) -> str:
    """Short name or dotted number of an OBJECT IDENTIFIER."""
    if len(encoded) > _LONGEST_TYPE:
        raise DerError("an attribute type is absurdly long")
    number = dotted(encoded[read_header(encoded)[1] :])
    return SHORT_NAMES.get(number, number)


def dotted(content: bytes) -> str:
    """The dotted number of an OBJECT IDENTIFIER's content octets (X.690 8.19).

    Raises
    ------
    DerError
        They are none.
    """
    arcs, value = [], 0
    for octet in content:
        value = value << 7 | octet & 0x7F
        if octet < 0x80:
            arcs.append(value)
            value = 0
    if not arcs or content[-1] >= 0x80:
        raise DerError("these octets are no OBJECT IDENTIFIER")
    root = min(arcs[0] // 40, 2)
    return ".".join(map(str, (root, arcs[0] - 40 * root, *arcs[1:])))


def _text(value: object) -> str:
    """An attribute value as text; bit strings and other oddities as ``#hex``, as RFC 4514 2.4 prints them."""
    return value if isinstance(value, str) else "#" + value.hex() if isinstance(value, bytes) else str(value)
