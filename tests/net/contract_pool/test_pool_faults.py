"""What goes wrong at a pool over HTTP: each fault is Failed in time, and in words."""

import pytest

from tests.contracts.making import new_vehicle
from tests.net.contract_pool.made import NOW, asks, codes, of_2, of_20, pool
from workbench.messages.codec import to_wire
from workbench.messages.versions import Version
from workbench.net.contract_pool import PoolFault, RunningPoolServer, fault_table

EXPECTED = {
    PoolFault.SLOW: (None, "pool-unreachable", "was not done within"),
    PoolFault.DEAD: (None, "pool-unreachable", "reset"),
    PoolFault.UNAUTHORIZED: (401, "pool-status", "wants to know who asks"),
    PoolFault.FORBIDDEN: (403, "pool-status", "does not let this client ask"),
    PoolFault.NOT_FOUND: (404, "pool-status", "Contract or Vehicle not found."),
    PoolFault.ERROR: (500, "pool-status", "has a fault of its own"),
    PoolFault.BUSY: (503, "pool-status", "has a fault of its own"),
    PoolFault.REDIRECT: (None, "pool-unreachable", "elsewhere.pnc.example"),
    PoolFault.HTML_PAGE: (200, "pool-content", "HTML"),
    PoolFault.EMPTY: (200, "pool-content", "the body is empty"),
    PoolFault.TRUNCATED: (200, "pool-content", "the JSON is cut off"),
    PoolFault.WRONG_JSON: (200, "pool-content", "no CCPResponse in it; it has status, data"),
    PoolFault.NO_CONTRACTS: (200, "pool-content", "emaidContent is an empty list"),
    PoolFault.TOO_LARGE: (None, "pool-unreachable", "larger than"),
    PoolFault.NOT_BASE64: (200, "exi-base64", "no base64"),
    PoolFault.CUT_EXI: (200, "exi-unreadable", "cannot be read by any vehicle"),
    PoolFault.OTHER_SCHEMA: (200, "exi-schema-mismatch", "cannot read it"),
    PoolFault.ECHO: (200, "exi-another-message", "CertificateInstallationReq"),
}
GOES_ON = {PoolFault.REFUSAL, PoolFault.NO_EMAID, PoolFault.LINE_BREAKS}


@pytest.fixture(scope="module")
def server():
    with RunningPoolServer(pool(), slow=30) as running:
        yield running


def test_every_fault_is_tried_here():
    assert set(EXPECTED) | GOES_ON == set(PoolFault)
    assert len(fault_table().rows) == len(PoolFault)


@pytest.mark.parametrize("make", [of_2, of_20])
@pytest.mark.parametrize("fault", EXPECTED)
def test_a_fault_is_failed_and_explained(server, fault, make):
    server.set_fault(fault)
    status, code, words = EXPECTED[fault]
    answer = server.client(seconds=0.5 if fault is PoolFault.SLOW else 4).answer(asks(make()), NOW)
    assert not answer.ok
    assert (answer.response.exi_response, answer.response.remaining_contracts) == ("", None)
    assert answer.http_status == status
    assert codes(answer) == {(code, "error")}
    assert words in answer.sentence
    assert answer.response.status_info.additional_info == answer.sentence
    assert all(one.remedy for one in answer.findings)
    for version in Version:
        to_wire(answer.response, version)
    if fault is not PoolFault.SLOW:  # whose line may come after the client has gone
        assert server.requests[-1].fault == fault


def test_after_a_fault_the_next_question_is_answered(server):
    server.set_fault("error", times=1)
    asking, request = server.client(), asks(of_2())
    assert [asking.answer(request, NOW).ok for _ in range(2)] == [False, True]
    assert server.fault is None


def test_a_refusal_reaches_the_vehicle_unless_its_csms_takes_nothing_but_200(server):
    server.set_fault(PoolFault.REFUSAL)
    vehicle = of_2()
    answer = server.client().answer(asks(vehicle), NOW)
    assert (answer.ok, answer.http_status) == (True, 404)
    assert codes(answer) == {("pool-status", "warning"), ("response-code", "warning")}
    assert "refuses" in answer.sentence
    got = vehicle.receive(answer.exi, NOW)
    assert not got.ok
    assert got.response_code == "FAILED_NoCertificateAvailable"
    for shape in ("maeve", "citrineos"):
        dropped = server.client(shape=shape).answer(asks(vehicle), NOW)
        assert (dropped.ok, codes(dropped)) == (False, {("pool-status", "error")})
        assert dropped.response.status_info.reason_code == "NotFound"
        assert "is left out" in dropped.sentence


def test_a_contract_without_its_emaid_in_the_json_is_good_enough_but_not_for_maeve(server):
    server.set_fault(PoolFault.NO_EMAID)
    vehicle = of_2()
    answer = server.client().answer(asks(vehicle), NOW)
    assert (answer.ok, answer.findings) == (True, ())
    assert vehicle.receive(answer.exi, NOW).ok
    assert codes(server.client(shape="maeve").answer(asks(vehicle), NOW)) == {("pool-content", "error")}


def test_line_breaks_do_not_reach_the_station(server):
    server.set_fault(PoolFault.LINE_BREAKS)
    vehicle = of_2()
    answer = server.client().answer(asks(vehicle), NOW)
    assert (answer.ok, codes(answer)) == (True, {("exi-base64", "warning")})
    assert not set(answer.response.exi_response) & set(" \r\n")
    assert vehicle.receive(answer.exi, NOW).ok


def test_nobody_at_the_port_is_said():
    stranger = RunningPoolServer(pool())
    asking = stranger.client()
    stranger.stop()
    assert codes(asking.answer(asks(of_2()), NOW)) == {("pool-unreachable", "error")}


@pytest.mark.parametrize("fault", [PoolFault.NOT_FOUND, PoolFault.TRUNCATED])
def test_a_fault_says_itself_in_html_and_text_too(server, fault):
    server.set_fault(fault)
    answer = server.client().answer(asks(of_2()), NOW)
    assert answer.sentence[:20] in str(answer)
    assert "Failed" in answer._repr_html_()


def test_a_vehicle_that_nobody_published_gets_the_pools_own_reason(server):
    server.clear_fault()
    stranger = new_vehicle("iso15118-20")
    answer = server.client().answer(asks(stranger), NOW)
    assert (answer.http_status, codes(answer)) == (404, {("pool-status", "error")})
    assert "No provisioning certificate with this PCID was published." in answer.sentence
    told = server.client().answer(asks(new_vehicle("iso15118-2")), NOW)
    assert (told.ok, told.http_status) == (True, 404)  # an answer for the vehicle, as OPCP's alwaysReturnEXI has it
