"""Lists in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST = 6


def listed(words: Iterable[str], joint: str = "and") -> str:
    """``"a, b and c"``; of more than six the first, and how many more."""
    every = list(words)
    if len(every) > _MOST:
        return f"{', '.join(every[:_MOST])} {joint} {len(every) - _MOST} more"
    return f" {joint} ".join(filter(None, (", ".join(every[:-1]), *every[-1:])))
