"""What a sender's other entries say: whoever writes one serial number in decimal writes all of them so."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from workbench.certs.forensics.entries import HashEntry
    from workbench.certs.forensics.result import Match

_LETTERS = frozenset("abcdefABCDEF")


def writes_decimal(answers: Sequence[Match]) -> bool:
    """Whether one entry's serial number is decimal without a doubt, and nothing speaks for hexadecimal.

    A letter in any of them does, be its certificate known or not; so does one number that is seen in both notations.
    """
    decimal = {_number(match) for match in answers if is_decimal(match.mistakes)}
    others = [match for match in answers if not is_decimal(match.mistakes)]
    return bool(decimal) and all(reads_two_ways(match.entry) and _number(match) not in decimal for match in others)


def is_decimal(mistakes: Collection[str]) -> bool:
    """Whether an explanation takes the serial number for decimal."""
    return "serial:decimal" in mistakes


def _number(match: Match) -> int | None:
    return match.item.facts.serial if match.item is not None and match.item.facts is not None else None


def reads_two_ways(entry: HashEntry) -> bool:
    """Whether the serial number has no hexadecimal letter, so that it may be decimal or hexadecimal."""
    serial = entry.given.get("serialNumber")
    return not isinstance(serial, str) or _LETTERS.isdisjoint(serial)
