import asyncio
import json
import threading
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from tests.cli.wire import validate
from tests.net.tls.wire_pki import NOW, STATION
from workbench import api
from workbench.cli.main import main
from workbench.net.machines.clock import Clock
from workbench.net.machines.csms import Csms
from workbench.net.machines.outfits import SAMPLE_PASSWORD
from workbench.net.websocket import CsmsServer
from workbench.station.journal_export import from_dict


@contextmanager
def listening(profile, **more):
    """A CSMS in a thread with an event loop of its own; it closes when a station has presented itself, and at the end."""
    started = threading.Event()
    found: dict[str, Any] = {}

    class Leaving(Csms):
        def happens(self, identity, event):
            decision = super().happens(identity, event)
            if self.record(identity).outfit.model:
                found["loop"].call_later(0.05, found["end"].set)
            return decision

    async def serve():
        found.update(loop=asyncio.get_running_loop(), end=asyncio.Event())
        async with CsmsServer(Leaving(clock=Clock(NOW), **more), security_profile=profile) as server:
            found.update(url=server.url, server=server)
            started.set()
            await found["end"].wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert started.wait(20)
    try:
        yield found
    finally:
        with suppress(RuntimeError):  # it has ended by itself
            found["loop"].call_soon_threadsafe(found["end"].set)
        thread.join(20)


def told(capsys, *arguments):
    status = main(["station", *map(str, arguments), "--format", "json"])
    out, err = capsys.readouterr()
    document = json.loads(out)
    validate("station", document)
    return status, document, err


@pytest.mark.parametrize("version", ["2.1", "2.0.1"])
@pytest.mark.parametrize("profile", [0, 1, 2, 3])
def test_a_sample_station_connects_under_each_profile_and_version(capsys, profile, version):
    with listening(profile) as found:
        status, document, err = told(capsys, "--connect", found["url"], "--profile", profile, "--ocpp", version, "--once")
    assert (status, document["ok"], document["connections"], document["connected_at_end"]) == (0, True, 1, False)
    assert (document["identity"], document["security_profile"], document["ocpp"]) == (STATION, profile, version)
    assert document["frames"] >= 2
    assert document["not_checked"]
    assert ("SECURITY PROFILE" in err) is (profile < 2)


def test_what_is_assumed_is_said(capsys):
    with listening(2) as found:
        _, document, err = told(capsys, "--connect", found["url"], "--once")
    assert len(document["assumptions"]) == 4
    assert all(one in err for one in document["assumptions"])


def test_a_server_that_is_not_trusted_ends_with_1_and_the_reason(capsys):
    with listening(2) as found:
        root = api.samples("ocpp/csms-root-unsigned.pem")
        status, document, _ = told(
            capsys, "--connect", found["url"], "--root", root, "--server-name", "csms.pnc.example", "--at", "2026-06-01", "--once"
        )
    assert (status, document["ok"]) == (1, False)
    assert "leads to no CSMS root" in document["summary"]
    assert "alert unknown_ca" in found["server"].findings[0].message


def test_a_name_that_is_not_checked_is_said(capsys):
    with listening(2) as found:
        _, document, _ = told(capsys, "--connect", found["url"], "--server-name", "-", "--once")
    assert document["not_checked"] == ["revocation", "the server's name"]
    assert any("name is not checked" in one for one in document["assumptions"])


def test_nobody_there_ends_with_1_and_the_reason(capsys):
    with listening(0) as found:
        url = found["url"]
    status, document, _ = told(capsys, "--connect", url, "--once")
    assert (status, document["connections"]) == (1, 0)
    assert "Connection refused" in document["summary"]


