"""The JSON in a text, wherever it stands: frames and objects among other words, over several lines, quoted in strings and cells.

Each character is looked at a bounded number of times, whatever the text.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from workbench.certs.loading.text import unescaped

if TYPE_CHECKING:
    from collections.abc import Iterator

_START = re.compile(r"""\[\s*[2-6]\s*,\s*(?:"|\\+"|&quot;|'|\\+')|\{\s*["]""")
_QUOTED = re.compile(r'(?:[^"\\\r\n]|\\.)*+')
_CELL = re.compile(r'(?:[^"]|"")*+')
_ESCAPED_LINE = re.compile(r"[^<\r\n]*")
_WINDOWS = (1 << 12, 1 << 15, 1 << 18, 1 << 21, 1 << 24)
_LONGEST_TOKEN = 6
_ATTEMPT = 64
"""What an attempt to parse costs besides the characters that it read."""
_WORK_PER_CHARACTER = 8
"""Attempts that fail may cost this many characters for each one of the text."""

CUT_OFF = "The message is cut off: the line ends before its brackets are closed."
NOT_JSON = "This begins like an OCPP-J message, but is no JSON."
AS_PYTHON = "This message is written as Python writes lists, which is no JSON."
TOO_DEEP = "This message is nested too deeply, or holds a number of thousands of digits."


@dataclass(slots=True)
class Effort:
    """The work that may still be spent on attempts that fail; :attr:`spent` once there is none left."""

    left: int

    @classmethod
    def for_text(cls, text: str) -> Effort:
        """What a text of this length is worth."""
        return cls(_WORK_PER_CHARACTER * len(text) + 1_000_000)

    @property
    def spent(self) -> bool:
        """Whether the search must end."""
        return self.left <= 0


class Piece(NamedTuple):
    """A place in the text.

    Attributes
    ----------
    start, end
        Where it stands.
    value
        The JSON value that stands there; None where it is quoted or broken.
    exact
        Whether the text says the value as it stands there; else it had to be mended.
    quoted
        What the quoted text says, to be searched in turn; empty where nothing is quoted.
    reason
        Why a frame cannot be read; empty where it can.
    """

    start: int
    end: int
    value: Any = None
    exact: bool = True
    quoted: str = ""
    reason: str = ""


_STRICT, _TOLERANT = json.JSONDecoder(), json.JSONDecoder(strict=False)


def pieces(text: str, effort: Effort) -> Iterator[Piece]:
    """Frames, objects, quoted frames and broken frames, in the order of the text."""
    at = 0
    while not effort.spent and (match := _START.search(text, at)):
        start = match.start()
        piece = _quoted(text, match) or _parsed(text, start, effort)
        if piece.quoted:
            effort.left -= piece.end - start + _ATTEMPT
        if piece.reason and match.group()[0] == "{":
            at = start + 1  # an object that is none may hold a frame all the same
            continue
        at = max(piece.end, start + 1)
        yield piece


def _quoted(text: str, opening: re.Match[str]) -> Piece | None:
    """The string, cell or line of HTML that a frame stands in; None where it is not quoted."""
    start, begins = opening.start(), opening.group()
    if begins.endswith("&quot;"):
        line = _ESCAPED_LINE.match(text, start)
        return Piece(start, line.end(), quoted=unescaped(line.group())) if line else None
    if begins.endswith(('\\"', "\\'")):
        string = _QUOTED.match(text, start)
        try:
            return Piece(start, string.end(), quoted=str(json.loads(f'"{string.group()}"', strict=False))) if string else None
        except ValueError:
            return None
    if begins[0] == "[" and text.startswith('"', opening.end()) and not text.startswith('",', opening.end()):
        cell = _CELL.match(text, start)
        return Piece(start, cell.end(), quoted=cell.group().replace('""', '"')) if cell else None
    return None


def _parsed(text: str, start: int, effort: Effort) -> Piece:
    reason = NOT_JSON
    for size in _WINDOWS:  # the parser counts lines up to its complaint: a window keeps that short
        window = text[start : start + size]
        try:
            value, length = _STRICT.raw_decode(window)
        except json.JSONDecodeError as error:
            effort.left -= error.pos + _ATTEMPT
            cut_off = error.pos >= len(window) - _LONGEST_TOKEN or error.msg.startswith("Unterminated")
            if len(window) == size and cut_off:
                continue
            return _mended(text, start, error, effort)
        except (RecursionError, ValueError):  # built to break parsers: depth, thousands of digits
            effort.left -= len(window)
            return Piece(start, _line_end(text, start), reason=TOO_DEEP)
        else:
            return Piece(start, start + length, value)
    return Piece(start, _line_end(text, start), reason=reason)


def _mended(text: str, start: int, error: json.JSONDecodeError, effort: Effort) -> Piece:
    """A message whose strings hold line breaks as such, as some loggers write PEM; or why it is none."""
    end = _line_end(text, start)
    if error.msg.startswith("Invalid control character"):
        try:
            value, length = _TOLERANT.raw_decode(text[start : start + _WINDOWS[2]])
        except (RecursionError, ValueError) as refusal:
            effort.left -= getattr(refusal, "pos", _WINDOWS[2]) + _ATTEMPT
            return Piece(start, end, reason=CUT_OFF)
        return Piece(start, start + length, value, exact=False)
    if text[start : start + 40].partition(",")[2].lstrip()[:1] == "'":
        return Piece(start, end, reason=AS_PYTHON)
    cut_off = error.msg.startswith("Unterminated") or start + error.pos >= len(text.rstrip()) or start + error.pos >= end
    return Piece(start, end, reason=CUT_OFF if cut_off else NOT_JSON)


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end
