"""One namespace's hand-written tables, read: simple types, complex types, global elements."""

from __future__ import annotations

from dataclasses import dataclass, field

from workbench.contracts.exi.errors import EXIError
from workbench.contracts.exi.particles import Particle, content_model
from workbench.contracts.exi.simple import BUILT_IN, SimpleType, declared
from workbench.contracts.exi.states import Attribute, Name


@dataclass(frozen=True, slots=True)
class ComplexType:
    """A complex type: attributes, and either text of a simple type or a content model, mixed with text or not.

    ``text`` and the types of attributes are keys, ``prefix:name``; those in ``content`` are as the table writes them.
    """

    prefix: str
    attributes: tuple[Attribute, ...]
    text: str
    content: Particle
    mixed: bool


@dataclass(slots=True)
class Vocabulary:
    """A namespace.

    Parameters
    ----------
    prefix, uri
        The prefix under which the tables refer to it, and its name.
    simple
        Lines ``name: coding facets`` (see :func:`.simple.declared`).
    complex
        Lines ``name: [@attribute[?]=type]... [mixed] content``, the content ``= type`` for text or a content model
        (see :mod:`.particles`); a line that starts with a space goes on the one before.
    elements
        Global elements, ``name=type``.
    substitutions
        Head of a substitution group to its members, head included.
    qualified_attributes
        Attributes are in the namespace (ISO 15118) or in none (XML Signature).
    """

    prefix: str
    uri: str
    simple: str = ""
    complex: str = ""
    elements: str = ""
    substitutions: dict[str, str] = field(default_factory=dict)
    qualified_attributes: bool = True
    simple_types: dict[str, SimpleType] = field(init=False)
    complex_types: dict[str, ComplexType] = field(init=False)
    global_elements: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.simple_types = {one.name: one for one in map(declared, _lines(self.simple))}
        self.complex_types = {name: self._complex(rest) for name, _, rest in (one.partition(":") for one in _lines(self.complex))}
        pairs = [one.partition("=") for one in self.elements.split()]
        self.global_elements = {name: self.key(kind) for name, _, kind in pairs}

    def key(self, text: str) -> str:
        """A type's or element's key, ``prefix:name``: as written, or this namespace's own, or XML Schema's built-in."""
        if ":" in text:
            return text
        own = text in self.simple_types or text in getattr(self, "complex_types", {}) or text not in BUILT_IN
        return f"{self.prefix if own else 'xs'}:{text}"

    def _complex(self, text: str) -> ComplexType:
        words = text.split()
        attributes: list[Attribute] = []
        while words and words[0].startswith("@"):
            name, _, kind = words.pop(0)[1:].partition("=")
            prefix = self.prefix if self.qualified_attributes else ""
            attributes.append(Attribute(Name(name.rstrip("?"), prefix), self.key(kind), not name.endswith("?")))
        mixed = words[:1] == ["mixed"]
        rest = " ".join(words[1:] if mixed else words)
        if rest.startswith("="):
            return ComplexType(self.prefix, tuple(attributes), self.key(rest[1:].strip()), Particle("sequence"), mixed)
        return ComplexType(self.prefix, tuple(attributes), "", content_model(rest), mixed)


def _lines(text: str) -> list[str]:
    """Logical lines; an indented one goes on the one before."""
    found: list[str] = []
    for line in text.strip("\n").splitlines():
        if line.startswith(" "):
            if not found:
                raise EXIError("a table starts with a continuation", hint="remove the space")
            found[-1] += line
        elif line.strip():
            found.append(line)
    return found
