"""The search finds the orders that strand a station, and proves that a plan does not."""

import pytest

from tests.station.makers import CSMS, NEW, OLD, held, pem, station
from tests.trust.pki import DAY, NOW, items, made
from workbench.station.explore import explore
from workbench.station.moves import Delete, Install, Migrate, Reconnect, Server, Switch, Wait, World
from workbench.station.personalities import STRICT_STATION, Personality, personality
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
