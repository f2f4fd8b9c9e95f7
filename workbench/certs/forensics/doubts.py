"""Explanations that fit and yet prove nothing: where what was sent may as well be right, of a certificate that is not at hand.

A false match is worse than none. Hashes prove; what is doubted here rests on a serial number that is short, or near its siblings'.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any

from workbench.certs.forensics.habits import reads_two_ways

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workbench.certs.forensics.entries import HashEntry
    from workbench.certs.forensics.known import Known

_REREAD = frozenset({"serial:decimal", "serial:truncated", "serial:rounded", "serial:number"})
"""Mistakes by which a serial number is taken for another than the one that stands there."""
_NEAR = 64
_SHORT_DECIMAL = 10_000
"""Below it, a number read as hexadecimal instead is at most four times as large: a CA that counts may well have got there."""
_SHORT_PART = 16
"""Digits; fewer, without a letter among them, look like a date or a count."""
_FIRST_SERIALS = 1_000
"""Below it two certificates of different CAs may well share a serial number: each begins to count at 1."""


class Doubts:
    """Looks for the certificate that is not at hand but would explain an entry as well.

    Parameters
    ----------
    known
        All certificates.
    """

    def __init__(self, known: Sequence[Known]) -> None:
        self._known = known

    def about(self, entry: HashEntry, known: Known, mistakes: Iterable[str], *, decimal: bool) -> str:
        """Why an explanation is not to be believed, a clause; empty where it is.

        Parameters
        ----------
        decimal
            Whether the sender is known to write decimal serial numbers.
        """
        made, given = set(mistakes), entry.given.get("serialNumber")
        if decimal:
            if not made and reads_two_ways(entry) and known.serial >= 10:
                return f"its sender writes decimal numbers elsewhere, and of {given} in decimal no certificate is at hand"
            made -= {"serial:decimal"}
        return (
            self._of_another_root(known, made)
            or self._of_a_short_number(known, made, given)
            or self._of_a_sibling(known, made, given)
        )

    def _of_another_root(self, known: Known, made: set[str]) -> str:
        """Own name and own key are also what the self-signed certificate of that CA has, which is another certificate."""
        own_name = "name:subject" in made or known.pairing.facts.self_issued
        own_key = made & {"key:own", "key:own-spki", "key:ski"}
        if own_name and own_key and not known.self_signed and known.pairing.facts.is_ca and known.serial < _FIRST_SERIALS:
            return "a self-signed certificate of the same name and key, which is not at hand, would have the very same hashes"
        return ""

    def _of_a_short_number(self, known: Known, made: set[str], given: Any) -> str:
        if made == {"serial:decimal"} and known.serial < _SHORT_DECIMAL:
            return f"{given} may be hexadecimal as well, and the serial number of a certificate of that CA that is not at hand"
        if "serial:truncated" in made and "serial:decimal" not in made and isinstance(given, str):
            digits = "".join(character for character in given if character.isalnum()).lstrip("0")
            if len(digits) < _SHORT_PART and digits.isdecimal():
                return (
                    f"{given} looks like a date or a count, and may be all of the serial number of another certificate of that CA"
                )
        return ""

    def _of_a_sibling(self, known: Known, made: set[str], given: Any) -> str:
        as_it_stands = _as_it_stands(given)
        if not made & _REREAD or as_it_stands is None or as_it_stands == known.serial:
            return ""
        serials = self._families[known.family]
        near = serials[bisect_left(serials, as_it_stands - _NEAR) : bisect_left(serials, as_it_stands + _NEAR + 1)]
        # the certificate itself is no sibling; but its own number shows a sequence where nothing else speaks for a careless sender
        if any(serial != known.serial or made == {"serial:number"} for serial in near):
            return (
                f"serial numbers of the same CA lie next to {given} as it stands, which may be one of its certificates that is "
                "not at hand"
            )
        return ""

    @cached_property
    def _families(self) -> dict[tuple[bytes, bytes | None], list[int]]:
        families: defaultdict[tuple[bytes, bytes | None], list[int]] = defaultdict(list)
        for one in sorted(self._known, key=lambda one: one.serial):
            families[one.family].append(one.serial)
        return families


def _as_it_stands(given: Any) -> int | None:
    """A text is hexadecimal, a JSON number is decimal."""
    if not isinstance(given, str):
        return given if isinstance(given, int) else None
    try:
        return int(given, 16)
    except ValueError:
        return None
