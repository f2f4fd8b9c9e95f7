"""A decoded stream as a tree in which each bit belongs to one place: event codes, lengths and values, ends, padding."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.contracts.exi.simple import Value
    from workbench.contracts.exi.states import Name

Bits = tuple[int, int]
"""From the first bit to the one after the last, counted from the start of the stream."""

NodeKind = Literal["element", "attribute", "text"]


@dataclass(frozen=True, slots=True)
class Node:
    """An element, an attribute or a text.

    Where it stood in a stream, what its bits mean and what of the schema its value breaks do not matter when two are compared, and
    are empty in a tree that was built, not decoded.

    Parameters
    ----------
    kind, name
        A text has its element's name.
    value
        Of an attribute or a text.
    children
        Of an element: attributes, then elements and texts.
    type
        The key of the type in the schema.
    code, content, end
        The bits of its event code, of its value, and of an element's end.
    meaning
        The event code and the layout of the value, in words.
    departure
        What facet of the schema the value breaks (EXI does not enforce those).
    """

    kind: NodeKind
    name: Name
    value: Value | None = None
    children: tuple[Node, ...] = ()
    type: str = field(default="", compare=False)
    code: Bits = field(default=(0, 0), compare=False)
    content: Bits = field(default=(0, 0), compare=False)
    end: Bits = field(default=(0, 0), compare=False)
    meaning: str = field(default="", compare=False)
    departure: str = field(default="", compare=False)

    @property
    def attributes(self) -> tuple[Node, ...]:
        """An element's attributes."""
        return tuple(one for one in self.children if one.kind == "attribute")

    @property
    def elements(self) -> tuple[Node, ...]:
        """The elements directly inside."""
        return tuple(one for one in self.children if one.kind == "element")

    @property
    def text(self) -> Value | None:
        """The value of an element of simple content."""
        return next((one.value for one in self.children if one.kind == "text"), None)

    def walk(self, depth: int = 0) -> Iterator[tuple[int, Node]]:
        """Every node with its depth, in the order of the stream."""
        yield depth, self
        for child in self.children:
            yield from child.walk(depth + 1)

    def find(self, *path: str) -> Node | None:
        """The first element at a path of local names below this one."""
        if not path:
            return self
        inside = (one.find(*path[1:]) for one in self.elements if one.name.local == path[0])
        return next((one for one in inside if one is not None), None)


@dataclass(frozen=True, slots=True)
class Span:
    """Some bits and what they are: one row of :meth:`Stream.spans`."""

    start: int
    stop: int
    path: str
    what: str


@dataclass(frozen=True, slots=True)
class Stream:
    """A decoded stream: a document's or fragment's root, and what stood around it.

    Parameters
    ----------
    schema
        The name of the schema by which it was read.
    fragment
        Whether it is a fragment.
    relaxed
        Whether the root was read by the relaxed element fragment grammar.
    root
        The root element.
    length
        Bits up to the end of the document; the rest of its last byte is ``padding``.
    padding
        The value of the padding bits; 0 from every encoder.
    trailing
        Bytes after it: not EXI's business, some stations leave one.
    hits
        Positions at which a value came from the string table, which no encoder of ISO 15118 uses.
    """

    schema: str
    fragment: bool
    root: Node
    length: int
    relaxed: bool = False
    padding: int = 0
    trailing: bytes = b""
    hits: tuple[int, ...] = ()

    def spans(self) -> Iterator[Span]:
        """All bits of the stream, in order and without a gap."""
        yield Span(0, 8, "", "EXI header: 10, no options, version 1")
        yield from _spans(self.root, "")
        if self.root.end[1] < self.length:
            yield Span(self.root.end[1], self.length, "", "end of the fragment")
        if self.length % 8:
            yield Span(self.length, -(-self.length // 8) * 8, "", "padding")
        if self.trailing:
            start = -(-self.length // 8) * 8
            yield Span(start, start + 8 * len(self.trailing), "", "bytes after the stream")


def _spans(node: Node, above: str) -> Iterator[Span]:
    path = f"{above}/{'@' if node.kind == 'attribute' else ''}{node.name.local}" if node.kind != "text" else above
    code, _, layout = node.meaning.partition("; ")
    yield Span(*node.code, path, code)
    if node.content[1] > node.content[0]:
        yield Span(*node.content, path, layout)
    for child in node.children:
        yield from _spans(child, path)
    if node.end[1] > node.end[0]:
        yield Span(*node.end, path, "end of the element")
