"""A week of the status cache in a second: what is kept, for how long, and when it is asked for anew."""

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.revocation.ocsp_made import CA, DAY, LEAF, NOW, made, response, single, unsuccessful
from tests.revocation.verdict_made import AS_RECEIVED, HASH_DATA, ask_ocsp
from workbench.certs.hashdata import CertificateHashData, hash_data_of
from workbench.errors import CodecError
from workbench.messages.certificate_status import CertificateStatus, CertificateStatusSource, CertificateStatusValue
from workbench.messages.hash_data import CertificateHashDataType
from workbench.revocation.cache import StatusCache
from workbench.revocation.cache_duties import StatusDuty, m06_duty, m07_duty
from workbench.revocation.cache_json import from_json, to_json
from workbench.revocation.cache_rules import WEEK, CachePolicy, why_verdict_not_kept
from workbench.revocation.verdict import Verdict

OCSP, CRL = CertificateStatusSource.OCSP, CertificateStatusSource.CRL
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
LATER = [hash_data_of(made("leaf", serial=serial), CA) for serial in (5, 6, 7)]


def good(until: datetime | None = NOW + 30 * DAY, **changed: Any) -> Verdict:
    return ask_ocsp(response(single(until=until, **changed)))


def m06_duties(cache: StatusCache, own: list[CertificateHashData], at: datetime) -> tuple[StatusDuty, ...]:
    return tuple(duty for one in own if (duty := m06_duty(cache, one, NOW, at)).moment <= at)


def m07_duties(cache: StatusCache, chain: list[CertificateHashData], at: datetime) -> tuple[StatusDuty, ...]:
    return tuple(duty for one in chain if (duty := m07_duty(cache, one, at)).moment <= at)


def held(verdict: Verdict, at: datetime = NOW) -> StatusCache:
    return StatusCache().with_verdict(verdict, at)


@pytest.mark.requirement("M07.FR.09")
@pytest.mark.requirement("M06.FR.10")
@pytest.mark.parametrize(
    ("until", "lasts"),
    [(NOW + 30 * DAY, WEEK), (NOW + WEEK, WEEK), (NOW + 3 * HOUR, 3 * HOUR), (NOW + SECOND, SECOND), (None, HOUR)],
)
def test_it_is_kept_for_a_week_at_most_never_past_next_update_and_an_hour_without(until: datetime | None, lasts: timedelta) -> None:
    cache = held(good(until))
    entry = cache.get(HASH_DATA, OCSP, NOW)
    assert entry is not None
    assert (entry.status.value, entry.expires) == ("Good", NOW + lasts)
    assert cache.get(HASH_DATA, OCSP, NOW + lasts - timedelta(microseconds=1)) is entry
    assert cache.get(HASH_DATA, OCSP, NOW + lasts) is None


def test_the_bound_without_next_update_is_the_policys_and_never_more_than_a_week() -> None:
    for bound, lasts in ((timedelta(minutes=5), timedelta(minutes=5)), (30 * DAY, WEEK)):
        cache = StatusCache(CachePolicy(without_next_update=bound)).with_verdict(good(None), NOW)
        assert next(iter(cache)).expires == NOW + lasts


NOT_KEPT = {
    "tryLater": ask_ocsp(unsuccessful("try_later")),
    "unauthorized": ask_ocsp(unsuccessful("unauthorized")),
    "unreadable": ask_ocsp(b"<html>"),
    "unknown": ask_ocsp(response(single("unknown"))),
    "nobody verified it": ask_ocsp(response(single(), signer="Evil"), cas=(), policy=AS_RECEIVED),
    "out of date": good(NOW - HOUR),
    "a wrong signature": ask_ocsp(response(single(), signer="Evil", names="CA")),
}


@pytest.mark.parametrize("why", NOT_KEPT)
def test_what_is_not_known_for_sure_is_not_kept_and_takes_nothing_away(why: str) -> None:
    assert why_verdict_not_kept(NOT_KEPT[why])
    empty, full = StatusCache(), held(good())
    assert empty.with_verdict(NOT_KEPT[why], NOW) is empty
    assert full.with_verdict(NOT_KEPT[why], NOW) is full


def test_revoked_is_kept_and_replaces_good() -> None:
    cache = held(good()).with_verdict(good(status="revoked"), NOW)
    assert [one.status.value for one in cache] == ["Revoked"]


