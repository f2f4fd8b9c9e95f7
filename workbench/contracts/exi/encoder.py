"""A tree to EXI: documents and fragments, by the declared events only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.contracts.exi.bits import BitWriter
from workbench.contracts.exi.decoder import HEADER
from workbench.contracts.exi.errors import EXIError
from workbench.contracts.exi.relaxed import relaxed_states
from workbench.contracts.exi.values import write_value

if TYPE_CHECKING:
    from workbench.contracts.exi.schema import Schema
    from workbench.contracts.exi.states import Production, State
    from workbench.contracts.exi.tree import Node, Stream


def encode(
    schema: Schema, root: Node, *, fragment: bool = False, relaxed: bool | None = None, padding: int = 0, lenient: bool = False
) -> bytes:
    """A tree as a stream; each value in full, as ISO 15118 has it.

    Facets (a certificate's 800 bytes) are not enforced, so that a test can break them; order and number of elements are.

    Parameters
    ----------
    schema, fragment, relaxed
        As for :func:`.decoder.decode`.
    root
        The root element; its attributes may come in any order.
    padding
        The bits that fill the last byte.
    lenient
        Write an element that has no text, where text is due, by the escape to its end, as EXIficient does; else it is refused, and
        an empty text is a text of no length.

    Raises
    ------
    EXIError
        With the path: an element or value that the grammar does not have there, or one that is missing.
    """
    codes = schema.fragments if fragment else schema.documents
    name = str(root.name)
    if name not in codes.known:
        raise EXIError(
            f"{root.name.local} is no root of a {'fragment' if fragment else 'document'} here",
            hint=f"one of {', '.join(codes.known)}",
        )
    width = codes.width(2 if fragment else 1)
    free = fragment and (name in schema.relaxed if relaxed is None else relaxed)
    writer = BitWriter()
    writer.bits(HEADER, 8)
    writer.bits(codes.known[name], width)
    states = relaxed_states(schema) if free else schema.states(schema.types[name])
    _Encoder(schema, writer, lenient=lenient).element(root, states, ())
    if fragment:
        writer.bits(codes.total + 1, width)
    return writer.close(padding)


def encode_stream(schema: Schema, stream: Stream) -> bytes:
    """A decoded stream back as it was: its padding and the bytes after it too (string-table hits are written out)."""
    return (
        encode(schema, stream.root, fragment=stream.fragment, relaxed=stream.relaxed, padding=stream.padding, lenient=True)
        + stream.trailing
    )


class _Encoder:
    """One stream being written."""

    def __init__(self, schema: Schema, writer: BitWriter, *, lenient: bool) -> None:
        self.schema = schema
        self.writer = writer
        self.lenient = lenient

    def element(self, node: Node, states: tuple[State, ...], above: tuple[str, ...]) -> None:
        """An element's content and end; its start was written."""
        path = (*above, node.name.local)
        attributes = [one for one in node.children if one.kind == "attribute"]
        at = 0
        while attributes:
            number, event, one = _attribute(states[at], attributes, path)
            attributes.remove(one)
            self.writer.bits(number, states[at].width)
            at = self.value(event, one, path)
        for one in node.children:
            if one.kind == "attribute":
                continue
            number, event = _event(states[at], one, path)
            self.writer.bits(number, states[at].width)
            if event.kind == "SE":
                self.element(one, self.schema.states(event.type), path)
            at = event.target if event.kind == "SE" else self.value(event, one, path)
        self.end(states[at], path)

    def end(self, state: State, path: tuple[str, ...]) -> None:
        """The end of an element in a state."""
        for number, event in enumerate(state.productions):
            if event.kind == "EE":
                return self.writer.bits(number, state.width)
        if not (self.lenient and state.may_be_empty):
            raise EXIError(f"{path[-1]} ends too early", hint=f"due: {state.expected}", path=path)
        self.writer.bits(len(state.productions), state.width)
        return self.writer.bits(0, state.second_width)

    def value(self, event: Production, node: Node, path: tuple[str, ...]) -> int:
        """An attribute's or a text's value; gives the state after it."""
        if node.value is None:
            raise EXIError(f"{node.name.local} has no value", hint="give it one", path=path)
        write_value(self.writer, self.schema.simple_type(event.type), node.value, path)
        return event.target


def _attribute(state: State, attributes: list[Node], path: tuple[str, ...]) -> tuple[int, Production, Node]:
    """The next attribute in the grammar's order, with its event."""
    for number, event in enumerate(state.productions):
        for one in attributes:
            if event.kind == "AT" and event.name == one.name:
                return number, event, one
    raise EXIError(f"no attribute {attributes[0].name} here", hint=f"due: {state.expected}", path=path)


def _event(state: State, node: Node, path: tuple[str, ...]) -> tuple[int, Production]:
    """The event of an element or a text in a state."""
    for number, event in enumerate(state.productions):
        if (node.kind == "element" and event.kind == "SE" and event.name == node.name) or (
            node.kind == "text" and event.kind == "CH"
        ):
            return number, event
    raise EXIError(f"no {node.kind} {node.name.local} here", hint=f"due: {state.expected}", path=path)
