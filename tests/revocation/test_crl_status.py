"""One CRL or several of one CA: what they say, and what each fault makes of the answer."""

from datetime import UTC, datetime

import pytest
from cryptography import x509

from tests.revocation.pki import (
    DAY,
    NOW,
    OIDS,
    ask,
    authority,
    certificate,
    codes,
    crl,
    crl_der,
    crl_item,
    key,
    name,
    number,
    revoked,
)
from workbench.certs.issuing import Extension
from workbench.certs.issuing.elements import context, integer, sequence, time
from workbench.certs.issuing.signing import algorithm_identifier, signed
from workbench.certs.items import Item, ItemType, Source
from workbench.findings import Severity
from workbench.revocation import CrlStore, Status

UNKNOWN_END = ("revocation-unknown", "error")
CRITICAL = Extension("1.3.6.1.4.1.99999.1", b"\x05\x00", critical=True)


def test_a_certificate_that_is_not_listed_is_good() -> None:
    item = crl(revoked(6), extensions=[number(3)])
    answer = ask([item])
    assert (answer.status, answer.reason, answer.revoked_at) == (Status.GOOD, None, None)
    assert answer.findings == ()
    assert answer.used == (item,)


@pytest.mark.requirement("RFC 5280 5.3.1")
@pytest.mark.parametrize("reason", ["", *(flag.value for flag in x509.ReasonFlags if flag.value != "removeFromCRL")])
def test_a_listed_certificate_is_revoked_with_reason_and_time(reason: str) -> None:
    item = crl(revoked(4), revoked(5, reason), extensions=[number(3)])
    answer = ask([item])
    assert (answer.status, answer.reason) == (Status.REVOKED, reason or "unspecified")
    assert answer.revoked_at == NOW - 3 * DAY
    assert answer.used == (item,)
    assert codes(answer) == [("revoked", "error")]
    finding = answer.findings[0]
    assert "leaf" in finding.message
    assert finding.certificate == certificate("leaf").facts.sha256
    assert finding.requirement == "RFC 5280 6.3.3"


@pytest.mark.parametrize("serial", [0, 1, 127, 128, 255, 256, 1 << 63, (1 << 159) - 1, 1 << 160, -1, -128, -129])
def test_serial_numbers_of_every_size_are_found(serial: int) -> None:
    item = crl(revoked(serial))
    assert ask([item], certificate("leaf", serial=serial)).status is Status.REVOKED
    assert ask([item], certificate("leaf", serial=serial + 1)).status is Status.GOOD


def test_without_any_crl_nothing_is_known() -> None:
    answer = ask([])
    assert (answer.status, answer.used) == (Status.UNKNOWN, ())
    assert codes(answer) == [UNKNOWN_END]
    assert "CN=CA" in answer.findings[0].message


def test_a_crl_of_another_name_is_another_cas() -> None:
    answer = ask([crl(revoked(5), issuer="Other")])
    assert answer.status is Status.UNKNOWN
    assert codes(answer) == [("crl-issuer", "warning"), UNKNOWN_END]


@pytest.mark.requirement("RFC 5280 6.3.3")
@pytest.mark.parametrize("says_whose", [True, False])
def test_a_crl_of_a_namesake_with_another_key_is_another_cas(*, says_whose: bool) -> None:
    answer = ask([crl(revoked(5), signer="Twin", key_identifier_of="Twin" if says_whose else None)])
    assert answer.status is Status.UNKNOWN
    assert codes(answer) == [("crl-issuer", "error"), UNKNOWN_END]


def test_without_any_key_identifier_a_wrong_signature_is_another_cas() -> None:
    unnamed = certificate("CA", serial=1, ca=True, identified=False)
    assert codes(ask([crl(signer="Twin", key_identifier_of=None)], issuer=unnamed)) == [("crl-issuer", "error"), UNKNOWN_END]


@pytest.mark.requirement("RFC 5280 5.1.1.3")
def test_a_crl_that_was_changed_has_a_wrong_signature() -> None:
    der = crl_der(revoked(6), extensions=[number(3)])
    changed = der.replace(b"\x02\x01\x06", b"\x02\x01\x07", 1)
    assert changed != der
    answer = ask([crl_item(changed)])
    assert answer.status is Status.UNKNOWN
    assert codes(answer) == [("revocation-signature", "error"), UNKNOWN_END]


@pytest.mark.requirement("RFC 5280 5.1.2.5", "RFC 5280 5.1.2.4")
@pytest.mark.parametrize(
    ("since", "until", "says"),
    [
        (NOW - 3 * DAY, NOW - DAY, "out of date"),
        (NOW - 3 * DAY, NOW, "out of date"),
        (NOW - 3 * DAY, None, "until when"),
        (NOW + DAY, NOW + 2 * DAY, "future"),
    ],
)
def test_a_crl_that_is_not_current_leaves_it_open(since: datetime, until: datetime | None, says: str) -> None:
    answer = ask([crl(since=since, until=until)])
    assert answer.status is Status.UNKNOWN
    assert codes(answer) == [("revocation-stale", "error"), UNKNOWN_END]
    assert says in answer.findings[0].message


