"""M01 and M02 in the station: what of a vehicle's request goes out, what of the answer reaches it, when it is told Failed."""

from base64 import b64encode
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.station.makers import react
from tests.station.plug_made import (
    INSTALL,
    UPDATE,
    accepted,
    answer_of,
    asks,
    parked,
    refused,
    request_of,
    rules,
    sent,
    told,
)
from tests.trust.pki import NOW
from workbench.contracts.exi.codec import SCHEMAS, read_message
from workbench.contracts.parties import ISO_2, ISO_20, Manufacturer
from workbench.messages.codec import to_wire
from workbench.messages.versions import Version
from workbench.station import m01_answers
from workbench.station.events import EvCertificateAnswered, PlugUnanswered, TimePassed, VehicleGone, VehicleWaited
from workbench.station.journal import Journal
from workbench.station.journal_export import from_dict, to_dict
from workbench.station.plug import MOST
from workbench.station.policy import STRICT, Policy


def asked(state, event, **more):
    """The one request, and the decision behind it."""
    decision = react(state, event, **more)
    (request,) = sent(decision)
    assert told(decision) is None
    to_wire(request, state.connection.version)
    return request, decision


def answered(decision, response, policy=STRICT, request=None):
    return react(decision.state, EvCertificateAnswered(request or sent(decision)[0], response), NOW, policy)


@pytest.mark.requirement("M01.FR.01", "M01.FR.02")
@pytest.mark.parametrize("version", Version)
def test_a_vehicle_of_iso_15118_2_is_passed_on_as_it_is_without_a_maximum(version):
    request, decision = asked(parked(version=version), asks())
    payload = to_wire(request, version)
    assert payload.keys() == {"iso15118SchemaVersion", "action", "exiRequest"}
    assert (payload["iso15118SchemaVersion"], payload["action"]) == (ISO_2, "Install")
    assert rules(decision) == ["M01.FR.01"]
    assert decision.state == parked(version=version), "no answer to the CSMS depends on it"


@pytest.mark.requirement("M01.FR.02")
@pytest.mark.parametrize("more", [{"maximum": 3}, {"prioritized": ("DEPNCC00000042H",)}])
def test_a_maximum_for_iso_15118_2_is_a_conflict_that_is_said_and_left_out(more):
    request, decision = asked(parked(), asks(**more))
    assert (request.maximum_contract_certificate_chains, request.prioritized_emaids) == (None, None)
    assert "M01.FR.02" in rules(decision)


@pytest.mark.requirement("M01.FR.03")
def test_the_maximum_of_iso_15118_20_and_its_emaids_are_copied_from_the_vehicles_own_message():
    exi = request_of(ISO_20, maximum=3, prioritized=("DEPNCC00000042H",))
    request, decision = asked(parked(), asks(ISO_20, exi=exi))
    assert (request.maximum_contract_certificate_chains, request.prioritized_emaids) == (3, ("DEPNCC00000042H",))
    assert rules(decision) == ["M01.FR.01"]
    request, decision = asked(parked(), asks(ISO_20, exi=exi, maximum=7))
    assert request.maximum_contract_certificate_chains == 3
    assert any("maximum of 7" in one.message for one in decision.findings if one.requirement == "M01.FR.03")
    blind = Policy(read_vehicle_messages=False)
    assert asked(parked(), asks(ISO_20, exi=exi, maximum=7), policy=blind)[0].maximum_contract_certificate_chains == 7


@pytest.mark.requirement("M01.FR.03")
def test_ocpp_2_0_1_has_no_field_for_the_maximum_and_that_is_said():
    request, decision = asked(parked(version=Version.V201), asks(ISO_20))
    assert request.maximum_contract_certificate_chains is None
    assert "M01.FR.03" in rules(decision)