def test_letter_case_does_not_count_and_algorithm_and_source_do() -> None:
    cache = held(good())
    shouted = CertificateHashData(
        HASH_DATA.hash_algorithm,
        HASH_DATA.issuer_name_hash.upper(),
        HASH_DATA.issuer_key_hash.upper(),
        HASH_DATA.serial_number.upper(),
    )
    assert cache.get(shouted, OCSP, NOW) is not None
    assert cache.get(shouted, CRL, NOW) is None
    assert cache.get(hash_data_of(LEAF, CA, "SHA384"), OCSP, NOW) is None
    assert cache.any_source(shouted, NOW) is not None


def test_of_two_sources_revoked_counts() -> None:
    cache = held(good()).kept(HASH_DATA, CRL, CertificateStatusValue.REVOKED, NOW, NOW + DAY)
    entry = cache.any_source(HASH_DATA, NOW)
    assert entry is not None
    assert entry.source is CRL


def test_a_change_gives_a_new_cache_and_leaves_the_old_one() -> None:
    empty = StatusCache()
    full = empty.with_verdict(good(), NOW)
    assert (len(empty), len(full), len(full.pruned(NOW + 8 * DAY)), len(full)) == (0, 1, 0, 1)
    with pytest.raises(TypeError):
        full.entries[HASH_DATA, OCSP] = None  # type: ignore[index]


def test_an_answer_from_before_the_clock_was_set_back_does_not_hold() -> None:
    assert held(good()).get(HASH_DATA, OCSP, NOW - SECOND) is None


def chain_status(status: str, until: str, hash_data: CertificateHashData = HASH_DATA) -> CertificateStatus:
    return CertificateStatus(
        certificate_hash_data=CertificateHashDataType.of(hash_data),
        source=OCSP,
        status=CertificateStatusValue(status),
        next_update=until,
    )


@pytest.mark.requirement("M07.FR.09")
def test_results_of_a_chain_status_response_are_kept_by_the_same_rules() -> None:
    empty = StatusCache()
    kept = empty.with_chain_status(chain_status("Revoked", "2027-06-01T12:00:00Z"), NOW)
    assert [(one.status.value, one.expires, one.response) for one in kept] == [("Revoked", NOW + WEEK, b"")]
    for refused in (
        ("Failed", "2027-06-01T12:00:00Z"),
        ("Unknown", "2027-06-01T12:00:00Z"),
        ("Good", "soon"),
        ("Good", "2026-01-01T00:00:00Z"),
    ):
        assert empty.with_chain_status(chain_status(*refused), NOW) is empty


@pytest.mark.requirement("M06.FR.06")
@pytest.mark.requirement("M06.FR.07")
@pytest.mark.requirement("M06.FR.10")
def test_the_duties_of_m06() -> None:
    cache = StatusCache()
    assert [(one.hash_data, one.requirement) for one in m06_duties(cache, LATER, NOW)] == [(one, "M06.FR.06") for one in LATER]
    for one in LATER:
        cache = cache.kept(one, OCSP, CertificateStatusValue.GOOD, NOW, NOW + 30 * DAY, b"\x30")
    assert m06_duties(cache, LATER, NOW) == m06_duties(cache, LATER, NOW + 6 * DAY - SECOND) == ()
    assert [one.requirement for one in m06_duties(cache, LATER, NOW + 6 * DAY)] == ["M06.FR.10"] * 3
    assert cache.due(NOW + 6 * DAY - SECOND) == ()
    assert len(cache.due(NOW + 6 * DAY)) == len(cache.due(NOW + 60 * DAY)) == 3
    assert {one.why for one in m06_duties(cache, LATER, NOW + 8 * DAY)} == {"its answer is over"}
    new = hash_data_of(made("leaf", serial=99), CA)
    renewed = cache.renewed([new, *LATER[1:]], NOW + DAY)
    duties = m06_duties(renewed, [new, *LATER[1:]], NOW + DAY)
    assert [one.requirement for one in duties] == ["M06.FR.06", "M06.FR.07", "M06.FR.07"]
    assert renewed.get(LATER[1], OCSP, NOW + DAY) is not None  # until the new answer is there the old one serves
    again = renewed.kept(LATER[1], OCSP, CertificateStatusValue.GOOD, NOW + DAY, NOW + 30 * DAY)
    assert [one.requirement for one in m06_duties(again, LATER[1:], NOW + DAY)] == ["M06.FR.07"]


