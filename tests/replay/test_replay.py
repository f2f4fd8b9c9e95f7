"""Replays beside the breaks: what is not known is not wrong; versions, stations, order, hostile text, secrets."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest
from asn1crypto import pem as armour
from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import workbench as wb
from tests.replay.story import (
    BEGIN,
    CSMS,
    MO_ROOT,
    ROOTS,
    STATION,
    V2G_ROOT,
    Said,
    Story,
    hash_data,
    line,
    replayed,
    right,
    root_entry,
    text,
)
from tests.trust.pki import made
from workbench.errors import InputError
from workbench.messages.log import read_log
from workbench.replay.replaying import replay
from workbench.views.replay import replay_sequence


def verdicts(found):
    return [(one.line, str(one.verdict)) for one in found if one.verdict != "right"]


def first(found):
    step = found.first_wrong
    return None if step is None else (step.line, step.requirement or step.code)


@pytest.mark.parametrize("start", range(0, 34, 1))
def test_a_right_log_that_begins_anywhere_has_no_wrong_step(start):
    lines = right().lines()
    found = replayed("\n".join(lines[start:]), certificates=ROOTS)
    assert [one.sentence for one in found.wrong] == []


@pytest.mark.parametrize("lost", range(0, 34, 1))
def test_a_right_log_with_a_line_cut_off_has_no_wrong_step(lost):
    lines = right().lines()
    lines[lost] = lines[lost][: len(lines[lost]) * 2 // 3]
    found = replayed("\n".join(lines), certificates=ROOTS)
    assert len(found.refused) == 1
    assert [one.sentence for one in found.wrong] == []


def test_what_was_deleted_before_the_log_begins_is_nobodys_fault():
    story = Story(
        [
            Said(
                CSMS,
                "DeleteCertificate",
                {"certificateHashData": root_entry("iso15118-2/mo-root.pem", MO_ROOT)["certificateHashData"]},
                {"status": status},
            )
            for status in ("Accepted", "NotFound", "Failed")
        ]
    )
    assert replayed(story.text()).ok


def test_an_unanswered_install_leaves_open_what_is_installed():
    story = right()
    story["install"].answer = None
    found = replayed(story.text(), certificates=ROOTS)
    assert [one.name for one in found.wrong] == ["InstallCertificateRequest"]
    assert "never answers" in found.wrong[0].sentence


def pem(certificate):
    return certificate.public_bytes(Encoding.PEM).decode()


def installing(certificate, status, certificate_type=MO_ROOT, **more):
    story = right()
    story.after(
        "list none",
        Said(
            CSMS,
            "InstallCertificate",
            {"certificateType": certificate_type, "certificate": certificate},
            {"status": status, **more},
            "extra",
        ),
    )
    lines = story.lines()
    call = next(number for number, one in enumerate(lines, 1) if "InstallCertificate" in one and number > 10)
    return call, replayed(story.text(), certificates=ROOTS)


def test_an_expired_root_is_the_csmss_fault_first_and_the_stations_if_it_takes_it():
    old = made("Old MO root", "Old MO root", since=-900, until=-800)
    call, found = installing(pem(old), "Accepted")
    assert first(found) == (call, "M05.FR.07")
    assert [one.line for one in found.wrong][:2] == [call, call + 1]
    call, found = installing(pem(old), "Rejected")
    assert [one.line for one in found.wrong] == [call]
    call, found = installing(pem(old), "Failed")
    assert [(one.line, one.expected) for one in found.wrong][1:] == [(call + 1, "Rejected")]


def test_a_root_of_another_pki_is_tolerated_and_named():
    call, found = installing(text("ocpp/manufacturer-root.pem"), "Accepted", V2G_ROOT)
    assert found.ok
    assert [one for one in verdicts(found) if one[0] in {call, call + 1}] == [(call, "tolerated"), (call + 1, "tolerated")]


def test_failed_is_always_possible():
    call, found = installing(text("iso15118-2/oem-root.pem"), "Failed", "OEMRootCertificate")
    assert verdicts(found) == [(call + 1, "tolerated")]


def test_what_a_station_did_not_take_it_must_not_list():
    story = right()
    old = pem(made("Old MO root", "Old MO root", since=-900, until=-800))
    story["install"].request["certificate"], story["install"].answer = old, {"status": "Rejected"}
    own = hash_data(*(x509.Certificate.load(armour.unarmor(old.encode())[2]),) * 2)
    story["list MO"].answer["certificateHashDataChain"] = [{"certificateType": MO_ROOT, "certificateHashData": own}]
    found = replayed(story.text(), certificates=ROOTS)
    assert [(one.line, one.requirement) for one in found.wrong][:2] == [(7, "M05.FR.07"), (10, "M05.FR.07")]


def test_without_limits_a_refusal_cannot_be_judged():
    story = right()
    story.said.remove(story["limits"])
    story["install"].answer["status"] = "Rejected"
    story["list MO"].answer = {"status": "NotFound"}
    story["delete"].answer["status"] = "NotFound"
    found = replayed(story.text(), certificates=ROOTS)
    assert found.ok
    assert (6, "cannot tell") in verdicts(found)


def test_an_expired_certificate_is_not_sent_and_not_taken():
    story = right()
    story["signed"].name = "signed"
    late = replayed(
        "\n".join(one.replace("2026-06-01", "2027-09-01") if number >= 12 else one for number, one in enumerate(story.lines())),
        certificates=ROOTS,
    )
    assert first(late) == (13, "A02.FR.06")
    assert late.steps[13].verdict == "wrong"


def two_calls(gap, late):
    at = BEGIN
    return "\n".join(
        [
            line(at, STATION, [2, "a", "Heartbeat", {}]),
            line(at + gap, STATION, [2, "b", "Heartbeat", {}]),
            line(at + gap + late, CSMS, [3, "a", {"currentTime": "2026-06-01T10:00:00Z"}]),
            line(at + gap + late, CSMS, [3, "b", {"currentTime": "2026-06-01T10:00:00Z"}]),
        ]
    )


def test_a_second_call_before_the_answer_is_wrong():
    assert first(replayed(two_calls(timedelta(seconds=1), timedelta(seconds=1)))) == (2, "replay-order")


def test_after_the_time_out_or_in_the_same_moment_a_second_call_is_tolerated():
    assert verdicts(replayed(two_calls(timedelta(seconds=40), timedelta(seconds=1)))) == [(2, "tolerated")]
    assert verdicts(replayed(two_calls(timedelta(seconds=1), timedelta(0)))) == [(2, "tolerated")]


def test_two_different_answers_to_one_call_are_wrong_and_the_same_one_twice_is_not():
    lines = [line(BEGIN, STATION, [2, "a", "Heartbeat", {}]), line(BEGIN, CSMS, [3, "a", {"currentTime": "2026-06-01T10:00:00Z"}])]
    assert replayed("\n".join([*lines, lines[1]])).ok
    other = line(BEGIN, CSMS, [3, "a", {"currentTime": "2026-06-01T10:00:01Z"}])
    assert first(replayed("\n".join([*lines, other]))) == (3, "replay-order")


def test_an_answer_to_no_call_is_wrong_only_where_the_call_would_be_in_the_log():
    stray = line(BEGIN, CSMS, [3, "z", {}])
    assert replayed(stray).ok
    lines = [line(BEGIN, STATION, [2, "a", "Heartbeat", {}]), line(BEGIN, CSMS, [3, "a", {"currentTime": "2026-06-01T10:00:00Z"}])]
    assert first(replayed("\n".join([*lines, stray]))) == (3, "replay-order")


def test_a_log_that_both_sides_wrote_is_right():
    doubled = [one for one in right().lines() for _ in range(2)]
    assert replayed("\n".join(doubled), certificates=ROOTS).ok


def test_directions_the_wrong_way_round_are_turned_and_said():
    turned = right().text().replace("CSMS->CS", "@").replace("CS->CSMS", "CSMS->CS").replace("@", "CS->CSMS")
    found = replayed(turned, certificates=ROOTS)
    assert found.ok
    assert any("turned round" in note for note in found.notes)


def test_ocpp_16_is_not_judged_and_that_is_said():
    lines = [
        line(BEGIN, STATION, [2, "1", "BootNotification", {"chargePointVendor": "V", "chargePointModel": "M"}]),
        line(BEGIN, CSMS, [3, "1", {"status": "Accepted", "currentTime": "x", "interval": 1}]),
        line(BEGIN, CSMS, [2, "2", "InstallCertificate", {"certificateType": "CentralSystemRootCertificate", "certificate": "x"}]),
        line(BEGIN, STATION, [3, "2", {"status": "Accepted"}]),
    ]
    found = replayed("\n".join(lines))
    assert {one.verdict for one in found} == {"not judged"}
    assert [one.version for one in found.stations] == ["1.6"]
    assert any("OCPP 1.6: NOT JUDGED" in note for note in found.notes)


def test_the_version_of_a_log_decides_what_its_schema_takes():
    long = {"certificateType": V2G_ROOT, "certificate": "x" * 6000}
    call = line(BEGIN, CSMS, [2, "1", "InstallCertificate", long])
    assert replay([("a", read_log(call))], now=BEGIN).steps[0].code == "replay-request"
    told = json.dumps({"protocol": "ocpp2.0.1", "direction": "CSMS_TO_CS", "message": [2, "1", "InstallCertificate", long]})
    assert replay([("a", read_log(told))], now=BEGIN).steps[0].code == "replay-schema"


def test_actions_beyond_certificates_are_not_judged_and_counted():
    found = replayed(line(BEGIN, STATION, [2, "1", "TransactionEvent", {"x": 1}]))
    assert [str(one.verdict) for one in found] == ["cannot tell"]  # for the log ends without an answer
    assert "No answer" in found.steps[0].sentence
    assert replayed(right().text() + line(BEGIN, STATION, [2, "zz", "TransactionEvent", {}]), certificates=ROOTS).ok


def test_stations_are_judged_apart():
    lines = []
    for number, one in enumerate(right().lines()):
        at, way, frame = one.split(" ", 2)
        lines += [
            f"{at} stationId=A, {way} {frame}",
            f"{at} stationId=B, {way} {frame}"
            if number != 7
            else f"{at} stationId=B, {way} " + frame.replace("Accepted", "Rejected"),
        ]
    found = replayed("\n".join(lines), certificates=ROOTS)
    assert [(one.station, one.wrong > 0) for one in found.stations] == [("A", False), ("B", True)]
    assert found.of("A").ok
    assert found.of("B").wrong[0].station == "B"


def test_a_call_error_to_a_broken_call_is_right():
    lines = [
        line(BEGIN, CSMS, [2, "1", "InstallCertificate", {}]),
        line(BEGIN, STATION, [4, "1", "OccurrenceConstraintViolation", "", {}]),
    ]
    found = replayed("\n".join(lines))
    assert [str(one.verdict) for one in found] == ["wrong", "right"]


def test_a_call_error_to_a_sound_call_cannot_be_told():
    story = right()
    story["list MO"].error = ["InternalError", "x", {}]
    assert replayed(story.text(), certificates=ROOTS).ok


def test_hash_entries_are_named_by_certificates_of_the_log_itself():
    found = replayed(right().text())
    listing = next(one for one in found if one.name == "GetInstalledCertificateIdsResponse" and one.line == 10)
    assert [(one.what, one.name, one.how) for one in listing.carries] == [("hash data", "Sample MO Root CA 1", "exact")]


EVIL = "<script>alert(1)</script>\x1b[31m\u202e$x$"


def test_hostile_text_is_escaped_in_html_and_text():
    lines = [
        line(BEGIN, CSMS, [2, EVIL[:30], "InstallCertificate", {"certificateType": EVIL, EVIL: 1, "certificate": EVIL}]),
        json.dumps({"stationId": EVIL, "message": [2, "1", EVIL, {}]}),
        json.dumps({"stationId": EVIL, "message": [4, "1", EVIL, EVIL, {}]}),
        f'[2,"x","{EVIL}',
    ]
    found = replayed("\n".join(lines))
    assert "<script>" not in found._repr_html_()
    for shown in (str(found), found._repr_html_(), *(str(one.__repr__()) for one in found)):
        assert "\x1b" not in shown
        assert "\u202e" not in shown
    page = replay_sequence(found).to_html()
    assert "<script>alert" not in page


def test_secrets_are_in_no_output():
    request = {
        "setVariableData": [
            {"attributeValue": "hunter2hunter2", "component": {"name": "SecurityCtrlr"}, "variable": {"name": "BasicAuthPassword"}}
        ]
    }
    lines = [line(BEGIN, CSMS, [2, "1", "SetVariables", request]), line(BEGIN, STATION, [3, "1", {"setVariableResult": []}])]
    found = replayed("\n".join(lines))
    shown = [
        str(found),
        found._repr_html_(),
        json.dumps(found.to_dict()),
        repr(found),
        repr(found.steps),
        found.to_frame().to_csv(),
        replay_sequence(found).to_html(),
        str(replay_sequence(found)),
    ]
    shown += [one.text for one in found]
    assert not [one for one in shown if "hunter2" in one]


def test_a_text_without_messages_is_refused_with_a_hint():
    with pytest.raises(InputError, match="No OCPP-J message") as refused:
        replayed("hello")
    assert refused.value.hint


def test_a_replay_is_a_sequence_and_a_frame():
    found = replayed(right().text(), certificates=ROOTS)
    frame = found.to_frame()
    assert len(found) == len(frame) == len(list(found))
    assert list(frame.columns) == [
        "number",
        "file",
        "line",
        "at",
        "station",
        "sender",
        "message",
        "status",
        "verdict",
        "requirement",
        "sentence",
    ]
    assert frame["at"].dt.tz is not None
    assert found[0].name == "BootNotificationRequest"
    assert "none is wrong" in str(found)


def test_the_picture_marks_the_first_wrong_step():
    story = right()
    story["delete"].answer["status"] = "NotFound"
    found = replayed(story.text(), certificates=ROOTS)
    drawn = replay_sequence(found)
    bands = [place for place, row in enumerate(drawn.rows) if row.kind == "band"]
    assert len(bands) == 1
    assert drawn.rows[bands[0] + 1].action == "DeleteCertificate"
    assert "M04.FR.02" in drawn.rows[bands[0]].because
    assert drawn.page().png
    assert "first wrong step" in str(drawn)


LINES = right().lines()


@given(st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_damage_to_a_log_is_survived(data):
    lines = list(LINES)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(lines) - 1))
        match data.draw(st.sampled_from(["drop", "twice", "swap", "cut", "edit"])):
            case "drop":
                lines.pop(place)
            case "twice":
                lines.insert(place, lines[place])
            case "swap":
                lines[place], lines[0] = lines[0], lines[place]
            case "cut":
                lines[place] = lines[place][: data.draw(st.integers(0, len(lines[place])))]
            case "edit":
                at = data.draw(st.integers(0, len(lines[place])))
                lines[place] = lines[place][:at] + data.draw(st.text(max_size=5)) + lines[place][at + 1 :]
    try:
        found = replayed("\n".join(lines), certificates=ROOTS)
    except InputError:
        return
    assert not [one for one in found if any(finding.code == "check-failed" for finding in one.findings)]
    assert str(found)
    json.dumps(found.to_dict())


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=10),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["certificateType", "certificate", "status", "certificateHashDataChain", "x"]), inner)
        ),
    )
)
@settings(max_examples=60, deadline=None)
def test_any_payload_is_survived(payload):
    lines = []
    for number, action in enumerate(
        ["InstallCertificate", "DeleteCertificate", "GetInstalledCertificateIds", "CertificateSigned", "GetVariables"]
    ):
        lines += [line(BEGIN, CSMS, [2, str(number), action, payload]), line(BEGIN, STATION, [3, str(number), payload])]
    found = replayed("\n".join(lines))
    assert not [one for one in found if any(finding.code == "check-failed" for finding in one.findings)]


def test_ids_that_begin_anew_after_a_restart_are_tolerated():
    boot = right()["boot"]
    lines = [line(BEGIN, STATION, [2, "1", "Heartbeat", {}]), line(BEGIN, CSMS, [3, "1", {"currentTime": "2026-06-01T10:00:00Z"}])]
    again = [line(BEGIN, STATION, [2, "1", "BootNotification", boot.request]), line(BEGIN, CSMS, [3, "1", boot.answer])]
    assert verdicts(replayed("\n".join(lines + again))) == [(3, "tolerated")]


def test_a_store_is_counted_as_it_is_now_and_not_as_it_was_when_its_limits_were_read():
    story = right()
    story["limits"].answer["getVariableResult"][1]["attributeValue"] = "4"
    again = Said(CSMS, "InstallCertificate", dict(story["install"].request), {"status": "Accepted"})
    listing = Said(CSMS, "GetInstalledCertificateIds", {"certificateType": [MO_ROOT]}, dict(story["list MO"].answer))
    story.after("list none", again, listing, Said(CSMS, "DeleteCertificate", dict(story["delete"].request), {"status": "Accepted"}))
    found = replayed(story.text(), certificates=ROOTS)
    assert [one.sentence for one in found.wrong] == []


@pytest.mark.parametrize("version", ["2.1", "2.0.1"])
def test_a_rotation_of_the_csms_root_is_right_in_every_step(version):
    async def rotated() -> list[str]:
        station, csms = wb.Station("factory", root_check=True), wb.Csms()
        async with wb.connect(station, csms, version=version) as link:
            await csms.rotate([station], wb.samples("ocpp/csms-root-new.pem"), "new")
            await link.settled()
            await csms.list(station)
            await csms.delete(station, wb.samples("ocpp/csms-root-new.pem"))
            return list(link.wire_log.to_lines())

    lines = asyncio.run(rotated())
    assert len(lines) > 15
    assert [one.sentence for one in replayed("\n".join(lines), certificates=ROOTS).wrong] == []
    without = replayed("\n".join(lines))  # which root the station has is not known then
    assert {str(one.verdict) for one in without} == {"right", "cannot tell"}


def test_what_was_said_of_one_listing_is_not_said_of_the_next():
    story = right()
    del story.said[story.said.index(story["list MO"]) + 1 :]
    story["list MO"].answer = {"status": "NotFound"}
    story.said.append(Said(CSMS, "GetInstalledCertificateIds", {"certificateType": [MO_ROOT]}, {"status": "NotFound"}))
    assert [one.line for one in replayed(story.text(), certificates=ROOTS).wrong] == [10]


def test_whether_an_unanswered_deletion_happened_is_not_known():
    story = right()
    story["delete"].answer = None
    found = replayed(story.text(), certificates=ROOTS)
    assert [one.name for one in found.wrong] == ["DeleteCertificateRequest"]


def test_several_stations_without_names_are_noticed_and_judged_message_by_message():
    entries = [
        root_entry(f"{folder}/{name}.pem", V2G_ROOT) for folder in ("iso15118-2", "iso15118-20") for name in ("v2g-root", "mo-root")
    ]
    lines = []
    for number, entry in enumerate([*entries, *entries]):
        at = BEGIN + timedelta(minutes=number)
        answer = {"status": "Accepted", "certificateHashDataChain": [entry]}
        lines += [
            line(at, CSMS, [2, str(number % 3), "GetInstalledCertificateIds", {}]),
            line(at, STATION, [3, str(number % 3), answer]),
        ]
    found = replayed("\n".join(lines))
    assert found.ok
    assert any("several stations" in note for note in found.notes)
    broken = [
        *lines,
        line(BEGIN, CSMS, [2, "x", "GetInstalledCertificateIds", {}]),
        line(BEGIN, STATION, [3, "x", {"status": "Accepted"}]),
    ]
    assert first(replayed("\n".join(broken))) == (len(broken), "M03.FR.02")


def test_one_station_that_changes_is_not_taken_for_several():
    assert not any("several" in note for note in replayed(right().text(), certificates=ROOTS).notes)
