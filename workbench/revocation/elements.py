"""DER elements one after the other, and the values that CRLs are made of: times, integers, extensions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from workbench.certs.der import DerError, read_header
from workbench.trust.certificate import RawExtension

if TYPE_CHECKING:
    from collections.abc import Iterator

Element = tuple[int, int, int, int]
"""Tag, and where the element, its content and the element's end are."""

SEQUENCE, SET, INTEGER, BIT_STRING, OCTET_STRING, OBJECT_IDENTIFIER, BOOLEAN, ENUMERATED = 0x30, 0x31, 2, 3, 4, 6, 1, 10
_UTC_TIME, _GENERALIZED_TIME = 0x17, 0x18
TIMES = frozenset({_UTC_TIME, _GENERALIZED_TIME})


def elements(der: bytes, at: int, end: int) -> Iterator[Element]:
    """The elements between two offsets.

    Raises
    ------
    DerError
        While it is iterated: an element is cut off or no DER.
    """
    while at < end:
        tag, start, stop = read_header(der, at)
        if stop > end:
            raise DerError(f"the element at byte {at} is cut off")
        yield tag, at, start, stop
        at = stop


def whole(der: bytes, tag: int, name: str) -> tuple[int, int]:
    """The content's bounds of the one element that fills the octets.

    Raises
    ------
    DerError
        Another tag, too few octets or too many.
    """
    found, start, end = read_header(der)
    if found != tag or end != len(der):
        raise DerError(f"{name} is not one complete element with tag {tag:#04x}")
    return start, end


def encode(tag: int, content: bytes) -> bytes:
    """One element."""
    length = len(content)
    if length < 0x80:
        return bytes((tag, length)) + content
    octets = length.to_bytes((length.bit_length() + 7) // 8)
    return bytes((tag, 0x80 | len(octets))) + octets + content


def moment(tag: int, content: bytes) -> datetime:
    """A Time as RFC 5280 4.1.2.5 allows it: UTCTime or GeneralizedTime, with seconds, in UTC.

    Raises
    ------
    DerError
        It is written in another way, or is no moment.
    """
    text = content.decode("ascii", "replace")
    digits, zone = text[:-1], text[-1:]
    if tag == _UTC_TIME:
        digits = ("19" if digits[:2] >= "50" else "20") + digits
    if tag not in TIMES or zone != "Z" or len(digits) != 14 or not (digits.isascii() and digits.isdigit()):
        raise DerError(f"{text[:40]!r} is no time as RFC 5280 writes it")
    try:
        return datetime.strptime(digits + "+0000", "%Y%m%d%H%M%S%z").astimezone(UTC)
    except ValueError:
        raise DerError(f"{text[:40]!r} is no moment") from None


def whole_integer(der: bytes, name: str) -> int:
    """The INTEGER that fills the octets.

    Raises
    ------
    DerError
        It is none, or one of more than 64 octets.
    """
    start, end = whole(der, INTEGER, name)
    if not 0 < end - start <= _LONGEST_INTEGER:
        raise DerError(f"{name} has {end - start} octets")
    return int.from_bytes(der[start:end], signed=True)


_LONGEST_INTEGER = 64


def extensions(der: bytes, at: int, end: int) -> tuple[RawExtension, ...]:
    """The extensions between two offsets in encoded order, those that occur twice included.

    Raises
    ------
    DerError
        One is cut off or no extension.
    """
    return tuple(_extension(der, tag, start, stop) for tag, _, start, stop in elements(der, at, end))


def _extension(der: bytes, tag: int, at: int, end: int) -> RawExtension:
    parts = list(elements(der, at, end)) if tag == SEQUENCE else []
    if [part[0] for part in parts] not in ([OBJECT_IDENTIFIER, OCTET_STRING], [OBJECT_IDENTIFIER, BOOLEAN, OCTET_STRING]):
        raise DerError(f"no extension at byte {at}")
    (_, _, oid, oid_end), (_, _, value, value_end) = parts[0], parts[-1]
    critical = len(parts) == 3 and der[parts[1][2] : parts[1][3]] != b"\x00"
    return RawExtension(der[oid:oid_end], critical, der[value:value_end])
