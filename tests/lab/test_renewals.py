"""A year of renewals: what a station does by itself, what stops it for good, and what that costs in days."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from workbench.errors import InputError
from workbench.lab.renewals import year_of_renewals
from workbench.lab.renewals_spans import CLIENT, CONTRACT, SECC_2, SECC_20, STAPLE, Gap, Span, gaps_of
from workbench.lab.renewals_troubles import TROUBLES, Trouble, renewal_troubles, troubles_of
from workbench.messages.security_event import SecurityEvent

RENEWAL = 13
"""The day on whose last second the samples' SECC certificate is a month from its end."""
END = datetime(2026, 7, 15, tzinfo=UTC)
"""When it is over."""


def year(*troubles, **more):
    return asyncio.run(year_of_renewals(troubles, **{"days": 60, **more}))


def of(made, lane, *whats):
    return [one for one in made.happenings if one.lane == lane and (not whats or one.what in whats)]


@pytest.mark.requirement("A03.FR.02", "A03.FR.08", "A03.FR.10")
def test_a_year_without_trouble_renews_every_certificate_a_month_before_its_end():
    made = year(days=365)
    assert made.ok
    assert not made.findings
    assert [one.day for one in of(made, SECC_2, "in use")] == [13, 73, 133, 193, 253, 313]
    assert [one.day for one in of(made, CLIENT)] == [242, 242, 242]
    assert [one.what for one in of(made, CLIENT)] == ["asked", "in use", "discarded"]
    assert {one.requirement for one in made.happenings if one.what == "in use"} == {"A03.FR.08"}
    secc = [one for one in made.spans if one.lane == SECC_2]
    assert all(later.since == one.until < one.ends for one, later in pairwise(secc))
    assert all(one.ends - one.until > timedelta(days=29) for one in secc[:-1])


@pytest.mark.requirement("M01.FR.01", "M02.FR.01")
def test_the_vehicle_installs_once_and_updates_before_each_end():
    made = year(contract_days=60, days=100)
    contracts = of(made, CONTRACT)
    assert [one.requirement for one in contracts] == ["M01.FR.01", "M02.FR.01", "M02.FR.01"]
    assert made.ok


@pytest.mark.requirement("A03.FR.17", "A03.FR.18", "A03.FR.19")
def test_a_ca_that_is_down_on_that_day_stops_the_renewal_for_good():
    made = year(("ca-down", RENEWAL, 2))
    asked = of(made, SECC_2)
    assert [one.what for one in asked] == ["asked", "asked again", "asked again", "asked again", "stopped"]
    waits = [(later.at - one.at).total_seconds() for one, later in pairwise(asked)]
    assert waits == [30, 60, 120, 240]
    assert made.gaps == (Gap(SECC_2, END, made.end),)
    assert made.days_without() == 16
    assert [one.code for one in made.findings] == ["renewal-gap", "renewal-stopped"]
    assert "none has come since" in made.findings[1].message


@pytest.mark.requirement("A02.FR.08")
def test_an_operator_that_watches_triggers_what_has_stopped():
    made = year(("ca-down", RENEWAL, 5), watched=True)
    assert made.ok
    assert [one.requirement for one in of(made, SECC_2, "in use")] == ["A02.FR.08"]
    assert of(made, SECC_2, "in use")[0].day == 18
    assert [one.code for one in made.findings] == ["renewal-stopped"]
    assert "2026-06-19, triggered" in made.findings[0].message


@pytest.mark.requirement("A03.FR.07", "A02.FR.20")
@pytest.mark.parametrize("name", ["wrong-chain", "no-chain"])
def test_a_certificate_that_the_station_refuses_is_reported_and_never_asked_for_again(name):
    made = year((name, RENEWAL, 2))
    assert [one.what for one in of(made, SECC_2)] == ["asked", "invalid"]
    assert of(made, SECC_2, "invalid")[0].requirement == "A03.FR.07"
    reported = [one.event for one in made.station.state.security_log]
    assert SecurityEvent.INVALID_CHARGING_STATION_CERTIFICATE in reported
    assert made.gaps == (Gap(SECC_2, END, made.end),)
    assert year((name, RENEWAL, 3), watched=True).ok


@pytest.mark.requirement("A03.FR.19")
@pytest.mark.parametrize("name", ["wrong-key", "expired", "not-yet-valid"])
def test_a_certificate_that_the_csms_holds_back_leaves_the_station_waiting_until_it_stops(name):
    made = year((name, RENEWAL, 2))
    assert [one.what for one in of(made, SECC_2)] == ["asked", "asked again", "asked again", "asked again", "stopped"]
    assert made.gaps == (Gap(SECC_2, END, made.end),)


def test_a_rejected_request_is_begun_anew_by_the_station_itself():
    made = year(("rejected-csr", RENEWAL, 5))
    whats = Counter(one.what for one in of(made, SECC_2))
    assert whats["rejected"] > 5
    assert whats["in use"] == 1
    assert "stopped" not in whats
    assert made.ok


def test_a_slow_ca_is_asked_again_and_its_certificate_is_taken_all_the_same():
    made = year(("slow", RENEWAL, 2))
    assert [one.what for one in of(made, SECC_2, "asked again")] == ["asked again"] * 3
    assert of(made, SECC_2, "in use")
    assert made.ok


def test_what_fell_due_without_a_connection_is_renewed_when_it_is_back():
    made = year(("connection-lost", RENEWAL - 3, 20))
    assert [one.day for one in of(made, SECC_2, "in use")] == [RENEWAL + 17]
    assert made.days_without(SECC_2) == 0
    late = year(("connection-lost", RENEWAL - 3, 40))
    assert late.days_without(SECC_2) == 6