@pytest.mark.requirement("M01.FR.03")
def test_emaids_that_do_not_fit_are_left_out_and_said():
    event = asks(ISO_20, exi=b"\x80none", maximum=1, prioritized=("x" * 256, *(f"DEPNCC0000000{one:02}" for one in range(9))))
    request, decision = asked(parked(), event)
    assert len(request.prioritized_emaids) == 8
    assert any("2 of the 10" in one.message for one in decision.findings)


@pytest.mark.requirement("M01.FR.01")
@pytest.mark.parametrize(
    ("schema", "exi"), [(ISO_2, b"\xff\x00garbage"), ("urn:iso:15118:2:2010:MsgDef", b"DIN"), (ISO_20, b"\x00")]
)
def test_what_the_station_cannot_read_is_passed_on_all_the_same_and_said(schema, exi):
    _, decision = asked(parked(), asks(schema, exi=exi, maximum=None))
    assert any("cannot read" in one.message for one in decision.findings)


@pytest.mark.requirement("M02.FR.01")
def test_an_update_of_iso_15118_2_is_an_update_whatever_the_station_was_told():
    exi = request_of(ISO_2, "Update")
    for told_so, notes in ((UPDATE, ["M02.FR.01"]), (INSTALL, ["M02.FR.01", "M02.FR.01"])):
        request, decision = asked(parked(), asks(action=told_so, exi=exi))
        assert (request.action, rules(decision)) == (UPDATE, notes)
    request, decision = asked(parked(), asks(action=UPDATE))
    assert request.action is INSTALL
    assert rules(decision) == ["M01.FR.01", "M01.FR.01"]


@pytest.mark.requirement("M02.FR.02")
def test_an_update_of_iso_15118_20_is_an_installation():
    request, decision = asked(parked(), asks(ISO_20, UPDATE))
    assert (request.action, request.maximum_contract_certificate_chains) == (INSTALL, 3)
    assert "M02.FR.02" in rules(decision)
    request, decision = asked(parked(), asks(ISO_20, UPDATE, exi=b"\x80", maximum=1))
    assert (request.action, "M02.FR.02" in rules(decision)) == (INSTALL, True)


@pytest.mark.requirement("M01.FR.01", "M02.FR.01")
@pytest.mark.parametrize("action", [INSTALL, UPDATE])
def test_the_answer_reaches_the_vehicle_octet_for_octet(action):
    _, begun = asked(parked(), asks(action=action, exi=request_of(ISO_2, str(action))))
    answer = told(decision := answered(begun, accepted(answer_of(ISO_2))))
    assert (answer.status, answer.exi_response, answer.remaining) == ("Accepted", answer_of(ISO_2), None)
    assert sent(decision) == []
    assert decision.state.plug.installations == ()


@pytest.mark.requirement("M01.FR.01")
@pytest.mark.parametrize(
    ("response", "words"),
    [
        (refused(), "No contract is known"),
        (refused("QUJD"), "No contract is known"),
        (accepted(""), "sends nothing"),
        (accepted("no base64!"), "no base64"),
        (accepted("QUJD" * 5000), "this station takes 17000"),
    ],
)
def test_failed_and_what_amounts_to_it_reach_the_vehicle_without_a_message(response, words):
    _, begun = asked(parked(), asks())
    answer = told(decision := answered(begun, response))
    assert (answer.status, answer.exi_response, sent(decision)) == ("Failed", b"", [])
    assert words in answer.why
    assert any("all the same" in one.message for one in decision.findings) == (
        response.status == "Failed" and response.exi_response != ""
    )
    assert decision.state.plug.installations == ()


@pytest.mark.requirement("M01.FR.01")
def test_the_lengths_of_the_version_and_of_the_station_are_kept():
    long = b"x" * 4500  # 6000 characters in base64
    assert told(react(parked(version=Version.V201), asks(exi=long))).status == "Failed"
    assert "OCPP 2.0.1 allows 5600" in told(react(parked(version=Version.V201), asks(exi=long))).why
    assert sent(react(parked(), asks(exi=long)))
    _, begun = asked(parked(version=Version.V201), asks())
    assert "takes 7500" in told(answered(begun, accepted(b"x" * 6000))).why
    small = parked()
    model = small.model.with_value("OCPPCommCtrlr", "FieldLength", "4000", "Get15118EVCertificateResponse.exiResponse")
    _, begun = asked(replace(small, model=model), asks())
    assert "takes 4000" in told(answered(begun, accepted(b"x" * 3100))).why


