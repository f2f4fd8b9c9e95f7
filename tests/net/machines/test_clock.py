from datetime import UTC, datetime, timedelta, timezone

import pytest

from workbench.errors import InputError
from workbench.net.machines.clock import Clock

START = datetime(2026, 6, 1, tzinfo=UTC)


def test_a_simulated_clock_stands_still_until_it_is_advanced():
    clock = Clock(START)
    assert clock.now() == clock.now() == START
    assert clock.advance(timedelta(days=2)) == clock.now() == datetime(2026, 6, 3, tzinfo=UTC)
    assert clock.advance(until=datetime(2026, 6, 4, 2, tzinfo=timezone(timedelta(hours=2)))) == datetime(2026, 6, 4, tzinfo=UTC)
    assert "simulated" in repr(clock)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"by": timedelta(1), "until": START},
        {"by": timedelta(-1)},
        {"by": timedelta(days=4_000_000)},
        {"until": datetime(2027, 1, 1)},  # noqa: DTZ001  # that is the fault
    ],
)
def test_a_clock_that_cannot_be_advanced_so_says_why_and_stays(wrong):
    clock = Clock(START)
    with pytest.raises(InputError):
        clock.advance(**wrong)
    assert clock.now() == START


def test_the_real_clock_cannot_be_advanced_and_a_time_without_a_zone_is_none():
    with pytest.raises(InputError, match="real clock"):
        Clock().advance(timedelta(days=1))
    with pytest.raises(InputError, match="time zone"):
        Clock(datetime(2026, 6, 1))  # noqa: DTZ001
    assert not Clock().simulated
