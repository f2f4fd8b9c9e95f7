"""M01 and M02 in the CSMS: what it asks the pool, what of the answer reaches the station, and what it says without a pool."""

from base64 import b64encode
from dataclasses import replace

import pytest

from tests.csms.driving import on_the_wire, there
from tests.station.plug_made import INSTALL, UPDATE, accepted, answer_of, refused, request_of
from tests.trust.pki import NOW
from workbench.contracts.parties import ISO_2, ISO_20
from workbench.csms.csms import decide
from workbench.csms.effects import AskPool
from workbench.csms.events import PoolAnswered, PoolFailed, Received
from workbench.csms.seen import Reading
from workbench.messages.ev_certificate import Get15118EVCertificateRequest
from workbench.messages.versions import Version


def request(schema=ISO_2, action=INSTALL, maximum=None, exi=b"", prioritized=None):
    octets = exi or request_of(schema, maximum=3)
    return Get15118EVCertificateRequest(
        iso15118_schema_version=schema,
        action=action,
        exi_request=b64encode(octets).decode(),
        maximum_contract_certificate_chains=maximum,
        prioritized_emaids=prioritized,
    )


def ordered(record, message):
    """The order to the pool, and the decision behind it."""
    decision = decide(record, Received(on_the_wire(message, record.version)), NOW)
    (order,) = decision.effects
    assert isinstance(order, AskPool)
    assert (decision.reply, decision.refused, order.request) == (None, None, message)
    return order, decision


def answered(record, message, response, findings=()):
    order, first = ordered(record, message)
    decision = decide(first.record, PoolAnswered(order, response, findings), NOW)
    assert decision.effects == ()
    assert on_the_wire(decision.reply, record.version) == decision.reply
    return decision


def rules(decision):
    return [one.requirement for one in decision.findings]


@pytest.mark.requirement("M01.FR.01", "M02.FR.01")
@pytest.mark.parametrize("version", Version)
@pytest.mark.parametrize(("action", "rule"), [(INSTALL, "M01.FR.01"), (UPDATE, "M02.FR.01")])
def test_the_pool_is_asked_and_what_it_made_is_passed_on_as_it_is(version, action, rule):
    message = request(action=action)
    decision = answered(there(version=version), message, accepted(answer_of(ISO_2)))
    assert decision.reply == accepted(answer_of(ISO_2))
    assert (ordered(there(version=version), message)[1].decided_by, decision.decided_by) == (rule, rule)


@pytest.mark.requirement("M01.FR.01")
@pytest.mark.parametrize("version", Version)
@pytest.mark.parametrize("exi", ["", "QUJD"])
def test_what_the_pool_refuses_is_failed_with_its_empty_exi_response_and_the_pools_reason(version, exi):
    decision = answered(there(version=version), request(), refused(exi))
    assert (decision.reply.status, decision.reply.exi_response) == ("Failed", "")
    assert decision.reply.status_info.reason_code == "NotFound"
    assert "No contract is known" in decision.reply.status_info.additional_info
    assert decision.findings[0].severity == "error"


@pytest.mark.requirement("M01.FR.01")
@pytest.mark.parametrize(
    ("version", "response", "reason", "words"),
    [
        (Version.V201, accepted(b"x" * 6000), "TooLargeElement", "8000 characters"),
        (Version.V21, accepted(b"x" * 13_000), "TooLargeElement", "17000 reach"),
        (Version.V21, accepted(""), "Unspecified", "gives nothing"),
        (Version.V21, accepted("QUJD", -1), "Unspecified", "cannot be sent"),
    ],
)
def test_what_cannot_be_passed_on_is_failed_and_says_why(version, response, reason, words):
    decision = answered(there(version=version), request(ISO_20, maximum=3 if version is Version.V21 else None), response)
    assert (decision.reply.status, decision.reply.exi_response) == ("Failed", "")
    assert decision.reply.status_info.reason_code == reason
    assert words in decision.reply.status_info.additional_info


