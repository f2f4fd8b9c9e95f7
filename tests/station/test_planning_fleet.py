"""Go or no-go for each station by search: a reason and a remedy for each no-go; equal stations are searched once."""

from dataclasses import replace

import pytest

from workbench.station.device_model import default_model
from workbench.station.personalities import personality
from workbench.station.planning_finding import guarded, safe_plans
from workbench.station.planning_fleet import FleetStation, go_or_no_go
from workbench.station.planning_plan import Plan
from workbench.station.planning_scenarios import scenario


@pytest.fixture(scope="module")
def place():
    return scenario()


@pytest.fixture(scope="module")
def plan(place):
    return guarded(place, safe_plans(place)[0])


def test_a_thousand_stations_are_as_many_searches_as_there_are_different_ones(place, plan):
    strict, odd = place.world.state, personality("own-key")
    full = replace(strict, model=default_model(root_check=True, max_entries=1))
    again = replace(strict, model=default_model(root_check=True))  # equal, and another object
    stations = [
        FleetStation(f"CS{number:04}", (strict, full, again)[number % 3], *((odd,) if number % 50 == 0 else ()))
        for number in range(1_000)
    ]
    found = go_or_no_go(stations, place, plan)
    assert found.searched == 4
    assert [one.identity for one in found.verdicts] == [one.identity for one in stations]
    assert not found.go
    for station, verdict in zip(stations, found.verdicts, strict=True):
        assert verdict.go is (station.state == strict and station.personality is not odd)
        assert bool(verdict.remedy) is not verdict.go


@pytest.mark.requirement("M05.FR.06")
def test_a_no_go_has_the_requirement_and_the_remedy_of_the_refusal(place, plan):
    full = replace(place.world.state, model=default_model(root_check=True, max_entries=1))
    (verdict,) = go_or_no_go([FleetStation("CS1", full)], place, plan).verdicts
    assert not verdict.go
    assert verdict.requirement == "M05.FR.06"
    assert verdict.remedy.startswith("Delete a certificate first")
    assert "wait for ever until M03 shows root B" in verdict.reason


def test_a_plan_that_strands_is_a_no_go_and_says_how(place):
    careless = Plan(place.mistakes[0].steps)
    (verdict,) = go_or_no_go([FleetStation("CS1", place.world.state)], place, careless).verdicts
    assert verdict.reason == "It would be stranded: server to root B → reconnect."
    assert verdict.proof is not None


def test_who_is_not_connected_is_a_no_go(place, plan):
    alone = replace(place.world.state, connection=replace(place.world.state.connection, connected=False, root=None))
    (verdict,) = go_or_no_go([FleetStation("CS1", alone)], place, plan).verdicts
    assert (verdict.go, verdict.reason) == (False, "It is not connected.")


def test_the_table_counts_reasons_and_escapes_what_is_hostile(place, plan):
    found = go_or_no_go([FleetStation("<b>", place.world.state), FleetStation("CS2", place.world.state)], place, plan)
    assert str(found) == "2 go, 0 no-go of 2 stations"
    assert found.go
    assert "<b>" not in found._repr_html_()
    assert "2 stations, 1 different" in found._repr_html_()
