"""A station's M06 or M07 from a file, answered as a CSMS answers it, at the twin."""

import base64
import json

import pytest
from cryptography.x509 import ocsp

from tests.net.status.asking import faulty
from workbench.data import samples_directory
from workbench.errors import WorkbenchError
from workbench.messages.versions import Version
from workbench.net.status import csms_answer
from workbench.net.twin import Fault

M06 = samples_directory() / "messages/get-certificate-status-request.json"
M07 = samples_directory() / "messages/get-certificate-chain-status-request.json"
POOL = samples_directory() / "iso15118-2"


@pytest.mark.requirement("M07.FR.08")
@pytest.mark.parametrize("as_payload", [False, True])
def test_m07_gives_one_result_for_each_certificate_in_their_order(as_payload):
    frame = json.loads(M07.read_bytes())
    with faulty() as twin:
        twin.revoke("iso15118-2/mo-sub-ca2")
        answer = csms_answer(frame[3] if as_payload else M07.read_bytes(), POOL, twin=twin)
    results = answer.payload["certificateStatus"]
    assert [one["certificateHashData"] for one in results] == [
        one["certificateHashData"] for one in frame[3]["certificateStatusRequests"]
    ]
    assert [(one["source"], one["status"]) for one in results] == [("OCSP", "Good"), ("OCSP", "Revoked"), ("CRL", "Good")]
    assert (answer.ok, answer.simulation, answer.action) == (False, True, "GetCertificateChainStatus")


@pytest.mark.requirement("M07.FR.02", "M07.FR.05")
@pytest.mark.parametrize("fault", [Fault.DEAD, Fault.HTTP_500, Fault.GARBAGE])
def test_m07_says_failed_where_nobody_answers(fault):
    with faulty(fault) as twin:
        answer = csms_answer(M07.read_bytes(), POOL, twin=twin)
    assert {one["status"] for one in answer.payload["certificateStatus"]} == {"Failed"}
    assert "revocation-unreachable" in {finding.code for finding in answer.findings}


@pytest.mark.requirement("M06.FR.08")
@pytest.mark.parametrize("version", Version)
def test_m06_passes_the_responders_octets_on(version):
    with faulty() as twin:
        answer = csms_answer(M06.read_text(), samples_directory() / "hash-cases", twin=twin, version=version)
    assert answer.payload["status"] == "Accepted"
    response = ocsp.load_der_ocsp_response(base64.b64decode(answer.payload["ocspResult"]))
    assert response.certificate_status is ocsp.OCSPCertStatus.GOOD


@pytest.mark.requirement("M06.FR.04")
def test_m06_says_failed_where_the_responder_is_dead_or_nobody_may_be_asked():
    with faulty(Fault.DEAD) as twin:
        dead = csms_answer(M06.read_bytes(), POOL, twin=twin)
        asked = len(twin.requests)
        off = csms_answer(M06.read_bytes(), POOL, twin=twin, offline=True)
        assert len(twin.requests) == asked
    assert (dead.payload["status"], off.payload["status"], off.log) == ("Failed", "Failed", None)


@pytest.mark.parametrize(
    "message",
    [
        "",
        "{",
        "[]",
        "7",
        '{"a": 1}',
        '[3, "id", {}]',
        '[2, "id", "BootNotification", {}]',
        '{"ocspRequestData": {}}',
        "[" * 100_000,
    ],
)
def test_what_asks_for_no_status_is_said(message):
    with pytest.raises(WorkbenchError):
        csms_answer(message, POOL, offline=True)


def test_m07_is_not_of_ocpp_2_0_1():
    with pytest.raises(WorkbenchError):
        csms_answer(M07.read_bytes(), POOL, offline=True, version=Version.V201)
