import copy
import json
import pickle
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.net.machines.stories import answer, events, roots, sample
from workbench.errors import InputError
from workbench.messages.certificates import GetInstalledCertificateIdsRequest
from workbench.messages.faults import Refused
from workbench.messages.sign_certificate import SignCertificateRequest
from workbench.net.machines import happenings
from workbench.net.machines.clock import Clock
from workbench.net.machines.happenings import keys_of
from workbench.net.machines.station import Station
from workbench.sample_pki import reference_time
from workbench.station.effects import OpenConnection
from workbench.station.events import ConnectionWanted, TimePassed
from workbench.station.journal_export import from_dict
from workbench.station.state import StationState

MO = sample("iso15118-2/mo-root.pem").read_text()
INSTALL = ("InstallCertificate", {"certificateType": "MORootCertificate", "certificate": MO})
TRIGGER = ("TriggerMessage", {"requestedMessage": "SignV2GCertificate"})
RENEW = ("TriggerMessage", {"requestedMessage": "SignChargingStationCertificate"})
PASSWORD = "what-nobody-may-ever-read-1"
SET = (
    "SetVariables",
    {
        "setVariableData": [
            {"component": {"name": "SecurityCtrlr"}, "variable": {"name": "BasicAuthPassword"}, "attributeValue": PASSWORD}
        ]
    },
)


@pytest.mark.parametrize(
    "asked",
    [
        (GetInstalledCertificateIdsRequest(),),
        ("GetInstalledCertificateIds",),
        ("GetInstalledCertificateIds", {}),
        (("GetInstalledCertificateIds", {}),),
        ('[2,"1","GetInstalledCertificateIds",{}]',),
        ([2, "1", "GetInstalledCertificateIds", {}],),
    ],
)
def test_a_request_may_be_given_in_any_form(asked):
    station = Station("factory")
    assert len(answer(station, *asked).certificate_hash_data_chain) == 4
    assert events(station) == ["Received"]


@pytest.mark.parametrize("asked", [(3,), ("[",), (None,), ({"a": 1},), ((1, 2, 3),)])
def test_what_is_no_request_says_so_and_nothing_happens(asked):
    station = Station("factory")
    with pytest.raises(InputError, match="no"):
        station.handle(*asked)
    assert events(station) == []


@pytest.mark.parametrize("asked", [("Nonsense", {}), ("InstallCertificate", {}), ("SignCertificate", {"csr": "x"})])
def test_a_request_that_would_get_a_callerror_raises_it_and_nothing_happens(asked):
    station = Station("factory")
    with pytest.raises(Refused):
        station.handle(*asked)
    assert events(station) == []


def test_the_presets_hold_what_they_promise():
    counts = {name: Station(name).state.entries for name in ("empty", "roots", "factory", "factory-20")}
    assert counts == {"empty": 0, "roots": 3, "factory": 6, "factory-20": 7}
    assert Station("factory").clock.now() == reference_time()
    assert Station("factory", root_check=True, max_entries=7).state.root_check
    assert not Station("empty").clock.simulated
    with pytest.raises(InputError, match="outfit"):
        Station("fabric")
    with pytest.raises(InputError, match="personality"):
        Station(personality="nice")


def test_a_trigger_makes_a_key_and_puts_the_signing_request_into_the_outbox():
    station = Station("factory")
    assert answer(station, *TRIGGER).status == "Accepted"
    assert events(station) == ["Received", "KeyReady"]
    (waiting,) = station.outbox
    assert isinstance(waiting, SignCertificateRequest)
    assert station.state.pending[0].key in station.past.keys


def test_undo_and_redo_give_the_very_same_station_back():
    station = Station("factory", seed=b"1")
    before = []
    for asked in (INSTALL, TRIGGER, SET, RENEW, TRIGGER):
        before.append((station.state, station.journal.entries, station.outbox, station.secrets))
        station.handle(*asked)
    last = (station.state, station.journal.entries, station.outbox, station.secrets)
    for state in reversed(before):
        station.undo()
        assert (station.state, station.journal.entries, station.outbox, station.secrets) == state
    with pytest.raises(InputError, match="nothing to undo"):
        station.undo()
    for _ in before:
        station.redo()
    assert (station.state, station.journal.entries, station.outbox, station.secrets) == last
    with pytest.raises(InputError, match="nothing to do again"):
        station.redo()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(["install", "trigger", "set", "undo", "redo", "wrong"]), max_size=14))
def test_any_order_of_steps_and_undos_keeps_state_journal_and_keys_together(steps):
    station = Station("factory", seed=b"1")
    for step in steps:
        with suppress(InputError, Refused):
            {
                "install": lambda: station.handle(*INSTALL),
                "trigger": lambda: station.handle(*TRIGGER),
                "set": lambda: station.handle(*SET),
                "undo": station.undo,
                "redo": station.redo,
                "wrong": lambda: station.handle("Nonsense"),
            }[step]()
        assert station.journal.state is station.state
        assert all(key in station.past.keys for key in keys_of(station.state))
        assert len(station.outbox) == sum(event == "KeyReady" for event in events(station))


def test_a_key_that_a_second_trigger_destroyed_is_back_after_undo():
    station = Station("factory")
    station.handle(*TRIGGER)
    first = station.state.pending[0].key
    station.handle(*TRIGGER)
    assert first not in station.past.keys
    station.undo()
    assert first in station.past.keys
    station.redo()
    assert first not in station.past.keys


def test_without_a_link_a_connection_that_is_wanted_is_noted():
    station = Station("factory")
    station.happens(ConnectionWanted(1))
    assert station.unmet == (OpenConnection(1),)
    assert not station.connected
    assert station.undo().unmet == ()


def test_a_reset_without_a_link_restarts_it_at_once():
    station = Station("factory")
    assert answer(station, "Reset", {"type": "Immediate"}).status == "Accepted"
    assert events(station) == ["Received", "Restarted"]
    station.undo()
    assert events(station) == []


def test_its_export_is_json_and_its_journal_again():
    station = Station("factory", seed=b"1")
    for asked in (INSTALL, TRIGGER):
        station.handle(*asked)
    station.happens(TimePassed())
    written = json.loads(json.dumps(station.export()))
    assert from_dict(written).state == station.state
    assert station.to_dict() == written


def test_it_is_shown_with_its_certificates_and_hostile_text_is_escaped():
    station = Station("factory", identity="<script>alert(1)</script>\x1b[31m")
    for text in (repr(station), str(station)):
        assert "\x1b" not in text
    assert "<script>" not in station._repr_html_()
    assert "Sample CSMS Root CA A" in station._repr_html_()
    assert "6 certificates" in repr(station)


def test_it_is_not_copied_for_its_keys_are_not():
    for way in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match="not copied"):
            way(Station("factory"))


def test_a_state_and_a_clock_of_ones_own_are_taken():
    clock = Clock(reference_time())
    station = Station(StationState(), identity="CS0007", clock=clock, version="2.0.1")
    assert (station.identity, station.clock, str(station.state.connection.version)) == ("CS0007", clock, "2.0.1")
    assert roots(station) == []


def test_a_journal_keeps_the_latest_events_in_whole_steps_and_counts_the_rest(monkeypatch):
    monkeypatch.setattr(happenings, "MOST_KEPT", 30)
    station = Station("factory")
    for _ in range(100):
        station.handle("GetInstalledCertificateIds", {})
    entries = station.journal.entries
    assert len(entries) <= 30
    assert len(entries) + station.past.forgotten == 100
    assert station.journal.replayed().state == station.state
    for _ in range(station.past.steps):
        station.undo()
    assert station.journal.entries == ()
