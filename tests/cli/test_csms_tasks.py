"""``pnc csms --do``: one task after the other, each from a calm beginning, and a station that does not answer costs one of them."""

import json
import signal
import threading
from typing import Any

import pytest
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from tests.cli.test_csms import finished, station
from tests.cli.wire import csms
from workbench import api

SAMPLE = api.samples("ocpp/csms-root.pem")
BOOT = '[2,"b","BootNotification",{"reason":"PowerUp","chargingStation":{"model":"m","vendorName":"v"}}]'


@pytest.mark.requirement("M05.FR.13")
@pytest.mark.parametrize("profile", [pytest.param("2", marks=pytest.mark.deep), "3"])
def test_a_renewal_does_not_cut_the_rotation_behind_it(profile):
    words = ("--do", "trigger", "ChargingStationCertificate", "--do", "rotate")
    with csms("--profile", profile, *words, "--for", "0") as running:
        beside = station(running.url, "--profile", profile, "--root-check", "--for", "30")
        document = running.ended()
        beside.send_signal(signal.SIGINT)
        _, told, _ = finished(beside)
    assert [(one["task"], one["ok"]) for one in document["outcomes"]] == [("trigger", True), ("rotate", True)]
    assert [one["subject"].split(",")[0] for one in told["certificates"] if one["type"] == "CSMSRootCertificate"] == [
        "CN=Sample CSMS Root CA B"
    ]


def answering_nothing(url, heard):
    with connect(f"{url}/X1", subprotocols=[Subprotocol("ocpp2.1")]) as wire:
        wire.send(BOOT)
        heard.extend(json.loads(frame) for frame in wire)


def test_a_station_that_does_not_answer_is_asked_once_and_the_wait_is_told():
    heard: list[list[Any]] = []
    words = ("--do", "list", "--do", "limits", "--do", "rotate")
    with csms("--profile", "0", *words, "--answer-timeout", "1.5", "--for", "0") as running:
        silent = threading.Thread(target=answering_nothing, args=(running.url, heard))
        silent.start()
        document = running.ended()
        silent.join(20)
    assert [frame[2] for frame in heard if frame[0] == 2] == ["GetInstalledCertificateIds"]
    assert [one["ok"] for one in document["outcomes"]] == [False, False, False]
    assert document["outcomes"][1]["sentence"] == (
        "It was not asked: the station gave no usable answer to GetInstalledCertificateIds before."
    )
    assert document["outcomes"][2]["sentence"].startswith("It was not begun: 1 station gave no usable answer")
    assert any("list: waiting for X1; each answer may take 1.5 s" in line for line in running.said)
    assert document["summary"] == "1 station, 1 connection, 0 refused or broken."


def test_an_install_gives_a_silent_station_up_after_one_question():
    heard: list[list[Any]] = []
    with csms("--profile", "0", "--do", "install", "MORootCertificate", SAMPLE, "--answer-timeout", "0.5", "--for", "0") as running:
        silent = threading.Thread(target=answering_nothing, args=(running.url, heard))
        silent.start()
        document = running.ended()
        silent.join(20)
    assert [frame[2] for frame in heard if frame[0] == 2] == ["GetVariables"]
    assert document["outcomes"][0]["sentence"] == "Nothing was sent: the station gives no answer that can be used."
