"""A02 and A03 at the CSMS: the CSR judged, the CA asked, the chain sent with type and id, the station's answer taken."""

from datetime import timedelta

import pytest

from tests.csms.driving import Script, drive, on_the_wire, there
from tests.csms.signing import CLIENT, CPO1, CPO2, ROOT, SECC, SECC20, SECC_LEAF, STATION, SUB, V2G_ROOT, asks, csr, pem, secc_csr
from tests.trust.pki import NOW, items, made
from workbench.csms.a02_trigger_signing import TRIGGERS, trigger_signing
from workbench.csms.csms import decide
from workbench.csms.effects import Send, SignCsr
from workbench.csms.events import Answered, NoAnswer, Received, Signed, SigningFailed
from workbench.csms.policy import STRICT, Policy
from workbench.csms.record import StationRecord
from workbench.csms.seen import Reading, Stage
from workbench.messages.sign_certificate import CertificateSignedResponse, CertificateSignedStatus
from workbench.messages.trigger_message import TriggerMessageRequest, TriggerMessageResponse, TriggerMessageStatus
from workbench.messages.versions import Version

USES = {"station": (STATION, csr()), "secc": (SECC, secc_csr()), "combined": (None, csr())}


def received(record, message, policy=STRICT, now=NOW):
    decision = decide(record, Received(on_the_wire(message, record.version)), now, policy)
    on_the_wire(decision.reply, record.version)
    return decision


def sent(record, message, chain, policy=STRICT, now=NOW):
    """The decision that sends the chain."""
    decision = received(record, message, policy)
    (order,) = decision.effects
    assert isinstance(order, SignCsr)
    return decide(decision.record, Signed(order, chain), now, policy)


def request_in(decision):
    (effect,) = decision.effects
    assert isinstance(effect, Send)
    return effect.message


def answer(record, request, status):
    response = CertificateSignedResponse(status=CertificateSignedStatus(status))
    return decide(record, Answered(request, response), NOW)


@pytest.mark.requirement("A02.FR.04", "A02.FR.11", "A03.FR.04", "A03.FR.11")
@pytest.mark.parametrize("use", USES)
def test_a_sound_csr_is_accepted_and_goes_to_a_ca(use):
    type_, text = USES[use]
    decision = received(there(), asks(text, type_))
    (order,) = decision.effects
    assert decision.reply.status == "Accepted"
    assert (order.certificate_type, order.request_id, order.csr) == (type_, 7, text)
    assert decision.record.signings[0].stage is Stage.AT_THE_CA


@pytest.mark.requirement("A02.FR.12", "A03.FR.12")
@pytest.mark.parametrize(
    "text",
    ["", "no CSR", pem(CLIENT), csr() + csr(), csr(signer="other"), csr("another")],
    ids=["empty", "text", "certificate", "two", "signature", "subject"],
)
def test_a_csr_that_cannot_be_processed_is_rejected_with_a_reason(text):
    decision = received(there(), asks(text))
    assert decision.reply.status == "Rejected"
    assert decision.reply.status_info.reason_code == "InvalidCSR"
    assert decision.reply.status_info.additional_info
    assert decision.effects == ()
    assert decision.record.signings == ()


def test_a_policy_takes_another_subject_with_a_warning():
    decision = received(there(), asks(csr("another")), Policy(refuse_other_subject=False))
    assert decision.reply.status == "Accepted"
    assert [one.severity for one in decision.findings if "another" in one.message] == ["warning"]


def test_the_secc_id_that_was_read_is_the_name_of_a_v2g_csr():
    record = StationRecord(
        identity="CS0001", readings=(Reading("ISO15118Ctrlr", "SeccId", "", "Actual", "DEABCE9", "Accepted", NOW),)
    )
    assert received(record, asks(secc_csr(), SECC)).reply.status == "Rejected"
    assert received(record, asks(secc_csr(name="DEABCE9"), SECC)).reply.status == "Accepted"


@pytest.mark.requirement("A02.FR.14", "A02.FR.25", "A03.FR.14", "A03.FR.21")
@pytest.mark.parametrize("number", [0, 7, None])
def test_type_and_request_id_come_back(number):
    request = request_in(sent(there(), asks(request_id=number), pem(CLIENT, SUB)))
    assert (request.certificate_type, request.request_id) == (STATION, number)
    request = request_in(sent(there(), asks(request_id=number), pem(CLIENT, SUB), Policy(echo_certificate_type=False)))
    assert (request.certificate_type, request.request_id) == (None, number)


@pytest.mark.parametrize("chain", [(CLIENT, SUB, ROOT), (ROOT, SUB, CLIENT), (SUB, CLIENT), (CLIENT, SUB)])
def test_what_a_ca_returns_is_sent_leaf_first_without_the_root(chain):
    assert request_in(sent(there(), asks(), pem(*chain))).certificate_chain == pem(CLIENT, SUB)


@pytest.mark.parametrize(
    "chain",
    [
        pem(made("CS0001", "CSO Sub-CA", own_key="wrong", ca=False), SUB),
        pem(made("CS0001", "CSO Sub-CA", own_key="new", ca=False, since=1), SUB),
        pem(made("CS0001", "CSO Sub-CA", own_key="new", ca=False, until=-1), SUB),
        "",
    ],
    ids=["another key", "future", "expired", "nothing"],
)
def test_a_chain_that_the_station_must_reject_is_not_sent(chain):
    decision = sent(there(), asks(), chain)
    assert decision.effects == ()
    assert decision.record.signings == ()
    assert decision.findings[0].severity == "error"


