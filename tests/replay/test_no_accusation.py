"""Right logs that are hard to read: ids of both sides alike, stations without names, reconnects. No step of them is wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.replay.story import CSMS, CSMS_ROOT, ROOTS, STATION, V2G_ROOT, replayed, right, root_entry, text
from workbench.messages.log import exchanges_of, read_log

BOOT: list[Any] = [2, "1", "BootNotification", {"reason": "PowerUp", "chargingStation": {"model": "M", "vendorName": "V"}}]
BOOTED: list[Any] = [3, "1", {"currentTime": "2026-06-01T10:00:00Z", "interval": 300, "status": "Accepted"}]
LIST = "GetInstalledCertificateIds"
V2G: dict[str, Any] = {"status": "Accepted", "certificateHashDataChain": [root_entry("iso15118-2/v2g-root.pem", V2G_ROOT)]}
ROOT: dict[str, Any] = {"status": "Accepted", "certificateHashDataChain": [root_entry("ocpp/csms-root.pem", CSMS_ROOT)]}
NONE = {"status": "NotFound"}


def log(*frames: tuple[str, list[Any]], ways: tuple[str, str] = ("CS->CSMS", "CSMS->CS")) -> str:
    way = {STATION: ways[0], CSMS: ways[1], "": ""}
    return "\n".join(
        f"2026-06-01T10:{at // 60:02}:{at % 60:02}Z {way[sender]} {json.dumps(frame)}" for at, (sender, frame) in enumerate(frames)
    )


def beat(message_id: str, second: int) -> list[tuple[str, list[Any]]]:
    return [(STATION, [2, message_id, "Heartbeat", {}]), (CSMS, [3, message_id, {"currentTime": f"2026-06-01T10:00:{second:02}Z"}])]


ONE_ID = (
    (STATION, [2, "7", "Heartbeat", {}]),
    (CSMS, [2, "7", LIST, {}]),
    (CSMS, [3, "7", {"currentTime": "2026-06-01T10:00:00Z"}]),
    (STATION, [3, "7", NONE]),
)


@pytest.mark.parametrize("ways", [("CS1 ->", "CS1 <-"), ("CS1 <-", "CS1 ->"), ("[CP-01] →", "[CP-01] ←"), ("", ""), ("->", "<-")])
def test_one_id_of_both_sides_is_told_apart_by_arrow_or_by_payload(ways):
    found = replayed(log(*ONE_ID, ways=ways))
    assert [one.verdict for one in found] == ["right"] * 4
    assert [one.answers for one in found] == [None, None, 1, 2]


def test_exchanges_of_one_id_are_told_apart_by_payload():
    pairs = exchanges_of(read_log(log(*ONE_ID, ways=("", ""))))  # type: ignore[arg-type]
    assert {(one.action, one.answer.line) for one in pairs if one.answer} == {("Heartbeat", 3), (LIST, 4)}


def test_an_answer_that_fits_calls_of_both_sides_cannot_be_told():
    frames = [("", [2, "7", "SignCertificate", {"csr": text("iso15118-2/secc.csr.pem")}]), ("", [2, "7", "DeleteCertificate", {}])]
    frames[1][1][3] = {"certificateHashData": V2G["certificateHashDataChain"][0]["certificateHashData"]}
    found = replayed(
        log(*frames, ("", [3, "7", {"status": "Accepted"}]), ("", [3, "7", {"status": "Accepted"}]), *beat("8", 1) * 5)
    )
    assert found.ok
    assert [one.verdict for one in found][2:4] == ["cannot tell", "cannot tell"]


@pytest.mark.parametrize(
    ("arrow", "station"), [("CS1 ->", "CS1"), ("INFO [AA*EVSE*1] <-", "AA*EVSE*1"), ("thread-1 ->", ""), ("INFO ->", "")]
)
def test_a_name_beside_a_bare_arrow_is_the_stations(arrow, station):
    (entry,) = read_log(f'2026-06-01T10:00:00Z {arrow} [2,"1","Heartbeat",{{}}]')
    assert entry.station == station  # type: ignore[union-attr]


@pytest.mark.parametrize("ways", [("CS->CSMS", "CSMS->CS"), ("", "")])
def test_two_stations_without_names_are_not_accused_and_that_is_said(ways):
    frames = [(STATION, BOOT)] * 2 + [(CSMS, BOOTED)] * 2 + [(CSMS, [2, "c1", LIST, {}])] * 2
    found = replayed(log(*frames, (STATION, [3, "c1", NONE]), (STATION, [3, "c1", V2G]), ways=ways))
    assert found.ok
    assert found.steps[-1].verdict == "cannot tell"
    assert any("Station not told: several stations may be in a.log" in note for note in found.notes)


def test_two_stations_without_names_that_use_one_id_for_other_calls_are_not_accused():
    install = [2, "c1", "InstallCertificate", {"certificateType": V2G_ROOT, "certificate": text("iso15118-2/v2g-root.pem")}]
    frames = [
        (STATION, BOOT),
        (STATION, BOOT),
        (CSMS, BOOTED),
        (CSMS, BOOTED),
        (CSMS, [2, "c1", LIST, {}]),
        (STATION, [3, "c1", NONE]),
    ]
    assert replayed(log(*frames, (CSMS, install), (STATION, [3, "c1", {"status": "Accepted"}]))).ok


def test_a_station_that_restarts_with_its_counter_is_not_accused():
    install = [2, "c2", "InstallCertificate", {"certificateType": V2G_ROOT, "certificate": text("iso15118-2/v2g-root.pem")}]
    delete = [2, "c3", "DeleteCertificate", {"certificateHashData": V2G["certificateHashDataChain"][0]["certificateHashData"]}]
    frames = [(STATION, BOOT), (CSMS, BOOTED), *beat("2", 1)]
    frames += [
        (CSMS, [2, "c1", LIST, {}]),
        (STATION, [3, "c1", ROOT]),
        (CSMS, install),
        (STATION, [3, "c2", {"status": "Accepted"}]),
    ]
    frames += [(CSMS, delete), (STATION, [3, "c3", {"status": "Accepted"}])]
    frames += [(STATION, BOOT), (CSMS, [3, "1", {**BOOTED[2], "currentTime": "2026-06-01T10:09:00Z"}]), *beat("2", 59)]
    frames += [(CSMS, install), (STATION, [3, "c2", {"status": "Accepted"}])]
    both = {"status": "Accepted", "certificateHashDataChain": [*ROOT["certificateHashDataChain"], *V2G["certificateHashDataChain"]]}
    frames += [(CSMS, [2, "c1", LIST, {}]), (STATION, [3, "c1", both])]
    found = replayed(log(*frames, ways=("CS1 ->", "CS1 <-")), certificates=ROOTS)
    assert [(one.line, one.sentence) for one in found if one.verdict == "wrong"] == []


@pytest.mark.parametrize("overlap", range(2, 30, 3))
def test_a_log_rotated_with_lines_twice_is_right(overlap):
    lines = right().lines()
    assert replayed("\n".join([*lines[:overlap], *lines[max(overlap - 6, 0) :]]), certificates=ROOTS).ok


@pytest.mark.parametrize("shift", [1, 2, 3, 5])
def test_a_log_of_both_sides_with_clocks_apart_is_right(shift):
    lines = right().lines()
    order = sorted([(place, 0) for place in range(len(lines))] + [(place, shift + 0.5) for place in range(len(lines))], key=sum)
    assert replayed("\n".join(lines[place] for place, _ in order), certificates=ROOTS).ok


@pytest.mark.parametrize("missing", range(0, 44, 2))
def test_a_log_in_which_a_call_is_missing_accuses_nobody_of_certificates(missing):
    lines = [one.replace("CS->CSMS ", "").replace("CSMS->CS ", "") for one in right().lines()]
    found = replayed("\n".join(lines[:missing] + lines[missing + 1 :]), certificates=ROOTS)
    assert [(one.line, one.sentence) for one in found if one.verdict == "wrong" and one.code != "replay-order"] == []


@pytest.mark.parametrize("early", range(5, 44, 6))
def test_an_answer_that_a_slow_clock_put_before_its_call_is_not_wrong(early):
    lines = right().lines()
    lines[early - 1], lines[early] = lines[early], lines[early - 1]
    assert [(one.line, one.sentence) for one in replayed("\n".join(lines), certificates=ROOTS) if one.verdict == "wrong"] == []
