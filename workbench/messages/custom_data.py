"""customData: what a vendor adds to any object of OCPP (Part 4, chapter 9), kept as it came."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_VENDOR_ID = 255
DEEPEST = 100
"""Objects and arrays inside each other, at most. The schema has no bound; Python's own ends in a RecursionError some time later."""


@dataclass(frozen=True, slots=True)
class CustomData:
    """A vendor's own JSON object. It holds text, so that a message stays immutable and hashable.

    Attributes
    ----------
    text
        The object as JSON, keys in the order in which they came. ``vendorId`` is required, 255 characters at most.
    """

    text: str = field(repr=False)

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> CustomData:
        """The same from a JSON object: ``CustomData.of({"vendorId": "com.example", "site": {"row": 4}})``.

        Raises
        ------
        TypeError, ValueError
            It holds something that JSON cannot say, or is nested more than :data:`DEEPEST` deep.
        """
        level: list[Any] = [value]
        for _ in range(DEEPEST):
            level = [inner for node in level for inner in (node if isinstance(node, list) else node.values()) if _nests(inner)]
        if level:
            raise ValueError(f"More than {DEEPEST} levels.")
        return cls(json.dumps(dict(value), separators=(",", ":")))

    @property
    def value(self) -> Any:
        """The object, freshly parsed: to change it changes nothing here."""
        return json.loads(self.text)

    @property
    def vendor_id(self) -> str:
        """Whose data this is; empty where it does not say."""
        value = self.value
        return str(value.get("vendorId", "")) if isinstance(value, dict) else ""


def _nests(value: Any) -> bool:
    return isinstance(value, dict | list)
