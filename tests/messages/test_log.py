"""Logs in their usual shapes: the same eight messages out of each, with what each shape tells around them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from workbench.certs.loading.text import decode
from workbench.messages.actions import ACTIONS
from workbench.messages.log import LogEntry, LogRefusal, exchanges_of, read_log
from workbench.messages.log.directions import told
from workbench.messages.log.moments import moment_in, moment_of
from workbench.messages.log.who_sends import ONLY_IN_16, SENDERS

LOGS = Path(__file__).parents[1] / "data" / "logs"
ACTIONS_OF_THE_LOGS = ["BootNotification", "GetInstalledCertificateIds", "Heartbeat", "DeleteCertificate"]
SHAPES = sorted(path.name for path in LOGS.iterdir() if path.suffix != ".md")
NAMED = {
    *("mobilityhouse.log", "steve.log", "ocpp_go.log", "records.jsonl", "export.json", "cloudwatch.json", "elasticsearch.json"),
    "export.csv",
}
TIMELESS = {"bare_frames.log", "pretty_frames.log"}


def entries(text: str) -> list[LogEntry]:
    return [one for one in read_log(text) if isinstance(one, LogEntry)]


def refusals(text: str) -> list[LogRefusal]:
    return [one for one in read_log(text) if isinstance(one, LogRefusal)]


def frame(*parts: Any) -> str:
    return json.dumps(parts)


@pytest.mark.parametrize("name", SHAPES)
def test_the_same_messages_are_read_out_of_each_shape(name):
    text, _ = decode((LOGS / name).read_bytes())
    assert refusals(text) == []
    found = entries(text)
    assert [one.kind for one in found] == [2, 3] * 4
    assert [one.action for one in found if one.kind == 2] == ACTIONS_OF_THE_LOGS
    assert [one.sender for one in found] == ["station", "csms", "csms", "station", "station", "csms", "csms", "station"]
    assert {one.station for one in found} == ({"CS-0001"} if name in NAMED else {""})
    assert all(json.loads(one.text) == one.value for one in found)
    if name in TIMELESS:
        assert {one.at for one in found} == {None}
    else:
        assert [one.at and one.at.replace(microsecond=0) for one in found] == [
            datetime(2026, 6, 1, 10, 0, second, tzinfo=UTC) for second in range(8)
        ]


@pytest.mark.parametrize("name", SHAPES)
def test_calls_and_answers_are_paired(name):
    text, _ = decode((LOGS / name).read_bytes())
    pairs = list(exchanges_of(entries(text)))
    assert [one.action for one in pairs] == ACTIONS_OF_THE_LOGS
    assert all(one.call and one.answer and one.call.message_id == one.answer.message_id for one in pairs)


@pytest.mark.parametrize("name", SHAPES)
def test_the_line_is_where_the_message_stands(name):
    text, _ = decode((LOGS / name).read_bytes())
    lines = text.splitlines()
    for one in entries(text):
        near = "".join(lines[one.line - 1 : one.line + 3])
        assert one.message_id in near


def test_records_tell_the_version_and_old_actions_mean_16():
    assert {one.version for one in entries((LOGS / "records.jsonl").read_text(encoding="utf-8"))} == {"2.0.1"}
    assert {one.version for one in entries((LOGS / "export.json").read_text(encoding="utf-8"))} == {"2.0.1"}
    assert entries(frame(2, "1", "StartTransaction", {}))[0].version == "1.6"
    assert entries(frame(2, "1", "Heartbeat", {}))[0].version is None


def test_who_sends_what_is_known_of_every_action_and_agrees_with_the_messages():
    assert {name: SENDERS[name] for name in ACTIONS} == {name: one.sender for name, one in ACTIONS.items()}
    assert set(SENDERS) >= ONLY_IN_16


def test_every_action_of_the_schemas_has_a_sender():
    schemas = pytest.importorskip("ocpp").__path__[0]
    names = {
        path.stem.removesuffix("Request").removesuffix("Response")
        for version in ("v16", "v201", "v21")
        for path in Path(schemas, version, "schemas").glob("*.json")
    }
    assert names - set(SENDERS) <= {"DataTransfer"}
    assert len(names) > 100


@pytest.mark.parametrize(
    ("words", "sender", "way"),
    [
        ("CS->CSMS", "station", None),
        ("CSMS->CS", "csms", None),
        ("CP -> CS", "station", None),
        ("CS → CP", "csms", None),
        ("ChargePoint>CentralSystem", "station", None),
        ("Charging Station <- CSMS", "csms", None),
        ("CENTRAL_SYSTEM => CHARGE_POINT", "csms", None),
        ("from the charging station", "station", None),
        ("to CSMS", "station", None),
        ("sent JSON message to server: ", "station", "sent"),
        ("Received: ", None, "received"),
        ("CS1: send", None, "sent"),
        ("INFO - Rx:", None, "received"),
        ("[OUT]", None, "sent"),
        ("nothing is said in here", None, None),
        ("2026-06-01 10:00:00 out of the box", None, None),
    ],
)
def test_directions_in_words(words, sender, way):
    assert told(words) == (sender, way)


@pytest.mark.parametrize(
    ("value", "sender", "way"),
    [
        ("in", None, "received"),
        ("OUT", None, "sent"),
        ("cs", "station", None),
        ("CSMS", "csms", None),
        ("toChargingStation", "csms", None),
    ],
)
def test_directions_as_a_field(value, sender, way):
    assert told(value, field=True) == (sender, way)


@pytest.mark.parametrize(
    "words",
    [
        "2026-06-01T10:00:00Z",
        "2026-06-01 12:00:00,000+0200 x",
        "[2026-06-01T10:00:00.000000+00:00]",
        "01/Jun/2026:12:00:00 +0200",
        "1780308000.25 x",
        "1780308000000 x",
    ],
)
def test_times_in_words(words):
    found = moment_in(words)
    assert found is not None
    assert found.replace(microsecond=0) == datetime(2026, 6, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize("value", [1780308000, 1780308000000, "1780308000", 1780308000000000, "2026-06-01T10:00:00Z", 1780308000.0])
def test_times_as_a_field(value):
    assert moment_of(value) == datetime(2026, 6, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "value", ["10/1/2023, 4:25:10 PM", "2026-13-01T00:00:00Z", "yesterday", None, True, 12, [], "9" * 200, float("nan")]
)
def test_what_is_no_time_or_an_ambiguous_one_is_none(value):
    assert moment_of(value) is None


def test_the_writer_of_a_log_is_learned_from_actions_that_one_side_sends():
    text = f"""Received: {frame(2, "1", "DataTransfer", {})}