def test_the_journal_is_written_once_and_can_be_read(capsys, tmp_path):
    file = tmp_path / "journal.json"
    with listening(2) as found:
        told(capsys, "--connect", found["url"], "--once", "--journal", file)
    assert file.stat().st_mode & 0o777 == 0o600, "what it heard is not for every user of the machine"
    journal = from_dict(json.loads(file.read_text("utf-8")))
    assert any(type(entry.event).__name__ == "Connected" for entry in journal.entries)
    assert "PRIVATE KEY" not in file.read_text("utf-8")
    assert SAMPLE_PASSWORD not in file.read_text("utf-8")
    assert main(["station", "--connect", "wss://127.0.0.1:1/ocpp", "--journal", str(file)]) == 2
    assert "not overwritten" in capsys.readouterr().err


def test_a_certificate_of_ones_own_makes_profile_3_and_its_cn_the_identity(capsys):
    chain, key = api.samples("ocpp/station-client-chain.pem"), api.samples("ocpp/station-client.key.pem")
    own = ("--chain", chain, "--key", key, "--root", api.samples("ocpp/csms-root.pem"), "--server-name", "csms.pnc.example")
    with listening(3) as found:
        status, document, _ = told(capsys, "--connect", found["url"], *own, "--once")
    assert (status, document["security_profile"], document["identity"]) == (0, 3, STATION)


def test_the_text_is_for_people(capsys):
    with listening(0) as found:
        assert main(["station", "--connect", found["url"], "--once"]) == 0
    out, _ = capsys.readouterr()
    assert STATION in out
    assert "1 connection" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--connect", "http://x"], "no WebSocket URL"),
        (["--connect", "https://x/ocpp", "--profile", "0"], "no WebSocket URL"),
        (["--connect", "wss://x/ocpp", "--profile", "0"], "needs a ws://"),
        (["--connect", "wss://u:secret@x/ocpp"], "user name or password"),
        (["--connect", "wss://x/ocpp", "--identity", "a:b"], "characters besides"),
        (["--connect", "wss://x/ocpp", "--identity", "x" * 49], "49 characters"),
        (["--connect", "wss://x/ocpp", "--personality", "nobody"], "no personality"),
        (["--connect", "wss://x/ocpp", "--chain", "x.pem"], "both its chain and its key"),
        (["--connect", "wss://x/ocpp", "--root", "nowhere.pem"], "no file or folder"),
        (["--connect", "wss://x/ocpp", "--password-file", "nowhere.txt"], "cannot be read"),
    ],
)
def test_what_cannot_be_used_is_one_sentence_and_2(capsys, arguments, words):
    assert main(["station", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert "secret" not in err


def test_another_certificates_key_is_one_sentence(capsys):
    chain, key = api.samples("ocpp/station-client-chain.pem"), api.samples("ocpp/csms-server.key.pem")
    assert main(["station", "--connect", "wss://127.0.0.1:1/ocpp", "--chain", str(chain), "--key", str(key)]) == 2
    assert "another certificate's" in capsys.readouterr().err


@pytest.mark.requirement("M05.FR.09")
@pytest.mark.parametrize(
    ("roots", "check", "words"),
    [
        (["csms-root", "csms-root-unsigned"], True, "did not sign it"),
        (["csms-root-new", "csms-root"], True, "did not sign it"),
        (["csms-server"], False, "no CA"),
        (["manufacturer-root"], False, "no CSMS root"),
    ],
)
def test_roots_that_no_station_would_take_are_one_sentence_with_a_hint(capsys, roots, check, words):
    given = [part for one in roots for part in ("--root", str(api.samples(f"ocpp/{one}.pem")))]
    checked = ["--root-check"] if check else []
    assert main(["station", "--connect", "wss://127.0.0.1:1/ocpp", "--once", "--at", "2026-06-01", *given, *checked]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert "Leave" in err or "Give" in err


@pytest.mark.requirement("M05.FR.12")
def test_a_root_and_its_successor_are_current_root_and_fallback(capsys):
    given = [part for one in ("csms-root", "csms-root-new") for part in ("--root", api.samples(f"ocpp/{one}.pem"))]
    _, document, _ = told(capsys, "--connect", "wss://127.0.0.1:1/ocpp", "--once", "--at", "2026-06-01", *given, "--root-check")
    assert [one["fallback"] for one in document["certificates"]] == [True, False]
