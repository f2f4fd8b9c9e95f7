"""Hash data in values as Python prints them (dictionaries, dataclasses, enumerations) and as Node does: pasted from a log, no JSON.

They are turned into JSON token by token: nothing but a single string is evaluated, depth and work are bounded.
"""

from __future__ import annotations

import ast
import json
import re
import warnings
from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from workbench.certs.loading.hash_objects import HASHES, hash_fields
from workbench.certs.loading.messages import parse, read_json
from workbench.certs.loading.pile import repaired
from workbench.certs.loading.runs import search_limit

if TYPE_CHECKING:
    from workbench.certs.loading.pile import Pile, Place

_HINT = re.compile(r"issuer_?(?:name|key)_?hash", re.IGNORECASE)
_START = re.compile(r"(?<![\w.])[A-Za-z_][\w.]{0,80}\((?=\s*[A-Za-z_]\w*=)|[\[{](?=\s*(?:[\[{'\"\d]|[A-Za-z_][\w.]*\s*[:(]))")
_STRING = r"[bBuU]?(?:'(?:[^'\\\n]|\\.)*+'|\"(?:[^\"\\\n]|\\.)*+\")"
_TOKEN = re.compile(
    rf"""\s*+(?:
    (?P<string>{_STRING})
    |<[\w.]{{1,99}}:\s(?P<member>{_STRING}|-?\d{{1,20}})>
    |(?P<number>-?\d[\d.eE+-]*+)
    |(?P<record>[A-Za-z_][\w.]{{0,99}}\((?=\s{{0,99}}[A-Za-z_]\w{{0,99}}=))
    |(?P<call>[A-Za-z_][\w.]{{0,99}}\()
    |(?P<field>[A-Za-z_$]\w{{0,99}})\s{{0,9}}[=:]
    |(?P<word>[A-Za-z_][\w.]{{0,99}}|<[^<>\n]{{1,200}}>)
    |(?P<mark>[\[{{(,:)}}\]])
    )""",
    re.VERBOSE,
)
_WORDS = {"True": "true", "False": "false", "true": "true", "false": "false"}
"""All other words are null: what they stand for is not printed."""
_OPENING = {"[": ("[", "]", "]"), "{": ("{", "}", "}"), "(": ("[", ")", "]")}
"""A bracket: as JSON, its closing bracket, that as JSON."""
_CALLS = {"record": ("{", ")", "}"), "call": ("[", ")", "]")}
"""``Name(field=value)`` is an object, ``Name(value, ...)`` a list."""
_CLOSING = frozenset(")]}")
_QUOTE = re.compile(r"\s*(?:<[\w.]{1,99}:\s)?[bBuU]?['\"]")
_MOST_DEPTH = 60
_LONGEST_VALUE = 4_000_000
_WORK_PER_CHARACTER = 4


def read_literals(text: str, place: Place, pile: Pile) -> str:
    """Read such values where the text names a field of hash data.

    Returns
    -------
    str
        The text with the values that were read blanked out; its lines keep their numbers.
    """
    if _HINT.search(text) is None:
        return text
    rest, kept_to, at = [], 0, 0
    line_starts = [0, *(match.end() for match in re.finditer("\n", text))]
    work = _WORK_PER_CHARACTER * len(text) + 100_000
    while not pile.full and (match := _START.search(text, at)):
        start = match.start()
        line = bisect_right(line_starts, start)
        if work < 0:
            pile.refuse(search_limit(line, "printed values"), place.beside(f"line {line}"))
            break
        value, end = _value_at(text, start)
        work -= end - start
        at = start + 1
        if _has_hash_data(value):
            pile.note(_NOTE)
            read_json(value, place.beside(f"line {line}"), pile)
            rest += [text[kept_to:start], "\n" * text.count("\n", start, end)]
            kept_to = at = end
    return "".join((*rest, text[kept_to:]))


_NOTE = repaired(
    "This is a value as Python or Node prints it, not JSON; it was read all the same.",
    remedy="Log the message itself, or print it with json.dumps (JSON.stringify).",
    observed="a printed value",
    expected="JSON",
)


def _has_hash_data(value: Any) -> bool:
    stack = [value]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            if any(isinstance((hash_fields(node) or {}).get(name), str) for name in HASHES):
                return True
            stack.extend(node.values())
        elif isinstance(node, list):
            stack.extend(node)
    return False


def _value_at(text: str, start: int) -> tuple[Any, int]:
    """The value that starts here, None where it is none; and how far the text was looked at."""
    as_json, end = _as_json(text, start)
    if as_json is None or _HINT.search(as_json) is None:
        return None, end
    try:
        return parse(as_json), end
    except ValueError:
        return None, end


def _as_json(text: str, start: int) -> tuple[str | None, int]:
    parts: list[str] = []
    closers: list[tuple[str, str]] = []
    at, most = start, start + _LONGEST_VALUE
    while at < most and (token := _TOKEN.match(text, at)):
        at = token.end()
        kind = token.lastgroup or ""
        found = token.group(kind)
        if (bracket := _CALLS.get(kind) or _OPENING.get(found)) is not None:
            opening, closer, closing = bracket
            parts.append(opening)
            closers.append((closer, closing))
        elif found in _CLOSING:
            if parts[-1] == ",":  # after the last one too: a tuple of one, formatted code
                parts.pop()
            closer, closing = closers.pop()
            parts.append(closing if found == closer else "?")
        elif kind == "field":  # a list has none; date and time are printed with one at the end
            parts.append(f'"{found}":' if closers and closers[-1][1] == "}" else "")
        else:
            parts.append(_plain(kind, found))
        if not closers or len(closers) > _MOST_DEPTH:
            return (None if closers else "".join(parts)), at
    if _QUOTE.match(text, at):  # a string that does not end was looked at up to the end of its line
        at = max(at, text.find("\n", at + 1)) if "\n" in text[at + 1 : at + _LONGEST_VALUE] else len(text)
    return None, at


def _plain(kind: str, token: str) -> str:
    """What holds nothing else, as JSON; what cannot be read as a string gives what is no JSON."""
    if kind == "word":
        return _WORDS.get(token, "null")
    if token[-1] not in "'\"":
        return token
    if "\\" not in token:
        return json.dumps(token.lstrip("bBuU")[1:-1])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of escapes that Python does not have
            value = ast.literal_eval(token)
    except (SyntaxError, ValueError):
        return "?"
    return json.dumps(value.decode("latin-1") if isinstance(value, bytes) else value)
