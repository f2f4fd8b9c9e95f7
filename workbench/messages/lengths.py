"""How many characters a version's schema allows a field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.messages.plans import object_of
from workbench.messages.shapes import Text

if TYPE_CHECKING:
    from workbench.messages.versions import Version


def longest(message: type, name: str, version: Version) -> int:
    """Characters at most, of a field by its name on the wire.

    Raises
    ------
    LookupError
        The version's message has no such field, or that has no limit.
    """
    shape = next((one.shape for one in object_of(message, version).fields if one.name == name), None)
    if not isinstance(shape, Text) or shape.longest is None:
        raise LookupError(f"{message.__name__}.{name} has no limit")
    return shape.longest
