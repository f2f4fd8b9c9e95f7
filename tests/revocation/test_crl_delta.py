"""Delta CRLs: which may be put on which complete CRL, and what both say together."""

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
    delta_of,
    number,
    point,
    points,
    revoked,
    uri,
)
from workbench.certs.issuing import Extension
from workbench.revocation import Status

BASE = [number(5)]
DELTA = [number(7), delta_of(5)]
OTHER = point(full_name=[uri("http://a.example/a")])


@pytest.mark.requirement("RFC 5280 5.2.4", "RFC 5280 5.3.1")
@pytest.mark.parametrize(
    ("before", "change", "status"),
    [
        ("", "", Status.GOOD),
        ("", "superseded", Status.REVOKED),
        ("superseded", "", Status.REVOKED),
        ("certificateHold", "", Status.REVOKED),
        ("certificateHold", "removeFromCRL", Status.GOOD),
        ("certificateHold", "keyCompromise", Status.REVOKED),
        ("", "removeFromCRL", Status.GOOD),
        ("keyCompromise", "removeFromCRL", Status.REVOKED),  # nothing takes that back
    ],
)
def test_what_both_say_together(before: str, change: str, status: Status) -> None:
    base = crl(*([revoked(5, before)] if before else [revoked(6)]), extensions=BASE)
    delta = crl(*([revoked(5, change)] if change else [revoked(7)]), extensions=DELTA)
    answer = ask([delta, base])
    assert answer.status is status
    assert answer.used == (base, delta)
    if status is Status.REVOKED:
        assert answer.reason == (before if change in {"", "removeFromCRL"} else change)


@pytest.mark.requirement("RFC 5280 5.2.4")
@pytest.mark.parametrize(
    ("base", "delta"),
    [
        ([number(4)], DELTA),  # too old a base
        ([number(7)], DELTA),  # holds all of it already
        ([number(8)], DELTA),
        ([], DELTA),
        (BASE, [delta_of(5)]),
        (BASE, [*DELTA, OTHER]),
    ],
)
def test_a_delta_that_does_not_fit_is_not_used_and_says_why(base: list[Extension], delta: list[Extension]) -> None:
    complete = crl(extensions=base)
    answer = ask([complete, crl(revoked(5), extensions=delta)])
    assert (answer.status, answer.used) == (Status.GOOD, (complete,))
    assert codes(answer) in ([("crl-delta", "info")], [("crl-scope", "info")])
    assert ask([crl(extensions=[number(5)]), crl(revoked(5), extensions=DELTA)]).status is Status.REVOKED


def test_a_delta_of_another_scope_or_key_is_not_used_though_it_is_about_the_certificate_and_validly_signed() -> None:
    where = points(x509.DistributionPoint([uri("http://a.example/a")], None, None, None))
    narrow = ask([crl(extensions=BASE), crl(revoked(5), extensions=[*DELTA, OTHER])], certificate("leaf", extensions=[where]))
    signer = certificate("CA", key_of="CRL key", issuer_key="CA", usages=["cRLSign"], serial=2)
    elsewhere = ask([crl(extensions=BASE), crl(revoked(5), signer="CRL key", extensions=DELTA)], signers=[signer])
    for answer in (narrow, elsewhere):
        assert answer.status is Status.GOOD
        assert codes(answer) == [("crl-delta", "info")]


def test_a_delta_alone_says_nothing() -> None:
    answer = ask([crl(revoked(5), extensions=DELTA)])
    assert answer.status is Status.UNKNOWN
    assert codes(answer) == [("crl-delta", "error"), ("revocation-unknown", "error")]


@pytest.mark.requirement("RFC 5280 6.3.3")
def test_a_current_delta_refreshes_a_complete_crl_that_is_out_of_date() -> None:
    old = crl(since=NOW - 9 * DAY, until=NOW - DAY, extensions=BASE)
    assert ask([old]).status is Status.UNKNOWN
    assert ask([old, crl(extensions=DELTA)]).status is Status.GOOD
    stale = crl(since=NOW - 8 * DAY, until=NOW - DAY, extensions=DELTA)
    assert ask([old, stale]).status is Status.UNKNOWN


def test_the_newest_delta_that_may_be_used_is_taken() -> None:
    base = crl(extensions=BASE)
    newest = crl(extensions=[number(9), delta_of(5)])
    older = crl(revoked(5), since=NOW - 2 * DAY, extensions=DELTA)
    assert ask([base, older, newest]).used == (base, newest)
    broken = crl(extensions=[number(9), delta_of(5), Extension("1.2.3", b"", critical=True)])
    assert ask([base, older, broken]).status is Status.REVOKED


def test_a_delta_signed_with_another_key_is_not_used() -> None:
    twin = crl(revoked(5), signer="Twin", extensions=DELTA)
    assert ask([crl(extensions=BASE), twin]).status is Status.GOOD
    forged = crl(revoked(5), signer="Twin", key_identifier_of="CA", extensions=DELTA)
    answer = ask([crl(extensions=BASE), forged])
    assert answer.status is Status.GOOD
    assert ("revocation-signature", "warning") in codes(answer)


@pytest.mark.requirement("RFC 5280 5.2.6")
def test_a_delta_that_is_published_and_not_at_hand_is_said() -> None:
    place = x509.FreshestCRL([x509.DistributionPoint([uri("http://a.example/d")], None, None, None)])
    of_crl = ask([crl(extensions=[*BASE, Extension.of(place)])])
    of_certificate = ask([crl(extensions=BASE)], certificate("leaf", extensions=[Extension.of(place)]))
    for answer in (of_crl, of_certificate):
        assert answer.status is Status.GOOD
        assert codes(answer) == [("crl-delta", "info")]
    assert OIDS["freshest"] == place.oid.dotted_string
    assert ask([crl(extensions=[*BASE, Extension.of(place)]), crl(extensions=DELTA)], issuer=authority()).findings == ()
