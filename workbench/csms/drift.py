"""The record against the station's own words: each difference named, none healed in silence.

What the station lists and the CSMS does not believe may be a certificate that somebody else installed, or one that the station
names by a vendor's mistake: :mod:`workbench.certs.forensics` tells, where the certificate is at hand.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.csms.certificates import may_be
from workbench.csms.differences import (
    Difference,
    Kind,
    missing,
    mistaken,
    nameless,
    not_checked,
    not_solved,
    other_algorithm,
    other_children,
    unknown,
)
from workbench.csms.names import Names
from workbench.csms.record import Believed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workbench.certs.hashdata import CertificateHashData
    from workbench.certs.items import Item
    from workbench.csms.record import StationRecord
    from workbench.messages.certificates import CertificateHashDataChain

__all__ = ["Difference", "Kind", "adopt", "believed_from", "differences", "drift", "is_listed_as"]


def drift(record: StationRecord, pile: Iterable[Item] = (), types: Iterable[str] | None = None) -> tuple[Difference, ...]:
    """All differences, by type.

    Parameters
    ----------
    pile
        Certificates by which unknown entries may be named, besides those in the record.
    types
        Only these; None: every type that is believed or was listed.
    """
    return differences(record, Names(record, pile), types)


def differences(record: StationRecord, names: Names, types: Iterable[str] | None = None) -> tuple[Difference, ...]:
    """As :func:`drift`, for who looks several times at one answer: what was solved once is not solved again."""
    known = {one.certificate_type for one in record.believed} | {one.certificate_type for one in record.listings}
    wanted = sorted(known if types is None else known & set(types))
    return tuple(difference for one in wanted for difference in _of_type(record, one, names))


def adopt(record: StationRecord, pile: Iterable[Item] = (), types: Iterable[str] | None = None) -> StationRecord:
    """The record with the station's word taken for it: an explicit act, after the differences were looked at."""
    wanted = None if types is None else set(types)
    listings = [one for one in record.listings if wanted is None or one.certificate_type in wanted]
    names = Names(record, pile)
    taken = {one.certificate_type for one in listings}
    kept = tuple(one for one in record.believed if one.certificate_type not in taken)
    new = tuple(one for listing in listings for one in believed_from(record, listing.entries, names))
    return replace(record, believed=(*kept, *new))


def believed_from(record: StationRecord, entries: Iterable[CertificateHashDataChain], names: Names) -> Iterator[Believed]:
    """Listed entries as the record keeps them, each once, with their certificates where those are at hand."""
    had = {(one.certificate_type, data): one.item for one in reversed(record.believed) if one.item for data in one.hash_data}
    for (certificate_type, data), entry in _once(entries).items():
        children = tuple(child.plain for child in entry.child_certificate_hash_data or ())
        item = had.get((certificate_type, data)) or names.item_of(data)
        by_all = names.by_all(item) if item is not None else ()
        # listed right: then the station may list it by another algorithm as well
        yield Believed(certificate_type, by_all if data in by_all else (data,), item, children)


def _once(entries: Iterable[CertificateHashDataChain]) -> dict[tuple[str, CertificateHashData], CertificateHashDataChain]:
    """Each entry once, the first of those that are the same."""
    once: dict[tuple[str, CertificateHashData], CertificateHashDataChain] = {}
    for entry in entries:
        once.setdefault((str(entry.certificate_type), entry.certificate_hash_data.plain), entry)
    return once


def is_listed_as(one: Believed, data: CertificateHashData) -> bool:
    """Whether an entry is this certificate. Where its issuer is not at hand, name hash and serial number speak for it."""
    if one.hash_data or one.item is None:
        return data in one.hash_data
    return may_be(one.item, data)


class _Left:
    """What is believed of one type and was not found in the listing yet; each way to find it is a dictionary."""

    def __init__(self, believed: Iterable[Believed]) -> None:
        self._left = dict(enumerate(believed))
        self._by_data: dict[CertificateHashData, list[int]] = {}
        self._by_serial: dict[str, list[int]] = {}
        self._by_der: dict[bytes, list[int]] = {}
        self._without_data: list[int] = []
        for number, one in self._left.items():
            for data in one.hash_data:
                self._by_data.setdefault(data, []).append(number)
            for serial in {data.serial_number.lower() for data in one.hash_data}:
                self._by_serial.setdefault(serial, []).append(number)
            if one.item is not None:
                self._by_der.setdefault(one.item.der, []).append(number)
                if not one.hash_data:
                    self._without_data.append(number)

    def __iter__(self) -> Iterator[Believed]:
        return iter(self._left.values())

    def take(self, data: CertificateHashData) -> Believed | None:
        """The one that is listed so; it is not left any more."""
        maybe = [one for one in self._without_data if one in self._left and is_listed_as(self._left[one], data)]
        found = next((one for one in sorted((*self._by_data.get(data, ()), *maybe)) if one in self._left), None)
        return None if found is None else self._left.pop(found)

    def take_out(self, one: Believed | None) -> None:
        """It is not left any more, if it was."""
        number = next((number for number in self._same(one) if self._left.get(number) is one), None) if one is not None else None
        if number is not None:
            del self._left[number]

    def _same(self, one: Believed) -> Iterable[int]:
        if one.item is not None:
            return self._by_der[one.item.der]
        return self._by_data.get(one.hash_data[0], ()) if one.hash_data else ()

    def of_serial(self, serial: str) -> Iterator[Believed]:
        """Those of a serial number, in any letter case."""
        yield from (self._left[number] for number in self._by_serial.get(serial.lower(), ()) if number in self._left)

    def of(self, item: Item) -> Believed | None:
        """The one with this certificate."""
        return next((self._left[number] for number in self._by_der.get(item.der, ()) if number in self._left), None)


def _of_type(record: StationRecord, certificate_type: str, names: Names) -> Iterator[Difference]:
    believed, listing = record.of_type(certificate_type), record.listing(certificate_type)
    if listing is None or listing.stale:
        if believed:
            yield not_checked(certificate_type, listing)
        return
    left, unsolved = _Left(believed), names.passed_over
    strange = []
    for (_, data), entry in _once(listing.entries).items():
        same = left.take(data)
        if same is None:
            strange.append(entry)
        elif (other := _children(entry, same)) is not None:
            yield other
    for entry in strange:
        difference = _strange(certificate_type, entry, left, names)
        left.take_out(difference.believed)
        yield difference
    if names.passed_over > unsolved:
        yield not_solved(certificate_type, names.passed_over - unsolved)
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


def _strange(certificate_type: str, entry: CertificateHashDataChain, left: _Left, names: Names) -> Difference:
    data = entry.certificate_hash_data.plain
    for one in left.of_serial(data.serial_number):
        if one.item is None and data.hash_algorithm not in {own.hash_algorithm for own in one.hash_data}:
            return other_algorithm(certificate_type, entry, one)
    exact = names.exact(data)
    match = names.match(data) if exact is None else None
    if match is not None and match.item is not None and match.mistakes:
        return mistaken(certificate_type, entry, left.of(match.item), match)
    item = exact if match is None else match.item
    if item is not None:
        return unknown(certificate_type, entry, "{} is installed, and the record does not say so.", item)
    return unknown(certificate_type, entry, nameless(data.serial_number, match), None)
