"""A02 and A03: a signing request that the CSMS refuses, or does not answer, ends no renewal and floods nobody."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.station.makers import ask, chain, gone, pem, react
from tests.station.test_a02_a03_sign import CSMS_ROOT, NEW, STATE, SUB, ready, requested, signed, taken
from tests.trust.pki import NOW, made
from workbench.messages.sign_certificate import CertificateSignedRequest, CertificateSigningUse, SignCertificateResponse
from workbench.messages.status_info import GenericStatus
from workbench.station.device_model import default_model
from workbench.station.effects import MakeKey, Send
from workbench.station.events import Connected, ConnectionFailed, SigningAnswered, SigningFailed, TimePassed
from workbench.station.policy import Policy

DAYS, SECONDS = timedelta(days=1), timedelta(seconds=1)
ENDING = replace(STATE, station_chain=chain(made("CS0001", "CSO Sub-CA", ca=False, until=20), SUB, top=CSMS_ROOT, key="key:client"))


def renewing(state=ENDING, now=NOW):
    """The station's own renewal: the state behind its request, and the request."""
    state = react(state, TimePassed(), now).state
    made_ready = react(state, ready("ChargingStationCertificate"), now)
    return made_ready.state, made_ready.effects[-1].message


def rejected(state, request, now=NOW, policy=None):
    event = SigningAnswered(request, SignCertificateResponse(status=GenericStatus.REJECTED))
    return react(state, event, now, policy or Policy())


@pytest.mark.requirement("A03.FR.02", "A03.FR.17", "A03.FR.18")
def test_a_request_without_a_usable_answer_is_sent_again_for_as_long_as_it_takes():
    state, request = renewing()
    now, pauses = NOW, []
    for _ in range(16):
        failed = react(state, SigningFailed(request, "InternalError"), now)
        assert failed.decided_by == "A03.FR.17"
        (pending,) = failed.state.pending
        pauses.append(pending.resend_at - now)
        now = pending.resend_at
        again = react(failed.state, TimePassed(), now)
        assert [one.message for one in again.effects] == [request]
        state = again.state
    assert pauses[:3] == [30 * SECONDS, 60 * SECONDS, 120 * SECONDS]
    assert pauses[-1] == DAYS, "never less often than once a day"


@pytest.mark.requirement("A02.FR.17", "A02.FR.19")
def test_a_triggered_request_without_an_answer_ends_with_the_repeats():
    state, request = requested()
    now, sent = NOW, 0
    for _ in range(10):
        state = react(state, SigningFailed(request), now).state
        if (due := state.pending[0].resend_at) is None:
            break
        now = due
        again = react(state, TimePassed(), now)
        sent += any(isinstance(one, Send) for one in again.effects)
        state = again.state
        if not any(isinstance(one, Send) for one in again.effects):
            break
    assert sent == STATE.model.integer("SecurityCtrlr", "CertSigningRepeatTimes")
    assert state.pending[0].resend_at is None


@pytest.mark.requirement("A03.FR.19")
def test_a_request_that_was_accepted_in_vain_is_not_repeated_for_ever():
    state, request = renewing()
    now = NOW
    last = react(state, TimePassed(), now)
    for _ in range(4):
        state = taken(last.state, request, now)
        now = state.pending[0].resend_at
        last = react(state, TimePassed(), now)
    assert (last.decided_by, last.effects, last.state.pending[0].resend_at) == ("A03.FR.19", (), None)


@pytest.mark.requirement("A03.FR.02")
def test_an_own_renewal_that_was_rejected_pauses_twice_as_long_each_time():
    state, now, pauses = ENDING, NOW, []
    for _ in range(15):
        state, request = renewing(state, now)
        refused = rejected(state, request, now)
        assert gone("key:new") in refused.effects
        state = refused.state
        (rest,) = state.resting
        pauses.append(rest.until - now)
        assert react(state, TimePassed(), rest.until - SECONDS).effects == ()
        now = rest.until
        (effect,) = react(state, TimePassed(), now).effects
        assert isinstance(effect, MakeKey)
    assert pauses[:3] == [30 * SECONDS, 60 * SECONDS, 120 * SECONDS]
    assert pauses[-1] == DAYS
    state, request = renewing(state, now)
    assert taken(state, request, now).resting == (), "what was accepted begins anew"


