"""What the standards leave open to a contract certificate pool, as switches with their defaults."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from workbench.errors import InputError

Counting = Literal["total-1", "total"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolPolicy:
    """The switches.

    Attributes
    ----------
    remaining
        What the first of N answers says in remainingContracts. M01.FR.04's words are the total count, N (``"total"``); but the
        station asks again while the number is above zero (M01.FR.06) and each answer lowers it by one (M01.FR.07), so that it
        would ask once too often. OCA's certificate guide computes N - 1 (``"total-1"``), which ends right: the default.
    update_after_expiry
        Whether a contract that has ended can still be updated. False: an ended certificate proves nothing; the vehicle installs
        anew with its provisioning certificate.
    check_chains
        Whether chains of requests are held against the pool's roots. False is a bad pool, to show what comes of it. A PCID that
        is unknown or withdrawn is refused all the same.
    """

    remaining: Counting = "total-1"
    update_after_expiry: bool = False
    check_chains: bool = True

    def __post_init__(self) -> None:
        if self.remaining not in get_args(Counting):
            raise InputError("There is no such way to count contracts.", hint=f"There are {', '.join(get_args(Counting))}.")

    def count(self, total: int, delivered: int) -> int:
        """RemainingContracts of the answer after ``delivered`` earlier ones, out of ``total``."""
        return total - delivered - (1 if self.remaining == "total-1" else 0)