@pytest.mark.requirement("M01.FR.01")
@pytest.mark.parametrize(
    ("state", "event", "words"),
    [
        (parked(connected=False), asks(), "no connection"),
        (parked(ContractCertificateInstallationEnabled="false"), asks(), "ContractCertificateInstallationEnabled"),
        (parked(), asks(exi=b""), "empty"),
        (parked(), asks("x" * 51, exi=b"\x80"), "longer than OCPP allows"),
        (parked(), asks(ISO_20, exi=b"\x80", maximum=-1), "less than 0"),
    ],
)
def test_where_nothing_can_be_sent_the_vehicle_is_told_at_once_and_why(state, event, words):
    decision = react(state, event)
    assert (sent(decision), told(decision).status) == ([], "Failed")
    assert words in told(decision).why


@pytest.mark.requirement("M01.FR.01")
@pytest.mark.parametrize("ends", ["time", "timer"])
def test_after_its_budget_the_vehicle_is_told_failed_and_a_late_answer_is_left_aside(ends):
    request, begun = asked(parked(), asks())
    early = react(begun.state, TimePassed(), NOW + timedelta(seconds=4.4))
    assert told(early) is None
    over = react(begun.state, TimePassed(), NOW + timedelta(seconds=4.5)) if ends == "time" else react(begun.state, VehicleWaited())
    assert told(over).status == "Failed"
    assert "5 seconds" in over.findings[0].remedy
    late = react(over.state, EvCertificateAnswered(request, accepted(answer_of(ISO_2))))
    assert (told(late), sent(late)) == (None, [])
    assert "too late" in late.findings[0].message
    patient = react(parked(), asks(), NOW, Policy(vehicle_budget=60.0))
    assert told(react(patient.state, TimePassed(), NOW + timedelta(seconds=59))) is None


@pytest.mark.requirement("M01.FR.01")
def test_no_answer_is_failed_and_a_vehicle_that_left_is_told_nothing():
    request, begun = asked(parked(), asks())
    answer = told(react(begun.state, PlugUnanswered(request, "CALLERROR <b>NotSupported</b>")))
    assert answer.status == "Failed"
    assert "CALLERROR" in answer.why
    gone = react(begun.state, VehicleGone())
    assert (gone.effects, gone.state.plug.installations) == ((), ())
    assert react(gone.state, PlugUnanswered(request, "x")).effects == ()
    assert react(gone.state, VehicleWaited()).effects == ()


def remaining_in(exi):
    return read_message(SCHEMAS[ISO_20], exi)[0].remaining_contract_certificate_chains


def twenty(maximum=3):
    return asked(parked(), asks(ISO_20, exi=request_of(ISO_20, maximum=maximum)))


@pytest.mark.requirement("M01.FR.05", "M01.FR.06")
def test_while_contracts_remain_the_identical_request_is_repeated_and_the_vehicle_comes_for_each():
    request, begun = twenty()
    first = answered(begun, accepted(answer_of(ISO_20), 2))
    assert (told(first).remaining, sent(first)) == (2, [request])
    assert remaining_in(told(first).exi_response) == 2
    second = answered(first, accepted(answer_of(ISO_20), 1), request=request)
    assert (told(second), sent(second)) == (None, [request]), "the vehicle has not come yet"
    comes = react(second.state, asks(ISO_20))
    assert (told(comes).remaining, sent(comes)) == (1, [])
    waits = react(comes.state, asks(ISO_20))
    assert (told(waits), sent(waits)) == (None, [])
    last = answered(waits, accepted(answer_of(ISO_20), 0), request=request)
    assert (told(last).remaining, sent(last)) == (0, [])
    assert last.state.plug.installations == ()