Sending: {frame(3, "1", {})}
Received: {frame(2, "2", "Heartbeat", {})}
"""
    assert [one.sender for one in entries(text)] == ["station", "csms", "station"]
    other = text.replace("Heartbeat", "Reset")
    assert [one.sender for one in entries(other)] == ["csms", "station", "csms"]


def test_where_nothing_tells_the_sender_is_not_known():
    assert [one.sender for one in entries(frame(2, "1", "DataTransfer", {}) + "\n" + frame(3, "1", {}))] == [None, None]


def test_one_id_on_both_sides_is_told_apart_by_the_words():
    text = "\n".join(
        [
            f"CS->CSMS {frame(2, '1', 'Heartbeat', {})}",
            f"CSMS->CS {frame(2, '1', 'Reset', {'type': 'OnIdle'})}",
            f"CS->CSMS {frame(3, '1', {'status': 'Accepted'})}",
            f"CSMS->CS {frame(3, '1', {'currentTime': 'x'})}",
        ]
    )
    assert {one.action: one.answer and one.answer.line for one in exchanges_of(entries(text))} == {"Reset": 3, "Heartbeat": 4}


def test_an_answer_alone_and_a_call_alone_are_exchanges_too():
    text = f"{frame(3, '0', {'status': 'NotFound'})}\n{frame(2, '1', 'Heartbeat', {})}"
    assert [(one.action, one.call is None, one.answer is None) for one in exchanges_of(entries(text))] == [
        ("", True, False),
        ("Heartbeat", False, True),
    ]


def test_what_both_sides_wrote_down_counts_once():
    call, answer = frame(2, "1", "Heartbeat", {}), frame(3, "1", {"currentTime": "x"})
    text = f"cs   | sent {call}\ncsms | received {call}\ncsms | sent {answer}\ncs   | received {answer}\n"
    assert len(list(exchanges_of(entries(text)))) == 1


def test_stations_of_one_log_are_kept_apart():
    lines = [f"[chargeBoxId={name}, sessionId=1] Received: {frame(2, '1', 'Heartbeat', {})}" for name in ("A", "B")]
    lines += [f"[chargeBoxId={name}, sessionId=1] Sending: {frame(3, '1', {'currentTime': name})}" for name in ("B", "A")]
    pairs = [(one.call, one.answer) for one in exchanges_of(entries("\n".join(lines)))]
    assert [(call.station, answer.payload["currentTime"]) for call, answer in pairs if call and answer] == [("B", "B"), ("A", "A")]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('[2,"1","InstallCertificate",{"certificate":"-----BEGIN CERT\n', "cut off"),
        ('[2,"1","InstallCertificate",{"certificate":', "cut off"),
        ("[2, '1', 'Heartbeat', {}]", "Python"),
        ('[2,"1","Heartbeat",{x}]', "no JSON"),
        ('[2,"1","X",' + "[" * 100_000, "deeply"),
        ("", "No OCPP-J message"),
        ("hello\nworld\n", "No OCPP-J message"),
        ('{"a": 1}', "No OCPP-J message"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(text, reason):
    (refusal,) = refusals(text)
    assert reason in refusal.reason
    assert refusal.hint
    assert len(refusal.excerpt) <= 120


def test_a_line_that_cannot_be_read_costs_no_other():
    good = frame(2, "1", "Heartbeat", {})
    text = f'{good}\n[2,"2","Install\n{{"message": "[2,\\"3\\",\\"Hea\n{good.replace("1", "4")}\n'
    assert [one.message_id for one in entries(text)] == ["1", "4"]
    assert [one.line for one in refusals(text)] == [2, 3]


def test_pem_with_real_line_breaks_in_a_string_is_read_as_it_is_meant():
    text = '[2,"1","InstallCertificate",{"certificateType":"V2GRootCertificate","certificate":"-----BEGIN\nMIIB\n-----END"}]\n'
    (one,) = entries(text)
    assert one.payload["certificate"] == "-----BEGIN\nMIIB\n-----END"
    assert json.loads(one.text) == one.value


def test_a_message_twice_in_one_record_counts_once():
    record = {"message": frame(2, "1", "Heartbeat", {}), "parsed": [2, "1", "Heartbeat", {}]}
    assert len(entries(json.dumps(record))) == 1


def test_a_csv_row_that_is_torn_is_refused_and_the_others_are_read():
    text = "time,message\n2026-06-01T10:00:00Z," + '"[2,""1"",""Heartbeat"",{}]"\nx,"' + "a" * 140_000 + '"\n'
    found = list(read_log(text))
    assert isinstance(found[0], LogEntry)
    assert any("CSV" in one.reason for one in found if isinstance(one, LogRefusal))


def test_secrets_are_in_no_excerpt_and_no_repr():
    text = '[2,"1","SetVariables",{"setVariableData":[{"attributeValue":"hunter2hunter2","variable":{"name":"BasicAuthPassword"}},'
    (refusal,) = refusals(text)
    assert "hunter2" not in refusal.excerpt
    (entry,) = entries('[2,"1","X",{"password":"hunter2hunter2"}]')
    assert "hunter2" not in repr(entry)


@pytest.mark.parametrize(
    ("head", "station"),
    [
        ("2026-05-31T15:14:53Z CS-000001 CSMS->CS ", "CS-000001"),
        ("2026-05-31 15:14:53 [AA*EVSE*1] CS -> CSMS: ", "AA*EVSE*1"),
        ("2026-05-31T15:14:53Z CSMS->CS ", ""),
        ("12:00:01.123 INFO CS->CSMS ", ""),
        ("1780000000.1 CS->CSMS ", ""),
    ],
)
def test_a_name_before_the_arrow_is_the_stations_and_a_time_is_none(head, station):
    [entry] = entries(head + '[2,"1","Heartbeat",{}]')
    assert entry.station == station
