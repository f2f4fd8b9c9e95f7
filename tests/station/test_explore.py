"""The search finds the orders that strand a station, and proves that a plan does not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.station.makers import CSMS, NEW, OLD, held, pem, station
from tests.trust.pki import DAY, NOW, items, made
from workbench.station.explore import explore, replayed
from workbench.station.moves import Delete, Install, Migrate, Reconnect, Server, Switch, Wait, World
from workbench.station.personalities import STRICT_STATION, Personality, personality
from workbench.station.planning_memory import Remembering
from workbench.station.planning_scenarios import SCENARIOS, scenario
from workbench.station.policy import Policy

UNDER_OLD = Server("under the old root", items(made("csms", "CSMS root 1", ca=False)))
UNDER_NEW = Server("under the new root", items(made("csms", "CSMS root 2", ca=False)))
INSTALL = Install("install the new root", pem(NEW))
TO_NEW, TO_OLD = Switch("server to the new root", 1, UNDER_NEW), Switch("server back to the old root", 1, UNDER_OLD)


def done(move, world, who=STRICT_STATION):
    """The world behind a move."""
    outcome = move.made(world, who)
    assert outcome is not None
    return outcome[0]


def beginning(**fields):
    world = World(station((CSMS, OLD), check=True, **fields), ((1, UNDER_OLD),), NOW)
    return done(Reconnect(), world)


@pytest.mark.requirement("M05.FR.12", "M05.FR.14")
def test_the_shortest_way_to_strand_is_to_switch_the_server_before_the_root_is_installed():
    found = explore(beginning(), [INSTALL, TO_NEW])
    assert found.complete
    assert found.strandings[0].names == ("server to the new root", "reconnect")


@pytest.mark.requirement("M05.FR.13")
def test_to_go_back_after_the_fallback_is_gone_strands_too():
    after = done(INSTALL, beginning())
    found = explore(after, [TO_NEW, TO_OLD])
    (shortest, *_) = found.strandings
    assert shortest.names == ("server to the new root", "reconnect", "server back to the old root", "reconnect")
    assert shortest.steps[1].decided_by == ("M05.FR.13",)


def test_the_plan_that_installs_first_and_never_goes_back_strands_nobody():
    after = done(INSTALL, beginning())
    found = explore(after, [TO_NEW])
    assert (found.strandings, found.complete) == ((), True)
    assert found.worlds >= 3


def test_a_station_that_takes_no_root_under_the_check_is_stranded_by_the_same_plan():
    other = personality("no-root-under-check")
    after = done(INSTALL, beginning(), other)
    assert explore(after, [TO_NEW], other).strandings


@pytest.mark.requirement("M04.FR.03")
def test_deleting_the_last_root_strands_a_station_that_lets_it_happen():
    gone = Delete("delete the root", held(OLD).sha256)
    assert explore(beginning(), [gone]).strandings == ()
    careless = Personality(name="careless", says="Deletes all.", policy=Policy(kept_last_roots=frozenset()))
    assert explore(beginning(), [gone], careless).strandings[0].names == ("delete the root", "reconnect")


def test_time_strands_whoever_waits_too_long():
    found = explore(beginning(), [Wait("the certificates expire", NOW + 20 * DAY)])
    assert found.strandings[0].names == ("the certificates expire", "reconnect")


@pytest.mark.requirement("M05.FR.15", "M05.FR.16")
def test_a_migration_to_a_csms_under_another_root_ends_at_home():
    world = World(beginning().state, ((1, UNDER_OLD), (2, UNDER_NEW)), NOW)
    away = Migrate("migrate", 2)
    after = done(away, world)
    assert (after.state.connection.slot, after.state.connection.connected) == (1, True)
    after = done(away, done(INSTALL, world))
    assert (after.state.connection.slot, after.state.fallback) == (2, None)


def test_over_no_connection_no_message_comes():
    alone = World(station((CSMS, OLD)), ((1, UNDER_NEW),), NOW)
    for move in (INSTALL, Delete("delete", held(OLD).sha256), Migrate("migrate", 2)):
        assert move.made(alone, STRICT_STATION) is None


def test_a_bound_that_is_hit_is_said():
    assert not explore(beginning(), [INSTALL, TO_NEW, TO_OLD], most=3).complete
    assert not explore(beginning(), [INSTALL, TO_NEW, TO_OLD], deepest=1).complete


def naive(start, moves, who=STRICT_STATION):
    """The same search without a memory, by the worlds themselves: cut-off worlds with the length of the shortest way there."""
    seen, wave, cut_off, transitions = {start}, [start], {}, 0
    depth = 0
    while wave:
        depth, following = depth + 1, []
        for world in wave:
            for move in {*moves, Reconnect()}:
                outcome = move.made(world, who)
                if outcome is None:
                    continue
                transitions += 1
                if outcome[0] in seen:
                    continue
                seen.add(outcome[0])
                if outcome[0].state.connection.connected:
                    following.append(outcome[0])
                else:
                    cut_off[outcome[0]] = depth
        wave = following
    return cut_off, len(seen), transitions


@pytest.mark.parametrize("name", [*SCENARIOS])
def test_what_is_remembered_changes_no_result(name):
    place = scenario(name, expiry=name == "csms-root-rotation", migration=name == "second-rotation")
    found = explore(place.world, place.everything)
    cut_off, worlds, transitions = naive(place.world, place.everything)
    assert {one.world: len(one.steps) for one in found.strandings} == cut_off
    assert (found.worlds, found.transitions, found.complete) == (worlds, transitions, True)
    assert set(found.reached) >= {one.world for one in found.strandings}


def told(found):
    return [(one.names, one.ways_back, [step.decided_by for step in one.steps]) for one in found.strandings]


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_the_order_in_which_moves_are_given_does_not_matter(data):
    place = scenario()
    chosen = data.draw(st.lists(st.sampled_from(place.everything), unique=True))
    shuffled = data.draw(st.permutations([*chosen, *chosen[:2]]))
    found, again = explore(place.world, chosen), explore(place.world, shuffled)
    assert told(found) == told(again)
    assert (found.worlds, found.transitions, found.reached) == (again.worlds, again.transitions, again.reached)


def test_a_stranding_says_which_single_move_brings_the_station_back():
    found = explore(beginning(), [INSTALL, TO_NEW, TO_OLD])
    assert found.strandings[0].ways_back == ("server back to the old root",)
    (lost,) = explore(beginning(), [Wait("the certificates expire", NOW + 20 * DAY)]).strandings
    assert lost.ways_back == ()


def test_essential_are_those_that_hold_no_shorter_one():
    place = scenario(expiry=True)
    found = explore(place.world, place.everything)
    assert 0 < len(found.essential) < len(found.strandings)
    names = [one.names for one in found.essential]
    assert names == sorted(names, key=len)
    assert not any(_holds(long, short) for short in names for long in names if short != long)


def _holds(long, short):
    rest = iter(long)
    return all(name in rest for name in short)


def test_every_edge_leads_from_a_world_to_what_its_move_makes_of_it():
    place = scenario()
    found = explore(place.world, place.everything)
    for edge in found.edges:
        assert replayed(found.reached[edge.before], [edge.step])[0] == found.reached[edge.after]


def test_steps_replayed_end_where_the_search_ended():
    place = scenario(expiry=True)
    for one in explore(place.world, place.everything).strandings:
        assert replayed(place.world, one.steps)[-1] == one.world


def test_a_memory_that_is_full_decides_anew(monkeypatch):
    place = scenario(migration=True)
    found = explore(place.world, place.everything)
    monkeypatch.setattr("workbench.station.planning_memory.MOST_DECISIONS", 3)
    again = explore(place.world, place.everything, Remembering(STRICT_STATION))
    assert told(found) == told(again)
