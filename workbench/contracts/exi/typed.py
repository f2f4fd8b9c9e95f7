"""Typed values from trees and back, by their classes' layouts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from workbench.contracts.exi.errors import EXIError
from workbench.contracts.exi.layout import Named, Part
from workbench.contracts.exi.tree import Node

if TYPE_CHECKING:
    from workbench.contracts.exi.schema import Schema
    from workbench.contracts.exi.simple import Value
    from workbench.contracts.exi.states import Name, Production

T = TypeVar("T")


def from_node(schema: Schema, node: Node, kind: type[T]) -> T:
    """A value of the class `kind`, which has a layout, from an element.

    Raises
    ------
    EXIError
        When the element holds what the class has no field for.
    """
    layout: tuple[Part, ...] = kind.LAYOUT  # type: ignore[attr-defined]  # every class here has one
    fields = {part.field: _field(schema, node, part) for part in layout if part.kind != "rest"}
    placed = {name for part in layout for name in ([part.within] if part.within else part.names)}
    texts = any(part.kind == "text" for part in layout)
    others = tuple(one for one in node.children if (not texts if one.kind == "text" else one.name.local not in placed))
    keeper = next((part.field for part in layout if part.kind == "rest"), "")
    if keeper:
        fields[keeper] = others
    elif others:
        raise EXIError(f"{node.name.local} has {others[0].name.local}, for which there is no field", hint="use the tree")
    return kind(**fields)


def _field(schema: Schema, node: Node, part: Part) -> Any:
    if part.kind == "text":
        return _simple(schema, node)
    if part.kind == "attribute":
        return next((one.value for one in node.attributes if one.name.local in part.names), None)
    around = [one for one in node.elements if one.name.local == part.within] if part.within else [node]
    found = tuple(_member(schema, one, part) for outer in around for one in outer.elements if one.name.local in part.names)
    return found if part.kind != "one" else (found[0] if found else None)


def _member(schema: Schema, node: Node, part: Part) -> Any:
    kind = part.names[node.name.local]
    if kind is not None:
        return from_node(schema, node, kind)
    return Named(node.name.local, _simple(schema, node)) if len(part.names) > 1 else _simple(schema, node)


def _simple(schema: Schema, node: Node) -> Value:
    """The text, or the empty value of its type where an encoder left it out."""
    if node.text is not None:
        return node.text
    kind = schema.complex_type(node.type)
    return b"" if schema.simple_type(kind.text if kind else node.type).coding == "binary" else ""


def to_node(schema: Schema, name: Name, key: str, value: object) -> Node:
    """The element `name` of the type `key` for a typed or simple value.

    Raises
    ------
    EXIError
        When the type has no such attribute or element.
    """
    layout: tuple[Part, ...] | None = getattr(value, "LAYOUT", None)
    if layout is None:
        return Node("element", name, None, (_text(name, value),), key)
    known = {one.name.local: one for state in schema.states(key) for one in state.productions if one.name}
    children: list[Node] = []
    for part in layout:
        held = getattr(value, part.field)
        if part.kind == "rest":
            children += held
        elif part.kind == "text":
            children.append(_text(name, held))
        elif held is not None and held != ():
            children += _children(schema, part, held, known)
    return Node("element", name, None, tuple(children), key)


def _text(name: Name, value: Any) -> Node:
    return Node("text", name, value)


def _children(schema: Schema, part: Part, held: Any, known: dict[str, Production]) -> list[Node]:
    """The attribute or elements of one field."""
    if part.within:
        around = _event(known, part.within)
        assert around.name is not None  # noqa: S101  # it was found by its name
        inner = {one.name.local: one for state in schema.states(around.type) for one in state.productions if one.name}
        return [Node("element", around.name, None, tuple(_member_node(schema, part, one, inner) for one in held), around.type)]
    if part.kind == "attribute":
        event = _event(known, next(iter(part.names)))
        return [Node("attribute", event.name, held, (), event.type)] if event.name else []
    return [_member_node(schema, part, one, known) for one in (held if part.kind == "many" else (held,))]


def _member_node(schema: Schema, part: Part, held: Any, known: dict[str, Production]) -> Node:
    if isinstance(held, Named):
        local, held = held.name, held.value
    else:
        local = next((name for name, kind in part.names.items() if kind is not None and type(held) is kind), next(iter(part.names)))
    event = _event(known, local)
    assert event.name is not None  # noqa: S101  # it was found by its name
    return to_node(schema, event.name, event.type, held)


def _event(known: dict[str, Production], local: str) -> Production:
    if local not in known:
        raise EXIError(f"no {local} here", hint=f"there are {', '.join(known)}")
    return known[local]