@pytest.mark.requirement("A02.FR.16")
def test_a_chain_beyond_max_certificate_chain_size_is_not_sent():
    reading = Reading("SecurityCtrlr", "MaxCertificateChainSize", "", "Actual", "700", "Accepted", NOW)
    decision = sent(StationRecord(identity="CS0001", readings=(reading,)), asks(), pem(CLIENT, SUB))
    assert decision.effects == ()
    assert "700" in decision.findings[0].message


@pytest.mark.requirement("A02.FR.08")
def test_accepted_is_remembered_and_a_v2g_chain_is_believed_to_be_installed():
    decision = sent(there(), asks(secc_csr(), SECC), pem(SECC_LEAF, CPO2, CPO1, V2G_ROOT))
    assert not decision.record.issued, "not before the station says so"
    taken = answer(decision.record, request_in(decision), "Accepted")
    assert taken.record.signings == ()
    assert [one.certificate_type for one in taken.record.issued] == [SECC]
    (believed,) = taken.record.of_type("V2GCertificateChain")
    assert believed.item.der == items(SECC_LEAF)[0].der


@pytest.mark.requirement("A02.FR.07", "A02.FR.20")
def test_a_rejected_certificate_is_explained_and_forgotten():
    decision = sent(there(), asks(), pem(CLIENT, SUB))
    rejected = answer(decision.record, request_in(decision), "Rejected")
    assert rejected.record.signings == ()
    assert rejected.record.issued == ()
    assert "will not ask again" in rejected.findings[0].message
    assert "trigger" in rejected.findings[0].remedy


def test_a_certificate_without_an_answer_is_not_taken_for_installed_and_does_not_hinder_the_next():
    decision = sent(there(), asks(), pem(CLIENT, SUB))
    lost = decide(decision.record, NoAnswer(request_in(decision), "No answer."), NOW)
    assert lost.record.issued == ()
    assert lost.record.signings[0].stage is Stage.NOT_ANSWERED
    again = sent(lost.record, asks(), pem(CLIENT, SUB))
    assert len(again.record.signings) == 1
    assert answer(again.record, request_in(again), "Accepted").record.signings == ()


@pytest.mark.requirement("A02.FR.17")
def test_what_the_ca_signed_for_a_request_that_was_repeated_with_a_new_key_is_not_sent():
    first = received(there(), asks(csr(own_key="new")))
    second = received(first.record, asks(csr(own_key="newer")))
    assert len(second.record.signings) == 1
    decision = decide(second.record, Signed(first.effects[0], pem(CLIENT, SUB)), NOW)
    assert decision.effects == ()
    assert decision.record == second.record


def test_a_ca_that_fails_is_said_and_nothing_is_sent():
    first = received(there(), asks())
    decision = decide(first.record, SigningFailed(first.effects[0], "The HSM is away."), NOW + timedelta(seconds=1))
    assert decision.effects == ()
    assert decision.record.signings == ()
    assert "HSM" in decision.findings[0].message


@pytest.mark.requirement("A02.FR.02")
def test_a_renewal_for_the_old_key_is_rejected():
    decision = sent(there(), asks(), pem(CLIENT, SUB))
    taken = answer(decision.record, request_in(decision), "Accepted")
    assert received(taken.record, asks()).reply.status == "Rejected"
    assert received(taken.record, asks(), Policy(refuse_known_key=False)).reply.status == "Accepted"


@pytest.mark.requirement("F06.FR.05")
@pytest.mark.parametrize("use", TRIGGERS)
def test_a_trigger_is_sent_and_its_answer_understood(use):
    station = Script(says={TriggerMessageRequest: TriggerMessageResponse(status=TriggerMessageStatus.ACCEPTED)})
    record = there()
    assert drive(trigger_signing(record, use), record, station).ok
    assert station.heard[0].requested_message == TRIGGERS[use]


@pytest.mark.requirement("F06.FR.08")
@pytest.mark.parametrize("status", ["Rejected", "NotImplemented"])
def test_a_refused_trigger_is_explained(status):
    station = Script(says={TriggerMessageRequest: TriggerMessageResponse(status=TriggerMessageStatus(status))})
    record = there()
    outcome = drive(trigger_signing(record, "V2GCertificate"), record, station)
    assert not outcome.ok
    assert outcome.findings[0].remedy


def test_a_2_0_1_station_is_not_asked_for_what_only_2_1_has():
    record, station = there(version=Version.V201), Script()
    outcome = drive(trigger_signing(record, "V2G20Certificate"), record, station)
    assert (outcome.ok, station.heard) == (False, [])
    outcome = drive(trigger_signing(record, "nonsense"), record, station)
    assert (outcome.ok, station.heard) == (False, [])


def test_a_csr_for_iso_15118_20_is_held_against_that_profile():
    decision = received(there(), asks(secc_csr(), SECC20))
    assert decision.reply.status == "Rejected", "P-256 is not a key of ISO 15118-20"


@pytest.mark.requirement("A00.FR.513")
def test_what_the_ca_can_mend_rejects_no_csr_unless_the_policy_says_so():
    message = asks(csr(), None)  # one certificate for both uses, without the domain component of a SECC
    decision = received(there(), message)
    assert decision.reply.status == "Accepted"
    assert any(one.code == "domain-component" for one in decision.findings)
    assert received(there(), message, Policy(refused_departures="all")).reply.status == "Rejected"
    assert received(there(), asks(secc_csr(), SECC20), Policy(refused_departures="none")).reply.status == "Accepted"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nothing", "1 thing and no CSR"),
        (csr() + secc_csr(), "2 CSRs"),
        (pem(CLIENT), "1 thing and no CSR"),
        (csr() + pem(CLIENT), "a CSR and 1 other thing"),
    ],
)
def test_what_is_there_instead_of_one_csr_is_said_in_words(text, words):
    said = received(there(), asks(text)).reply.status_info.additional_info
    assert f"The field holds {words}, where one CSR in PEM is due." in said
