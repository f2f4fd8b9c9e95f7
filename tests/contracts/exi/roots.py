"""Every root that the tables know, of documents and of fragments: what most tests of the codec go through."""

from workbench.contracts.exi.iso15118_2 import ISO_15118_2
from workbench.contracts.exi.iso15118_20 import ISO_15118_20
from workbench.contracts.exi.messages_2 import Message
from workbench.contracts.exi.schema import Schema
from workbench.contracts.exi.xmldsig import XML_SIGNATURE

SCHEMAS = (ISO_15118_2, ISO_15118_20, XML_SIGNATURE)
BODIES = tuple(kind.__name__ for kind in Message.__args__)
"""The messages of a body in ISO 15118-2."""


def roots(schema: Schema) -> list[tuple[Schema, bool, str, str]]:
    """Schema, whether a fragment, the root's name, and the body wanted (V2G_Message) or nothing."""
    return [
        (schema, fragment, name, body)
        for fragment in (False, True)
        for name in (schema.fragments if fragment else schema.documents).known
        for body in (BODIES if name == "d:V2G_Message" else ("",))
    ]


ROOTS = [one for schema in SCHEMAS for one in roots(schema)]


def label(one: object) -> str:
    """A root's name in pytest's list."""
    if isinstance(one, tuple):
        schema, fragment, name, body = one
        return f"{schema.name}, {'fragment' if fragment else 'document'} {body or name}"
    return str(one)
