"""Entries are found as ``cryptography`` and a plain reading find them, in lists of any size, and are walked once."""

import sys
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography import x509

from tests.revocation.pki import NOW, crl, crl_der, number, point, revoked
from workbench.certs.der import DerError
from workbench.certs.issuing import Extension
from workbench.certs.issuing.elements import integer, sequence, time
from workbench.certs.name_comparison import folded
from workbench.revocation import crl_entries
from workbench.revocation.crl import Crl
from workbench.revocation.crl_entries import Entry, EntryIndex

ISSUER = folded(b"\x30\x00")
WHEN = time(datetime(2024, 1, 1, tzinfo=UTC))
REASON = bytes.fromhex("300c300a0603551d1504030a0101")


def index(*entries: bytes, indirect: bool = False) -> EntryIndex:
    content = b"".join(entries)
    return EntryIndex(b"head" + content + b"tail", (4, 4 + len(content)), ISSUER, indirect=indirect)


def entry(serial: int, extensions: bytes = b"") -> bytes:
    return sequence(integer(serial), WHEN, extensions)


@pytest.mark.parametrize("indirect", [False, True])
def test_every_entry_of_a_long_list_is_found_and_no_other(*, indirect: bool) -> None:
    serials = [number * 0x9E3779B97F4A7C15 % (1 << (8 * (1 + number % 20))) for number in range(1, 5000)]
    found = index(*(entry(serial, REASON if serial % 3 else b"") for serial in serials), indirect=indirect)
    for serial in serials:
        assert {(one.serial, one.reason) for one in found.find(serial, ISSUER)} == {
            (serial, "keyCompromise" if serial % 3 else "unspecified")
        }
    known = set(serials)
    assert not any(found.find(serial, ISSUER) for serial in range(70_000) if serial not in known)


def test_entries_say_what_cryptography_reads() -> None:
    item = crl(*(revoked(serial, reason) for serial, reason in enumerate(["", "superseded", "cACompromise", "aACompromise"], 1)))
    ours = Crl(item)
    for theirs in item.parsed:
        reasons = [extension.value.reason.value for extension in theirs.extensions]
        assert ours.entries.find(theirs.serial_number, ours.issuer) == (
            Entry(theirs.serial_number, theirs.revocation_date_utc, reasons[0] if reasons else "unspecified"),
        )


def test_the_list_is_walked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    walk = EntryIndex._serials

    def counted(self: EntryIndex) -> object:
        calls.append(1)
        return walk(self)

    monkeypatch.setattr(EntryIndex, "_serials", counted)
    found = index(*map(entry, range(1000)))
    assert sum(len(found.find(serial, ISSUER)) for serial in range(2000)) == 1000
    assert calls == [1]


def test_looking_up_costs_the_same_in_a_longer_list() -> None:
    def lines(count: int) -> int:
        found = index(*map(entry, range(count)))
        found.find(0, ISSUER)
        seen = 0

        def trace(*_: object) -> Any:
            nonlocal seen
            seen += 1
            return trace

        sys.settrace(trace)
        try:
            found.find(count - 1, ISSUER)
        finally:
            sys.settrace(None)
        return seen

    assert lines(100) == lines(10_000)


def test_serial_numbers_of_equal_hash_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crl_entries, "_SMALL", 0)
    found = index(*map(entry, [*range(100), 7, 50, 7]))
    assert [[one.serial for one in found.find(serial, ISSUER)] for serial in (0, 7, 50, 99)] == [[0], [7] * 3, [50] * 2, [99]]
    assert found.find(100, ISSUER) == ()


@pytest.mark.requirement("RFC 5280 5.3")
def test_octets_of_a_serial_number_that_look_critical_are_not_and_critical_ones_are_found_anywhere() -> None:
    looks = int.from_bytes(bytes.fromhex("0603551d150101ff04"))
    critical = sequence(Extension("1.2.3", b"\x05\x00", critical=True).encode())
    assert index(entry(looks), entry(5)).unknown_critical == ()
    assert index(*map(entry, range(500)), entry(1000, critical), *map(entry, range(500))).unknown_critical == ("1.2.3",)
    known = sequence(Extension("2.5.29.21", b"\x0a\x01\x01", critical=True).encode())
    assert index(entry(5, known)).unknown_critical == ()
    assert index(entry(5, known)).find(5, ISSUER)[0].reason == "keyCompromise"


def test_a_serial_that_stands_there_a_thousand_times_is_answered_with_the_first_few() -> None:
    assert 1 < len(index(*[entry(5)] * 1000).find(5, ISSUER)) < 32


@pytest.mark.parametrize(
    "entries",
    [
        b"\x30",
        b"\x30\x03\x02\x01",
        b"\x31\x03\x02\x01\x05",
        entry(5)[:-1],
        b"\x30\x06\x02\x7f\x05\x17\x00\x00",
        b"\x30\x80\x00\x00",
    ],
    ids=bytes.hex,
)
@pytest.mark.parametrize("indirect", [False, True])
def test_what_is_no_entry_is_an_error_of_its_own(entries: bytes, *, indirect: bool) -> None:
    with pytest.raises(DerError):
        index(entry(1), entries, indirect=indirect).find(5, ISSUER)


def test_an_odd_reason_keeps_its_number() -> None:
    odd = sequence(Extension("2.5.29.21", b"\x0a\x01\x07").encode())
    assert index(entry(5, odd)).find(5, ISSUER)[0].reason == "reason 7"


def test_fields_are_those_that_cryptography_reads() -> None:
    der = crl_der(revoked(5), extensions=[number(77), point(only_contains_ca_certs=True)])
    theirs, ours = x509.load_der_x509_crl(der), Crl(crl(revoked(5), extensions=[number(77), point(only_contains_ca_certs=True)]))
    assert ours.fields.der[slice(*ours.fields.signed)] == theirs.tbs_certlist_bytes
    assert (ours.fields.this_update, ours.fields.next_update) == (theirs.last_update_utc, theirs.next_update_utc)
    assert (ours.number, ours.is_delta, ours.point.only_cas) == (77, False, True)
    assert ours.fields.issuer == theirs.issuer.public_bytes()
    assert ours.fields.this_update < NOW
