"""OCPP-J logs: the answers in them, what was asked, and what the stations tell of themselves."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest

from tests.fleet.ingest.given import (
    AT,
    CHAIN,
    CSMS,
    HEADER,
    HERE,
    NOWHERE,
    V2G,
    chain,
    gathered,
    places,
    response,
    row,
    serials,
    table,
)
from workbench.fleet.ingest import Context

ASK = ["2026-11-21T08:00:00Z", "CSMS->CS001", [2, "7", "GetInstalledCertificateIds", {"certificateType": [V2G, CHAIN]}]]
TELL = ["2026-11-21T08:00:01Z", "CS001->CSMS", [3, "7", response(chain(1), chain(2, 3, kind=CHAIN))]]
EXPECTED = [("CS001", V2G, 0, 0, "1"), ("CS001", CHAIN, 1, 0, "2"), ("CS001", CHAIN, 1, 1, "3")]


def _log(*lines, station="CS001"):
    return "\n".join(f"{at} station={station} {way}: {json.dumps(frame)}" for at, way, frame in lines) + "\n"


def _exports():
    pairs = [ASK, TELL]
    yield "lines", _log(*pairs)
    yield "records", json.dumps([{"timestamp": at, "chargePointId": "CS001", "message": frame} for at, _, frame in pairs])
    yield (
        "records of text",
        "\n".join(json.dumps({"timestamp": at, "chargePointId": "CS001", "message": json.dumps(frame)}) for at, _, frame in pairs),
    )
    rows = "\n".join(f'{at},CS001,"{json.dumps(frame).replace(chr(34), chr(34) * 2)}"' for at, _, frame in pairs)
    yield "a table", "timestamp,chargePointId,message\n" + rows


@pytest.mark.parametrize("text", [text for _, text in _exports()], ids=[name for name, _ in _exports()])
def test_a_log_gives_its_answers_with_what_was_asked(text):
    found = gathered(text, context=NOWHERE)
    assert places(found) == EXPECTED
    assert found.answers[["status", "asked", "source"]].to_numpy().tolist() == [["Accepted", f"{V2G},{CHAIN}", "station"]]
    assert found.answers["seen_at"].tolist() == [pd.Timestamp("2026-11-21T08:00:01Z")]


def test_bare_frames_take_the_callers_station_and_time():
    found = gathered("\n".join(json.dumps(frame) for _, _, frame in (ASK, TELL)), context=HERE)
    assert places(found) == EXPECTED
    assert found.answers["seen_at"].tolist() == [pd.Timestamp(AT)]


def test_bare_frames_without_a_station_are_refused():
    found = gathered("\n".join(json.dumps(frame) for _, _, frame in (ASK, TELL)), context=Context(at=AT))
    assert not len(found.answers)
    assert found.report.refused_rows == 3


def test_the_origin_is_the_line_of_the_answer():
    assert gathered("started\n" + _log(ASK, TELL), context=NOWHERE).answers["origin"].tolist() == ["file0:3"]


def test_an_answer_without_its_request_is_known_by_its_list():
    found = gathered(_log(TELL), context=NOWHERE)
    assert places(found) == EXPECTED
    assert pd.isna(found.answers["asked"][0])


def test_requests_without_answer_and_with_an_error_are_noted():
    found = gathered(
        _log(ASK, ["2026-11-21T08:00:01Z", "CS001->CSMS", [4, "7", "NotSupported", "", {}]], [*ASK[:2], [2, "8", *ASK[2][2:]]])
    )
    assert not len(found.answers)
    assert any("with an error: 1." in note for note in found.report.notes)
    assert any("without an answer in the log: 1." in note for note in found.report.notes)


def test_a_cut_off_frame_is_refused_with_its_line():
    found = gathered(_log(ASK, TELL) + _log(TELL)[:200] + "\n", context=NOWHERE)
    assert places(found) == EXPECTED
    assert found.report.refused[0].origin == "file0:3"


def test_numbers_keep_their_digits():
    text = _log(ASK, TELL).replace('"serialNumber": "1"', '"serialNumber": 123456789012345678901234567890')
    assert serials(gathered(text, context=NOWHERE))[0] == "123456789012345678901234567890"


BOOT: dict[str, Any] = {"reason": "PowerUp", "chargingStation": {"vendorName": "V", "model": "M", "firmwareVersion": "1.0"}}
REPORT = {
    "requestId": 1, "generatedAt": "2026-11-21T08:00:03Z", "seqNo": 0,
    "reportData": [
        {"component": {"name": "SecurityCtrlr"}, "variable": {"name": "CertificateEntries"}, "variableAttribute": [{"value": "5"}],
         "variableCharacteristics": {"dataType": "integer", "maxLimit": 20, "supportsMonitoring": False}},
        {"component": {"name": "SecurityCtrlr"}, "variable": {"name": "AdditionalRootCertificateCheck"},
         "variableAttribute": [{"value": "true"}]},
        {"component": {"name": "securityctrlr"}, "variable": {"name": "SecurityProfile"},
         "variableAttribute": [{"type": "Actual", "value": "2"}]},
    ],
}  # fmt: skip


def test_boot_notification_and_report_tell_of_the_station():
    found = gathered(
        _log(
            ["2026-11-21T08:00:00Z", "CS001->CSMS", [2, "1", "BootNotification", BOOT]],
            [
                "2026-11-21T08:00:00Z",
                "CSMS->CS001",
                [3, "1", {"currentTime": "2026-11-21T08:00:00Z", "interval": 300, "status": "Accepted"}],
            ],
            ["2026-11-21T08:00:03Z", "CS001->CSMS", [2, "2", "NotifyReport", REPORT]],
            ["2026-11-21T08:00:04Z", "CS001->CSMS", [2, "3", "Heartbeat", {}]],
        ),
        context=NOWHERE,
    )
    (station,) = found.stations.drop(columns="ocpp_version").to_dict("records")
    assert station == {
        "station": "CS001", "vendor_name": "V", "model": "M", "firmware_version": "1.0", "security_profile": 2, "most_entries": 20,
        "additional_root_check": True,
    }  # fmt: skip
    assert any("other things: 1." in note for note in found.report.notes)


def test_variables_that_were_asked_for_tell_of_the_station():
    result = [
        {"attributeStatus": "Accepted", "attributeValue": "1", "component": {"name": "SecurityCtrlr"},
         "variable": {"name": "SecurityProfile"}},
        {"attributeStatus": "Accepted", "attributeType": "MaxSet", "attributeValue": "9", "component": {"name": "SecurityCtrlr"},
         "variable": {"name": "CertificateEntries"}},
        {"attributeStatus": "UnknownVariable", "attributeValue": "true", "component": {"name": "SecurityCtrlr"},
         "variable": {"name": "AdditionalRootCertificateCheck"}},
    ]  # fmt: skip
    found = gathered(
        _log(
            ["2026-11-21T08:00:00Z", "CSMS->CS001", [2, "1", "GetVariables", {"getVariableData": []}]],
            ["2026-11-21T08:00:00Z", "CS001->CSMS", [3, "1", {"getVariableResult": result}]],
        ),
        context=NOWHERE,
    )
    assert found.stations[["security_profile", "most_entries"]].to_numpy().tolist() == [[1, 9]]
    assert pd.isna(found.stations["additional_root_check"][0])


def test_a_later_firmware_replaces_an_earlier_one():
    later = {**BOOT, "chargingStation": {**BOOT["chargingStation"], "firmwareVersion": "2.0"}}
    frames = [
        ["2026-11-21T09:00:00Z", "CS001->CSMS", [2, "2", "BootNotification", later]],
        ["2026-11-21T08:00:00Z", "CS001->CSMS", [2, "1", "BootNotification", BOOT]],
    ]
    assert gathered(_log(*frames), context=NOWHERE).stations["firmware_version"].tolist() == ["2.0"]


def test_payloads_of_any_make_end_in_no_exception():
    payload: Any
    for payload in (
        None,
        7,
        "x",
        [],
        {},
        {"chargingStation": 7},
        {"reportData": [7, {"component": 7, "variable": None}]},
        {"reportData": 7},
    ):
        for action in ("BootNotification", "NotifyReport", "GetVariables", "GetInstalledCertificateIds"):
            gathered(
                _log(["2026-11-21T08:00:00Z", "x", [2, "1", action, payload]], ["2026-11-21T08:00:00Z", "x", [3, "1", payload]])
            )


def test_a_listing_of_csms_roots_alone_is_asked_for_alone():
    frames = [
        [*ASK[:2], [2, "9", "GetInstalledCertificateIds", {"certificateType": [CSMS]}]],
        [*TELL[:2], [3, "9", {"status": "NotFound"}]],
    ]
    found = gathered(_log(*frames), context=NOWHERE)
    assert found.answers[["status", "asked"]].to_numpy().tolist() == [["NotFound", CSMS]]


def test_a_table_is_a_table_whatever_messages_stand_in_its_cells():
    frame = json.dumps([2, "1", "Heartbeat", {}]).replace('"', '""')
    found = gathered(table(f'{row(1)},"{frame}"', f'{row(2)},"{frame}"', header=HEADER + ",note"), context=NOWHERE)
    assert serials(found) == ["1", "2"]


def test_answers_without_a_message_around_them_are_read_beside_messages():
    bare = json.dumps({"station": "CS001", "at": "2026-11-21T09:00:00Z", "response": response(chain(9))})
    found = gathered(_log(ASK, TELL) + bare + "\n", context=NOWHERE)
    assert serials(found) == ["1", "2", "3", "9"]
    assert found.answers["origin"].tolist() == ["file0:2", "file0:3"]
