"""OCPP-J logs in any shape: frames and JSON objects on lines with time stamps, directions and other words around them."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from workbench.certs.loading.messages import HASH_FIELDS, is_frame, read_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.certs.loading.pile import Pile, Place

_START = re.compile(r'\[\s*[2-6]\s*,\s*"|\{\s*"')
_FRAME = re.compile(r'\[\s*[2-6]\s*,\s*\\*"')  # in an export the quotation mark itself is quoted
_WINDOWS = (1 << 12, 1 << 15, 1 << 18, 1 << 21, 1 << 24)
_LONGEST_TOKEN = 6
_WORK_PER_CHARACTER = 8
"""Failed attempts to parse may cost this many characters for each one of the file, then the search ends: no input is quadratic."""


def read_log(text: str, place: Place, pile: Pile) -> str:
    """Read the JSON values that stand in the text.

    Returns
    -------
    str
        The text with the values that were read blanked out, for the search for PEM outside of JSON.
    """
    line_starts = [0, *(match.end() for match in re.finditer("\n", text))]
    rest, kept_to = [], 0
    for start, end, value in _values(text):
        if pile.full:
            break
        line = bisect_right(line_starts, start)
        if read_json(value, place.beside(f"line {line}"), pile) or is_frame(value):
            rest.append(text[kept_to:start])
            rest.append("\n" * text.count("\n", start, end))  # later lines keep their numbers
            kept_to = end
    rest.append(text[kept_to:])
    return "".join(rest)


def looks_like_log(text: str) -> bool:
    """Whether any OCPP-J frame or certificate hash entry may stand in the text."""
    return _FRAME.search(text) is not None or any(name in text for name in HASH_FIELDS) or '"certificate"' in text


def _values(text: str) -> Iterator[tuple[int, int, object]]:
    decoder = json.JSONDecoder()
    at, budget = 0, _WORK_PER_CHARACTER * len(text) + 1_000_000
    while budget > 0 and (match := _START.search(text, at)):
        start = match.start()
        at = start + 1
        for size in _WINDOWS:  # the parser counts lines up to its complaint: a window keeps that short
            window = text[start : start + size]
            try:
                value, length = decoder.raw_decode(window)
            except json.JSONDecodeError as error:
                budget -= len(window)
                cut_off = error.pos >= len(window) - _LONGEST_TOKEN or error.msg.startswith("Unterminated")
                if len(window) < size or not cut_off:
                    break
            except (RecursionError, ValueError):  # built to break parsers: depth, thousands of digits
                budget -= len(window)
                break
            else:
                at = start + length
                yield start, at, value
                break
