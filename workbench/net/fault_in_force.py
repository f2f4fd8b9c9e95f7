"""Which of a simulated server's faults is in force, and for how many questions more."""

from __future__ import annotations

from enum import StrEnum
from typing import Generic, TypeVar

from workbench.errors import InputError

Fault = TypeVar("Fault", bound=StrEnum)


class FaultInForce(Generic[Fault]):
    """None at first.

    Parameters
    ----------
    faults
        All that there are.
    """

    __slots__ = ("_faults", "_left", "now")

    def __init__(self, faults: type[Fault]) -> None:
        self._faults = faults
        self.now: Fault | None = None
        self._left: int | None = None

    def named(self, fault: Fault | str) -> Fault:
        """A fault by its name.

        Raises
        ------
        InputError
            There is no such fault; the hint names those there are.
        """
        named = {str(one): one for one in self._faults}
        if str(fault) not in named:
            raise InputError(f"There is no fault {str(fault)[:60]!r}.", hint=f"There are {', '.join(named)}.")
        return named[str(fault)]

    def put(self, fault: Fault, times: int | None) -> None:
        """In the place of another, for so many questions; None: until :meth:`clear`."""
        self.now, self._left = fault, times

    def clear(self) -> None:
        """All answers are right again."""
        self.now = self._left = None

    def take(self) -> Fault | None:
        """The fault for a question that is being answered; counted."""
        taken = self.now
        if taken is not None and self._left is not None:
            self._left -= 1
            if self._left <= 0:
                self.clear()
        return taken