def test_revocation_is_final_so_an_old_list_still_tells_it_but_a_hold_may_have_been_lifted() -> None:
    old = {"since": NOW - 9 * DAY, "until": NOW - DAY}
    assert ask([crl(revoked(5), **old)]).status is Status.REVOKED
    assert codes(ask([crl(revoked(5), **old)])) == [("revocation-stale", "warning"), ("revoked", "error")]
    assert ask([crl(revoked(5, "certificateHold"), **old)]).status is Status.UNKNOWN
    assert ask([crl(revoked(5), since=NOW + DAY, until=NOW + 9 * DAY)]).status is Status.UNKNOWN


@pytest.mark.requirement("RFC 5280 5.2", "RFC 5280 5.3")
@pytest.mark.parametrize("listed", [5, 6])
def test_unknown_critical_extensions_of_the_crl_or_of_any_entry_forbid_its_use(listed: int) -> None:
    of_crl = ask([crl(revoked(listed), extensions=[CRITICAL])])
    of_entry = ask([crl_item(with_entry_extension(listed, CRITICAL))])
    for answer in (of_crl, of_entry):
        assert answer.status is Status.UNKNOWN
        assert codes(answer) == [("unknown-critical-extension", "error"), UNKNOWN_END]
    harmless = Extension(CRITICAL.oid, CRITICAL.value)
    assert ask([crl_item(with_entry_extension(6, harmless))]).status is Status.GOOD
    assert ask([crl(extensions=[harmless])]).status is Status.GOOD


def with_entry_extension(serial: int, *extensions: Extension) -> bytes:
    entry = sequence(integer(serial), time(NOW - DAY), sequence(*(one.encode() for one in extensions)))
    return list_of(sequence(entry), context(0, sequence(number(1).encode())))


def list_of(*parts: bytes, version: bytes = integer(1), inner: bytes = b"") -> bytes:
    """A CRL of raw parts after nextUpdate."""
    algorithm = inner or algorithm_identifier(key("CA"))
    return signed(sequence(version, algorithm, name("CA"), time(NOW - DAY), time(NOW + DAY), *parts), key("CA"))


@pytest.mark.requirement("RFC 5280 5.1.2.1", "RFC 5280 5.1.2.6", "RFC 5280 5.1.1.2")
def test_departures_of_form() -> None:
    extended = context(0, sequence(number(1).encode()))
    assert codes(ask([crl_item(list_of(version=b""))])) == [("crl-version-1", "info")]
    assert ask([crl_item(list_of(version=b""))]).status is Status.GOOD
    assert codes(ask([crl_item(list_of(sequence(), extended))])) == [("malformed-crl", "warning")]
    for der in (list_of(extended, version=b""), list_of(extended, version=integer(2))):
        answer = ask([crl_item(der)])
        assert answer.status is Status.UNKNOWN
        assert ("malformed-crl", "error") in codes(answer)
    two = ask([crl_item(list_of(inner=algorithm_identifier(key("CA"), "SHA512")))])
    assert two.status is Status.UNKNOWN
    assert ("signature-algorithm-mismatch", "error") in codes(two)


def test_an_extension_twice_or_malformed_forbids_its_use() -> None:
    twice = ask([crl(extensions=[number(1), number(2)])])
    assert twice.status is Status.UNKNOWN
    assert ("duplicate-extension", "error") in codes(twice)
    for oid in (OIDS["number"], OIDS["point"], OIDS["delta"]):
        answer = ask([crl(extensions=[Extension(oid, b"\x04\x01", critical=True)])])
        assert answer.status is Status.UNKNOWN
        assert ("malformed-extension", "error") in codes(answer)


def test_what_is_no_crl_is_said_where_the_answer_is_open() -> None:
    broken = Item(ItemType.CRL, crl_der()[:-9], Source("b.crl"))
    assert codes(ask([broken])) == [("malformed-crl", "error"), UNKNOWN_END]
    assert codes(ask([broken, crl()])) == []
    assert len(CrlStore([broken, crl(), crl(), authority().item])) == 2


@pytest.mark.requirement("RFC 5280 5.2.3")
def test_the_newest_of_several_decides_and_the_others_say_why_not() -> None:
    newest, older = crl(extensions=[number(9)]), crl(revoked(5), since=NOW - 2 * DAY, extensions=[number(8)])
    for order in ([newest, older], [older, newest]):
        answer = ask(order)
        assert (answer.status, answer.used) == (Status.GOOD, (newest,))
        assert codes(answer) == [("crl-superseded", "info")]
        assert "number 8" in answer.findings[0].message


