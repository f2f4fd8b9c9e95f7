"""What a requirement leaves open, as a named switch: the requirement, the choice in one sentence, and its default."""

from __future__ import annotations

from dataclasses import field, fields
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")


class Switch(NamedTuple):
    """One switch: its name, the requirement that leaves the choice, what it decides, and its default."""

    name: str
    requirement: str
    says: str
    default: Any


def switch(*, default: T, requirement: str, says: str) -> T:
    """A field of a policy, which is a dataclass; an empty requirement: good custom only."""
    made: T = field(default=default, metadata={"requirement": requirement, "says": says})
    return made


def switches_of(policy: type) -> tuple[Switch, ...]:
    """All switches of a policy, in their order."""
    return tuple(Switch(one.name, one.metadata["requirement"], one.metadata["says"], one.default) for one in fields(policy))
