"""The record against the station's own words: each difference named, none healed in silence.

What the station lists and the CSMS does not believe may be a certificate that somebody else installed, or one that the station
names by a vendor's mistake: :mod:`workbench.certs.forensics` tells, where the certificate is at hand.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.certs.forensics import HashEntry, Matcher
from workbench.csms.certificates import hash_data_by_all, may_be
from workbench.csms.differences import (
    Difference,
    Kind,
    missing,
    mistaken,
    nameless,
    not_checked,
    other_algorithm,
    other_children,
    unknown,
)
from workbench.csms.record import Believed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from workbench.certs.forensics import Match
    from workbench.certs.hashdata import CertificateHashData
    from workbench.certs.items import Item
    from workbench.csms.record import StationRecord
    from workbench.messages.certificates import CertificateHashDataChain

__all__ = ["Difference", "Kind", "adopt", "believed_from", "drift", "is_listed_as"]


def drift(record: StationRecord, pile: Iterable[Item] = (), types: Iterable[str] | None = None) -> tuple[Difference, ...]:
    """All differences, by type.

    Parameters
    ----------
    pile
        Certificates by which unknown entries may be named, besides those in the record.
    types
        Only these; None: every type that is believed or was listed.
    """
    known = {one.certificate_type for one in record.believed} | {one.certificate_type for one in record.listings}
    wanted = sorted(known if types is None else known & set(types))
    names = _Names(record, pile)
    return tuple(difference for one in wanted for difference in _of_type(record, one, names))


def adopt(record: StationRecord, pile: Iterable[Item] = (), types: Iterable[str] | None = None) -> StationRecord:
    """The record with the station's word taken for it: an explicit act, after the differences were looked at."""
    wanted = None if types is None else set(types)
    listings = [one for one in record.listings if wanted is None or one.certificate_type in wanted]
    names = _Names(record, pile)
    taken = {one.certificate_type for one in listings}
    kept = tuple(one for one in record.believed if one.certificate_type not in taken)
    new = tuple(_adopted(record, entry, names) for listing in listings for entry in listing.entries)
    return replace(record, believed=(*kept, *new))


def believed_from(record: StationRecord, entry: CertificateHashDataChain, pile: Iterable[Item] = ()) -> Believed:
    """A listed entry as the record keeps it, with its certificate where that is at hand."""
    return _adopted(record, entry, _Names(record, pile))


def _adopted(record: StationRecord, entry: CertificateHashDataChain, names: _Names) -> Believed:
    had = next((one for one in record.of_type(entry.certificate_type) if entry.certificate_hash_data.plain in one.hash_data), None)
    children = tuple(child.plain for child in entry.child_certificate_hash_data or ())
    item = had.item if had is not None and had.item is not None else names.item_of(entry)
    data: tuple[CertificateHashData, ...] = (entry.certificate_hash_data.plain,)
    by_all = hash_data_by_all(item, [*record.at_hand, item]) if item is not None else ()
    if data[0] in by_all:  # listed right: then the station may list it by another algorithm as well
        data = by_all
    return Believed(str(entry.certificate_type), data, item, children)


def is_listed_as(one: Believed, data: CertificateHashData) -> bool:
    """Whether an entry is this certificate. Where its issuer is not at hand, name hash and serial number speak for it."""
    if one.hash_data or one.item is None:
        return data in one.hash_data
    return may_be(one.item, data)


class _Names:
    """Whose hash data an entry is; the matcher is built for the first entry that needs it."""

    def __init__(self, record: StationRecord, pile: Iterable[Item]) -> None:
        self._pile: Sequence[Item] = [*record.at_hand, *pile]
        self._matcher: Matcher | None = None

    def match(self, entry: CertificateHashDataChain) -> Match | None:
        if not self._pile:
            return None
        if self._matcher is None:
            self._matcher = Matcher(self._pile)
        return self._matcher.solve(HashEntry(index=0, given=entry.certificate_hash_data.plain.to_dict()))

    def item_of(self, entry: CertificateHashDataChain) -> Item | None:
        found = self.match(entry)
        return found.item if found is not None else None


def _of_type(record: StationRecord, certificate_type: str, names: _Names) -> Iterator[Difference]:
    believed, listing = record.of_type(certificate_type), record.listing(certificate_type)
    if listing is None or listing.stale:
        if believed:
            yield not_checked(certificate_type, listing)
        return
    left = list(believed)
    strange = []
    for entry in listing.entries:
        same = next((one for one in left if is_listed_as(one, entry.certificate_hash_data.plain)), None)
        if same is None:
            strange.append(entry)
            continue
        left.remove(same)
        if (other := _children(entry, same)) is not None:
            yield other
    for entry in strange:
        difference = _strange(certificate_type, entry, left, names)
        if difference.believed in left:
            left.remove(difference.believed)
        yield difference
    yield from (missing(one) for one in left if not one.superseded)


def _children(entry: CertificateHashDataChain, same: Believed) -> Difference | None:
    """The order of children is not specified; and a chain whose CAs the record does not know says nothing."""
    listed = {child.plain for child in entry.child_certificate_hash_data or ()}
    if not same.children or listed == set(same.children) or _same_serials(listed, same):
        return None
    return other_children(entry, same, listed)


def _same_serials(listed: set[CertificateHashData], same: Believed) -> bool:
    """Hash data by another algorithm is the same CA all the same."""
    numbers = {one.serial_number.lower() for one in listed}
    algorithms = {one.hash_algorithm for one in listed}
    others = {one.hash_algorithm for one in same.children}
    return algorithms != others and numbers == {one.serial_number.lower() for one in same.children}


def _strange(certificate_type: str, entry: CertificateHashDataChain, left: list[Believed], names: _Names) -> Difference:
    data = entry.certificate_hash_data.plain
    by_serial = [one for one in left if any(data.serial_number.lower() == own.serial_number.lower() for own in one.hash_data)]
    for one in by_serial:
        if one.item is None and data.hash_algorithm not in {own.hash_algorithm for own in one.hash_data}:
            return other_algorithm(certificate_type, entry, one)
    match = names.match(entry)
    if match is not None and match.item is not None:
        mine = next((one for one in left if one.item is not None and one.item.der == match.item.der), None)
        if match.mistakes:
            return mistaken(certificate_type, entry, mine, match)
        return unknown(certificate_type, entry, "{} is installed, and the record does not say so.", match.item)
    return unknown(certificate_type, entry, nameless(data.serial_number, match), None)
