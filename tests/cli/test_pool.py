import base64
import json
import re
import subprocess
import sys
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from tests.cli.test_csms_tasks import BOOT
from tests.cli.wire import csms
from tests.contracts.making import handed_on
from tests.net.contract_pool.made import NOW, of_2, of_20, pool
from workbench.cli.main import main
from workbench.csms.certificates import pem_of
from workbench.messages.codec import to_wire
from workbench.messages.versions import Version
from workbench.net.contract_pool import PoolFault, RunningPoolServer
from workbench.net.est import Gate

SCHEMA, SERVE_SCHEMA = (
    json.loads(files("workbench.schemas").joinpath(f"{name}.schema.json").read_text(encoding="utf-8"))
    for name in ("pool", "pool-serve")
)


@pytest.fixture(scope="module")
def server():
    with RunningPoolServer(pool(contracts=2), gate=Gate(tokens=("to-ken",)), tls=True) as running:
        yield running


@pytest.fixture
def folder(tmp_path, server, monkeypatch):
    server.clear_fault()
    two, twenty = of_2(), of_20()
    (tmp_path / "2.exi").write_bytes(two.request(NOW))
    (tmp_path / "20.json").write_text(json.dumps(to_wire(handed_on(twenty, twenty.request(NOW, maximum=2)), Version.V21)))
    (tmp_path / "answer.exi").write_bytes(pool().answer(handed_on(two, two.request(NOW)), NOW).exi)
    (tmp_path / "root.pem").write_text(pem_of([server.anchor]))
    (tmp_path / "token").write_text("to-ken\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def asked(capsys, server, file, *more):
    place = server.url.removeprefix("https://")
    usual = ["--url", server.url, "--allow", place, "--anchor", "root.pem", "--bearer-file", "token", "--format", "json"]
    status = main(["pool", "ask", file, *usual, *map(str, more)])
    printed = capsys.readouterr()
    document = json.loads(printed.out)
    Draft202012Validator(SCHEMA).validate(document)
    assert "to-ken" not in printed.out + printed.err
    return status, document


@pytest.mark.parametrize("shape", ["opcp", "citrineos"])
def test_a_request_becomes_what_the_station_gets(capsys, server, folder, shape):
    status, document = asked(capsys, server, "2.exi", "--shape", shape, "-o", "out.exi", "--at", "2026-06-01T00:00:00Z")
    assert (status, document["ok"], document["http_status"], document["shape"]) == (0, True, 200, shape)
    assert document["response"]["status"] == "Accepted"
    vehicle = of_2()
    vehicle.request(NOW)
    assert vehicle.receive((folder / "out.exi").read_bytes(), NOW).ok
    assert [(one["purpose"], one["status"]) for one in document["fetches"]] == [("contract", 200)]
    assert document["at"] == "2026-06-01T00:00:00Z"


@pytest.mark.usefixtures("folder")
def test_an_ocpp_message_is_read_with_its_maximum(capsys, server):
    status, document = asked(capsys, server, "20.json")
    assert (status, document["response"]["remainingContracts"]) == (0, 1)


def test_what_does_not_fit_the_station_or_comes_from_a_bad_pool_is_exit_status_1(capsys, server, folder):
    status, document = asked(capsys, server, "20.json", "--ocpp", "2.0.1")
    assert (status, document["response"]["status"]) == (1, "Failed")
    status, document = asked(capsys, server, "2.exi", "--longest", 100, "-o", "out.exi")
    assert (status, document["findings"][0]["code"]) == (1, "exi-too-long")
    assert not (folder / "out.exi").exists()
    server.set_fault(PoolFault.SLOW)
    status, document = asked(capsys, server, "2.exi", "--timeout", 0.3)
    assert (status, document["http_status"], document["findings"][0]["code"]) == (1, None, "pool-unreachable")
    server.set_fault(PoolFault.REFUSAL)
    assert asked(capsys, server, "2.exi")[0] == 0  # there is an answer for the vehicle
    assert asked(capsys, server, "2.exi", "--shape", "maeve")[0] == 1


@pytest.mark.usefixtures("folder")
def test_the_text_says_it_in_a_sentence(capsys, server):
    place = server.url.removeprefix("https://")
    usual = ["--url", server.url, "--anchor", "root.pem", "--bearer-file", "token"]
    assert main(["pool", "ask", "2.exi", *usual, "--allow", place]) == 0
    assert "There is a contract for the vehicle." in capsys.readouterr().out
    assert main(["pool", "ask", "2.exi", *usual]) == 1
    assert place in capsys.readouterr().out


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "arguments",
    [
        ["ask", "2.exi", "--url", "ftp://pool.example"],
        ["ask", "2.exi", "--url", "http://pool.example", "--bearer-file", "token"],
        ["ask", "2.exi", "--url", "https://pool.example", "--bearer-file", "no such file"],
        ["ask", "2.exi", "--url", "https://pool.example", "--anchor", "token"],
        ["ask", "2.exi", "--url", "https://pool.example", "--allow", "???"],
        ["ask", "2.exi", "--url", "https://pool.example", "--schema", "iso15118-20"],
        ["ask", "no such file", "--url", "https://pool.example"],
        ["ask", "token", "--url", "https://pool.example"],
        ["ask", "answer.exi", "--url", "https://pool.example"],
        ["serve", "--listen", "0.0.0.0:1"],
        ["serve", "--anchor-out", "x.pem"],
        ["serve", "--contracts", "9"],
    ],
)
def test_input_that_cannot_be_used_is_exit_status_2_with_a_hint(capsys, arguments):
    assert main(["pool", *arguments]) == 2
    said = capsys.readouterr().err
    assert len(said.splitlines()) >= 2
    assert "to-ken" not in said


