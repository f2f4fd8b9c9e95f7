"""What JSON can write and no program must take: numbers beyond all measure, and halves of characters (lone surrogates)."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

_HALF = re.compile("[\ud800-\udfff]")
_HINT = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")
_MOST_DIGITS = 400
_ESCAPE = re.compile(r"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})")


class Parsed:
    """A text's JSON value, and what of it cannot be said again.

    Attributes
    ----------
    value
        As Python has it; a number that is too large is 0 there.
    unsayable
        A sentence without a subject; empty where all is well.

    Raises
    ------
    ValueError, RecursionError
        It is no JSON; or it is nested too deeply.
    """

    __slots__ = ("unsayable", "value")

    def __init__(self, text: str) -> None:
        self.unsayable = ""
        self.value: Any = json.loads(text, parse_constant=_no_number, parse_float=self._float, parse_int=self._integer)
        if _HINT.search(text) is not None and has_half_characters(self.value):
            self.unsayable = "It holds half a character (a lone surrogate), which is no Unicode text."

    def _float(self, digits: str) -> float:
        number = float(digits)
        return self._too_large(digits) if number in {float("inf"), float("-inf")} else number

    def _integer(self, digits: str) -> int:
        return self._too_large(digits) if len(digits) > _MOST_DIGITS else int(digits)

    def _too_large(self, digits: str) -> int:
        shown = digits if len(digits) <= 20 else f"{digits[:20]}…"
        self.unsayable = f"It holds a number that is too large to be one here: {shown}."
        return 0


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def has_half_characters(value: Any) -> bool:
    """Whether a parsed JSON value holds a lone surrogate, in a name or a string."""
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, str):
            if _HALF.search(one) is not None:
                return True
        elif isinstance(one, dict):
            left.extend((*one, *one.values()))
        elif isinstance(one, list | tuple):
            left.extend(one)
    return False


def in_whole_characters(text: str) -> str:
    """JSON in ASCII with each half of a character replaced by U+FFFD, so that strict readers take it."""
    if _HINT.search(text) is None:
        return text
    return _ESCAPE.sub(lambda found: "\\ufffd" if found[1] else found[0], text)
