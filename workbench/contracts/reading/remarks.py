"""What strikes in a stream that could be read: facets that EXI does not enforce, its encoder's habits, another schema than said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.contracts.exi.codec import SCHEMAS
from workbench.display import Findings, visible
from workbench.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.contracts.exi.schema import Schema
    from workbench.contracts.exi.tree import Node, Stream


def remarks(schema: Schema, stream: Stream, urn: str, said: str) -> Findings:
    """All of it: departures first, then what the encoder did.

    Parameters
    ----------
    schema, stream
        By which it was read, and what came of it.
    urn, said
        The namespace by which it reads, and the one that the OCPP message names; empty: none.
    """
    return Findings(_remarks(schema, stream, urn, said))


def _remarks(schema: Schema, stream: Stream, urn: str, said: str) -> Iterator[Finding]:
    if said and said != urn:
        known = "" if said in SCHEMAS else ", which is no schema known here"
        yield Finding(
            code="exi-schema-mismatch" if said in SCHEMAS else "exi-schema-unknown",
            message=f"The OCPP message names another schema{known}: the stream reads by {schema.name}.",
            severity=Severity.WARNING,
            item="message",
            observed=visible(said, 60),
            expected=urn,
            remedy="Send the iso15118SchemaVersion that the vehicle and the station agreed on.",
        )
    for path, node in _walk(stream.root, ""):
        if node.departure:
            words = f"{path}: {node.departure}."
            yield _content(words, Severity.WARNING, "EXI carries it; a receiver that checks the schema refuses it.")
        if node.kind == "element" and not node.children and _wants_text(schema, node):
            yield _content(
                f"{path} is empty, written as an event outside the schema.",
                Severity.INFO,
                "EXIficient writes so; others a text of no length.",
            )
    if stream.hits:
        yield _content(
            f"{len(stream.hits)} values come from the string table, which ISO 15118 rules out.",
            Severity.WARNING,
            "Encode without a value partition.",
        )
    if stream.padding:
        yield _content("The last byte is not filled with zeros.", Severity.INFO, "Every known encoder writes zeros.")
    if stream.trailing:
        count = len(stream.trailing)
        yield _content(
            f"{count} byte{'s' * (count > 1)} after the message.", Severity.INFO, "Some stations leave one; no digest covers it."
        )


def _walk(node: Node, above: str) -> Iterator[tuple[str, Node]]:
    """Every element and attribute with its path; a text counts as its element."""
    own = f"@{node.name.local}" if node.kind == "attribute" else node.name.local
    path = above if node.kind == "text" else f"{above}/{own}".lstrip("/")
    yield path, node
    for child in node.children:
        yield from _walk(child, path)


def _wants_text(schema: Schema, node: Node) -> bool:
    kind = schema.complex_type(node.type)
    return kind is None or bool(kind.text)


def _content(words: str, severity: Severity, remedy: str) -> Finding:
    return Finding(code="exi-content", message=words, severity=severity, item="message", remedy=remedy)
