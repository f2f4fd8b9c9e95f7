"""The octets that a hash field may stand for: hexadecimal as OCPP wants it, and the other encodings that senders use."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Any

from workbench.certs.forensics.mistakes import NONE, Mistakes

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_FIELD = 4096
"""Characters that are looked at; OCPP allows 128, a raw name or key in hexadecimal takes a few hundred."""

_HEX = re.compile(r"[0-9A-Fa-f]+\Z")
_OCTETS = re.compile(r"[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2})+\Z")
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}\Z")
_BASE64URL = re.compile(r"[A-Za-z0-9_-]+={0,2}\Z")
_PEM = re.compile(r"\s*-----BEGIN [A-Z0-9 ]{1,40}-----([A-Za-z0-9+/=\s]+)-----END [A-Z0-9 ]{1,40}-----\s*")
"""A raw key as PEM: that it is base64 goes without saying."""
_DIGEST_DIGITS = (40, 64, 96, 128)
_MOST_STRIPPED = 8

Reading = tuple[bytes, Mistakes]


def readings(field: Any) -> list[Reading]:
    """What a field's octets may be, each with the mistakes in its encoding; plain hexadecimal has none.

    Parameters
    ----------
    field
        The JSON value; only a string of at most :data:`LONGEST_FIELD` characters has readings.
    """
    if not isinstance(field, str) or not field or len(field) > LONGEST_FIELD:
        return []
    if armoured := _PEM.fullmatch(field):
        return [(octets, NONE) for octets, _ in _base64("".join(armoured[1].split()))]
    text, space = field, NONE
    if any(character.isspace() for character in field):
        text, space = "".join(field.split()), frozenset({"encoding:space"})
    return [(octets, mistakes | space) for octets, mistakes in _prefixed(text)]


def _prefixed(text: str) -> Iterator[Reading]:
    yield from _separated(text)
    if text[:2] in {"0x", "0X"}:
        for octets, mistakes in _separated(text[2:]):
            yield octets, mistakes | {"encoding:prefixed"}


def _separated(text: str) -> Iterator[Reading]:
    if ":" in text or _OCTETS.match(text):
        plain = text.replace(":", "") if ":" in text else text.replace("-", "")
        for octets, mistakes in _decoded(plain):
            yield octets, mistakes | {"encoding:colons"}
    if ":" not in text:
        yield from _decoded(text)


def _decoded(text: str) -> Iterator[Reading]:
    if _HEX.match(text):
        yield from _hexadecimal(text, NONE)
    for octets, mistakes in _base64(text):
        yield octets, mistakes
        if _is_hex(octets):  # base64 of the hexadecimal digits instead of the octets
            yield from _hexadecimal(octets.decode("ascii"), mistakes)


def _hexadecimal(digits: str, mistakes: Mistakes) -> Iterator[Reading]:
    if len(digits) % 2 == 0:
        yield bytes.fromhex(digits), mistakes
    whole = next((size for size in _DIGEST_DIGITS if len(digits) < size <= len(digits) + _MOST_STRIPPED), 0)
    if whole:  # printed as a number: leading zeros are gone
        yield bytes.fromhex(digits.zfill(whole)), mistakes | {"encoding:stripped"}


def _is_hex(octets: bytes) -> bool:
    return octets.isascii() and _HEX.match(octets.decode("ascii")) is not None


def _base64(text: str) -> list[Reading]:
    standard, url = _BASE64.match(text), _BASE64URL.match(text)
    if not (standard or url):
        return []
    core = text.rstrip("=")
    if len(core) % 4 == 1:
        return []
    try:
        octets = base64.b64decode(core.translate(_TO_STANDARD) + "=" * (-len(core) % 4))
    except binascii.Error:
        return []
    # without a character that only one of the two has, it is both
    return [(octets, frozenset({code})) for code, fits in (("encoding:base64", standard), ("encoding:base64url", url)) if fits]


_TO_STANDARD = str.maketrans("-_", "+/")
