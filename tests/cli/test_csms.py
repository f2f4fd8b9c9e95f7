import json
import signal
import subprocess

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.cli.wire import PNC, csms, validate
from tests.net.tls.wire_pki import DAY, NOW, STATION, made
from workbench import api
from workbench.cli.main import main
from workbench.times import rfc3339


def station(url, *arguments):
    command = [*PNC, "station", "--connect", url, "--format", "json", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finished(process):
    out, err = process.communicate(timeout=40)
    document = json.loads(out)
    validate("station", document)
    return process.returncode, document, err


def visited(process):
    """Ends a station politely once it is connected."""
    assert process.stderr is not None
    words = ""
    for line in process.stderr:
        words += line
        if " Connected" in line:
            process.send_signal(signal.SIGINT)
            break
    status, document, rest = finished(process)
    return status, document, words + rest


@pytest.mark.requirement("M05.FR.13")
@pytest.mark.parametrize("profile", [pytest.param("2", marks=pytest.mark.deep), "3"])
def test_two_processes_rotate_a_csms_root_over_real_tls(profile):
    with csms("--profile", profile, "--do", "list", "--do", "rotate", "--for", "0") as running:
        beside = station(running.url, "--profile", profile, "--root-check", "--for", "30")
        document = running.ended()
        beside.send_signal(signal.SIGINT)
        status, told, _ = finished(beside)
    assert (running.status, document["ok"], status) == (0, True, 0)
    assert [(one["task"], one["ok"]) for one in document["outcomes"]] == [("list", True), ("rotate", True)]
    assert document["stations"][0]["server"] == "new"
    assert [one["subject"].split(",")[0] for one in told["certificates"] if one["type"] == "CSMSRootCertificate"] == [
        "CN=Sample CSMS Root CA B"
    ]
    assert told["connections"] == 2


def test_what_did_not_succeed_ends_with_1_and_says_why():
    with csms("--do", "install", "CSMSRootCertificate", api.samples("ocpp/csms-root-unsigned.pem")) as running:
        beside = station(running.url, "--root-check", "--once")
        document = running.ended()
        finished(beside)
    assert (running.status, document["ok"]) == (1, False)
    assert document["outcomes"][0]["findings"]


def test_a_station_that_does_not_come_ends_with_1():
    with csms("--do", "list", "--wait", "0.2") as running:
        document = running.ended()
    assert (running.status, document["ok"]) == (1, False)
    assert "did not come" in document["summary"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_polite_end_has_the_summary_and_closes_the_connections(number):
    with csms("--profile", "0") as running:
        beside = station(running.url, "--once")
        assert beside.stderr is not None
        for line in beside.stderr:
            if "Connected" in line:
                break
        running.process.send_signal(number)
        document = running.ended()
        status, told, _ = finished(beside)
    assert (running.status, status) == (0, 0)
    assert [one["identity"] for one in document["stations"]] == [STATION]
    assert (told["connections"], told["connected_at_end"]) == (1, False)


def test_each_station_has_its_own_password_and_none_is_shown(tmp_path):
    known, right, wrong = tmp_path / "known", tmp_path / "right", tmp_path / "wrong"
    known.write_text(f"{STATION}:correct-horse-battery\nCS2:another-password-1\n")
    right.write_text("correct-horse-battery\n")
    wrong.write_text("wrong-horse-battery\n")
    with csms("--password-file", known, "--for", "30") as running:
        refused, told, words = finished(station(running.url, "--password-file", wrong, "--once"))
        let_in, _, more = visited(station(running.url, "--password-file", right))
        running.process.send_signal(signal.SIGINT)
        document = running.ended()
    assert (refused, let_in) == (1, 0)
    assert "401" in told["summary"]
    assert [one["code"] for one in document["findings"]] == ["connection-refused"]
    everything = json.dumps([document, told]) + words + more + "".join(running.said)
    assert "horse" not in everything


def test_ones_own_pki_by_the_machines_clock_or_another(tmp_path):
    own = made(cn="127.0.0.1.example", since=NOW - DAY, until=NOW + 9 * DAY)
    root, chain, key = tmp_path / "root.pem", tmp_path / "chain.pem", tmp_path / "key.pem"
    root.write_bytes(own.root[0].parsed.public_bytes(Encoding.PEM))
    chain.write_bytes(own.leaf[0].parsed.public_bytes(Encoding.PEM))
    key.write_bytes(own.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with csms("--server-chain", chain, "--server-key", key, "--at", rfc3339(NOW), "--for", "40") as running:
        common = ("--root", root, "--server-name", "127.0.0.1.example", "--once")
        now, expired, _ = finished(station(running.url, *common))
        let_in, told, _ = visited(station(running.url, *common, "--at", rfc3339(NOW)))
        unnamed, by_host, _ = finished(station(running.url, "--root", root, "--at", rfc3339(NOW), "--once"))
        running.process.send_signal(signal.SIGINT)
        running.ended()
    assert (now, expired["clock"]) == (1, "machine")
    assert "expired" in json.dumps(expired)
    assert (let_in, told["clock"], told["identity"]) == (0, "simulated", "CS0001")
    assert (unnamed, "not valid for '127.0.0.1'" in json.dumps(by_host)) == (1, True)


@pytest.mark.parametrize(("profile", "loud"), [("0", "SECURITY PROFILE 0"), ("1", "SECURITY PROFILE 1")])
def test_an_open_port_is_said_loudly(profile, loud):
    with csms("--profile", profile, "--for", "0") as running:
        running.ended()
    assert any(loud in line for line in running.said)


def test_other_machines_are_let_in_only_on_request_and_that_is_said():
    with csms("--profile", "0", "--for", "0") as running:
        assert "//127.0.0.1:" in running.url
        running.ended()
    with csms("--listen", "0.0.0.0:0", "--profile", "0", "--for", "0") as running:
        running.ended()
    assert any("OTHER MACHINES CAN CONNECT" in line for line in running.said)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--listen", "127.0.0.1:x"], "no place to listen"),
        (["--server-chain", "x.pem"], "both its chain and its key"),
        (["--do", "dance"], "not understood"),
        (["--do", "install", "NoSuchRoot", "x.pem"], "no certificate type"),
        (["--do", "install", "CSMSRootCertificate", "nowhere.pem"], "no file or folder"),
        (["--do", "trigger", "Everything"], "no use"),
        (["--client-ca", "nowhere.pem"], "no file or folder"),
        (["--password-file", "nowhere.txt"], "cannot be read"),
        (["--next-server-chain", "a", "--next-server-key", "b"], "follows a server"),
    ],
)
def test_what_cannot_be_used_is_one_sentence_and_2(capsys, arguments, words):
    assert main(["csms", "--for", "0", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert "Traceback" not in err
