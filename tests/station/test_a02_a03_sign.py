"""A02 and A03: a renewal from the trigger to the certificate in use. OCTT A_11, A_12, A_14, A_15, A_23."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.station.makers import CSMS, V2G, ask, chain, gone, hashes_of, held, pem, react, root, station, with_version
from tests.trust.pki import NOW, key, made
from workbench.messages.codec import to_wire
from workbench.messages.sign_certificate import (
    CertificateSignedRequest,
    CertificateSigningUse,
    SignCertificateRequest,
    SignCertificateResponse,
)
from workbench.messages.status_info import GenericStatus
from workbench.messages.trigger_message import MessageTrigger, TriggerMessageRequest
from workbench.messages.versions import Version
from workbench.station.device_model import default_model
from workbench.station.effects import MakeKey, OpenConnection, Send
from workbench.station.events import Connected, ConnectionFailed, KeyReady, SigningAnswered, TimePassed
from workbench.station.installed import KeyReference
from workbench.station.policy import STRICT, Policy

CSMS_ROOT, V2G_ROOT = root("CSMS root"), root("V2G root")
SUB, CPO = made("CSO Sub-CA", "CSMS root"), made("CPO Sub2", "V2G root")
STATE = station(
    (CSMS, CSMS_ROOT),
    (V2G, V2G_ROOT),
    station_chain=chain(made("CS0001", "CSO Sub-CA", ca=False, until=300), SUB, top=CSMS_ROOT, key="key:client"),
)
USES = {
    "ChargingStationCertificate": MessageTrigger.SIGN_CHARGING_STATION_CERTIFICATE,
    "V2GCertificate": MessageTrigger.SIGN_V2G_CERTIFICATE,
    "V2G20Certificate": MessageTrigger.SIGN_V2G20_CERTIFICATE,
    "Combined": MessageTrigger.SIGN_COMBINED_CERTIFICATE,
}
DAYS = timedelta(days=1)


def with_client_certificates(state):
    """Under security profile 3 a connection shows which certificate is used."""
    return replace(state, connection=replace(state.connection, security_profile=3))


def ready(use, name="new", csr="CSR"):
    info = key(name).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return KeyReady(use, KeyReference(f"key:{name}"), hashlib.sha256(info).hexdigest(), csr)


def requested(state=STATE, use="ChargingStationCertificate", policy=STRICT):
    """The state behind a trigger and the message that was sent."""
    state = ask(state, TriggerMessageRequest(requested_message=USES[use])).state
    decision = react(state, ready(use), NOW, policy)
    (send,) = decision.effects
    to_wire(send.message, state.connection.version)
    return decision.state, send.message


def taken(state, request, now=NOW):
    return react(state, SigningAnswered(request, SignCertificateResponse(status=GenericStatus.ACCEPTED)), now).state


def signed(state, *certificates, request_id=1, use=None, policy=STRICT, now=NOW):
    message = CertificateSignedRequest(certificate_chain=pem(*certificates), request_id=request_id, certificate_type=use)
    return ask(state, message, policy, now)


NEW = made("CS0001", "CSO Sub-CA", own_key="new", ca=False, serial=5)
SECC = made("DE*ABC*E1", "CPO Sub2", own_key="new", ca=False)


@pytest.mark.requirement("A02.FR.02", "A02.FR.13", "A02.FR.22", "A02.FR.23", "F06.FR.05", "F06.FR.10")
@pytest.mark.parametrize("use", USES)
def test_a_trigger_is_answered_and_a_key_is_asked_for(use):
    decision = ask(STATE, TriggerMessageRequest(requested_message=USES[use]))
    (effect,) = decision.effects
    assert decision.reply.status == "Accepted"
    assert isinstance(effect, MakeKey)
    assert (effect.certificate_type, effect.key) == (use, "P-521" if use == "V2G20Certificate" else "P-256")


@pytest.mark.requirement("F06.FR.04")
def test_the_answer_goes_before_what_was_triggered():
    decision = ask(STATE, TriggerMessageRequest(requested_message=USES["Combined"]))
    assert decision.reply.status == "Accepted"
    assert not [one for one in decision.effects if isinstance(one, Send)], "the message needs a key that is made behind the answer"
    assert "F06.FR.04" in {one.requirement for one in decision.findings}
    (sent,) = react(decision.state, ready("Combined")).effects
    assert isinstance(sent, Send)


@pytest.mark.requirement("F06.FR.05")
@pytest.mark.parametrize(("use", "name"), [("ChargingStationCertificate", "Identity"), ("V2GCertificate", "SeccId")])
def test_without_a_name_for_the_subject_the_trigger_is_rejected(use, name):
    component = "SecurityCtrlr" if name == "Identity" else "ISO15118Ctrlr"
    state = replace(STATE, model=STATE.model.with_value(component, name, ""))
    decision = ask(state, TriggerMessageRequest(requested_message=USES[use]))
    assert (decision.reply.status, decision.decided_by, decision.effects) == ("Rejected", "F06.FR.05", ())
    assert decision.reply.status_info.reason_code == "MissingDevModelInfo"


@pytest.mark.requirement("F06.FR.08")
def test_ocpp_2_0_1_knows_no_certificate_for_iso_15118_20():
    old = with_version(STATE, Version.V201)
    decision = ask(old, TriggerMessageRequest(requested_message=USES["V2G20Certificate"]))
    assert (decision.reply.status, decision.effects, decision.state) == ("NotImplemented", (), old)
    assert ask(old, TriggerMessageRequest(requested_message=USES["V2GCertificate"])).reply.status == "Accepted"


@pytest.mark.requirement("F06.FR.08")
def test_another_trigger_is_not_implemented():
    assert ask(STATE, TriggerMessageRequest(requested_message=MessageTrigger.HEARTBEAT)).reply.status == "NotImplemented"


@pytest.mark.requirement("A02.FR.03", "A02.FR.24", "A02.FR.27", "A02.FR.13")
def test_the_request_names_type_id_and_root():
    _, message = requested(use="V2GCertificate")
    assert (message.certificate_type, message.request_id) == (CertificateSigningUse.V2G_CERTIFICATE, 1)
    assert message.hash_root_certificate == hashes_of(V2G_ROOT)
    _, combined = requested(use="Combined")
    assert combined.certificate_type is None
    _, older = requested(with_version(STATE, Version.V201), "V2GCertificate")
    assert (older.request_id, older.hash_root_certificate) == (None, None)
    _, bare = requested(policy=Policy(send_request_id=False))
    assert bare.request_id is None


@pytest.mark.requirement("A02.FR.06", "A02.FR.08", "A02.FR.10")
def test_a_renewed_client_certificate_is_tried_and_then_the_old_one_goes():  # A_11
    state, _ = requested()
    decision = signed(state, NEW, SUB)
    assert (decision.reply.status, decision.decided_by) == ("Accepted", "A02.FR.08")
    assert decision.effects == (OpenConnection(1),)
    assert (decision.state.station_chain.key, decision.state.pending) == ("key:new", ())
    done = react(decision.state, Connected(), NOW)
    assert done.decided_by == "A02.FR.10"
    assert done.effects == (gone("key:client"),)
    assert done.state.former_station_chain is None


@pytest.mark.requirement("A02.FR.28", "A02.FR.29")
def test_what_the_csms_does_not_take_is_given_up_and_reported():
    state = signed(requested(with_client_certificates(STATE))[0], NEW, SUB).state
    failed = react(state, ConnectionFailed(), NOW)
    assert (failed.state.station_chain.key, failed.decided_by) == ("key:client", "A02.FR.28")
    younger = made("CS0001", "CSO Sub-CA", own_key="new", ca=False, since=-1)
    state = react(signed(requested(with_client_certificates(STATE))[0], younger, SUB).state, ConnectionFailed(), NOW).state
    done = react(state, Connected(), NOW)
    assert done.effects[0] == gone("key:new")
    assert done.effects[1].message.type == "DiscardedRenewedClientCertificate"
    assert len(react(state, Connected(), NOW, Policy(report_discarded_renewal=False)).effects) == 1


@pytest.mark.requirement("A02.FR.06")
def test_a_v2g_chain_is_stored_with_its_sub_cas_and_the_root_need_not_come_along():  # A_12
    state, _ = requested(use="V2GCertificate")
    for certificates in ((SECC, CPO), (SECC, CPO, V2G_ROOT)):
        decision = signed(state, *certificates)
        (made_chain,) = decision.state.v2g_chains
        assert made_chain.certificates == (held(SECC, CPO), held(CPO, V2G_ROOT))
        assert decision.effects == ()


@pytest.mark.requirement("A02.FR.15")
def test_a_renewal_takes_the_place_of_the_same_secc_and_no_other():
    old = chain(made("DE*ABC*E1", "CPO Sub2", ca=False), CPO, top=V2G_ROOT, key="key:1")
    other = chain(made("DE*ABC*E2", "CPO Sub2", ca=False), CPO, top=V2G_ROOT, key="key:2")
    state, _ = requested(replace(STATE, v2g_chains=(old, other)), "V2GCertificate")
    decision = signed(state, SECC, CPO)
    assert [one.key for one in decision.state.v2g_chains] == ["key:2", "key:new"]
    assert decision.effects == (gone("key:1"),)


UNFIT = {
    "another key": (made("CS0001", "CSO Sub-CA", own_key="other", ca=False), SUB),
    "future": (made("CS0001", "CSO Sub-CA", own_key="new", ca=False, since=1), SUB),
    "expired": (made("CS0001", "CSO Sub-CA", own_key="new", ca=False, until=-1), SUB),
    "a CA": (made("CS0001", "CSO Sub-CA", own_key="new"), SUB),
    "a stranger's": (made("CS0001", "another CA", own_key="new", ca=False),),
    "the Sub-CA missing": (NEW,),
    "the wrong order": (SUB, NEW),
}


@pytest.mark.requirement("A02.FR.06", "A02.FR.07", "A02.FR.20", "A04.FR.01")
@pytest.mark.parametrize("what", UNFIT)
def test_an_invalid_certificate_is_rejected_and_reported_and_not_asked_for_again(what):  # A_14
    state, message = requested()
    decision = signed(taken(state, message), *UNFIT[what])
    assert (decision.reply.status, decision.decided_by) == ("Rejected", "A02.FR.07")
    assert decision.state.station_chain == STATE.station_chain
    (report,) = decision.effects
    assert report.message.type == "InvalidChargingStationCertificate"
    to_wire(report.message, Version.V21)
    assert react(decision.state, TimePassed(), NOW + 5 * DAYS).effects == ()


@pytest.mark.requirement("A02.FR.06", "A00.FR.512")
def test_a_certificate_that_lacks_the_properties_of_ocpp_is_invalid():
    usage = x509.KeyUsage(
        digital_signature=False,
        key_agreement=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    unusable = made("CS0001", "CSO Sub-CA", own_key="new", ca=False, extensions=[(usage, True)])
    assert signed(requested()[0], unusable, SUB).decided_by == "A02.FR.07"
    assert "A00.FR.509" in {one.requirement for one in signed(requested()[0], NEW, SUB).findings}, "what is tolerated is said"


def test_a_chain_for_which_there_is_no_room_is_rejected_and_nothing_changes():
    full = replace(STATE, model=default_model(max_entries=3))
    state, _ = requested(full, "V2GCertificate")
    decision = signed(state, SECC, CPO)
    assert (decision.reply.status, decision.state) == ("Rejected", state)
    assert decision.reply.status_info.reason_code == "OutOfStorage"


@pytest.mark.requirement("A02.FR.26")
def test_an_unknown_request_id_is_rejected():
    decision = signed(requested()[0], NEW, SUB, request_id=77)
    assert (decision.reply.status, decision.decided_by) == ("Rejected", "A02.FR.26")


def test_without_an_id_the_type_and_the_key_tell():
    state, _ = requested()
    assert signed(state, NEW, SUB, request_id=None).reply.status == "Accepted"
    v2g = CertificateSigningUse.V2G_CERTIFICATE
    assert signed(state, NEW, SUB, request_id=None, use=v2g).reply.status == "Rejected"
    assert signed(STATE, NEW, SUB, request_id=None).reply.status == "Rejected"


@pytest.mark.requirement("A02.FR.16")
def test_a_chain_longer_than_the_station_takes_is_rejected_unless_it_bears_it():
    short = replace(STATE, model=STATE.model.with_value("SecurityCtrlr", "MaxCertificateChainSize", "100"))
    state, _ = requested(short)
    assert signed(state, NEW, SUB).decided_by == "A02.FR.16"
    assert signed(state, NEW, SUB, policy=Policy(refuse_oversize_chain=False)).reply.status == "Accepted"


@pytest.mark.requirement("A02.FR.16")
def test_the_length_of_the_field_is_a_limit_that_no_policy_bears():
    model = STATE.model.with_value("OCPPCommCtrlr", "FieldLength", "100", "CertificateSignedRequest.certificateChain")
    state, _ = requested(replace(STATE, model=model))
    decision = signed(state, NEW, SUB, policy=Policy(refuse_oversize_chain=False))
    assert (decision.reply.status, decision.reply.status_info.reason_code) == ("Rejected", "TooLargeElement")
    assert decision.state == state


@pytest.mark.requirement("A02.FR.12", "A02.FR.21")
def test_a_rejected_request_is_dropped_with_its_key():  # A_15
    no = SignCertificateResponse(status=GenericStatus.REJECTED)
    state, message = requested(use="V2GCertificate")
    decision = react(state, SigningAnswered(message, no), NOW, Policy(pause_plug_and_charge=True))
    assert (decision.decided_by, decision.state.pending) == ("A02.FR.21", ())
    assert decision.effects == (gone("key:new"),)
    assert not decision.state.model.flag("ISO15118Ctrlr", "PnCEnabled")
    state, message = requested()
    assert react(state, SigningAnswered(message, no), NOW).decided_by == "A02.FR.12"


@pytest.mark.requirement("A02.FR.17", "A02.FR.18", "A02.FR.19")
def test_what_is_not_answered_is_asked_again_after_30_then_60_then_120_seconds_and_then_no_more():  # A_23
    state, message = requested()
    now, waits = NOW, []
    for _ in range(3):
        state = taken(state, message, now)
        wait = state.pending[0].resend_at - now
        waits.append(wait.total_seconds())
        assert react(state, TimePassed(), now + wait - timedelta(seconds=1)).effects == ()
        now += wait
        decision = react(state, TimePassed(), now)
        assert decision.effects == (Send(message),)
        state = decision.state
    assert waits == [30, 60, 120]
    state = taken(state, message, now)
    last = react(state, TimePassed(), now + 1 * DAYS)
    assert (last.decided_by, last.effects) == ("A02.FR.19", ())
    assert react(last.state, TimePassed(), now + 2 * DAYS).effects == ()


@pytest.mark.requirement("A02.FR.17", "A02.FR.18")
def test_a_repeat_may_have_a_new_key_and_the_wait_doubles_all_the_same():
    policy = Policy(new_key_for_each_resend=True)
    state, message = requested(policy=policy)
    decision = react(taken(state, message), TimePassed(), NOW + timedelta(seconds=30), policy)
    assert [type(one) for one in decision.effects] == [MakeKey]
    again = react(decision.state, ready("ChargingStationCertificate", "newer", "CSR 2"), NOW, policy)
    assert again.effects[0] == gone("key:new")
    (pending,) = taken(again.state, again.effects[1].message).pending
    assert (pending.repeats, pending.resend_at - NOW) == (1, timedelta(seconds=60))


@pytest.mark.requirement("A03.FR.02")
def test_a_month_before_the_end_the_station_renews_on_its_own_and_once():
    secc = chain(made("DE*ABC*E1", "CPO Sub2", ca=False, until=200), CPO, top=V2G_ROOT)
    state = replace(STATE, v2g_chains=(secc,))
    assert react(state, TimePassed(), NOW + 169 * DAYS).effects == ()
    decision = react(state, TimePassed(), NOW + 171 * DAYS)
    assert [one.certificate_type for one in decision.effects] == ["V2GCertificate"]
    assert react(decision.state, TimePassed(), NOW + 172 * DAYS).effects == ()
    both = react(state, TimePassed(), NOW + 275 * DAYS)
    assert {one.certificate_type for one in both.effects} == {"V2GCertificate", "ChargingStationCertificate"}


def begun_on_its_own(now):
    """A station that asked for a new client certificate itself, and what it sent."""
    state = decided(STATE, TimePassed(), now)
    state = decided(state, ready("ChargingStationCertificate"), now)
    return state, SignCertificateRequest(
        csr="CSR", certificate_type=CertificateSigningUse.CHARGING_STATION_CERTIFICATE, request_id=1
    )


def decided(state, event, now):
    return react(state, event, now).state


LATE = NOW + 280 * DAYS
LONG = made("CSO Sub-CA", "CSMS root", until=400)
ENDURING = replace(station((CSMS, root("CSMS root", until=400)), station_chain=STATE.station_chain), own_initiative=frozenset())


@pytest.mark.requirement("A03.FR.03", "A03.FR.12", "A03.FR.17", "A03.FR.18", "A03.FR.19", "A03.FR.13", "A03.FR.20")
def test_what_the_station_began_itself_has_the_numbers_of_a03():
    state = decided(STATE, TimePassed(), LATE)
    asked = react(state, ready("ChargingStationCertificate"), LATE)
    assert asked.decided_by == "A03.FR.03"
    (send,) = asked.effects
    assert (send.message.certificate_type, send.message.request_id) == ("ChargingStationCertificate", 1)
    state, now, said = asked.state, LATE, []
    for _ in range(4):
        state = taken(state, send.message, now)
        now += timedelta(seconds=240)
        again = react(state, TimePassed(), now)
        said.append(again.decided_by)
        state = again.state
    assert said == ["A03.FR.17", "A03.FR.17", "A03.FR.17", "A03.FR.19"]
    no = SignCertificateResponse(status=GenericStatus.REJECTED)
    assert react(asked.state, SigningAnswered(send.message, no), LATE).decided_by == "A03.FR.12"


@pytest.mark.requirement("A03.FR.06", "A03.FR.07", "A03.FR.08", "A03.FR.10", "A03.FR.16", "A03.FR.22", "A03.FR.24", "A03.FR.25")
def test_so_has_its_certificate():
    state, _ = begun_on_its_own(LATE)
    state = replace(state, store=ENDURING.store)
    good = made("CS0001", "CSO Sub-CA", own_key="new", ca=False, since=279, until=380)
    decision = signed(state, good, LONG, now=LATE)
    assert decision.decided_by == "A03.FR.08"
    assert react(decision.state, Connected(), LATE).decided_by == "A03.FR.10"
    failed = react(with_client_certificates(decision.state), ConnectionFailed(), LATE)
    assert failed.decided_by == "A03.FR.24"
    assert [one.requirement for one in react(failed.state, Connected(), LATE).findings] == ["A03.FR.10", "A03.FR.25", "A04.FR.01"]
    assert signed(state, NEW, SUB, now=LATE).decided_by == "A03.FR.07"
    assert signed(state, good, LONG, request_id=9, now=LATE).decided_by == "A03.FR.22"
    short = replace(state, model=state.model.with_value("SecurityCtrlr", "MaxCertificateChainSize", "100"))
    assert signed(short, good, LONG, now=LATE).decided_by == "A03.FR.16"
    again = ask(state, TriggerMessageRequest(requested_message=USES["ChargingStationCertificate"]))
    assert again.state.own_initiative == frozenset()


@pytest.mark.requirement("A02.FR.02")
def test_a_second_trigger_drops_the_first_request_and_its_key():
    state, _ = requested()
    decision = ask(state, TriggerMessageRequest(requested_message=USES["ChargingStationCertificate"]))
    assert decision.effects[0] == gone("key:new")
    assert decision.state.pending == ()
