"""What a sender's other entries say: whoever writes one serial number in decimal writes all of them so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.forensics.result import Result

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from workbench.certs.forensics.entries import HashEntry
    from workbench.certs.forensics.result import Match

_LETTERS = frozenset("abcdefABCDEF")


def writes_decimal(answers: Sequence[Match]) -> bool:
    """Whether one entry's serial number is decimal without a doubt, and no entry's can only be hexadecimal."""
    return any(is_decimal(match.mistakes) for match in answers) and all(
        match.result is Result.UNKNOWN or is_decimal(match.mistakes) or reads_two_ways(match.entry) for match in answers
    )


def is_decimal(mistakes: Collection[str]) -> bool:
    """Whether an explanation takes the serial number for decimal."""
    return "serial:decimal" in mistakes


def reads_two_ways(entry: HashEntry) -> bool:
    """Whether the serial number has nothing but decimal digits, so that it may be decimal or hexadecimal."""
    serial = entry.given.get("serialNumber")
    return isinstance(serial, str) and _LETTERS.isdisjoint(serial)
