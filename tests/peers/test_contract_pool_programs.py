"""curl asks our contract certificate pool as OPCP 1.0.0 describes it; openssl reads the certificates that come."""

import base64
import json
import subprocess

import pytest

from tests.conftest import program
from tests.net.contract_pool.made import NOW, asks, of_2, pool
from workbench.contracts.parties.samples import sample_items
from workbench.contracts.standards import ISO_2
from workbench.csms.certificates import pem_of
from workbench.net.contract_pool import RunningPoolServer
from workbench.net.est import Gate

PCID = "WPNEV2026SAMPLE01"


@pytest.fixture(scope="session")
def curl():
    return program("curl", package="curl")


@pytest.fixture
def server():
    with RunningPoolServer(pool(contracts=2), gate=Gate(tokens=("to-ken",)), tls=True) as running:
        yield running


def asked(curl, server, folder, path, *more, body=None):
    """The HTTP status and the JSON."""
    (folder / "root.pem").write_text(pem_of([server.anchor]))
    sent = ("--header", "Content-Type: application/json", "--data-binary", json.dumps(body)) if body is not None else ()
    command = [
        curl, "--silent", "--show-error", "--noproxy", "*", "--cacert", "root.pem", "--header", "Authorization: Bearer to-ken",
        "--write-out", "\n%{http_code}", *sent, *more, server.url + path,
    ]  # fmt: skip
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True, timeout=60)
    text, _, status = done.stdout.rpartition("\n")
    return int(status), json.loads(text)


def test_curl_gets_a_contract_as_it_is_described(curl, server, tmp_path):
    vehicle = of_2()
    request = asks(vehicle)
    body = {"certificateInstallationReq": request.exi_request, "xsdMsgDefNamespace": ISO_2}
    status, document = asked(curl, server, tmp_path, "/v1/ccp/signedContractData", body=body)
    assert status == 200
    [entry] = document["CCPResponse"]["emaidContent"]
    assert entry["messageDef"]["emaid"] == server.pool.accounts(PCID)[0]
    got = vehicle.receive(base64.b64decode(entry["messageDef"]["certificateInstallationRes"]), NOW)
    assert (got.ok, got.contract.emaid) == (True, entry["messageDef"]["emaid"])


def test_an_account_that_ends_is_followed_by_the_next_and_then_by_nothing(curl, server, tmp_path):
    request = asks(of_2())
    body = {"certificateInstallationReq": request.exi_request, "xsdMsgDefNamespace": ISO_2}
    for emaid in server.pool.accounts(PCID):
        status, document = asked(curl, server, tmp_path, "/v1/ccp/signedContractData", body=body)
        assert (status, document["CCPResponse"]["emaidContent"][0]["messageDef"]["emaid"]) == (200, emaid)
        path = f"/v1/ccp/signedContractData/{emaid}"
        assert asked(curl, server, tmp_path, path, "--request", "DELETE")[0] == 200
        assert asked(curl, server, tmp_path, path, "--request", "DELETE")[0] == 404
    status, document = asked(curl, server, tmp_path, "/v1/ccp/signedContractData", body=body)
    assert status == 404
    assert "certificateInstallationRes" in document["CCPResponse"]["emaidContent"][0]["messageDef"]


def test_a_manufacturer_publishes_looks_up_and_withdraws(curl, server, tmp_path, openssl):
    status, document = asked(curl, server, tmp_path, f"/v1/oem/provCerts/{PCID}")
    assert status == 200
    shown = ["x509", "-inform", "DER", "-noout", "-subject"]
    der = base64.b64decode(document["OEMMessage"]["vehicleCertificate"])
    assert PCID.encode() in subprocess.run([openssl, *shown], input=der, capture_output=True, check=True, timeout=60).stdout
    assert asked(curl, server, tmp_path, f"/v1/oem/provCerts/{PCID}", "--request", "DELETE")[0] == 200
    assert asked(curl, server, tmp_path, f"/v1/oem/provCerts/{PCID}")[0] == 404
    assert server.pool.accounts(PCID) == ()
    published = {name: document["OEMMessage"][name] for name in document["OEMMessage"]}
    status, again = asked(curl, server, tmp_path, "/v1/oem/provCerts", "--request", "PUT", body=published)
    assert (status, again) == (200, document["OEMMessage"])
    assert asked(curl, server, tmp_path, f"/v1/oem/provCerts/{PCID}")[0] == 200
    assert asked(curl, server, tmp_path, "/v1/oem/provCerts/NOBODYKNOWS000001", "--request", "DELETE")[0] == 404


@pytest.mark.parametrize("field", ["vehicleCertificate", "subCA1Certificate", "nothing"])
def test_what_cannot_be_published_is_said(curl, server, tmp_path, field):
    chain = sample_items("iso15118-2", "oem-provisioning", "oem-sub-ca2", "oem-sub-ca1")
    texts = [base64.b64encode(one.der).decode() for one in chain]
    whole = dict(zip(("vehicleCertificate", "subCA2Certificate", "subCA1Certificate"), texts, strict=True))
    body = whole | {field: "AAAA"} if field != "nothing" else {"vehicleCertificate": texts[2]}
    status, document = asked(curl, server, tmp_path, "/v1/oem/provCerts", "--request", "PUT", body=body)
    assert status == 400
    assert document["errorMessages"][0]


@pytest.mark.parametrize(
    ("path", "more", "status"),
    [
        ("/", (), 404),
        ("/v1/ccp/signedContractData", (), 405),
        ("/v1/ccp/signedContractData", ("--data", "x=1"), 415),
        ("/v1/ccp/signedContractData", ("--header", "Content-Type: application/json", "--data", "{"), 400),
        ("/v1/oem/provCerts", ("--request", "DELETE"), 405),
        ("/token", (), 404),
        ("/v1/oem/provCerts/../../etc", ("--path-as-is",), 404),
    ],
)
def test_what_is_not_there_is_said_in_json(curl, server, tmp_path, path, more, status):
    found, document = asked(curl, server, tmp_path, path, *more)
    assert (found, set(document)) == (status, {"errorMessages", "traceId"})


def test_a_token_is_to_be_had_as_maeve_and_citrineos_read_it_where_none_is_kept(curl, tmp_path):
    with RunningPoolServer(pool(), tls=True) as open_to_all:
        status, document = asked(curl, open_to_all, tmp_path, "/token")
        assert status == 200
        assert document["data"].split("Bearer ")[1].split("\n")[0] == "simulation"


def test_who_shows_no_token_is_asked_for_one(curl, server, tmp_path):
    (tmp_path / "root.pem").write_text(pem_of([server.anchor]))
    command = [curl, "--silent", "--include", "--noproxy", "*", "--cacert", "root.pem", server.url + "/v1/oem/provCerts/" + PCID]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60).stdout
    assert " 401 " in said.splitlines()[0]
    assert "WWW-Authenticate: Bearer" in said