def test_the_past_is_judged_by_the_crl_of_the_past() -> None:
    newest, older = crl(revoked(5), extensions=[number(9)]), crl(since=NOW - 9 * DAY, extensions=[number(8)])
    answer = ask([newest, older], at=NOW - 5 * DAY)
    assert (answer.status, answer.used) == (Status.GOOD, (older,))
    assert codes(answer) == [("revocation-stale", "warning")]
    assert "future" in answer.findings[0].message


def test_a_faulty_newest_does_not_hide_a_sound_older_one_and_its_fault_is_no_error_then() -> None:
    changed = crl_item(crl_der(revoked(6), extensions=[number(9)]).replace(b"\x02\x01\x06", b"\x02\x01\x05", 1))
    sound = crl(since=NOW - 2 * DAY, extensions=[number(8)])
    answer = ask([changed, sound])
    assert (answer.status, answer.used) == (Status.GOOD, (sound,))
    assert codes(answer) == [("revocation-signature", "warning")]


@pytest.mark.requirement("RFC 5280 5.2.3")
@pytest.mark.parametrize("other", [4, 5])
def test_numbers_that_do_not_grow_are_said(other: int) -> None:
    pair = [crl(extensions=[number(4)]), crl(since=NOW - 2 * DAY, extensions=[number(other)])]
    assert ("crl-number", "warning") in codes(ask(pair))
    assert ask(pair).status is Status.GOOD


@pytest.mark.requirement("RFC 5280 4.2.1.3")
def test_a_ca_without_crl_sign_must_not_sign_crls() -> None:
    weak = certificate("CA", serial=1, ca=True, usages=["keyCertSign"])
    answer = ask([crl(revoked(5))], issuer=weak)
    assert answer.status is Status.UNKNOWN
    assert codes(answer) == [("revocation-unauthorized", "error"), UNKNOWN_END]
    assert "keyCertSign" in answer.findings[0].observed


@pytest.mark.parametrize(("trusted", "status"), [(True, Status.GOOD), (False, Status.UNKNOWN), (None, Status.UNKNOWN)])
def test_another_key_of_the_ca_counts_only_with_a_valid_path(trusted: bool | None, status: Status) -> None:  # noqa: FBT001
    signer = certificate("CA", key_of="CRL key", issuer_key="CA", usages=["cRLSign"], serial=2)
    stranger = certificate("Else", usages=["cRLSign"], serial=3)
    answer = ask([crl(signer="CRL key")], signers=[stranger, signer], trusted=trusted)
    assert answer.status is status
    if trusted is not True:
        assert codes(answer) == [("revocation-unauthorized", "error"), UNKNOWN_END]


def test_a_crl_key_that_is_revoked_must_not_clear_itself() -> None:
    signer = certificate("CA", key_of="CRL key", issuer_key="CA", usages=["cRLSign"], serial=2)
    assert ask([crl(signer="CRL key")], signer, signers=[signer], trusted=None).status is Status.UNKNOWN


def test_repeated_entries_count_with_the_gravest() -> None:
    twice = crl(revoked(5, "certificateHold"), revoked(5, "keyCompromise"), revoked(5, "superseded", NOW))
    assert ask([twice]).reason == "keyCompromise"


def test_remove_from_crl_makes_no_sense_in_a_complete_crl() -> None:
    answer = ask([crl(revoked(5, "removeFromCRL"))])
    assert answer.status is Status.UNKNOWN
    assert codes(answer) == [("malformed-crl", "error"), UNKNOWN_END]


def test_every_finding_names_the_rule_what_was_seen_and_what_to_do() -> None:
    asked = [
        ask([]),
        ask([crl(issuer="Other")]),
        ask([crl(signer="Twin")]),
        ask([crl(until=None), crl(extensions=[CRITICAL, number(1)])]),
        ask([crl(revoked(5))]),
    ]
    for finding in (finding for answer in asked for finding in answer.findings):
        assert all((finding.message, finding.requirement, finding.observed, finding.expected, finding.remedy, finding.subject))
        assert finding.certificate == certificate("leaf").facts.sha256
        assert finding.message[0].isupper() or finding.message.startswith("leaf ")
        assert finding.message.endswith(".")
        assert "{" not in finding.message
        assert finding.severity in set(Severity)


def test_a_crl_from_before_2000_and_one_until_after_2050_have_the_right_years() -> None:
    far = crl(since=datetime(1999, 1, 1, tzinfo=UTC), until=datetime(2051, 1, 1, tzinfo=UTC))
    assert ask([far]).status is Status.GOOD
    assert ask([far], at=datetime(2052, 1, 1, tzinfo=UTC)).status is Status.UNKNOWN
