"""Bytes to text: UTF-8, UTF-16, Windows-1252, and files in which lines of several encodings stand."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from workbench.certs.loading.hash_objects import without_private_keys
from workbench.certs.loading.text import decode

if TYPE_CHECKING:
    from workbench.fleet.ingest.tally import Tally

_UTF16 = "A file is UTF-16, as Windows writes it; it was read all the same. Files: {n}."
_MARKED = "A file begins with a byte order mark; it was left out. Files: {n}."
_MIXED_16 = "Lines in UTF-16 in a file of another encoding: {n}. They were read all the same."
_WESTERN = "Lines that are no UTF-8: {n}. They were read as Windows-1252 (Latin-1): look at names with accents."
_NULS = 'NUL characters stand in the text; they are kept as "\\x00". Files: {n}.'
_HOLES = "Runs of NUL octets, as a power cut leaves them in a file: {n}. They were left out; what was to stand there is lost."
_SAMPLE = 4096
_HOLE = re.compile(rb"(?:(?<=\n)|\A)\0{16,}|\0{16,}(?=\r?\n|\Z)")


def text_of(content: bytes, tally: Tally) -> str:
    r"""The text of a file, its lines ended by ``\n``, without private keys; empty where the bytes are no text."""
    content = _without_holes(content, tally)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or content[:_SAMPLE].count(0) * 3 > len(content[:_SAMPLE]):
        text, note = decode(content)
        if note is not None:
            tally.remark(_UTF16)
    else:
        text = _utf8(content, tally)
    if "\0" in text:
        tally.remark(_NULS)
        text = text.replace("\0", "\\x00")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return without_private_keys(text)


def _without_holes(content: bytes, tally: Tally) -> bytes:
    """The file without what was never written to it; as it is where other NULs stand too: UTF-16, or no text."""
    if b"\0" * 16 not in content:
        return content
    found, holes = _HOLE.subn(b"", content)
    if b"\0" in found or not found.strip():
        return content
    tally.remark(_HOLES, holes)
    return found


def _utf8(content: bytes, tally: Tally) -> str:
    if content.startswith(codecs.BOM_UTF8):
        tally.remark(_MARKED)
        content = content[3:]
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return _line_by_line(content, tally)
    # a shell's >> in Windows appends UTF-16 to what was ASCII: every other character is NUL then
    return _line_by_line(content, tally) if text.count("\0") > 1 and "\0\n\0" in text else text


def _line_by_line(content: bytes, tally: Tally) -> str:
    return "\n".join(_line(line, tally) for line in content.split(b"\n"))


def _line(line: bytes, tally: Tally) -> str:
    zeros = line.count(0)
    if zeros == len(line):  # what is left of a line's end in UTF-16
        return ""
    if zeros and zeros * 3 > len(line):
        tally.remark(_MIXED_16)
        line = line.replace(b"\0", b"").removeprefix(codecs.BOM_UTF16_LE).removeprefix(codecs.BOM_UTF16_BE)
    try:
        return line.decode()
    except UnicodeDecodeError:
        tally.remark(_WESTERN)
    try:
        return line.decode("cp1252")
    except UnicodeDecodeError:
        return line.decode("latin-1")


def kept(text: str) -> str:
    r"""The text as every engine can keep it: NUL and lone surrogates, which JSON's ``\u`` may bring, as visible escapes."""
    if text.isascii():
        return text.replace("\0", "\\x00") if "\0" in text else text
    return text.replace("\0", "\\x00").encode("utf-8", "backslashreplace").decode()
