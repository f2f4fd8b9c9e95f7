"""Which certificate is each listed entry? An exact one is found by a dictionary; the others are for forensics, a bounded number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.forensics import HashEntry, Matcher
from workbench.csms.certificates import hash_data_by_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workbench.certs.forensics import Match
    from workbench.certs.hashdata import CertificateHashData
    from workbench.certs.items import Item
    from workbench.csms.record import StationRecord

MOST_SOLVED = 50
"""Entries of a listing that are solved by forensics; a station that holds more strange ones is strange as a whole."""


class Names:
    """Names entries by the certificates at hand; index and matcher are built for the first entry that needs them.

    Attributes
    ----------
    passed_over
        How many different entries were not solved, for there were too many of them.
    """

    def __init__(self, record: StationRecord, pile: Iterable[Item] = ()) -> None:
        self._pile: Sequence[Item] = tuple({one.der: one for one in (*record.at_hand, *pile)}.values())
        self._exact: dict[CertificateHashData, Item | None] | None = None
        self._by_all: dict[bytes, tuple[CertificateHashData, ...]] = {}
        self._matcher: Matcher | None = None
        self._solved: dict[CertificateHashData, Match | None] = {}
        self._passed_over: set[CertificateHashData] = set()

    @property
    def passed_over(self) -> int:
        """See the class."""
        return len(self._passed_over)

    def exact(self, data: CertificateHashData) -> Item | None:
        """The one certificate whose hash data this is, by whatever algorithm; no letter case."""
        if self._exact is None:
            self._exact = {}
            for item in self._pile:
                for own in self.by_all(item):
                    self._exact[own] = None if own in self._exact else item
        return self._exact.get(data)

    def by_all(self, item: Item) -> tuple[CertificateHashData, ...]:
        """A certificate's hash data by each algorithm; empty where its issuer is not at hand."""
        if item.der not in self._by_all:
            self._by_all[item.der] = hash_data_by_all(item, self._pile)
        return self._by_all[item.der]

    def match(self, data: CertificateHashData) -> Match | None:
        """What forensics says of an entry that is not exact; None without certificates, and beyond :data:`MOST_SOLVED`."""
        if not self._pile:
            return None
        if data not in self._solved:
            if len(self._solved) >= MOST_SOLVED:
                self._passed_over.add(data)
                return None
            if self._matcher is None:
                self._matcher = Matcher(self._pile)
            self._solved[data] = self._matcher.solve(HashEntry(index=0, given=data.to_dict()))
        return self._solved[data]

    def item_of(self, data: CertificateHashData) -> Item | None:
        """The certificate behind an entry, right or wrong."""
        exact = self.exact(data)
        if exact is not None:
            return exact
        found = self.match(data)
        return found.item if found is not None else None
