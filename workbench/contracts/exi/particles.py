"""Content models in a compact notation, close to a DTD's.

``A, B`` a sequence; ``(A | B)`` a choice; ``?``, ``*``, ``+`` and ``{1,4}`` how often; ``A=T`` an element declared here with the
type T; ``p:A`` a reference to the global element A of the namespace with the prefix p (none: the table's own);
``any`` an element of any name (a wildcard).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from workbench.contracts.exi.errors import EXIError

_TOKEN = re.compile(r"\s*([(),|]|\{\d+,\d*\}|[?*+]|[A-Za-z_][\w:.-]*(?:=[\w:.-]+)?)")
_OCCURS = {"?": (0, 1), "*": (0, None), "+": (1, None)}


@dataclass(frozen=True, slots=True)
class Particle:
    """A node of a content model: a group of particles or one element, and how often (None: no limit).

    ``name`` and ``type`` are an element's, as the table writes them; an element without a type is a reference.
    """

    kind: Literal["sequence", "choice", "element", "any"]
    low: int = 1
    high: int | None = 1
    name: str = ""
    type: str = ""
    parts: tuple[Particle, ...] = ()

    def times(self, low: int, high: int | None) -> Particle:
        """The same, so often."""
        return Particle(self.kind, low, high, self.name, self.type, self.parts)


class _Parser:
    """Recursive descent over the tokens of one content model."""

    def __init__(self, text: str) -> None:
        self.tokens: list[str] = []
        position = 0
        while position < len(text.rstrip()):
            token = _TOKEN.match(text, position)
            if token is None:
                raise EXIError(f"no content model: {text[position:]!r}", hint="see the notation in particles.py")
            self.tokens.append(token[1])
            position = token.end()
        self.next = 0

    def peek(self) -> str:
        return self.tokens[self.next] if self.next < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self.next += 1
        return token

    def group(self) -> Particle:
        """One or more items with one separator between them."""
        items = [self.item()]
        separator = self.peek() if self.peek() in {",", "|"} else ""
        while separator and self.peek() == separator:
            self.take()
            items.append(self.item())
        return Particle("choice" if separator == "|" else "sequence", parts=tuple(items))

    def item(self) -> Particle:
        read = self.take()
        if read == "(":
            one = self.group()
            if self.take() != ")":
                raise EXIError("no closing parenthesis, or two kinds of separator in a group", hint="see particles.py")
        elif read == "any":
            one = Particle("any")
        else:
            name, _, kind = read.partition("=")
            one = Particle("element", name=name, type=kind)
        occurs = self.peek()
        if occurs in _OCCURS:
            self.take()
            return one.times(*_OCCURS[occurs])
        if occurs.startswith("{"):
            low, _, high = self.take()[1:-1].partition(",")
            return one.times(int(low), int(high) if high else None)
        return one


def content_model(text: str) -> Particle:
    """A content model read.

    Examples
    --------
    >>> [part.name for part in content_model("Certificate=certificateType, SubCertificates=SubCertificatesType?").parts]
    ['Certificate', 'SubCertificates']
    """
    if not text.strip():
        return Particle("sequence")
    parser = _Parser(text)
    model = parser.group()
    if parser.peek():
        raise EXIError(f"no content model: {text!r}", hint="mixed separators need parentheses")
    return model
