"""One OCSP response or several about one certificate: what they say, and what each fault makes of the answer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from tests.revocation.ocsp_made import (
    CA,
    CRITICAL,
    DAY,
    LEAF,
    NOW,
    ask,
    ca,
    codes,
    item,
    made,
    path_certificate,
    response,
    single,
    unsuccessful,
)
from tests.trust.pki import key
from workbench.certs.items import Item, ItemType, Source
from workbench.findings import Severity
from workbench.revocation import OcspStore, Status
from workbench.revocation.ocsp_currency import MOST_AGE

UNKNOWN_END = ("revocation-unknown", "error")
SECOND = timedelta(seconds=1)


@pytest.mark.requirement("RFC 6960 3.2", "RFC 6960 4.1.1")
@pytest.mark.parametrize("digest", ["sha1", "sha256", "sha384", "sha512"])
def test_a_certificate_that_the_responder_calls_good_is_good(digest: str) -> None:
    given = item(response(single(digest=digest)))
    answer = ask(given)
    assert (answer.status, answer.reason, answer.revoked_at) == (Status.GOOD, None, None)
    assert answer.findings == ()
    assert answer.used == (given,)


@pytest.mark.requirement("RFC 6960 2.2")
@pytest.mark.parametrize(
    ("reason", "name"),
    [
        (None, "unspecified"),
        ("key_compromise", "keyCompromise"),
        ("superseded", "superseded"),
        ("certificate_hold", "certificateHold"),
    ],
)
def test_a_revoked_one_is_revoked_with_reason_and_time(reason: str | None, name: str) -> None:
    given = item(response(single("revoked", reason=reason)))
    answer = ask(given)
    assert (answer.status, answer.reason, answer.revoked_at) == (Status.REVOKED, name, NOW - 3 * DAY)
    assert answer.used == (given,)
    assert codes(answer) == [("revoked", "error")]
    finding = answer.findings[0]
    assert finding.certificate == path_certificate(LEAF).facts.sha256
    assert "leaf" in finding.message
    assert finding.requirement == "RFC 6960 2.2"


@pytest.mark.requirement("RFC 6960 2.2")
def test_a_hold_of_1970_says_that_the_certificate_was_never_issued() -> None:
    answer = ask(response(single("revoked", reason="certificate_hold", revoked_at=datetime(1970, 1, 1, tzinfo=UTC))))
    assert answer.status is Status.REVOKED
    assert "never issued" in answer.findings[-1].message


@pytest.mark.requirement("RFC 6960 2.2")
def test_what_the_responder_does_not_know_is_unknown() -> None:
    answer = ask(response(single("unknown")))
    assert (answer.status, answer.used) == (Status.UNKNOWN, ())
    assert codes(answer) == [UNKNOWN_END, UNKNOWN_END]
    assert [finding.item for finding in answer.findings] == ["ocsp", "certificate"]


def test_without_any_response_nothing_is_known() -> None:
    answer = ask()
    assert (answer.status, answer.used) == (Status.UNKNOWN, ())
    assert codes(answer) == [UNKNOWN_END]


@pytest.mark.parametrize("serial", [0, 1, 127, 128, 255, 256, 1 << 63, (1 << 159) - 1, 1 << 160, -1, -128, -129])
def test_serial_numbers_of_every_size_are_found(serial: int) -> None:
    leaf = path_certificate(LEAF)
    store = OcspStore([item(response(single(serial=serial)))])
    for number, status in ((serial, Status.GOOD), (serial + 1, Status.UNKNOWN), (serial ^ 1 << 64, Status.UNKNOWN)):
        numbered = replace(leaf, facts=replace(leaf.facts, serial=number))
        answer = store.status(numbered, path_certificate(CA), NOW, trusted_signer=lambda _: None, signers=())
        assert answer.status is status


@pytest.mark.requirement("RFC 6960 3.2")
def test_a_response_about_another_serial_number_says_nothing() -> None:
    answer = ask(response(single(serial=6)))
    assert answer.status is Status.UNKNOWN
    assert codes(answer) == [("revocation-wrong-certificate", "warning"), UNKNOWN_END]


@pytest.mark.requirement("RFC 6960 3.2", "RFC 6960 4.1.1")
@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"issuer": "Other", "issuer_key": "CA"}, "hash of the issuer's name"),
        ({"issuer_key": "Other"}, "hash of the issuer's key"),
        ({"issuer": "Other"}, "name and key"),
        ({"digest": "sha224"}, "unknown here"),
    ],
)
def test_the_same_serial_number_of_another_ca_says_nothing(changed: dict[str, Any], says: str) -> None:
    answer = ask(response(single("revoked", **changed)))
    assert answer.status is Status.UNKNOWN
    assert codes(answer) == [("revocation-wrong-certificate", "error"), UNKNOWN_END]
    assert says in answer.findings[0].message


def test_a_response_about_a_namesake_is_passed_over_where_another_one_decides() -> None:
    answer = ask(response(single("revoked", issuer="Other")), response(single()))
    assert (answer.status, answer.findings) == (Status.GOOD, ())


def test_the_issuers_name_is_hashed_as_the_certificate_spells_it() -> None:
    other = ca("ca")  # equal by RFC 5280 7.1, other octets
    issuer = path_certificate(other)
    leaf = path_certificate(made("leaf", "CA", issuer_key="ca"))
    own, others = (
        OcspStore([item(response(single(issuer=spelling, issuer_key="ca"), signer="ca"))]).status(
            leaf, issuer, NOW, trusted_signer=lambda _: None, signers=()
        )
        for spelling in ("CA", "ca")
    )
    assert own.status is Status.GOOD
    assert others.status is Status.UNKNOWN
    assert "spells it" in others.findings[0].message


@pytest.mark.requirement("RFC 6960 4.2.2.1")
@pytest.mark.parametrize(
    ("since", "until", "produced", "says"),
    [
        (NOW - 3 * DAY, NOW - SECOND, NOW - 3 * DAY, "out of date"),
        (NOW + SECOND, NOW + DAY, NOW - DAY, "thisUpdate"),
        (NOW - DAY, NOW + DAY, NOW + SECOND, "producedAt"),
        (NOW - MOST_AGE - SECOND, None, NOW - DAY, "too old"),
    ],
)
def test_a_response_that_does_not_hold_at_the_time_leaves_it_open(
    since: datetime, until: datetime | None, produced: datetime, says: str
) -> None:
    answer = ask(response(single(since=since, until=until), produced=produced))
    assert answer.status is Status.UNKNOWN
    assert codes(answer)[0] == ("revocation-stale", "error")
    assert says in answer.findings[0].message
    assert codes(answer)[-1] == UNKNOWN_END


@pytest.mark.requirement("RFC 6960 4.2.2.1")
def test_both_ends_belong_to_the_time_that_it_holds() -> None:
    assert ask(response(single(since=NOW, until=NOW), produced=NOW)).findings == ()
    assert ask(response(single(until=NOW)), at=NOW + timedelta(microseconds=1)).status is Status.GOOD


@pytest.mark.requirement("RFC 6960 4.2.2.1")
def test_without_next_update_it_is_used_for_a_bounded_time_and_that_is_said() -> None:
    answer = ask(response(single(since=NOW - MOST_AGE, until=None)))
    assert answer.status is Status.GOOD
    assert codes(answer) == [("revocation-stale", "warning")]


def test_a_response_signed_before_it_was_right_is_used_with_a_warning() -> None:
    answer = ask(response(single(), produced=NOW - 2 * DAY))
    assert answer.status is Status.GOOD
    assert codes(answer) == [("revocation-stale", "warning")]


def test_revocation_is_final_so_an_old_response_still_tells_it_but_a_hold_may_have_been_lifted() -> None:
    old: dict[str, Any] = {"since": NOW - 9 * DAY, "until": NOW - DAY}
    answer = ask(response(single("revoked", **old), produced=NOW - 9 * DAY))
    assert answer.status is Status.REVOKED
    assert codes(answer) == [("revocation-stale", "warning"), ("revoked", "error")]
    assert ask(response(single("revoked", reason="certificate_hold", **old))).status is Status.UNKNOWN
    future: dict[str, Any] = {"since": NOW + DAY, "until": NOW + 2 * DAY}
    assert ask(response(single("revoked", **future))).status is Status.UNKNOWN
    assert ask(response(single("revoked"), produced=NOW + DAY)).status is Status.UNKNOWN


@pytest.mark.requirement("RFC 6960 4.4")
@pytest.mark.parametrize("where", ["single", "response"])
@pytest.mark.parametrize("status", ["good", "revoked"])
def test_a_critical_extension_that_nobody_knows_leaves_it_open(where: str, status: str) -> None:
    der = response(single(status, extensions=[CRITICAL])) if where == "single" else response(single(status), extensions=[CRITICAL])
    answer = ask(der)
    assert answer.status is Status.UNKNOWN
    assert codes(answer) == [("unknown-critical-extension", "error"), UNKNOWN_END]
    assert "1.3.6.1.4.1.99999.1" in answer.findings[0].message


@pytest.mark.requirement("RFC 6960 4.4", "RFC 6960 4.4.1")
@pytest.mark.parametrize("where", ["single", "response"])
def test_extensions_that_are_known_or_not_critical_change_nothing(where: str) -> None:
    nonce = {"extn_id": "1.3.6.1.5.5.7.48.1.2", "critical": True, "extn_value": b"\x04\x02ab"}
    harmless = [nonce, {**CRITICAL, "critical": False}]
    der = response(single(extensions=harmless)) if where == "single" else response(single(), extensions=harmless)
    assert ask(der).findings == ()


@pytest.mark.requirement("RFC 6960 4.4")
def test_an_extension_that_occurs_twice_leaves_it_open() -> None:
    twice = [{**CRITICAL, "critical": False}] * 2
    for der in (response(single(extensions=twice)), response(single(), extensions=twice)):
        answer = ask(der)
        assert answer.status is Status.UNKNOWN
        assert ("duplicate-extension", "error") in codes(answer)


@pytest.mark.requirement("RFC 6960 4.2.2.3")
def test_another_version_is_refused() -> None:
    answer = ask(response(single(), version=2))
    assert answer.status is Status.UNKNOWN
    assert codes(answer)[0] == ("malformed-ocsp", "error")
    assert any("version 2" in finding.message for finding in answer.findings)


# --- several single responses, several responses ---


def test_the_right_one_of_several_single_responses_is_taken() -> None:
    others = [single("revoked", serial=serial) for serial in (4, 6)]
    assert ask(response(others[0], single(), others[1])).status is Status.GOOD
    assert ask(response(single(serial=4), single("revoked"), single(serial=6))).status is Status.REVOKED
    assert ask(response(single("revoked", issuer="Other"), single())).status is Status.GOOD
    assert ask(response(single(issuer="Other"), single("revoked"))).status is Status.REVOKED


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (("good", "revoked"), Status.REVOKED),
        (("revoked", "good"), Status.REVOKED),
        (("good", "unknown"), Status.UNKNOWN),
        (("unknown", "revoked"), Status.REVOKED),
        (("good", "good"), Status.GOOD),
    ],
)
def test_of_contradicting_single_responses_the_graver_counts(statuses: tuple[str, str], expected: Status) -> None:
    first, second = statuses
    assert ask(response(single(first, digest="sha1"), single(second))).status is expected


def test_an_outdated_single_response_does_not_hide_a_current_one() -> None:
    old = single(digest="sha1", since=NOW - 9 * DAY, until=NOW - 8 * DAY)
    answer = ask(response(old, single()))
    assert answer.status is Status.GOOD
    assert codes(answer) == [("revocation-stale", "warning")]


def test_the_newest_response_counts_but_revocation_is_final() -> None:
    older: dict[str, Any] = {"since": NOW - 2 * DAY}
    newer: dict[str, Any] = {"since": NOW - DAY}
    held = response(single("revoked", reason="certificate_hold", **older), produced=NOW - 2 * DAY)
    assert ask(held).status is Status.REVOKED
    assert ask(held, response(single(**newer))).status is Status.GOOD
    gone = response(single("revoked", **older), produced=NOW - 2 * DAY)
    assert ask(gone, response(single(**newer))).status is Status.REVOKED
    assert ask(response(single(**older), produced=NOW - 2 * DAY), response(single("revoked", **newer))).status is Status.REVOKED


def test_a_hold_and_a_good_word_of_the_same_time_are_revoked() -> None:
    both = [response(single("revoked", reason="certificate_hold")), response(single())]
    assert ask(*both).status is ask(*both[::-1]).status is Status.REVOKED


def test_a_responder_that_does_not_know_leaves_it_to_another_one() -> None:
    answer = ask(response(single("unknown")), response(single(since=NOW - 2 * DAY), produced=NOW - 2 * DAY))
    assert answer.status is Status.GOOD
    assert codes(answer) == [("revocation-unknown", "warning")]


def test_faults_of_responses_that_did_not_decide_are_no_errors() -> None:
    broken = bytearray(response(single()))
    broken[-1] ^= 1
    answer = ask(bytes(broken), response(single("revoked", until=NOW - SECOND), signer="Twin"), response(single()))
    assert answer.status is Status.GOOD
    assert answer.findings
    assert {finding.severity for finding in answer.findings} == {Severity.WARNING}


# --- what is no answer ---


@pytest.mark.requirement("RFC 6960 2.3", "RFC 6960 4.2.1")
@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("unauthorized", "revocation-unauthorized"),
        ("sign_required", "revocation-unauthorized"),
        ("try_later", "revocation-unreachable"),
        ("internal_error", "revocation-unreachable"),
        ("malformed_request", "revocation-unreachable"),
    ],
)
def test_an_unsuccessful_response_is_told_by_its_status(status: str, code: str) -> None:
    answer = ask(unsuccessful(status))
    assert answer.status is Status.UNKNOWN
    assert codes(answer) == [
        (code, "warning"),
        UNKNOWN_END,
    ]  # nobody signed it: it holds against nothing, an answer only is missing
    assert "the OCSP response at hand is no answer but " in answer.findings[-1].message
    assert ask(unsuccessful(status), response(single())).findings == ()


def test_an_unsuccessful_response_that_says_something_all_the_same_is_not_heard() -> None:
    der = response(single())
    assert der.count(b"\x0a\x01\x00") == 1
    assert ask(der.replace(b"\x0a\x01\x00", b"\x0a\x01\x06")).status is Status.UNKNOWN


@pytest.mark.requirement("RFC 6960 4.2.1")
@pytest.mark.parametrize("der", [b"", b"\x30\x00", b"\x30\x03\x0a\x01\x00", b"\x30\x03\x0a\x01\x04", b"\x30\x03\x0a\x01\x63"])
def test_what_is_no_response_is_malformed(der: bytes) -> None:
    answer = ask(Item(ItemType.OCSP_RESPONSE, der, Source("a.ors")))
    assert answer.status is Status.UNKNOWN
    assert codes(answer) == [("malformed-ocsp", "error"), UNKNOWN_END]


def test_another_type_of_response_is_not_read() -> None:
    basic, other = bytes.fromhex("2b0601050507300101"), bytes.fromhex("2b0601050507300102")
    answer = ask(response(single()).replace(basic, other, 1))
    assert codes(answer) == [("malformed-ocsp", "error"), UNKNOWN_END]
    assert "another type" in answer.findings[0].message


def test_other_items_are_passed_over_and_the_same_octets_count_once() -> None:
    der = response(single())
    certificate = path_certificate(LEAF).item
    assert len(OcspStore([certificate, item(der), item(der, "b.ors"), item(unsuccessful("unauthorized"))])) == 2


def test_every_finding_names_certificate_rule_and_remedy() -> None:
    ders = [
        response(single(since=NOW + DAY), extensions=[CRITICAL]),
        response(single(until=NOW - SECOND), signer="Twin"),
        response(single("unknown")),
        response(single(issuer="Other")),
        unsuccessful("try_later"),
    ]
    answer = ask(*ders)
    assert answer.status is Status.UNKNOWN
    assert len(answer.findings) >= 7
    for finding in answer.findings:
        assert finding.certificate == path_certificate(LEAF).facts.sha256
        assert finding.requirement
        assert finding.observed
        assert finding.expected
        assert finding.remedy
        assert "{}" not in finding.message
        assert finding.message.endswith(".")
        assert finding.source in {"a.ors:1", "a.pem:1"}


def test_a_certificate_that_cannot_be_parsed_is_not_good() -> None:
    issuer = path_certificate(ca())
    broken = Item(ItemType.CERTIFICATE, issuer.item.der, Source("a.pem"))
    assert broken.facts is not None
    store = OcspStore([item(response(single()))])
    unread = type(issuer)(broken, broken.facts)
    answer = store.status(path_certificate(LEAF), unread, NOW, trusted_signer=lambda _: True, signers=())
    assert answer.status is Status.UNKNOWN
    assert codes(answer)[0] == ("check-failed", "error")


def test_a_builder_of_its_own_says_the_same() -> None:
    """``cryptography`` makes the response: the time at which it was produced is that of the machine."""
    now, reason = datetime.now(UTC), x509.ReasonFlags.superseded
    leaf, issuer = made("leaf", at=now), ca(at=now)
    for status in (ocsp.OCSPCertStatus.GOOD, ocsp.OCSPCertStatus.REVOKED, ocsp.OCSPCertStatus.UNKNOWN):
        revoked = status is ocsp.OCSPCertStatus.REVOKED
        built = (
            ocsp.OCSPResponseBuilder()
            .add_response(
                leaf, issuer, hashes.SHA384(), status, now - DAY, now + DAY, *((now, reason) if revoked else (None, None))
            )
            .responder_id(ocsp.OCSPResponderEncoding.HASH, issuer)
            .sign(key("CA"), hashes.SHA512())
        )
        answer = ask(built.public_bytes(Encoding.DER), leaf=leaf, issuer=issuer, at=now + SECOND)
        assert answer.status.name == status.name
