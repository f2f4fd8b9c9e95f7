"""The names of hash entries for a whole log: index and matcher are built once, however many listings there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.csms.names import Names
from workbench.csms.record import StationRecord

if TYPE_CHECKING:
    from workbench.certs.forensics import Match
    from workbench.certs.hashdata import CertificateHashData
    from workbench.certs.items import Item

MOST_TRIED = 3_000
"""Different strange entries of one replay that are held against the usual mistakes; each takes some milliseconds."""


class AllNames(Names):
    """As the CSMS's, without its limit for one listing, and with one for the whole log.

    Attributes
    ----------
    left_alone
        How many different entries were not looked at for mistakes, for there were too many.
    """

    def __init__(self, pile: tuple[Item, ...]) -> None:
        super().__init__(StationRecord(identity=""), pile)
        self._tried: dict[CertificateHashData, Match | None] = {}
        self._left: set[CertificateHashData] = set()

    @property
    def at_hand(self) -> bool:
        """Whether there is any certificate to name an entry by."""
        return bool(self._pile)

    @property
    def left_alone(self) -> int:
        """See the class."""
        return len(self._left)

    def match(self, data: CertificateHashData) -> Match | None:
        """What forensics says of an entry that is not exact; None where that is nothing, and beyond :data:`MOST_TRIED`."""
        if data in self._tried:
            return self._tried[data]
        if len(self._tried) >= MOST_TRIED:
            self._left.add(data)
            return None
        self._solved.clear()  # the limit of one listing is none here
        self._tried[data] = super().match(data)
        return self._tried[data]
