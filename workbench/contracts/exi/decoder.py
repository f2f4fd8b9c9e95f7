"""EXI to a tree: documents and fragments, by the declared events only."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from workbench.contracts.exi.bits import BitReader
from workbench.contracts.exi.errors import EXIError
from workbench.contracts.exi.relaxed import relaxed_states
from workbench.contracts.exi.states import Name, Production, State
from workbench.contracts.exi.strings import StringTable
from workbench.contracts.exi.tree import Bits, Node, NodeKind, Stream
from workbench.contracts.exi.values import layout_of, read_value

if TYPE_CHECKING:
    from workbench.contracts.exi.schema import Schema

HEADER = 0x80
"""Distinguishing bits 10, no options in the stream, version 1 (EXI 1.0, 5)."""

_OTHER = "the stream is damaged, or of another schema"


def decode(schema: Schema, data: bytes, *, fragment: bool = False, relaxed: bool | None = None) -> Stream:
    """A stream as a tree.

    Parameters
    ----------
    schema
        By which it was written.
    data
        The stream; bytes after it are kept aside.
    fragment
        A fragment, as is signed, and not a document.
    relaxed
        How to read the root of a fragment whose declarations disagree: by the relaxed grammar or by its type's. None: as EXI says.

    Raises
    ------
    EXIError
        With the bit position, for whatever is not a declared event of these tables.
    """
    return _Decoder(schema, data).stream(fragment=fragment, relaxed=relaxed)


class _Decoder:
    """One stream being read."""

    def __init__(self, schema: Schema, data: bytes) -> None:
        self.schema = schema
        self.data = data
        self.reader = BitReader(data)
        self.strings = StringTable()
        self.path: list[str] = []

    def stream(self, *, fragment: bool, relaxed: bool | None) -> Stream:
        reader, schema = self.reader, self.schema
        if reader.bits(8) != HEADER:
            raise EXIError(f"the stream starts with {self.data[:1].hex()}, not {HEADER:02x}", hint="has it EXI options?", bit=0)
        codes = schema.fragments if fragment else schema.documents
        width = codes.width(2 if fragment else 1)
        start, code = reader.position, reader.bits(width)
        found = next((name for name, number in codes.known.items() if number == code), None)
        if found is None:
            raise EXIError(f"the root is number {code} of {codes.total}, none of {schema.name} here", hint=_OTHER, bit=start)
        prefix, _, local = found.partition(":")
        free = fragment and (found in schema.relaxed if relaxed is None else relaxed)
        key = schema.types[found]
        states = relaxed_states(schema) if free else schema.states(key)
        meaning = f"root {local}: number {code} of {codes.total}"
        try:
            root = self.element(Name(local, prefix), key, states, (start, reader.position), meaning)
        except EXIError as error:
            raise error.inside(tuple(self.path)) from None
        if fragment and reader.bits(width) != codes.total + 1:
            raise EXIError("the fragment goes on after its first element", hint=_OTHER, bit=reader.position - width)
        length = reader.position
        padding = reader.bits(-length % 8)
        rest = self.data[reader.position // 8 :]
        return Stream(schema.name, fragment, root, length, free, padding, rest, tuple(self.strings.hits))

    def element(self, name: Name, key: str, states: tuple[State, ...], code: Bits, meaning: str) -> Node:
        """An element whose start was read, up to and with its end."""
        self.path.append(name.local)
        reader, children, at = self.reader, list[Node](), 0
        while True:
            state, start = states[at], reader.position
            number = reader.bits(state.width)
            event = state.productions[number] if number < len(state.productions) else self.undeclared(state, number, start)
            if event.kind == "EE":
                self.path.pop()
                return Node("element", name, None, tuple(children), key, code, end=(start, reader.position), meaning=meaning)
            said = f"{event}: code {number:0{state.width}b}"
            if event.kind == "SE" and event.name is not None:
                inner = self.schema.states(event.type) if event.type else self.left_out(event.name, start)
                children.append(self.element(event.name, event.type, inner, (start, reader.position), said))
            elif event.type:
                children.append(self.value(event, name, start, said))
            else:
                raise EXIError(
                    f"{event}: something foreign to the schema", hint="ISO 15118 uses none", bit=start, path=tuple(self.path)
                )
            at = event.target

    def value(self, event: Production, owner: Name, start: int, said: str) -> Node:
        """An attribute or a text whose event code was read."""
        kind, name = self.schema.simple_type(event.type), event.name or owner
        middle = self.reader.position
        value = read_value(self.reader, kind, self.strings, (name.prefix, name.local))
        meaning = f"{said}; {kind.name}: {layout_of(kind, value)}"
        what: NodeKind = "attribute" if event.kind == "AT" else "text"
        code, content = (start, middle), (middle, self.reader.position)
        return Node(what, name, value, (), event.type, code, content, (0, 0), meaning, kind.departure(value))

    def undeclared(self, state: State, number: int, start: int) -> Production:
        """The one undeclared event that is read: the end where text was due, as EXIficient writes an empty element.

        Any other escape, and a code that nothing has, is refused with what it would have been.
        """
        path = tuple(self.path)
        if number > len(state.productions):
            raise EXIError(f"event code {number}, where {len(state.productions)} is the last", hint=_OTHER, bit=start, path=path)
        second = self.reader.bits(state.second_width)
        if second == 0 and state.may_be_empty:
            return Production("EE", 0)
        what = state.escapes[second] if second < len(state.escapes) else f"number {second}"
        raise EXIError(
            f"an event that the schema does not declare, {what}", hint=f"declared: {state.expected}", bit=start, path=path
        )

    def left_out(self, name: Name, start: int) -> NoReturn:
        """Refuse an element whose content these tables leave out."""
        path = tuple(self.path)
        raise EXIError(f"{name.local} is not among the messages that this codec reads", hint="see the tables", bit=start, path=path)
