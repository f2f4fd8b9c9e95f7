"""The fields of a message in words: each value with its path, and what stands in it for people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from workbench.certs.items import ItemType
from workbench.display import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workbench.certs.items import Item
    from workbench.contracts.exi.simple import Value
    from workbench.contracts.exi.tree import Node

_MOMENTS = {"TimeStamp", "EVSETimeStamp"}
_SHOWN_OCTETS = 16
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a message.

    Attributes
    ----------
    path
        Element names from the root, an attribute's with an ``@``; several of a kind are numbered from 1.
    value
        As decoded.
    words
        For people, on one line, made visible; a certificate by its subject.
    node
        Where it stood.
    """

    path: str
    value: Value
    words: str
    node: Node


def fields(root: Node, certificates: Mapping[bytes, Item]) -> Iterator[Field]:
    """Every value in the order of the stream.

    Parameters
    ----------
    root
        The message.
    certificates
        The items of the certificates inside, by their octets.
    """
    for path, node in _values(root, ""):
        if node.value is not None:
            yield Field(path, node.value, _words(node, certificates), node)


def _values(node: Node, above: str) -> Iterator[tuple[str, Node]]:
    names = [one.name for one in node.elements]
    seen = dict.fromkeys(names, 0)
    for child in node.children:
        own = child.name.local
        if child.kind == "element":
            seen[child.name] += 1
            number = f"[{seen[child.name]}]" if names.count(child.name) > 1 else ""
            yield from _values(child, f"{above}/{own}{number}".lstrip("/"))
        else:
            yield (f"{above}/@{own}".lstrip("/") if child.kind == "attribute" else above), child


def _words(node: Node, certificates: Mapping[bytes, Item]) -> str:
    value = node.value
    if isinstance(value, bytes):
        item = certificates.get(value)
        if item is not None and item.type is ItemType.CERTIFICATE and item.facts is not None:
            return f"{visible(str(item.facts.subject), _LONGEST)} ({len(value)} bytes)"
        more = "…" if len(value) > _SHOWN_OCTETS else ""
        return f"{value[:_SHOWN_OCTETS].hex()}{more} ({len(value)} bytes)"
    if node.name.local in _MOMENTS and isinstance(value, int):
        return _moment(value)
    return visible(str(value), _LONGEST)


def _moment(seconds: int) -> str:
    try:
        return f"{seconds} ({datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds):%Y-%m-%d %H:%M:%S} UTC)"
    except OverflowError:
        return str(seconds)