@pytest.mark.requirement("M01.FR.06")
def test_another_vehicle_at_the_same_plug_does_not_get_what_was_made_for_the_former():
    _, begun = twenty()
    first = answered(begun, accepted(answer_of(ISO_20), 1))
    ready = answered(first, accepted(answer_of(ISO_20), 0))
    other = react(ready.state, asks(ISO_20, exi=b"\x80another", maximum=1))
    assert (told(other), len(sent(other))) == (None, 1)
    assert len(other.state.plug.installations) == 1
    again = react(ready.state, asks(ISO_20, exi=request_of(ISO_20, maximum=2)))
    assert (told(again).remaining, sent(again)) == (0, []), "the same vehicle, by its provisioning certificate"
    late = answered(first, accepted(answer_of(ISO_20), 0), request=sent(begun)[0])
    assert told(late) is None


@pytest.mark.requirement("M01.FR.05")
def test_the_number_is_written_into_the_message_and_what_is_signed_stays():
    exi = answer_of(ISO_20)
    _, begun = twenty()
    decision = answered(begun, accepted(exi, 2))
    written = told(decision).exi_response
    assert (remaining_in(exi), remaining_in(written)) == (0, 2)
    before, after = (read_message(SCHEMAS[ISO_20], one)[0] for one in (exi, written))
    assert after == replace(before, remaining_contract_certificate_chains=2)
    assert "M01.FR.05" in rules(decision)
    assert told(answered(begun, accepted(written, 1))).exi_response != written
    assert remaining_in(told(answered(begun, accepted(written, 1))).exi_response) == 1
    same = answered(begun, accepted(exi, 0))
    assert told(same).exi_response == exi
    assert "M01.FR.05" not in rules(same)
    assert told(answered(begun, accepted(exi, 2), Policy(write_remaining=False))).exi_response == exi


@pytest.mark.requirement("M01.FR.05")
@pytest.mark.parametrize(("exi", "remaining"), [(b"\x80\x01", 2), (request_of(ISO_20), 2), (None, 300)])
def test_what_cannot_be_rewritten_goes_on_as_it_came_and_that_is_said(exi, remaining):
    octets = answer_of(ISO_20) if exi is None else exi
    _, begun = twenty()
    decision = answered(begun, accepted(octets, remaining))
    assert told(decision).exi_response == octets
    assert any("as it came, without" in one.message for one in decision.findings if one.requirement == "M01.FR.05")


@pytest.mark.requirement("M01.FR.05")
def test_a_number_for_iso_15118_2_is_left_aside():
    _, begun = asked(parked(), asks())
    decision = answered(begun, accepted(answer_of(ISO_2), 2))
    assert (told(decision).remaining, sent(decision)) == (None, [])
    assert "M01.FR.05" in rules(decision)


def rounds(policy, counts):
    """How many requests a station sends while the CSMS counts so, and what the vehicle was told of remaining ones."""
    decision = react(parked(), asks(ISO_20, exi=request_of(ISO_20, maximum=3)), NOW, policy)
    (request,) = sent(decision)
    requests, numbers, state = 1, [], decision.state
    for count in counts:
        response = refused() if count is None else accepted(answer_of(ISO_20), count)
        decision = react(state, EvCertificateAnswered(request, response), NOW, policy)
        requests += len(sent(decision))
        numbers.append(told(decision) and told(decision).remaining)
        state = decision.state
        if not sent(decision):
            break
    return requests, decision


