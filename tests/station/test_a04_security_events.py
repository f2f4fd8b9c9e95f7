"""A04: what happens while the station is offline is told once it is connected; the log rolls."""

import pytest

from tests.station.makers import CSMS, OLD, ask, happens, present, react, root, station
from tests.trust.pki import items, made
from workbench.messages.codec import to_wire
from workbench.messages.device_model import Component, Variable
from workbench.messages.reset import ResetKind, ResetRequest
from workbench.messages.security_event import SecurityEvent
from workbench.messages.variables import SetVariableData, SetVariablesRequest
from workbench.messages.versions import Version
from workbench.station.a04_security_events import LONGEST_LOG
from workbench.station.changes import changes
from workbench.station.effects import Send
from workbench.station.events import Connected, ConnectionFailed, Disconnected, Restarted, ServerPresented

STATE = station((CSMS, OLD))
STRANGER = (made("csms.example", "another root", ca=False), root("another root"))
GOOD = (made("csms.example", "CSMS root 1", ca=False),)


def told(decision):
    messages = [one.message for one in decision.effects if isinstance(one, Send)]
    both = [[to_wire(message, version)["type"] for message in messages] for version in Version]
    assert both[0] == both[1]
    return both[0]


@pytest.mark.requirement("A04.FR.01", "A04.FR.02", "A04.FR.04")
def test_a_refused_server_is_reported_once_the_station_is_connected_and_only_once():
    refused = present(STATE, *STRANGER)
    assert told(refused) == []
    assert "A04.FR.02" in {one.requirement for one in refused.findings}
    again = present(refused.state, *STRANGER)
    assert len(again.state.security_log) == 1, "a server that is refused every few seconds fills no log"
    connected = react(present(again.state, *GOOD).state, Connected())
    assert told(connected) == ["InvalidCsmsCertificate"]
    (sent,) = connected.effects
    assert sent.message.timestamp == "2026-06-01T00:00:00Z", "when it happened"
    assert told(react(happens(connected.state, Disconnected()), Connected())) == []
    assert [one.waiting for one in connected.state.security_log] == [False]


@pytest.mark.requirement("A04.FR.02")
@pytest.mark.parametrize("noticed", [SecurityEvent.INVALID_TLS_VERSION, SecurityEvent.INVALID_TLS_CIPHER_SUITE])
def test_what_the_handshake_showed_is_reported(noticed):
    failed = react(STATE, ConnectionFailed(noticed, "The server speaks TLS 1.1 at most."))
    (entry,) = failed.state.security_log
    assert (entry.event, entry.tech_info) == (noticed, "The server speaks TLS 1.1 at most.")
    assert told(react(failed.state, Connected())) == [noticed.value]
    assert react(STATE, ConnectionFailed()).state.security_log == ()


@pytest.mark.requirement("A04.FR.04")
def test_what_is_not_critical_is_written_down_and_not_sent():
    failed = react(STATE, ConnectionFailed(SecurityEvent.FAILED_TO_AUTHENTICATE_AT_CSMS, "401"))
    assert len(failed.state.security_log) == 1
    assert failed.decided_by == "A04.FR.04"
    assert told(react(failed.state, Connected())) == []
    data = SetVariableData(
        attribute_value="60", component=Component(name="SecurityCtrlr"), variable=Variable(name="CertSigningWaitMinimum")
    )
    changed = ask(STATE, SetVariablesRequest(set_variable_data=(data,)))
    assert [one.event for one in changed.state.security_log] == ["ReconfigurationOfSecurityParameters"]
    assert told(changed) == []


@pytest.mark.requirement("A04.FR.02")
def test_a_restart_and_its_order_are_reported_after_it():
    ordered = ask(STATE, ResetRequest(type=ResetKind.IMMEDIATE))
    assert told(ordered) == []
    assert told(react(happens(ordered.state, Restarted()), Connected())) == ["ResetOrReboot", "StartupOfTheDevice"]


@pytest.mark.requirement("A04.FR.04")
def test_the_log_rolls_and_what_waits_goes_last():
    state = react(STATE, Restarted()).state
    for number in range(LONGEST_LOG + 20):
        state = react(state, ConnectionFailed(SecurityEvent.FAILED_TO_AUTHENTICATE_AT_CSMS, f"try {number}")).state
    assert len(state.security_log) == LONGEST_LOG
    assert (state.security_log[0].event, state.security_log[1].tech_info) == ("StartupOfTheDevice", "try 21")
    for number in range(LONGEST_LOG + 20):
        state = react(state, ConnectionFailed(SecurityEvent.INVALID_TLS_VERSION, f"TLS {number}")).state
    assert len(told(react(state, Connected()))) == LONGEST_LOG


@pytest.mark.requirement("A04.FR.04")
def test_a_new_entry_is_a_change_that_is_said():
    after = react(STATE, Restarted()).state
    assert [(one.what, one.after) for one in changes(STATE, after)] == [
        ("security log", "StartupOfTheDevice: The station was switched on.")
    ]


def test_a_long_sentence_is_cut_and_the_log_decides_nothing():
    subject = "a server with a very long name " * 2
    chain = ServerPresented(items(made(subject, "nobody", ca=False)))
    assert react(STATE, chain).state == react(react(STATE, chain).state, chain).state == STATE
    long = react(STATE, ConnectionFailed(SecurityEvent.INVALID_TLS_VERSION, "x" * 400)).state.security_log[0].tech_info
    assert (len(long), long[-1]) == (255, "…")
