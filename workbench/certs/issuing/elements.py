"""DER elements around ready-made parts: the writing counterpart of :mod:`workbench.certs.der`, for what may be wrong on purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asn1crypto import core, parser

if TYPE_CHECKING:
    from datetime import datetime

_UNIVERSAL, _CONTEXT = 0, 2
_PRIMITIVE, _CONSTRUCTED = 0, 1


def sequence(*parts: bytes) -> bytes:
    """SEQUENCE of the parts as they stand."""
    return _emit(_UNIVERSAL, _CONSTRUCTED, 16, b"".join(parts))


def set_of_one(element: bytes) -> bytes:
    """SET OF a single element."""
    return _emit(_UNIVERSAL, _CONSTRUCTED, 17, element)


def context(number: int, content: bytes) -> bytes:
    """``[number]`` around the content; EXPLICIT where that is a whole element."""
    return _emit(_CONTEXT, _CONSTRUCTED, number, content)


def integer(value: int) -> bytes:
    """INTEGER."""
    return bytes(core.Integer(value).dump())


def object_identifier(dotted: str) -> bytes:
    """OBJECT IDENTIFIER."""
    return bytes(core.ObjectIdentifier(dotted).dump())


def octet_string(content: bytes) -> bytes:
    """OCTET STRING."""
    return bytes(core.OctetString(content).dump())


def bit_string(content: bytes) -> bytes:
    """BIT STRING of whole octets."""
    return bytes(core.OctetBitString(content).dump())


def time(moment: datetime) -> bytes:
    """UTCTime until 2049, GeneralizedTime from 2050 on (RFC 5280 4.1.2.5)."""
    kind = core.UTCTime if moment.year < 2050 else core.GeneralizedTime
    return bytes(kind(moment).dump())


def _emit(class_: int, method: int, tag: int, content: bytes) -> bytes:
    return bytes(parser.emit(class_, method, tag, content))