def test_serve_says_where_it_listens_and_what_it_was_asked(folder):
    command = [sys.executable, "-m", "workbench.cli.main", "pool", "serve", "--for", "60", "--format", "json", "--shape", "maeve"]
    command += ["--bearer-file", "token", "--tls", "--anchor-out", "own.pem"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            [url] = re.findall(r"https://127\.0\.0\.1:\d+", process.stderr.readline())
            place = url.removeprefix("https://")
            usual = ["--url", url, "--anchor", "own.pem", "--allow", place, "--bearer-file", "token"]
            assert main(["pool", "ask", "2.exi", *usual, "--shape", "maeve"]) == 0
            assert main(["pool", "ask", "2.exi", *usual]) == 1
        finally:
            process.terminate()
        assert process.stdout is not None
        document = json.loads(process.stdout.read())
    Draft202012Validator(SERVE_SCHEMA).validate(document)
    assert [(one["path"], one["status"]) for one in document["requests"]] == [
        ("/v1/ccp/signedContractData", one) for one in (200, 401)
    ]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("where", ["sample", "over HTTP"])
def test_a_csms_with_a_pool_gets_a_vehicle_its_contract(server, where):
    place = server.url.removeprefix("https://")
    over_http = ("--pool", server.url, "--pool-allow", place, "--pool-anchor", "root.pem", "--pool-bearer-file", "token")
    vehicle = of_2()
    wanted = to_wire(handed_on(vehicle, vehicle.request(NOW)), Version.V21)
    with csms("--profile", "0", *(("--pool", "sample") if where == "sample" else over_http)) as running:
        with connect(f"{running.url}/X1", subprotocols=[Subprotocol("ocpp2.1")]) as wire:
            wire.send(BOOT)
            wire.send(json.dumps([2, "vehicle", "Get15118EVCertificate", wanted]))
            got = next(payload for kind, ident, payload, *_ in map(json.loads, wire) if (kind, ident) == (3, "vehicle"))
        running.process.terminate()
        document = running.ended()
    assert got["status"] == "Accepted", got
    assert vehicle.receive(base64.b64decode(got["exiResponse"]), NOW).ok
    assert any("samples' operators" in one or "EVERY eMAID" in one for one in document["assumptions"])
    assert "to-ken" not in json.dumps(document) + "".join(running.said)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "arguments", [["--pool-bearer-file", "token"], ["--pool", "pool.example"], ["--pool", "https://x.example", "--pool-shape", "y"]]
)
def test_a_pool_that_a_csms_cannot_ask_is_exit_status_2(capsys, arguments):
    assert main(["csms", "--for", "0", *arguments]) == 2
    assert len(capsys.readouterr().err.splitlines()) >= 2


def test_the_schemas_are_schemas():
    Draft202012Validator.check_schema(SCHEMA)
    Draft202012Validator.check_schema(SERVE_SCHEMA)
