"""Numbers in sentences: one thing, two things."""

from __future__ import annotations


def counted(number: int, one: str, many: str = "") -> str:
    """``"1 frame"``, ``"2 frames"``; ``many`` where it is not the word with an s."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
