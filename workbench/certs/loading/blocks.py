"""PEM boundaries: which blocks a text holds, told in one pass (RFC 7468 2, 3)."""

from __future__ import annotations

import re
import string
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_BOUNDARY = re.compile(r"-----(BEGIN|END) ([^\r\n\\-]{1,60}?)-----")
_DASH = r"[-\u2010-\u2015\u2212]"
# the look-behind lets a long run of dashes be tried once, not once for each dash
_ALMOST_BOUNDARY = re.compile(rf"(?<!{_DASH}){_DASH}{{2,20}} ?(BEGIN|END) ([A-Z0-9 #.]{{1,60}}?) ?{_DASH}{{2,20}}")

_BASE64_AND_BLANKS = string.ascii_letters + string.digits + "+/=" + string.whitespace
_BODY = re.compile(r"[A-Za-z0-9+/=\s]*")


@dataclass(frozen=True, slots=True)
class Block:
    """What stands between two boundaries.

    Attributes
    ----------
    label
        The words after BEGIN.
    body
        Everything between the boundaries, undecoded; for a missing END up to the next boundary or the end of the text.
    whole
        The block with its boundaries.
    line
        Line of BEGIN, from 1.
    end_label
        The words after END; None where END is missing.
    """

    label: str
    body: str
    whole: str
    line: int
    end_label: str | None


@dataclass(frozen=True, slots=True)
class StrayEnd:
    """An END without its BEGIN."""

    line: int


def blocks(text: str) -> Iterator[Block | StrayEnd]:
    """All blocks of the text, in order."""
    line, counted = 1, 0
    opened: tuple[re.Match[str], int] | None = None
    for boundary in _BOUNDARY.finditer(text):
        line += text.count("\n", counted, boundary.start())
        counted = boundary.start()
        is_end = boundary.group(1) == "END"
        if opened is not None:
            yield _block(text, *opened, boundary if is_end else None, boundary.end() if is_end else boundary.start())
        elif is_end:
            yield StrayEnd(line)
        opened = None if is_end else (boundary, line)
    if opened is not None:
        yield _block(text, *opened, None, len(text))


def without_blocks(text: str) -> str:
    """The text with its blocks blanked out, line by line the same; of a block without BEGIN or END, only its base64."""
    rest, kept_to, opened = [], 0, None
    for boundary in [*_BOUNDARY.finditer(text), None]:
        if opened is not None:
            closed = boundary is not None and boundary.group(1) == "END"
            stop = boundary.end() if boundary is not None and closed else _base64_end(text, opened.end())
            rest += [text[kept_to : opened.start()], "\n" * text.count("\n", opened.start(), stop)]
            kept_to = stop
        elif boundary is not None and boundary.group(1) == "END":
            kept = text[kept_to : boundary.start()].rstrip(_BASE64_AND_BLANKS)
            rest += [kept, "\n" * text.count("\n", kept_to + len(kept), boundary.end())]
            kept_to = boundary.end()
        opened = boundary if boundary is not None and boundary.group(1) == "BEGIN" else None
    rest.append(text[kept_to:])
    return "".join(rest)


def _base64_end(text: str, at: int) -> int:
    body = _BODY.match(text, at)
    return body.end() if body else at


def has_pem(text: str) -> bool:
    """Whether there is anything that wants to be PEM."""
    if "BEGIN" not in text and "END" not in text:
        return False
    return "BEGIN%20" in text or _BOUNDARY.search(text) is not None or _ALMOST_BOUNDARY.search(text) is not None


def straighten(text: str) -> str:
    """Boundaries with five plain hyphens where a word processor or a chat left other dashes; unchanged where none is needed."""
    return text if "-----BEGIN " in text else _ALMOST_BOUNDARY.sub(r"-----\1 \2-----", text)


def _block(text: str, begin: re.Match[str], line: int, end: re.Match[str] | None, stop: int) -> Block:
    return Block(
        label=begin.group(2).strip(),
        body=text[begin.end() : end.start() if end else stop],
        whole=text[begin.start() : stop],
        line=line,
        end_label=end.group(2).strip() if end else None,
    )
