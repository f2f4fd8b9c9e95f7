"""The shapes a value can have in OCPP's JSON: what the schemas say of a field, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from enum import StrEnum

    from workbench.messages.wire import Form


@dataclass(frozen=True, slots=True)
class Text:
    """A string of at most so many characters."""

    longest: int | None = None
    form: Form | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    """An integer; 1.0 is one too (JSON Schema draft 6)."""

    least: int | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """Any number."""


@dataclass(frozen=True, slots=True)
class Flag:
    """true or false."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a closed list of strings; ``enum`` is None where the attribute is a plain string."""

    members: tuple[str, ...]
    enum: type[StrEnum] | None = None


@dataclass(frozen=True, slots=True)
class Custom:
    """customData."""


@dataclass(frozen=True, slots=True)
class Many:
    """An array."""

    item: Shape
    fewest: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an object: its attribute here, its key there."""

    attribute: str
    name: str
    required: bool
    shape: Shape


@dataclass(frozen=True, slots=True, eq=False)
class Object:
    """An object with just these fields, read into a dataclass. There is one for each class and version, so identity is equality."""

    cls: type
    fields: tuple[Field, ...]


Shape = Text | Whole | Number | Flag | Choice | Custom | Many | Object
