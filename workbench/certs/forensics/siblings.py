"""Certificates of one CA: where serial numbers lie close together, a number may be one of them that is not at hand."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workbench.certs.forensics.entries import HashEntry
    from workbench.certs.forensics.known import Known

_REREAD = frozenset({"serial:decimal", "serial:truncated", "serial:rounded", "serial:number"})
"""Mistakes by which a serial number is taken for another than the one that stands there."""
_NEAR = 64


class Siblings:
    """The serial numbers of each CA's certificates.

    Parameters
    ----------
    known
        All certificates.
    """

    def __init__(self, known: Sequence[Known]) -> None:
        self._known = known

    def doubt(self, entry: HashEntry, known: Known, mistakes: Iterable[str]) -> bool:
        """Whether the serial number, read as it stands, lies within 64 of a sibling's, so that the explanation is no proof."""
        made = set(mistakes)
        as_it_stands = _as_it_stands(entry.given.get("serialNumber"))
        if not made & _REREAD or as_it_stands is None or as_it_stands == known.serial:
            return False
        serials = self._families[known.family]
        near = serials[bisect_left(serials, as_it_stands - _NEAR) : bisect_left(serials, as_it_stands + _NEAR + 1)]
        # the certificate itself is no sibling; but its own number shows a sequence where nothing else speaks for a careless sender
        return any(serial != known.serial or made in ({"serial:decimal"}, {"serial:number"}) for serial in near)

    @cached_property
    def _families(self) -> dict[tuple[bytes, bytes | None], list[int]]:
        families: defaultdict[tuple[bytes, bytes | None], list[int]] = defaultdict(list)
        for one in sorted(self._known, key=lambda one: one.serial):
            families[one.family].append(one.serial)
        return families


def _as_it_stands(given: object) -> int | None:
    """A text is hexadecimal, a JSON number is decimal."""
    if not isinstance(given, str):
        return given if isinstance(given, int) else None
    try:
        return int(given, 16)
    except ValueError:
        return None