def test_without_the_switch_it_begins_anew_at_once():
    state, request = renewing()
    refused = rejected(state, request, policy=Policy(pause_after_refusal=False))
    assert refused.state.resting == ()
    assert [type(one) for one in react(refused.state, TimePassed()).effects] == [MakeKey]


def test_a_rejected_request_that_was_triggered_pauses_nothing():
    state, request = requested()
    assert rejected(state, request).state.resting == ()


@pytest.mark.requirement("A02.FR.20")
def test_a_refused_certificate_silences_its_own_request_alone():
    state, request = requested()
    state = taken(state, request)
    state, v2g = requested(state, "V2GCertificate")
    state = taken(state, v2g)
    refused = signed(state, CSMS_ROOT, request_id=None, use=CertificateSigningUse.V2G_CERTIFICATE)
    waits = {one.certificate_type: one.resend_at is not None for one in refused.state.pending}
    assert waits == {"ChargingStationCertificate": True, "V2GCertificate": False}
    (note,) = [one.message for one in refused.findings if one.requirement == "A02.FR.20"]
    assert "V2GCertificate" in note


@pytest.mark.requirement("A02.FR.14")
def test_the_right_id_with_another_type_is_rejected_by_default():
    state, _ = requested()
    refused = signed(state, NEW, SUB, use=CertificateSigningUse.V2G_CERTIFICATE)
    assert (refused.reply.status, refused.decided_by, refused.state.pending) == ("Rejected", "A02.FR.14", state.pending)
    lenient = Policy(signed_for_another_type="warn")
    taken_all_the_same = signed(state, NEW, SUB, use=CertificateSigningUse.V2G_CERTIFICATE, policy=lenient)
    assert taken_all_the_same.reply.status == "Accepted"
    assert "A02.FR.14" in {one.requirement for one in taken_all_the_same.findings}


@pytest.mark.requirement("A00.FR.511", "A02.FR.06", "A02.FR.07")
def test_a_client_certificate_of_another_station_is_rejected_by_default():
    state, _ = requested()
    other = made("SOMEONE-ELSE", "CSO Sub-CA", own_key="new", ca=False)
    refused = signed(state, other, SUB)
    assert (refused.reply.status, refused.decided_by) == ("Rejected", "A02.FR.07")
    assert "A00.FR.511" in {one.requirement for one in refused.findings}
    lenient = signed(state, other, SUB, policy=Policy(station_name="warn"))
    assert lenient.reply.status == "Accepted"
    assert "A00.FR.511" in {one.requirement for one in lenient.findings}
    nameless = replace(state, model=default_model().with_value("SecurityCtrlr", "Identity", ""))
    assert signed(nameless, other, SUB).reply.status == "Accepted", "there is nothing to hold it against"


@pytest.mark.requirement("A02.FR.10")
@pytest.mark.parametrize(("profile", "words"), [(2, "uses none"), (3, "connected with another client certificate")])
def test_what_is_said_of_a_discarded_certificate_is_so(profile, words):
    state = replace(STATE, connection=replace(STATE.connection, security_profile=profile))
    renewed = signed(requested(state)[0], NEW, SUB).state
    (note,) = [one.message for one in react(renewed, Connected()).findings if one.requirement == "A02.FR.10"]
    assert words in note


@pytest.mark.requirement("A02.FR.28")
def test_without_client_certificates_a_failed_connection_changes_none():
    renewed = signed(requested()[0], NEW, SUB).state
    assert react(renewed, ConnectionFailed()).state.station_chain == renewed.station_chain


def test_a_certificate_of_a_type_that_nobody_waits_for_silences_nobody():
    state, request = requested()
    state = taken(state, request)
    of_no_request = CertificateSignedRequest(
        certificate_chain=pem(CSMS_ROOT), certificate_type=CertificateSigningUse.V2G_CERTIFICATE
    )
    decision = ask(state, of_no_request)
    assert decision.reply.status == "Rejected"
    assert decision.state.pending[0].resend_at is not None
