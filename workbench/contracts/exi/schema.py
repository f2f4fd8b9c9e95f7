"""A set of namespaces as one schema: the grammar of each type, and the codes of roots of documents and fragments."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.contracts.exi.errors import EXIError
from workbench.contracts.exi.positions import positions_of
from workbench.contracts.exi.simple import BUILT_IN, SimpleType
from workbench.contracts.exi.states import Element, Name, State, element_content, simple_content, type_states

if TYPE_CHECKING:
    from workbench.contracts.exi.particles import Particle
    from workbench.contracts.exi.vocabulary import ComplexType, Vocabulary


@dataclass(frozen=True, slots=True)
class Codes:
    """Event codes of root elements: how many names the schema declares in all, and the numbers of those that we know.

    A document's root is one of the global elements, a fragment's any declared element; both are numbered by local name, then URI
    (EXI 1.0, 8.5.1 and 8.5.2). Names are ``prefix:local``.
    """

    total: int
    known: dict[str, int]

    def width(self, others: int) -> int:
        """Bits of a root's code, with `others` further codes: 1 (``SE(*)``) in a document, 2 (and ``ED``) in a fragment."""
        return (self.total + others - 1).bit_length()


@dataclass(slots=True)
class Schema:
    """One set of schemas, as a stream's two ends must share it.

    Parameters
    ----------
    name
        What it is called in messages to people.
    vocabularies
        Its namespaces.
    documents, fragments
        Codes of roots.
    types
        The type of each of those roots; of several, the one that is signed.
    attribute_names
        All names of attributes that the set declares, sorted; the relaxed grammar numbers them.
    relaxed
        Elements whose declarations disagree on the type: their fragments follow the relaxed element fragment grammar (EXI 1.0,
        8.5.3).
    """

    name: str
    vocabularies: tuple[Vocabulary, ...]
    documents: Codes
    fragments: Codes
    attribute_names: tuple[Name, ...]
    types: dict[str, str]
    relaxed: frozenset[str] = frozenset()
    _states: dict[str, tuple[State, ...]] = field(default_factory=dict, init=False)

    def vocabulary(self, prefix: str) -> Vocabulary:
        """The namespace of a prefix."""
        return next(one for one in self.vocabularies if one.prefix == prefix)

    def uri(self, prefix: str) -> str:
        """The namespace's name; empty for none."""
        return self.vocabulary(prefix).uri if prefix else ""

    def simple_type(self, key: str) -> SimpleType:
        """The simple type of a key."""
        prefix, _, local = key.partition(":")
        return BUILT_IN[local] if prefix == "xs" else self.vocabulary(prefix).simple_types[local]

    def complex_type(self, key: str) -> ComplexType | None:
        """The complex type of a key, or None when it is a simple one's."""
        prefix, _, local = key.partition(":")
        return None if prefix == "xs" else self.vocabulary(prefix).complex_types.get(local)

    def states(self, key: str) -> tuple[State, ...]:
        """The grammar of a type.

        Raises
        ------
        EXIError
            When these tables leave the type out: another message's.
        """
        if key not in self._states:
            self._states[key] = self._build(key)
        return self._states[key]

    def _build(self, key: str) -> tuple[State, ...]:
        kind = self.complex_type(key)
        if kind is None:
            try:
                self.simple_type(key)
            except (KeyError, StopIteration):
                raise EXIError(
                    f"{self.name} has {key or 'an element'} that these tables leave out", hint="another message?"
                ) from None
            return type_states((), simple_content(key))
        if kind.text:
            return type_states(kind.attributes, simple_content(kind.text))
        leaves = positions_of(kind.content).leaves
        elements = {at: self._elements(kind.prefix, leaf) for at, leaf in enumerate(leaves)}
        return type_states(kind.attributes, element_content(kind.content, elements, mixed=kind.mixed))

    def _elements(self, prefix: str, leaf: Particle) -> list[Element]:
        """The elements that may stand where a leaf of a content model does: the members, where it refers to a group's head."""
        if leaf.kind == "any":
            return [Element(None)]
        own, _, local = leaf.name.rpartition(":")
        home = self.vocabulary(own or prefix)
        if leaf.type:
            return [Element(Name(local, home.prefix), self.vocabulary(prefix).key(leaf.type))]
        members = home.substitutions.get(local, local).split()
        return [Element(Name(member, home.prefix), home.global_elements.get(member, "")) for member in members]
