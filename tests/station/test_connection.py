"""M05.FR.13 to .16: the server's certificate, a fallback root and a migration. OCTT M_30, M_31, B_47, B_50."""

import pytest

from tests.station.makers import CSMS, NEW, OLD, happens, held, install, met, migrating, present, react, root, station
from tests.trust.pki import NOW, items, made
from workbench.station.connection import trusted_now
from workbench.station.effects import AcceptServer, OpenConnection, RefuseServer
from workbench.station.events import Connected, ConnectionFailed, ConnectionWanted, ServerPresented

OLD_SERVER = (made("csms.example", "CSMS root 1", ca=False),)
NEW_SERVER = (made("csms.example", "CSMS root 2", ca=False), NEW)
STRANGER = (made("csms.example", "another root", ca=False), root("another root"))
ROTATED = install(station((CSMS, OLD), check=True), NEW).state


@pytest.mark.requirement("M05.FR.13")
def test_connected_under_the_new_root_the_fallback_goes():  # M_30
    decision = present(ROTATED, *NEW_SERVER)
    assert decision.effects == (AcceptServer(held(NEW, OLD).sha256),)
    assert decision.state.fallback_root == held(OLD), "the handshake is not over yet"
    done = react(decision.state, Connected(), NOW)
    assert done.decided_by == "M05.FR.13"
    assert done.state.store.of_type(CSMS) == (held(NEW, OLD),)
    assert done.state.connection.connected


@pytest.mark.requirement("M05.FR.14")
def test_a_plain_reconnect_falls_back_and_keeps_the_old_root():  # M_31
    decision = present(ROTATED, *OLD_SERVER)
    assert (decision.decided_by, decision.effects) == ("M05.FR.14", (AcceptServer(held(OLD).sha256),))
    assert met(ROTATED, *OLD_SERVER).fallback_root == held(OLD)


def test_the_new_root_is_an_anchor_though_its_issuer_is_gone():
    state = met(ROTATED, *NEW_SERVER)
    assert present(state, *NEW_SERVER).effects == (AcceptServer(held(NEW, OLD).sha256),)
    assert present(state, NEW_SERVER[0]).effects == (AcceptServer(held(NEW, OLD).sha256),)
    assert isinstance(present(state, *OLD_SERVER).effects[0], RefuseServer)


def test_a_stranger_is_refused_and_nothing_changes():
    decision = present(ROTATED, *STRANGER)
    assert isinstance(decision.effects[0], RefuseServer)
    assert decision.state.store == ROTATED.store
    assert isinstance(present(ROTATED).effects[0], RefuseServer)


def test_an_expired_server_certificate_is_refused():
    assert isinstance(present(ROTATED, made("csms.example", "CSMS root 2", ca=False, until=-1), NEW).effects[0], RefuseServer)


@pytest.mark.requirement("M05.FR.15", "M05.FR.16")
def test_a_migration_does_not_fall_back_but_goes_home_when_its_attempts_are_used_up():  # B_47
    state = migrating(ROTATED)
    for _ in range(2):
        decision = present(state, *OLD_SERVER)
        assert "M05.FR.15" in {one.requirement for one in decision.findings}
        assert decision.effects[1:] == (OpenConnection(2),)
        state = decision.state
    decision = present(state, *OLD_SERVER)
    assert decision.effects[1:] == (OpenConnection(1),)
    home = react(decision.state, ConnectionWanted(slot=1), NOW).state
    back = present(home, *OLD_SERVER)
    assert (back.decided_by, back.effects) == ("M05.FR.16", (AcceptServer(held(OLD).sha256),))
    done = react(back.state, Connected(), NOW).state
    assert (done.connection.migration, done.fallback_root) == (None, held(OLD))


@pytest.mark.requirement("M05.FR.16")
def test_home_again_the_fallback_root_is_asked_first():
    state = happens(migrating(ROTATED), ConnectionFailed(), ConnectionFailed(), ConnectionFailed())
    assert present(state, *NEW_SERVER).effects == (AcceptServer(held(OLD).sha256),), "its root is signed by the old one"
    assert present(state, NEW_SERVER[0]).effects == (AcceptServer(held(NEW, OLD).sha256),)


@pytest.mark.requirement("M05.FR.13")
def test_a_migration_that_succeeds_removes_the_fallback():  # B_50
    state = met(migrating(ROTATED), *NEW_SERVER)
    assert (state.connection.slot, state.connection.migration, state.fallback) == (2, None, None)


@pytest.mark.requirement("M05.FR.15")
def test_a_connection_that_fails_otherwise_counts_as_an_attempt_too():
    state = migrating(ROTATED)
    for slot in (2, 2, 1):
        decision = react(state, ConnectionFailed(), NOW)
        assert decision.effects == (OpenConnection(slot),)
        state = decision.state


@pytest.mark.requirement("M05.FR.15")
def test_the_number_of_attempts_is_a_variable():
    one = ROTATED.model.with_value("OCPPCommCtrlr", "NetworkProfileConnectionAttempts", "1")
    state = migrating(type(ROTATED)(store=ROTATED.store, fallback=ROTATED.fallback, model=one))
    assert present(state, *OLD_SERVER).effects[1:] == (OpenConnection(1),)


@pytest.mark.requirement("M05.FR.13")
def test_a_connection_without_tls_proves_no_root():
    state = react(ROTATED, ConnectionWanted(slot=1, security_profile=1), NOW).state
    assert react(state, Connected(), NOW).state.fallback_root == held(OLD)


def test_what_is_no_certificate_is_refused():
    decision = react(ROTATED, ServerPresented(items(b"\x30\x03\x02\x01\x00")), NOW)
    assert isinstance(decision.effects[0], RefuseServer)


@pytest.mark.requirement("M05.FR.14", "M05.FR.15", "M05.FR.16")
def test_the_roots_that_may_verify_a_server_now_stand_in_the_order_in_which_they_are_tried():
    assert trusted_now(ROTATED) == (held(NEW, OLD), held(OLD))
    assert trusted_now(migrating(ROTATED)) == (held(NEW, OLD),)
    returning = happens(migrating(ROTATED), ConnectionFailed(), ConnectionFailed(), ConnectionFailed())
    assert trusted_now(returning) == (held(OLD), held(NEW, OLD))
    assert trusted_now(station()) == ()