@pytest.mark.requirement("M01.FR.01")
def test_what_the_station_says_it_takes_is_kept():
    at = Reading("OCPPCommCtrlr", "FieldLength", "Get15118EVCertificateResponse.exiResponse", "Actual", "9000", "Accepted", NOW)
    record = replace(there(), readings=(at,))
    assert ordered(record, request())[0].longest == 9000
    assert ordered(there(), request())[0].longest == 17_000
    assert ordered(there(version=Version.V201), request())[0].longest == 7500
    assert answered(record, request(), accepted(b"x" * 7000)).reply.status == "Failed"


@pytest.mark.requirement("M01.FR.01")
@pytest.mark.parametrize("version", Version)
@pytest.mark.parametrize(("none", "reason"), [(True, "NotEnabled"), (False, "Unspecified")])
def test_without_a_pool_or_its_answer_the_vehicle_is_failed_and_the_station_is_told_why(version, none, reason):
    record = there(version=version)
    order, first = ordered(record, request())
    decision = decide(first.record, PoolFailed(order, "There is <b>none</b>.", none), NOW)
    reply = on_the_wire(decision.reply, version)
    assert (reply.status, reply.exi_response, reply.status_info.reason_code) == ("Failed", "", reason)
    assert "none" in reply.status_info.additional_info
    assert bool(decision.findings[0].remedy) == none


@pytest.mark.parametrize(
    ("message", "rule"),
    [
        (request(maximum=3), "M01.FR.02"),
        (request(prioritized=("A",)), "M01.FR.02"),
        (request(ISO_20), "M01.FR.03"),
        (request(ISO_20, UPDATE, 3), "M02.FR.02"),
        (request("urn:other", exi=b"x"), "M01.FR.01"),
    ],
)
@pytest.mark.requirement("M01.FR.02", "M01.FR.03", "M02.FR.02")
def test_what_a_station_does_not_follow_is_said_and_asked_all_the_same(message, rule):
    _, decision = ordered(there(), message)
    assert [one.severity for one in decision.findings] == ["info", "warning"]
    assert decision.findings[1].requirement == rule
    assert [one.severity for one in ordered(there(), request(ISO_20, maximum=1))[1].findings] == ["info"]


@pytest.mark.requirement("M01.FR.04", "M01.FR.07")
def test_the_count_is_passed_on_and_must_fall_by_one_with_each_answer():
    record, message, seen = there(), request(ISO_20, maximum=3), []
    for remaining in (2, 1, 0):
        decision = answered(record, message, accepted(answer_of(ISO_20), remaining))
        seen.append((decision.reply.remaining_contracts, rules(decision)[1], decision.findings[1].severity))
        record = decision.record
    assert seen == [(2, "M01.FR.04", "info"), (1, "M01.FR.07", "info"), (0, "M01.FR.07", "info")]
    assert record.handed == (), "a request of which none remain is forgotten"
    first = answered(there(), message, accepted(answer_of(ISO_20), 2))
    again = answered(first.record, message, accepted(answer_of(ISO_20), 2))
    assert [(one.requirement, one.severity, one.expected) for one in again.findings[1:]] == [("M01.FR.07", "warning", "1")]
    many = answered(there(), message, accepted(answer_of(ISO_20), 4))
    assert [(one.requirement, one.severity) for one in many.findings[1:]] == [("M01.FR.04", "warning")]


@pytest.mark.requirement("M01.FR.04")
@pytest.mark.parametrize(("version", "schema"), [(Version.V21, ISO_2), (Version.V201, ISO_20), (Version.V201, ISO_2)])
def test_there_is_no_count_for_iso_15118_2_nor_in_ocpp_2_0_1(version, schema):
    decision = answered(there(version=version), request(schema), accepted(answer_of(ISO_2), 2))
    assert decision.reply.remaining_contracts is None


def test_what_the_pool_says_of_its_ways_stands_with_the_decision():
    found = answered(there(), request(), refused()).findings[0]
    decision = answered(there(), request(), accepted(answer_of(ISO_2)), (found,))
    assert found in decision.findings
