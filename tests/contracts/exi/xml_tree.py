"""XML text as a tree of a schema's, for vectors that come as XML (our own files: ElementTree expands entities)."""

import base64
from xml.etree import ElementTree as ET

from workbench.contracts.exi.schema import Schema
from workbench.contracts.exi.simple import Value
from workbench.contracts.exi.states import Name
from workbench.contracts.exi.tree import Node


def from_xml(schema: Schema, text: str, root: str) -> Node:
    """The tree of a document or fragment whose root is `root`, ``prefix:local``; namespaces are not looked at."""
    prefix, _, local = root.partition(":")
    return _node(schema, ET.fromstring(text), schema.types[root], Name(local, prefix))  # noqa: S314


def _value(schema: Schema, key: str, text: str) -> Value:
    kind = schema.simple_type(key)
    if kind.coding == "binary":
        return bytes.fromhex(text) if kind.hexadecimal else base64.b64decode(text)
    if kind.coding == "boolean":
        return text == "true"
    return text if kind.coding in {"string", "enumeration"} else int(text)


def _node(schema: Schema, element: ET.Element, key: str, name: Name) -> Node:
    known = {one.name.local: (one.name, one.type) for state in schema.states(key) for one in state.productions if one.name}
    children = []
    for attribute, value in element.attrib.items():
        own, kind = known[attribute.rpartition("}")[2]]
        children.append(Node("attribute", own, _value(schema, kind, value), (), kind))
    complex_type = schema.complex_type(key)
    text = key if complex_type is None else complex_type.text
    if text:
        children.append(Node("text", name, _value(schema, text, element.text or ""), (), text))
    mixed = complex_type is not None and complex_type.mixed
    if mixed and element.text:
        children.append(Node("text", name, element.text, (), "xs:string"))
    for child in element:
        own, kind = known[child.tag.rpartition("}")[2]]
        children.append(_node(schema, child, kind, own))
        if mixed and child.tail:
            children.append(Node("text", name, child.tail, (), "xs:string"))
    return Node("element", name, None, tuple(children), key)
