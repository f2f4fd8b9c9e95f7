"""What the CSMS does and what happens to a station: one event after the other, as the driver would give them."""

import pytest

from tests.station.makers import CSMS, NEW, OLD, held, pem, station
from tests.trust.pki import NOW, items, made
from workbench.station.installed import CSMS_ROOT
from workbench.station.moves import Delete, Install, Migrate, Reconnect, Server, Switch, Wait, World
from workbench.station.personalities import STRICT_STATION
from workbench.station.planning_mishaps import FailedMigration, NetworkFailure, Restart, WrongServer

UNDER_OLD = Server("under the old root", items(made("csms", "CSMS root 1", ca=False)))
UNDER_NEW = Server("under the new root", items(made("csms", "CSMS root 2", ca=False)))
STRANGER = Server("a stranger", items(made("csms", "another root", ca=False)))
INSTALL = Install("install the new root", pem(NEW))


def done(move, world):
    outcome = move.made(world, STRICT_STATION)
    assert outcome is not None
    return outcome[0]


def roots(world):
    return [one.sha256 for one in world.state.store.of_type(CSMS_ROOT)]


@pytest.fixture
def rotated():
    """Holds the new root, the old one as fallback; the server is still under the old one, a second CSMS under the new one."""
    world = World(station((CSMS, OLD), check=True), ((1, UNDER_OLD), (2, UNDER_NEW)), NOW)
    return done(INSTALL, done(Reconnect(), world))


@pytest.mark.requirement("M05.FR.14")
@pytest.mark.parametrize("mishap", [Reconnect(), Restart(), NetworkFailure(), WrongServer("stranger", STRANGER)])
def test_whatever_cuts_the_connection_the_fallback_brings_it_back(rotated, mishap):
    after = done(mishap, rotated)
    assert after.state.connection.connected
    assert after.state.connection.root == held(OLD).sha256
    assert roots(after) == roots(rotated)


@pytest.mark.requirement("M05.FR.13")
@pytest.mark.parametrize("mishap", [Reconnect(), Restart(), NetworkFailure(), WrongServer("stranger", STRANGER)])
def test_whatever_cuts_the_connection_the_new_server_ends_the_fallback(rotated, mishap):
    after = done(mishap, done(Switch("switch", 1, UNDER_NEW), rotated))
    assert roots(after) == [held(NEW, OLD).sha256]
    assert after.state.fallback is None


def test_a_wrong_server_of_the_same_operator_is_a_connection_too(rotated):
    switched = done(Switch("switch", 1, UNDER_NEW), rotated)
    after = done(WrongServer("a forgotten node", UNDER_OLD), switched)
    assert after.state.connection.root == held(OLD).sha256
    assert after.state.fallback == held(OLD).sha256, "the rotation is not over: it was no server under the new root"


def test_a_wrong_server_that_is_the_right_one_is_no_move(rotated):
    assert WrongServer("the same", UNDER_OLD).made(rotated, STRICT_STATION) is None


def test_a_wrong_server_alone_strands_nobody_who_trusts_the_right_one(rotated):
    outcome = WrongServer("stranger", STRANGER).made(rotated, STRICT_STATION)
    assert outcome is not None
    assert [one.code for one in outcome[1]].count("server-refused") == 1


@pytest.mark.requirement("M05.FR.15", "M05.FR.16")
def test_a_migration_into_a_dead_network_ends_at_home_with_the_fallback(rotated):
    outcome = FailedMigration("migrate", 2).made(rotated, STRICT_STATION)
    assert outcome is not None
    after, said = outcome
    assert (after.state.connection.slot, after.state.connection.connected) == (1, True)
    assert after.state.fallback == held(OLD).sha256
    assert "M05.FR.16" in {one.requirement for one in said}


def test_who_is_there_already_does_not_migrate(rotated):
    for move in (Migrate("migrate", 1), FailedMigration("migrate", 1)):
        assert move.made(rotated, STRICT_STATION) is None


def test_moves_that_change_nothing_are_none(rotated):
    assert Switch("switch", 1, UNDER_OLD).made(rotated, STRICT_STATION) is None
    assert Wait("wait", NOW).made(rotated, STRICT_STATION) is None
    assert Delete("delete", "00" * 32).made(rotated, STRICT_STATION) is None


def test_a_move_s_repr_holds_no_certificate():
    assert "BEGIN" not in repr(INSTALL)
    assert repr(UNDER_OLD) == "Server(name='under the old root', host='')"
