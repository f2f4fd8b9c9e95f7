"""The message drawn of a wire log: errors, silence, what is no message; and a log with a journal as one."""

import json
from datetime import timedelta
from types import SimpleNamespace

import pytest

from tests.views.happenings import AT, EVIL, rotation
from tests.views.page_reading import harmless
from workbench.messages.actions import action_of
from workbench.messages.codec import to_wire
from workbench.messages.versions import Version
from workbench.messages.wire_log import LoggedFrame, WireLog
from workbench.station.events import Received
from workbench.views.exchange import sequence
from workbench.views.exchange_words import Outcome, about, answer, as_json


def logged(*frames, at=AT):
    """Pairs of sender and frame, a second apart."""
    texts = ((sender, frame if isinstance(frame, str) else json.dumps(frame)) for sender, frame in frames)
    return WireLog(tuple(LoggedFrame(at + timedelta(seconds=i), sender, text) for i, (sender, text) in enumerate(texts)))


def told(log):
    return [(row.kind, row.sender, *row.told) for row in sequence(log).rows]


def test_calls_and_results_of_both_sides():
    log = logged(
        ("station", [2, "1", "BootNotification", {"reason": "PowerUp", "chargingStation": {}}]),
        ("csms", [2, "1", "GetVariables", {"getVariableData": [{"component": {"name": "A"}, "variable": {"name": "B"}}]}]),
        ("csms", [3, "1", {"status": "Accepted"}]),
        ("station", [3, "1", {"getVariableResult": [{"attributeStatus": "UnknownVariable"}]}]),
    )
    assert told(log) == [
        ("request", "station", "BootNotification", "PowerUp", Outcome.PLAIN),
        ("request", "csms", "GetVariables", "A.B", Outcome.PLAIN),
        ("answer", "csms", "Accepted", "", Outcome.GOOD),
        ("answer", "station", "UnknownVariable", "", Outcome.REFUSED),
    ]


def test_errors_silence_and_noise_are_seen():
    log = logged(
        ("csms", [2, "7", "Reset", {"type": "Immediate"}]),
        ("csms", [2, "8", "NoSuchThing", {}]),
        ("station", [4, "8", "NotImplemented", "<b>what</b>", {}]),
        ("station", "\x1b[2J no frame"),
        ("station", [2]),
    )
    rows = sequence(log).rows
    assert rows[0].because == "without an answer in this log"
    assert rows[0].told[2] is Outcome.DOUBT
    assert rows[2].told == ("CALLERROR NotImplemented", "NoSuchThing", Outcome.REFUSED)
    assert rows[2].because == "<b>what</b>"
    assert rows[3].told[0] == "no OCPP-J message: \\x1b[2J no frame"
    assert rows[4].told[2] is Outcome.REFUSED
    page = harmless(sequence(log).html)
    assert "<b>what</b>" in page.text


def test_a_note_of_the_log_is_shown():
    frame = LoggedFrame(AT, "csms", '[3,"x",{}]', note="not valid: $.status is missing")
    (row,) = sequence(WireLog((frame,), dropped=9)).rows
    assert row.because == "not valid: $.status is missing"
    assert "9 earlier frames are no longer in the log" in sequence(WireLog((frame,), dropped=9)).html


def test_no_secret_of_a_message_is_shown():
    data = {"component": {"name": "SecurityCtrlr"}, "variable": {"name": "BasicAuthPassword"}, "attributeValue": "hunter2"}
    log = logged(("csms", [2, "1", "SetVariables", {"setVariableData": [data]}]))
    drawn = sequence(log)
    assert "hunter2" not in drawn.html + str(drawn) + drawn.picture.svg
    assert "BasicAuthPassword = (left out)" in str(drawn)
    assert about("SetVariables", {"setVariableData": [data]}) == "SecurityCtrlr.BasicAuthPassword = (left out)"
    assert "hunter2" not in str(answer({"getVariableResult": [data | {"attributeStatus": "Accepted"}]}))


