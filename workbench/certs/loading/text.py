"""Bytes to text: UTF-8, UTF-16 from Windows, Latin-1 as a last resort; binary data is told apart."""

from __future__ import annotations

import codecs
import re
from html import unescape
from typing import TYPE_CHECKING

from workbench.certs.loading.pile import repaired

if TYPE_CHECKING:
    from workbench.findings import Finding

_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\x0b\x0c\x1a\x1b"))
_SAMPLE = 4096
_REFERENCE = re.compile(r"&#?[A-Za-z0-9]{1,32};?")
_UTF16_SHOWS = 64


def decode(data: bytes) -> tuple[str, Finding | None]:
    """The text of a file, and a note where other programs will not read it as we do.

    Returns
    -------
    text, note
        An empty text where the bytes are no text.
    """
    if data.startswith(codecs.BOM_UTF8):
        data = data.removeprefix(codecs.BOM_UTF8)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _utf16(data, "utf-16")
    if b"\x00" not in data[:_UTF16_SHOWS]:
        data = data.rstrip(b"\x00")  # padding of a flash page or a C string's end
    sample = data[:_SAMPLE]
    if (zeros := sample.count(0)) > len(sample) // 3:  # UTF-16 without its mark: every other byte of plain text is zero
        return _utf16(data, "utf-16-le" if sample[1::2].count(0) * 2 > zeros else "utf-16-be")
    if len(sample.translate(None, _CONTROL)) < len(sample) * 0.98:
        return "", None
    try:
        return data.decode(), None
    except UnicodeDecodeError:
        return data.decode("latin-1"), None


def unescaped(text: str) -> str:
    """HTML's character references resolved (``&quot;``, ``&#34;``); one of thousands of digits (``html`` raises at it) is cut."""
    return _REFERENCE.sub(lambda reference: unescape(reference.group()), text)


def _utf16(data: bytes, codec: str) -> tuple[str, Finding | None]:
    text = data.decode(codec, "replace").removeprefix("\ufeff")
    if sum(char.isprintable() or char.isspace() for char in text[:_SAMPLE]) < min(len(text), _SAMPLE) * 0.9:
        return "", None
    return text, repaired(
        "The text is UTF-16, as Windows editors and PowerShell redirections write it; it was read all the same.",
        remedy="Save it as UTF-8 or ASCII: OpenSSL and stations see no PEM in it.",
        observed="UTF-16",
        expected="ASCII",
    )