def test_without_a_new_sub_ca_certificates_get_short_and_then_there_are_none():
    made = year("no-new-sub-ca", ("ca-down", 242, 2), days=290)
    assert {one.lane for one in made.gaps} == {SECC_2, CLIENT}
    made = year("no-new-sub-ca", days=290)
    end = datetime(2027, 3, 1, tzinfo=UTC)
    assert made.gaps == (Gap(SECC_2, end, made.end),)
    assert "renewal-short" in {one.code for one in made.findings}
    cut = [one for one in made.spans if one.lane == SECC_2 and one.ends == end - timedelta(seconds=1)]
    assert len(cut) > 20


def test_a_pool_that_is_down_past_the_end_makes_the_vehicle_install_anew():
    made = year(("pool-down", 5, 45), contract_days=40)
    contracts = of(made, CONTRACT)
    assert [one.what for one in contracts] == ["contract", *["no contract"] * 6, "contract"]
    assert contracts[-1].requirement == "M01.FR.01"
    assert made.days_without(CONTRACT) == 16
    assert {one.lane for one in made.gaps} == {CONTRACT}


@pytest.mark.requirement("M06.FR.10")
def test_the_ocsp_response_is_renewed_each_week_and_missed_when_nobody_answers():
    made = year(("ocsp-down", 20, 20))
    assert [one.lane for one in made.gaps] == [STAPLE]
    assert 12 < made.days_without(STAPLE) < 20
    weekly = [one for one in made.spans if one.lane == STAPLE]
    assert all(one.ends - one.since <= timedelta(days=7) for one in weekly)


def test_the_same_year_again_is_the_same_year():
    def run():
        return year(("wrong-chain", 5, 20), "pool-down", days=40, editions=("iso15118-2", "iso15118-20"))

    one, other = run(), run()
    assert one.to_dict() == other.to_dict()
    assert {span.lane for span in one.spans} >= {SECC_2, SECC_20}


def test_a_certificate_of_iso_15118_20_is_renewed_too():
    made = year(days=65, editions=("iso15118-2", "iso15118-20"))
    assert [one.requirement for one in of(made, SECC_20, "in use")] == ["A02.FR.08", "A03.FR.08"]
    assert made.ok


def test_a_gap_counts_to_the_second_and_a_day_that_has_begun_counts():
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    end = begin + timedelta(days=10)
    spans = (
        Span(SECC_2, "a", "", begin, begin + timedelta(days=4), begin + timedelta(days=2) - timedelta(seconds=1)),
        Span(SECC_2, "b", "", begin + timedelta(days=4, hours=6), end, end + timedelta(days=1)),
    )
    (gap,) = gaps_of(spans, [SECC_2], begin, end)
    assert (gap.since, gap.until) == (begin + timedelta(days=2), begin + timedelta(days=4, hours=6))
    assert gap.days == 3
    assert [one.lane for one in gaps_of((), [CONTRACT, STAPLE], begin, end)] == [CONTRACT, STAPLE]


def test_nobody_misses_the_status_of_a_certificate_that_is_over():
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    end = begin + timedelta(days=10)
    spans = tuple(
        Span(lane, "a", "", begin, end, begin + timedelta(days=day) - timedelta(seconds=1))
        for lane, day in ((SECC_2, 5), (STAPLE, 3))
    )
    secc, staple = gaps_of(spans, [SECC_2, STAPLE], begin, end)
    assert secc == Gap(SECC_2, begin + timedelta(days=5), end)
    assert staple == Gap(STAPLE, begin + timedelta(days=3), begin + timedelta(days=5))


def test_it_is_shown_as_text_page_frame_and_picture_without_keys():
    made = year(("wrong-chain", RENEWAL, 2), ("ca-down", 30, 2), "pool-down", days=40)
    shown = [str(made), made._repr_html_(), str(made.to_dict()), made.picture.svg, made.picture.alt]
    for one in shown:
        assert "PRIVATE KEY" not in one
    assert made.sentence in made.picture.alt
    assert "wrong-chain" in made.picture.svg
    assert made.picture.png.startswith(b"\x89PNG")
    assert list(made.to_frame()["what"]) == [one.what for one in made.happenings]
    assert repr(made).startswith("Year(")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"troubles": [("no-such", 1, 1)]}, "no such trouble"),
        ({"troubles": [("ca-down", -1, 1)]}, "day 0 or later"),
        ({"troubles": [("ca-down", 1, 0)]}, "lasts a day"),
        ({"troubles": [("ca-down", 1, 9), ("slow", 5, 1)]}, "at once"),
        ({"troubles": [17]}, "no trouble"),
        ({"days": 0}, "number of days"),
        ({"days": 5000}, "number of days"),
        ({"contract_days": 0}, "lifetime"),
        ({"editions": ("iso15118-20",)}, "no such station"),
        ({"personality": "no-such"}, "personality"),
    ],
)
def test_what_cannot_be_simulated_is_said(arguments, said):
    with pytest.raises(InputError, match=said):
        asyncio.run(year_of_renewals(**arguments))


def test_troubles_are_given_as_values_tuples_or_names():
    assert troubles_of("ocsp-down") == (Trouble("ocsp-down", 0, 10_000),)
    assert troubles_of([Trouble("slow", 3), ("ca-down", 5, 2)]) == (Trouble("slow", 3, 1), Trouble("ca-down", 5, 2))
    assert all(name in str(renewal_troubles()) for name in TROUBLES)