@pytest.mark.requirement("M07.FR.10")
@pytest.mark.requirement("M07.FR.11")
def test_the_duties_of_m07_are_exactly_those_without_an_answer_that_holds() -> None:
    cache = held(good(NOW + DAY))
    assert [(one.hash_data, one.requirement) for one in m07_duties(cache, LATER, NOW)] == [(one, "M07.FR.11") for one in LATER[1:]]
    assert [one.hash_data for one in m07_duties(cache, LATER, NOW + DAY - SECOND)] == LATER[1:]
    assert [one.hash_data for one in m07_duties(cache, LATER, NOW + DAY)] == LATER


@pytest.mark.requirement("M06.FR.10")
@pytest.mark.parametrize("lifetime", [timedelta(minutes=10), 12 * HOUR, 4 * DAY, 30 * DAY, None])
def test_a_week_in_a_second(lifetime: timedelta | None) -> None:
    """A station that fulfils its duties every minute for two weeks always has an answer, none of them old, and asks seldom."""
    cache, asked, at = StatusCache(), [], NOW
    step = timedelta(minutes=1)
    while at < NOW + 2 * WEEK:
        for duty in m06_duties(cache, LATER[:1], at):
            until = None if lifetime is None else at + lifetime
            cache = cache.kept(duty.hash_data, OCSP, CertificateStatusValue.GOOD, at, until)
            asked.append(at)
        entry = cache.get(LATER[0], OCSP, at)
        assert entry is not None
        assert at - entry.stored_at < min(WEEK, lifetime or HOUR)
        at += step
    lasts = min(WEEK, lifetime or HOUR)
    apart = [second - first for first, second in pairwise(asked)]
    assert set(apart) == {lasts - min(DAY, lasts / 2)}


MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # bounds are naive there


@given(MOMENTS, st.none() | MOMENTS, MOMENTS, st.timedeltas(timedelta(0), 60 * DAY), st.timedeltas(timedelta(0), 60 * DAY))
def test_no_moment_and_no_policy_let_an_answer_hold_too_long(
    stored: datetime, until: datetime | None, at: datetime, without: timedelta, ahead: timedelta
) -> None:
    cache = StatusCache(CachePolicy(without, ahead)).kept(HASH_DATA, OCSP, CertificateStatusValue.GOOD, stored, until)
    entry = cache.get(HASH_DATA, OCSP, at)
    if entry is not None:
        assert timedelta(0) <= at - entry.stored_at < WEEK
        assert at < (until or entry.stored_at + without)
    for one in cache:
        assert one.stored_at <= one.refresh_at <= one.expires


def test_it_survives_export_and_import() -> None:
    cache = held(good()).kept(LATER[1], CRL, CertificateStatusValue.REVOKED, NOW + HOUR, None).renewed([HASH_DATA], NOW + HOUR)
    assert from_json(json.loads(json.dumps(to_json(cache)))) == cache
    assert next(iter(from_json(to_json(cache)))).response == next(iter(cache)).response != b""


def test_an_export_that_was_edited_holds_no_longer_than_a_week() -> None:
    document = to_json(held(good()))
    document["without_next_update_seconds"] = 10**9
    document["entries"][0] |= {"next_update": None, "refresh_at": "2099-01-01T00:00:00Z"}
    assert [one.expires for one in from_json(document)] == [NOW + WEEK]
    assert from_json(document).due(NOW + WEEK)


@pytest.mark.parametrize(
    "changed",
    [
        {"status": "Unknown"},
        {"status": "good"},
        {"source": "rumour"},
        {"stored_at": "yesterday"},
        {"stored_at": None},
        {"ocsp_result": "%%"},
        {"certificate": {}},
        {"certificate": {"hashAlgorithm": "MD5", "issuerNameHash": "00", "issuerKeyHash": "00", "serialNumber": "1"}},
    ],
    ids=str,
)
def test_what_is_no_export_is_refused(changed: dict[str, Any]) -> None:
    document = to_json(held(good()))
    document["entries"][0] |= changed
    with pytest.raises(CodecError):
        from_json(document)


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda inner: st.dictionaries(st.sampled_from(["entries", "schema"]), inner),
    )
)
def test_any_json_is_an_export_or_is_refused(document: Any) -> None:
    with pytest.raises(CodecError):
        from_json(document)


def test_it_shows_itself() -> None:
    assert "Good" in str(held(good()))
    assert "2026-06-08" in held(good())._repr_html_()