def test_what_is_opened_has_no_secret_either():
    data = {"component": {"name": "SecurityCtrlr"}, "variable": {"name": "BasicAuthPassword"}, "attributeValue": "hunter2"}
    key = "-----BEGIN PRIVATE KEY-----\nMIIhunter2\n-----END PRIVATE KEY-----"
    opened = as_json({"setVariableData": [data], "basicAuthPassword": "hunter2", "certificate": key})
    assert "hunter2" not in opened
    assert "BasicAuthPassword" in opened
    assert len(as_json(["x" * 100_000])) < 5000


def test_a_hostile_peer_stays_text():
    frames = []
    for number, evil in enumerate(EVIL):
        frames += [
            ("csms", [2, str(number), evil, {evil: evil}]),
            ("station", [4, str(number), evil, evil, {evil: evil}]),
            ("csms", [2, f"a{number}", "Reset", {"type": evil}]),
            ("station", [3, f"a{number}", {"status": evil, "statusInfo": {"reasonCode": evil, "additionalInfo": evil}}]),
            ("station", evil),
        ]
    log = logged(*frames)
    noted = WireLog(tuple(LoggedFrame(one.at, one.sender, one.text, note=EVIL[n % len(EVIL)]) for n, one in enumerate(log.frames)))
    for drawn in (sequence(log), sequence(noted)):
        harmless(drawn.html)
        assert "\x1b" not in str(drawn)
        for number in range(1, drawn.pages + 1):
            svg = drawn.page(number).svg
            assert "<script" not in svg
            assert "<image" not in svg
        assert drawn.picture.png.startswith(b"\x89PNG")


@pytest.mark.parametrize("payload", [None, 3, [], {}, {"certificate": 5}, {"setVariableData": [3]}, {"connectionData": []}])
def test_payloads_of_no_schema_are_told_in_few_words(payload):
    for action in (
        "InstallCertificate",
        "SetVariables",
        "DeleteCertificate",
        "SetNetworkProfile",
        "GetVariables",
        "Authorize",
        "x",
    ):
        assert isinstance(about(action, payload), str)
    assert isinstance(answer(payload)[0], str)


def wire_of(journal):
    """What went over the wire while this journal was written, and a heartbeat that no journal has."""
    frames = []
    for number, entry in enumerate(journal.entries):
        if isinstance(entry.event, Received):
            name = action_of(type(entry.event.message))[0].name
            call = [2, str(number), name, to_wire(entry.event.message, Version.V21)]
            frames.append(LoggedFrame(entry.at, "csms", json.dumps(call)))
            frames.append(
                LoggedFrame(entry.at, "station", json.dumps([3, str(number), to_wire(entry.decision.reply, Version.V21)]))
            )
            frames.append(LoggedFrame(entry.at, "station", json.dumps([2, f"h{number}", "Heartbeat", {}])))
    return WireLog(tuple(frames))


def test_log_and_journal_become_one():
    journal, log = rotation(), wire_of(rotation())
    rows = sequence(journal, log).rows
    alone = sequence(journal).rows
    beats = [row for row in rows if row.action == "Heartbeat"]
    assert len(beats) == len(log.frames) // 3
    kept = [row for row in rows if row.action != "Heartbeat"]
    assert [(row.kind, row.sender, row.told[:2], row.requirement) for row in kept] == [
        (row.kind, row.sender, row.told[:2], row.requirement) for row in alone
    ]
    assert [row.at for row in rows] == sorted(row.at for row in rows)


def test_a_station_or_a_connection_brings_its_own():
    journal, log = rotation(), wire_of(rotation())
    whole = sequence(journal, log).rows
    station = SimpleNamespace(journal=journal, wire_log=log)
    assert sequence(station).rows == whole
    assert sequence(SimpleNamespace(wire_log=log, station=SimpleNamespace(journal=journal))).rows == whole