@pytest.mark.requirement("M01.FR.04", "M01.FR.06")
@pytest.mark.parametrize(
    ("policy", "counts", "requests"),
    [
        (STRICT, (2, 1, 0), 3),
        (STRICT, (3, 2, 1, None), 4),
        (Policy(remaining_counts_this_one=True), (3, 2, 1), 3),
        (Policy(repeat_for_remaining=False), (2,), 1),
    ],
    ids=["what is left", "the total, read as what is left: once too often", "the total, read so", "never"],
)
def test_both_readings_of_the_count(policy, counts, requests):
    assert rounds(policy, counts)[0] == requests


@pytest.mark.requirement("M01.FR.04", "M01.FR.06")
def test_the_failed_answer_to_the_one_request_too_many_waits_for_the_vehicle_that_was_told_of_one_more():
    _, decision = rounds(STRICT, (3, 2, 1, None))
    state = decision.state
    told_of = []
    for _ in range(3):
        decision = react(state, asks(ISO_20))
        told_of.append(told(decision).status)
        state = decision.state
    assert told_of == ["Accepted", "Accepted", "Failed"]
    assert state.plug.installations == ()


@pytest.mark.requirement("M01.FR.07")
@pytest.mark.parametrize("count", [2, 3, 9])
def test_a_count_that_does_not_fall_ends_the_repetition(count):
    requests, decision = rounds(STRICT, (2, count, count, count))
    assert requests == 2
    assert any(one.requirement == "M01.FR.07" and "does not count down" in one.message for one in decision.findings)


@pytest.mark.requirement("M01.FR.06")
def test_a_csms_that_counts_down_without_end_is_asked_no_more_than_a_vehicle_can_take(monkeypatch):
    assert m01_answers.MOST_READY == 255
    monkeypatch.setattr(m01_answers, "MOST_READY", 5)
    requests, decision = rounds(STRICT, range(1_000_000, 999_900, -1))
    assert requests == 7
    assert any("stops asking" in one.message for one in decision.findings)
    assert len(decision.state.plug.installations[0].ready) == 6


@pytest.mark.requirement("M01.FR.06")
def test_a_repetition_without_an_answer_is_failed_for_the_vehicle_that_comes_for_it():
    request, begun = twenty()
    first = answered(begun, accepted(answer_of(ISO_20), 2))
    lost = react(first.state, PlugUnanswered(request, "Nothing came."))
    assert told(lost) is None
    assert told(react(lost.state, asks(ISO_20))).status == "Failed"


def test_vehicles_of_two_plugs_are_told_apart_and_their_number_is_bounded():
    state = parked()
    for number in range(MOST + 5):
        state = react(state, asks(exi=b"\x80%d" % number, session=str(number))).state
    assert [one.session for one in state.plug.installations] == [str(one) for one in range(5, MOST + 5)]
    decision = react(state, VehicleWaited("7"))
    assert told(decision).session == "7"


def test_what_happened_at_the_plug_is_exported_and_happens_again_the_same():
    journal = Journal(parked())
    request, _ = twenty()
    for event in (
        asks(ISO_20, exi=request_of(ISO_20, maximum=3), prioritized=("A",), session="1"),
        EvCertificateAnswered(request, accepted(answer_of(ISO_20), 1)),
        PlugUnanswered(request, "nothing"),
        VehicleWaited("1"),
        VehicleGone("1"),
    ):
        journal = journal.happened(event, NOW)
    again = from_dict(to_dict(journal))
    assert [one.event for one in again.entries] == [one.event for one in journal.entries]
    assert [one.decision.effects for one in again.entries] == [one.decision.effects for one in journal.entries]


@pytest.mark.requirement("M01.FR.06")
def test_a_vehicle_is_known_again_by_its_provisioning_certificate():
    _, begun = twenty()
    first = answered(begun, accepted(answer_of(ISO_20), 2))
    another = Manufacturer.of_samples("iso15118-20", seed=b"x").build("WPNP2026000000099", NOW).request(NOW, maximum=3)
    came = react(first.state, asks(ISO_20, exi=another))
    assert [one.exi_request for one in sent(came)] == [b64encode(another).decode()], "it is asked for anew"
