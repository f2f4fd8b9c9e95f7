"""The values that CRLs are made of: times and integers in DER."""

from __future__ import annotations

from datetime import UTC, datetime

from workbench.certs.der import DerError, whole

SEQUENCE, SET, INTEGER, BIT_STRING, OCTET_STRING, OBJECT_IDENTIFIER, BOOLEAN, ENUMERATED = 0x30, 0x31, 2, 3, 4, 6, 1, 10
_UTC_TIME, _GENERALIZED_TIME = 0x17, 0x18
TIMES = frozenset({_UTC_TIME, _GENERALIZED_TIME})


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
