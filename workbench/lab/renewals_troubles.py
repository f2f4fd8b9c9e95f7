"""What goes wrong in a year of renewals: each trouble a name, since which day, and for how many."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from workbench.display import Cell, Table
from workbench.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

TROUBLES = {
    "ca-down": "The CA signs nothing; the CSMS takes the station's requests all the same.",
    "rejected-csr": "The signing request is damaged on its way: the CSMS rejects it.",
    "wrong-chain": "The CA sends another hierarchy's sub-CAs with the new certificate.",
    "no-chain": "The CA sends the new certificate without its sub-CAs.",
    "wrong-key": "The CA certifies another key than the station's.",
    "expired": "The CA issues certificates that are over already.",
    "not-yet-valid": "The CA issues certificates that begin tomorrow.",
    "slow": "The CA takes ten minutes for each certificate: longer than the station waits.",
    "connection-lost": "The station has no connection to the CSMS.",
    "ocsp-down": "Nobody answers for the status of certificates.",
    "pool-down": "The contract certificate pool does not answer.",
    "no-new-sub-ca": "Nobody renews the sub-CA that issues the station's certificates (from the first day on; days do not count).",
}
"""Name to what happens."""

AT_THE_CA = frozenset({"wrong-chain", "no-chain", "wrong-key", "expired", "not-yet-valid", "slow"})
"""Those that the simulated authority knows by the same name."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that goes wrong.

    Attributes
    ----------
    name
        One of :data:`TROUBLES`.
    day
        The first day of it, from 0.
    days
        How many.

    Raises
    ------
    InputError
        There is no such trouble, or it lasts no day.
    """

    name: str
    day: int = 0
    days: int = 1

    def __post_init__(self) -> None:
        if self.name not in TROUBLES:
            raise InputError("There is no such trouble.", hint=f"There are {', '.join(TROUBLES)}.")
        if any(type(one) is not int for one in (self.day, self.days)) or self.day < 0 or self.days < 1:
            raise InputError("A trouble begins on day 0 or later and lasts a day at least.", hint='("ca-down", 40, 20)')

    @property
    def end(self) -> int:
        """The first day without it."""
        return self.day + self.days

    def on(self, day: int) -> bool:
        """Whether it is there on that day."""
        return self.name == "no-new-sub-ca" or self.day <= day < self.end

    def __str__(self) -> str:
        if self.name == "no-new-sub-ca":
            return self.name
        return f"{self.name}, day {self.day}" + (f" to {self.end - 1}" if self.days > 1 else "")


def troubles_of(given: Iterable[Trouble | tuple[str, int, int] | str]) -> tuple[Trouble, ...]:
    """Troubles as a notebook names them: values, ``("ca-down", 40, 20)``, or a name alone for the whole year.

    Raises
    ------
    InputError
        One of them is no trouble; or two are faults of the CA on the same day, which has one at a time.
    """
    found = []
    for one in [given] if isinstance(given, (str, Trouble)) else given:
        match one:
            case Trouble():
                found.append(one)
            case str():
                found.append(Trouble(one, 0, 10_000))
            case (str(name), int(day), int(days)):
                found.append(Trouble(name, day, days))
            case _:
                raise InputError("This is no trouble.", hint='("ca-down", 40, 20): name, first day, how many days.')
    at_the_ca = sorted((one for one in found if one.name in AT_THE_CA | {"ca-down"}), key=lambda one: one.day)
    for former, later in pairwise(at_the_ca):
        if later.day < former.end:
            raise InputError("Two faults of the CA at once.", hint=f"End {former.name} before day {later.day}.")
    return tuple(found)


def renewal_troubles() -> Table:
    """The troubles by name, and what each is."""
    rows = [(Cell(name, code=True, tight=True), says) for name, says in TROUBLES.items()]
    return Table(("Trouble", "What happens"), rows, caption="What can go wrong: wb.year_of_renewals([(name, first day, days)])")
