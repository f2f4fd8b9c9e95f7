"""Things behind a password: what opening them costs, what may be spent on it, and the two ways in which it fails."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from math import prod
from typing import TYPE_CHECKING

from workbench.certs.der import DerError, read_header

if TYPE_CHECKING:
    from collections.abc import Iterator

_INTEGER, _OCTET_STRING, _CONSTRUCTED = 0x02, 0x04, 0x20
_LONGEST_NUMBER = 9
"""Octets; no program takes more for a count of rounds."""


class WrongPasswordError(ValueError):
    """None of the passwords opens it."""


class CostlyError(ValueError):
    """It asks for more rounds of password hashing than the limit."""


@dataclass(slots=True)
class HashingBudget:
    """Rounds of password hashing that may be spent: on one attempt at one container, and on all that are still to come."""

    most: int
    left: int

    def spend(self, rounds: int) -> None:
        """Pay for one attempt, before it is made.

        Raises
        ------
        CostlyError
            A hostile container, or a pile of them, would make the machine hash for hours.
        """
        if rounds > self.most:
            raise CostlyError(f"it asks for {rounds:,} rounds of password hashing, the limit is {self.most:,}")
        if rounds > self.left:
            raise CostlyError("the containers before it have used up all rounds of password hashing that one pile may ask for")
        self.left -= rounds


def hashing_rounds(data: bytes) -> int:
    """All rounds of password hashing that opening this takes, as far as they show from outside. Never raises.

    They follow a salt wherever they stand, an OCTET STRING and then INTEGERs: in PBES1, PBKDF2 and PBMAC1 (RFC 8018), in the MAC
    and the bags of PKCS#12, however deep (RFC 7292), and in scrypt (RFC 7914), whose N * r * p counts as rounds.
    """
    rounds = 0
    waiting = [memoryview(data)]
    while waiting:
        salted = False
        for tag, run in groupby(_elements(waiting.pop()), key=lambda element: element[0]):
            contents = [content for _, content in run]
            if tag == _INTEGER and salted:
                costs = [int.from_bytes(number) for number in contents if len(number) <= _LONGEST_NUMBER]
                rounds += prod(costs[:3]) if len(costs) > 2 else sum(costs[:1])
            elif tag == _OCTET_STRING:
                whole = contents[0] if len(contents) == 1 else memoryview(b"".join(contents))  # BER writes one string in pieces
                if bytes(whole[:1]) == b"\x30":
                    waiting.append(whole)
            elif tag & _CONSTRUCTED:
                waiting += contents
            salted = tag == _OCTET_STRING
    return rounds


def _elements(data: memoryview) -> Iterator[tuple[int, memoryview]]:
    """Tags and contents one after the other; what stands in an element of indefinite length stands beside it, behind a zero."""
    at = 0
    while at < len(data):
        if bytes(data[at + 1 : at + 2]) == b"\x80":
            yield 0, data[:0]
            at += 2
            continue
        try:
            tag, start, end = read_header(data, at)
        except DerError:
            return  # nothing that is to be opened goes on behind this
        yield tag, data[start:end]
        at = end
