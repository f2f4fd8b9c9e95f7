"""Contracts that came in one answer and are handed on one by one, as the station asks again (M01.FR.06, M01.FR.07)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.net.contract_pool.wire import Content

MOST = 100
"""Requests that are remembered; the oldest is forgotten first."""


class Kept:
    """What is left of earlier answers. A request is the same when its EXI is, as M01.FR.06 has it."""

    __slots__ = ("_left",)

    def __init__(self) -> None:
        self._left: dict[bytes, tuple[Content, ...]] = {}

    def __len__(self) -> int:
        return len(self._left)

    def take(self, exi: str) -> tuple[Content, ...]:
        """What is left for this request, the next one first; it is not kept any more."""
        return self._left.pop(_name(exi), ())

    def keep(self, exi: str, left: tuple[Content, ...]) -> None:
        """So much is left for it."""
        if left:
            self._left[_name(exi)] = left
        while len(self._left) > MOST:
            del self._left[next(iter(self._left))]


def _name(exi: str) -> bytes:
    return hashlib.sha256(exi.encode("utf-8", "surrogatepass")).digest()
