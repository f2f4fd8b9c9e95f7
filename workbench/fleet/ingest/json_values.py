"""The JSON values of a text: one document, one a line, or one behind the other; where one is broken, those around it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from workbench.fleet.ingest.tally import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.fleet.ingest.context import Context
    from workbench.fleet.ingest.tally import Tally

_BETWEEN = re.compile(r"[\s,;\]}\x1e]*")
_PAIR = re.compile(r'"((?:[^"\\\n]|\\.){0,255})"\s*:\s*')
_INDENT = re.compile(r"[ \t]*")
_OPEN = re.compile(r"[{\[:,]\s*$")
_WINDOWS = (1 << 16, 1 << 20, 1 << 24)
_DEEPEST = 8
_WORK_PER_CHARACTER = 8
_WORK = 1_000_000
_ATTEMPT = 64

CUT_OFF = "The JSON is cut off here: it ends within a value."
NOT_JSON = "This is no JSON: {} at column {}."
TOO_DEEP = "The JSON is nested too deeply."
STOPPED = "Reading stopped here: the rest looks like JSON everywhere and is none."
NOT_WHOLE = "Lists and objects of JSON that are broken or cut off somewhere: {n}. Their sound elements were kept."
HINT = "Write each answer as one JSON object, on a line of its own; those that are sound were kept."


class NumberText(str):
    """A number of JSON as it is written: no digit is lost, and it is known to be none of JSON's strings."""

    __slots__ = ()


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; what a name that comes again says is put beside what it said before, not over it."""
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    found = {}
    for name, value in pairs:
        if name not in found:
            found[name] = value
        elif isinstance(value, dict | list):
            before = found[name]
            found[name] = [*(before if isinstance(before, _Again) else [before]), value]
            found[name] = _Again(found[name])
        else:
            found[name] = value
    return found


class _Again(list[Any]):
    """What one name said several times."""


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=NumberText, parse_float=NumberText, parse_constant=NumberText, strict=False
)


def parsed(text: str) -> Any:
    """The value of a text that is JSON; numbers as :class:`NumberText`.

    Raises
    ------
    ValueError
        It is none, or nested too deeply.
    """
    try:
        return _DECODER.decode(text)
    except RecursionError:
        raise ValueError(TOO_DEEP) from None


def values_of(text: str, name: str, context: Context, tally: Tally) -> Iterator[tuple[int, Any]]:
    """Each value with its line, from 1; what is none is refused.

    A list or object that is broken somewhere gives its sound elements: an object's as objects of one name.
    """
    return _Scan(text, name, context, tally).values()


class _Scan:
    def __init__(self, text: str, name: str, context: Context, tally: Tally) -> None:
        self._text, self._name, self._context, self._tally = text, name, context, tally
        self._at = 0
        self._depth = 0
        self._work = _WORK_PER_CHARACTER * len(text) + _WORK
        self._counted, self._line = 0, 1

    def values(self) -> Iterator[tuple[int, Any]]:
        text = self._text
        while (start := _BETWEEN.match(text, self._at).end()) < len(text):  # type: ignore[union-attr]  # it matches nothing too
            if self._work <= 0:
                self._refuse(start, STOPPED)
                return
            key = _PAIR.match(text, start) if text[start] == '"' else None
            value_at = key.end() if key else start
            if key and text[value_at : value_at + 1] not in {"{", "["}:
                self._at = value_at + 1 if self._depth else start  # a plain value of an object that is broken elsewhere
                self._at = self._line_end(start)
                if not self._depth:
                    self._refuse(start, NOT_JSON.format("a name without its object", self._column(start)))
                continue
            found = self._value(value_at)
            if isinstance(found, _Found):
                self._at = found.end
                yield self._number(start), {_said(key[1]): found.value} if key else found.value
            elif isinstance(found, json.JSONDecodeError) and self._may_enter(value_at, found):
                self._depth += 1
                self._tally.remark(NOT_WHOLE)
                self._at = value_at + 1
            else:
                self._refuse(value_at, self._why(value_at, found))
                self._at = self._next(value_at)

    def _may_enter(self, start: int, error: json.JSONDecodeError) -> bool:
        """A list, or an object that holds objects, which is broken further down; not what is broken on its first line."""
        opens = self._text[start]
        if opens == "[":
            return self._depth < _DEEPEST and bool(re.compile(r"\[\s*[{\[]").match(self._text, start))
        inner = re.compile(r"\{\s*").match(self._text, start)
        pair = _PAIR.match(self._text, inner.end()) if inner else None
        holds = pair is not None and self._text[pair.end() : pair.end() + 1] in {"{", "["}
        return self._depth < _DEEPEST and holds and error.pos > 0 and opens == "{" and pair is not None and self._whole(pair.end())

    def _whole(self, start: int) -> bool:
        """Whether a value that stands here is sound, or a list that may be entered."""
        return isinstance(self._value(start), _Found) or self._text[start] == "["

    def _value(self, start: int) -> _Found | Exception:
        text = self._text
        end = self._line_end(start)
        if not self._depth and not self._at:
            found = self._decoded(start, len(text))
            if isinstance(found, _Found):
                return found
        found = self._decoded(start, end)
        if isinstance(found, _Found) or not isinstance(found, json.JSONDecodeError):
            return found
        if (
            found.msg.startswith("Unterminated")
            or start + found.pos < end - 1
            or not _OPEN.search(text[max(start, end - 80) : end])
        ):
            return found
        for size in _WINDOWS:
            stop = min(start + size, len(text))
            found = self._decoded(start, stop)
            if isinstance(found, _Found) or not isinstance(found, json.JSONDecodeError):
                return found
            if stop == len(text) or (start + found.pos < stop - 8 and not found.msg.startswith("Unterminated")):
                return found
        return self._decoded(start, len(text))

    def _decoded(self, start: int, end: int) -> _Found | Exception:
        piece = self._text[start:end] if end < len(self._text) or start else self._text
        try:
            value, length = _DECODER.raw_decode(piece)
        except json.JSONDecodeError as error:
            self._work -= error.pos + _ATTEMPT
            return error
        except (RecursionError, ValueError) as error:
            self._work -= len(piece)
            return error
        return _Found(value, start + length)

    def _why(self, start: int, error: Exception | _Found) -> str:
        if not isinstance(error, json.JSONDecodeError):
            return TOO_DEEP
        place = start + error.pos
        if error.msg.startswith("Unterminated") or not self._text[place : self._line_end(place)].strip():
            return CUT_OFF
        if self._text[start] not in "{[":
            return f"This is no JSON: {quoted(self._text[start : min(self._line_end(start), start + 30)])}."
        message = error.msg[:1].lower() + error.msg[1:]
        return NOT_JSON.format(message, self._column(place))

    def _next(self, start: int) -> int:
        """Where the next value may begin: on a line that is indented no deeper than this one."""
        text = self._text
        begins = text.rfind("\n", 0, start) + 1
        indent = _INDENT.match(text, begins).end() - begins  # type: ignore[union-attr]  # it matches nothing too
        at = self._line_end(start)
        while at < len(text):
            at += 1
            first = _INDENT.match(text, at).end()  # type: ignore[union-attr]  # as above
            if first - at <= indent and text[first : first + 1] not in {"", "\n", "}", "]", ","}:
                return at
            at = self._line_end(first)
        return at

    def _refuse(self, start: int, reason: str) -> None:
        end = min(self._line_end(start), start + 400)
        self._tally.refuse(f"{self._name}:{self._number(start)}", reason, HINT, self._text[start:end])

    def _line_end(self, start: int) -> int:
        end = self._text.find("\n", start)
        return len(self._text) if end < 0 else end

    def _column(self, place: int) -> int:
        return place - self._text.rfind("\n", 0, place)

    def _number(self, place: int) -> int:
        if place > self._counted:
            self._line += self._text.count("\n", self._counted, place)
            self._counted = place
        return self._context.line(self._line)


class _Found:
    __slots__ = ("end", "value")

    def __init__(self, value: Any, end: int) -> None:
        self.value, self.end = value, end


def _said(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return text
