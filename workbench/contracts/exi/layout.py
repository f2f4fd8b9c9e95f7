"""How a typed value lies in an element: which field is which attribute, text or element, by the schema's own names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from workbench.contracts.exi.simple import Value


@dataclass(frozen=True, slots=True)
class Part:
    """One field's place.

    Parameters
    ----------
    field
        The field's name in Python.
    kind
        ``one`` is an element or None, ``many`` a tuple of them, ``inside`` a tuple of elements that have an element of their own
        around them (`within`; absent when the tuple is empty), ``rest`` a tuple of nodes for which no other part has a place.
    names
        Of the attribute or element, with the class of its value, or None for a simple value; several for a choice.
    within
        The element around those of ``inside``.
    """

    field: str
    kind: Literal["attribute", "text", "one", "many", "inside", "rest"]
    names: dict[str, type[Any] | None]
    within: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A simple value in a choice of elements: the element chosen, and the value."""

    name: str
    value: Value


def attribute(field: str, name: str) -> Part:
    """An attribute; None where it is absent."""
    return Part(field, "attribute", {name: None})


def text(field: str) -> Part:
    """The text of an element of simple content."""
    return Part(field, "text", {})


def one(field: str, name: str, kind: type[Any] | None = None) -> Part:
    """An element; None where it is absent."""
    return Part(field, "one", {name: kind})


def one_of(field: str, names: dict[str, type[Any] | None]) -> Part:
    """An element of a choice: a value of its class, or :class:`Named` where all are simple."""
    return Part(field, "one", names)


def many(field: str, name: str, kind: type[Any] | None = None) -> Part:
    """Elements of one name."""
    return Part(field, "many", {name: kind})


def inside(field: str, within: str, name: str, kind: type[Any] | None = None) -> Part:
    """Elements of one name in an element around them."""
    return Part(field, "inside", {name: kind}, within)


def rest(field: str) -> Part:
    """Nodes that have no other place: kept as they are."""
    return Part(field, "rest", {})
