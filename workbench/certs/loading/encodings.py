"""DER that travels as text without PEM boundaries: bare base64, base64url, hexadecimal."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.certs.der import DerError, element_length
from workbench.certs.loading.pile import repaired

if TYPE_CHECKING:
    from workbench.findings import Finding

_ESCAPED_BREAK = re.compile(r"(?<!\\)\\+[rn]")
_WHITESPACE = str.maketrans("", "", " \t\r\n\x0b\x0c\\")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]+={0,2}").fullmatch
_HEXADECIMAL = re.compile(r"(?:0[xX])?[0-9A-Fa-f]{2}(?:[:\s]?[0-9A-Fa-f]{2})*\s*").fullmatch


@dataclass(frozen=True, slots=True)
class TextualDer:
    """DER found in text, and the note that says in which form."""

    der: bytes
    note: Finding


def der_from_text(text: str) -> TextualDer | None:
    """The DER that this whole text encodes, or None where it encodes none.

    Only what starts with a SEQUENCE counts: long words and numbers are base64 and hexadecimal by accident.
    """
    text = text.strip().strip("\"'")
    if _HEXADECIMAL(text) and text.lower().removeprefix("0x").startswith("30"):
        digits = re.sub(r"[:\s]", "", text.lower().removeprefix("0x"))
        return _sequence(bytes.fromhex(digits), "hexadecimal digits")
    squeezed = _ESCAPED_BREAK.sub("", text).translate(_WHITESPACE)
    if not squeezed.startswith("M") or not _BASE64(squeezed):
        return None
    form = "bare base64 without BEGIN and END lines"
    if "-" in squeezed or "_" in squeezed:
        squeezed, form = squeezed.replace("-", "+").replace("_", "/"), "base64url"
    plain = squeezed.rstrip("=")
    if len(plain) % 4 == 1:  # the last character was cut off
        plain = plain[:-1]
    return _sequence(binascii.a2b_base64(plain + "=" * (-len(plain) % 4)), form)


def _sequence(der: bytes, form: str) -> TextualDer | None:
    if len(der) < 2 or der[0] != 0x30:
        return None
    try:
        if element_length(der) > len(der) * 64:  # random text that happens to start right
            return None
    except DerError:
        if der[1] != 0x80:
            return None
    return TextualDer(
        der,
        repaired(
            f"This is DER as {form}; it was read all the same.",
            remedy="Most programs want PEM: put a BEGIN and an END line around the base64, 64 characters a line.",
            observed=form,
            expected="PEM or DER",
        ),
    )
