"""A tree as XML text, as EXI's infoset has it: what to show, and what to hand to another encoder."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from workbench.contracts.exi.schema import Schema
    from workbench.contracts.exi.simple import Value
    from workbench.contracts.exi.tree import Node


def lexical(schema: Schema, key: str, value: Value) -> str:
    """A value as XML writes it: binary in base64 or, by its type, in upper-case hexadecimal."""
    if isinstance(value, bytes):
        return value.hex().upper() if schema.simple_type(key).hexadecimal else b64encode(value).decode()
    return str(value).lower() if isinstance(value, bool) else str(value)


def to_xml(schema: Schema, root: Node) -> str:
    """XML of a decoded tree (its nodes carry their types), without added space; prefixes are the tables'."""
    spaces = "".join(f' xmlns:{one.prefix}="{one.uri}"' for one in schema.vocabularies)
    return _xml(schema, root, spaces)


def _xml(schema: Schema, node: Node, spaces: str = "") -> str:
    name = str(node.name)
    attributes = "".join(f" {one.name}={quoteattr(lexical(schema, one.type, _value(one)))}" for one in node.attributes)
    inner = "".join(
        _xml(schema, one) if one.kind == "element" else escape(lexical(schema, one.type, _value(one)))
        for one in node.children
        if one.kind != "attribute"
    )
    return f"<{name}{spaces}{attributes}>{inner}</{name}>"


def _value(node: Node) -> Value:
    return "" if node.value is None else node.value
