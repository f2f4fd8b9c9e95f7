"""OCPP-J logs in any shape: frames and JSON objects on lines with time stamps, directions and other words around them."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from workbench.certs.loading.messages import is_frame, read_json
from workbench.certs.loading.runs import search_limit
from workbench.certs.loading.text import unescaped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.certs.loading.pile import Pile, Place

_START = re.compile(r'\[\s*[2-6]\s*,\s*(?:"|\\+"|&quot;)|\{\s*"')
_QUOTED = re.compile(r'(?:[^"\\\r\n]|\\.)*+')
_CELL = re.compile(r'(?:[^"]|"")*+')
_ESCAPED_LINE = re.compile(r"[^<\r\n]*")
_WINDOWS = (1 << 12, 1 << 15, 1 << 18, 1 << 21, 1 << 24)
_LONGEST_TOKEN = 6
_MOST_QUOTING = 3
_WORK_PER_CHARACTER = 8
"""Failed attempts to parse may cost this many characters for each one of the file, then the search ends: no input is quadratic."""


def read_log(text: str, place: Place, pile: Pile) -> str:
    """Read the JSON values that stand in the text, as they are or quoted inside strings, cells of CSV and HTML.

    Returns
    -------
    str
        The text with the values that were read blanked out, for the search for PEM outside of JSON.
    """
    line_starts: list[int] = []
    rest, kept_to = [], 0
    search = _Search(_WORK_PER_CHARACTER * len(text) + 1_000_000)
    for start, end, value in search.values(text):
        if pile.full:
            break
        line_starts = line_starts or [0, *(match.end() for match in re.finditer("\n", text))]
        line = bisect_right(line_starts, start)
        if (read_json(value, place.beside(f"line {line}"), pile) or is_frame(value)) and end > kept_to:
            rest.append(text[kept_to:start])
            rest.append("\n" * text.count("\n", start, end))  # later lines keep their numbers
            kept_to = end
    if search.stopped_at is not None:
        line = text.count("\n", 0, search.stopped_at) + 1
        pile.refuse(search_limit(line, "JSON"), place.beside(f"line {line}"))
    rest.append(text[kept_to:])
    return "".join(rest)


class _Search:
    """The search for JSON values, with the work that may still be spent on it."""

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self.stopped_at: int | None = None
        self._decoder = json.JSONDecoder()

    def values(self, text: str, quoting: int = 0) -> Iterator[tuple[int, int, object]]:
        """Start, end and value of each; several values in one quoted string share its start and end."""
        at = 0
        while match := _START.search(text, at):
            start = match.start()
            if self.budget <= 0:
                self.stopped_at = start
                return
            at = start + 1
            found = self._value_at(text, start)
            if found is not None:
                at, value = found
                yield start, at, value
            elif quoting < _MOST_QUOTING and match.group()[0] == "[" and (quoted := _unquoted(text, start, match)) is not None:
                end, inner = quoted
                self.budget -= end - start
                for _, _, value in self.values(inner, quoting + 1):
                    at = end
                    yield start, end, value
                if self.stopped_at is not None:
                    self.stopped_at = start
                    return

    def _value_at(self, text: str, start: int) -> tuple[int, object] | None:
        for size in _WINDOWS:  # the parser counts lines up to its complaint: a window keeps that short
            window = text[start : start + size]
            try:
                value, length = self._decoder.raw_decode(window)
            except json.JSONDecodeError as error:
                self.budget -= len(window)
                cut_off = error.pos >= len(window) - _LONGEST_TOKEN or error.msg.startswith("Unterminated")
                if len(window) < size or not cut_off:
                    return None
            except (RecursionError, ValueError):  # built to break parsers: depth, thousands of digits
                self.budget -= len(window)
                return None
            else:
                return start + length, value
        return None


def _unquoted(text: str, start: int, opening: re.Match[str]) -> tuple[int, str] | None:
    """The end and the content of the string, cell or line of HTML that a frame stands in; None where the frame is not quoted."""
    if opening.group().endswith("&quot;"):
        line = _ESCAPED_LINE.match(text, start)
        return (line.end(), unescaped(line.group())) if line else None
    if opening.group().endswith('\\"'):
        string = _QUOTED.match(text, start)
        return (string.end(), _unescaped(string.group())) if string else None
    if text.startswith('"', opening.end()):
        cell = _CELL.match(text, start)
        return (cell.end(), cell.group().replace('""', '"')) if cell else None
    return None


def _unescaped(string: str) -> str:
    """What a string of JSON says; nothing where it is none: that it was looked at costs all the same."""
    try:
        return str(json.loads(f'"{string}"', strict=False))
    except ValueError:
        return ""
