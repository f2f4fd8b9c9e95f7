r"""The base64 inside a PEM block, with every departure told apart: literal ``\n``, quote marks, cut-off text, a missing END ...

What can be mended without guessing is mended and noted; the rest is refused with its own reason.
"""

from __future__ import annotations

import binascii
import re
from typing import TYPE_CHECKING

from workbench.certs.der import DerError, element_length
from workbench.certs.loading.pile import repaired, unreadable

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.certs.loading.blocks import Block
    from workbench.findings import Finding, ItemName

_WHITESPACE = b" \t\r\n\x0b\x0c"
_ESCAPED_BREAK = re.compile(rb"(?<!\\)\\+[rn]")  # the look-behind: a long run of backslashes is tried once, not once for each
_QUOTE_MARKS = re.compile(rb"^[ \t]*(?:[>#|*]|//)+[ \t]?", re.MULTILINE)
_HEADER_LINE = re.compile(rb"^[A-Za-z][A-Za-z0-9-]*:[^\r\n]*\r?\n", re.MULTILINE)
_BASE64 = re.compile(rb"[A-Za-z0-9+/=]*")
_BASE64_LINES = re.compile(rb"[A-Za-z0-9+/=\s]*")


class DamagedError(ValueError):
    """The block cannot be decoded; ``finding`` says why and what to do."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def decode(block: Block, note: Callable[[Finding], None]) -> bytes:
    """The block's octets.

    Parameters
    ----------
    note
        Called with each thing that was mended.

    Raises
    ------
    DamagedError
        Something is missing or unknown that nobody but the sender can mend.
    """
    body = block.body.encode("utf-8", "replace")
    if block.end_label == block.label:
        try:  # the one path that a sound block takes
            return binascii.a2b_base64(body.translate(None, _WHITESPACE), strict_mode=True)
        except binascii.Error:
            pass
    body = _strip_surroundings(body, note)
    if block.end_label is None:
        return _decode_open_end(block, body, note)
    if block.end_label != block.label:
        note(
            repaired(
                f"BEGIN says {block.label} and END says {block.end_label}; it was read all the same.",
                remedy="Two blocks may have been mixed up when copying: check which one was meant.",
                observed=block.end_label,
                expected=block.label,
            )
        )
    return _decode_base64(block, body.translate(None, _WHITESPACE), note)


def item_of(block: Block) -> ItemName:
    """What the label says the block is, as findings spell it."""
    for word, item in _ITEM_OF_LABEL.items():
        if word in block.label:
            return item
    return "bundle"


_ITEM_OF_LABEL: dict[str, ItemName] = {"REQUEST": "csr", "KEY": "key", "CRL": "crl", "CERTIFICATE": "certificate"}


def _strip_surroundings(body: bytes, note: Callable[[Finding], None]) -> bytes:
    """Undo what transports do to lines."""
    if b"\\" in body:
        note(
            repaired(
                r"The line breaks are the two characters \n, as in a JSON string or a variable; it was read all the same.",
                remedy=r"Replace each \n by a line break: `printf '%b'`, or let a JSON parser read the JSON.",
                observed=r"literal \n",
                expected="line breaks",
            )
        )
        body = _ESCAPED_BREAK.sub(b"\n", body).replace(b"\\/", b"/")
    if _HEADER_LINE.match(body.lstrip()):
        body = _HEADER_LINE.sub(b"", body)  # RFC 1421 headers, as `openssl pkcs12` and old tools write them
    elif _QUOTE_MARKS.search(body):
        note(
            repaired(
                "The lines carry quote or comment marks; it was read without them.", remedy="Remove the marks at the line starts."
            )
        )
        body = _QUOTE_MARKS.sub(b"", body)
    if b"=3D" in body:
        note(
            repaired(
                "This is a mail's quoted-printable (=3D for =); it was decoded and read.", remedy="Save the mail's attachment."
            )
        )
        body = re.sub(rb"=\r?\n", b"", body).replace(b"=3D", b"=")
    return body


def _decode_base64(block: Block, squeezed: bytes, note: Callable[[Finding], None]) -> bytes:
    if b"-" in squeezed or b"_" in squeezed:
        note(repaired("The body is base64url; it was read all the same.", remedy="PEM is plain base64, with + and /."))
        squeezed = squeezed.replace(b"-", b"+").replace(b"_", b"/")
    known = _BASE64.match(squeezed)
    if known is not None and known.end() < len(squeezed):
        strange = squeezed[known.end() :].decode("utf-8", "replace")[0]
        raise DamagedError(
            unreadable(
                f"The PEM block holds a character that base64 does not have: {strange!r}, number {known.end() + 1:,} of the body.",
                remedy="Copy the block again, as plain text.",
                observed=repr(strange),
                expected="A-Z a-z 0-9 + / =",
                item=item_of(block),
            )
        )
    plain = squeezed.rstrip(b"=")
    if b"=" in plain:
        raise DamagedError(
            unreadable(
                "There is base64 padding (=) in the middle of the PEM block: two blocks have run together.",
                remedy="Copy the blocks one by one.",
                item=item_of(block),
            )
        )
    if len(plain) % 4 == 1:
        raise DamagedError(
            unreadable(
                f"The base64 of this PEM block is cut off: {len(plain):,} characters are no whole number of bytes.",
                remedy="Copy the whole block.",
                item=item_of(block),
            )
        )
    padded = _padded(plain)
    if padded != squeezed:
        note(repaired("The base64 padding (=) is missing or too long; it was read all the same.", remedy="Pad to a multiple of 4."))
    return binascii.a2b_base64(padded)


def _decode_open_end(block: Block, body: bytes, note: Callable[[Finding], None]) -> bytes:
    """END is missing: read what is there if it is complete, else say how much is gone."""
    lines = _BASE64_LINES.match(body)
    plain = (lines.group() if lines else b"").translate(None, _WHITESPACE).split(b"=")[0]
    der = binascii.a2b_base64(_padded(plain[: len(plain) - (len(plain) % 4 == 1)]))
    try:
        length = element_length(der)
    except DerError:
        length = -1
    expected = f"-----END {block.label}-----"
    if length < 0 or der[0] != 0x30 or length > len(der):
        there = f"{len(der):,} of {length:,} bytes are there" if der[:1] == b"0" and length > 0 else "what follows BEGIN is no DER"
        raise DamagedError(
            unreadable(
                f"The END line is missing and the block is cut off: {there}.",
                remedy="Copy or fetch the whole block, with its END line.",
                observed="no END line",
                expected=expected,
                item=item_of(block),
            )
        )
    note(
        repaired(
            "The END line is missing; the content is complete and was read all the same.",
            remedy=f"Append the line {expected}: other programs refuse the file.",
            observed="no END line",
            expected=expected,
        )
    )
    return der[:length]


def _padded(plain: bytes) -> bytes:
    return plain + b"=" * (-len(plain) % 4)
