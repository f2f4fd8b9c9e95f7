"""M06 in the station: when it asks about whom, what an answer is worth, and how often it asks again."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.revocation.ocsp_made import NOCHECK, SIGNING, single
from tests.revocation.ocsp_made import response as made_response
from tests.station.makers import chain, happens, react
from tests.station.status_made import (
    DAY,
    FAILED,
    HOUR,
    LEAF,
    SUB_1,
    SUB_2,
    V2G_ROOT,
    accepted,
    answered,
    asked,
    certificate_of,
    pointing,
    response,
    with_chain,
)
from tests.station.test_a02_a03_sign import ready, signed
from tests.station.test_journal_export import SCHEMA
from tests.trust.pki import NOW, made
from workbench.errors import InputError
from workbench.messages.certificate_status import CertificateStatusSource, GetCertificateChainStatusResponse
from workbench.messages.codec import to_wire
from workbench.messages.sign_certificate import SignCertificateResponse
from workbench.messages.status_info import GenericStatus
from workbench.messages.versions import Version
from workbench.station.changes import changes
from workbench.station.events import Connected, SigningAnswered, StatusAnswered, StatusUnanswered, TimePassed
from workbench.station.journal import Journal
from workbench.station.journal_export import from_dict, to_dict
from workbench.station.m06_certificate_status import LONGEST_WAIT, next_moments
from workbench.station.m06_certificate_status import renewed as renewed_since
from workbench.station.personalities import personality
from workbench.station.policy import STRICT
from workbench.station.state import Connection, StationState
from workbench.station.statuses import Statuses

SECOND = timedelta(seconds=1)


def begun():
    decision = react(with_chain(), TimePassed())
    return decision.state, asked(decision)


def cached(state: StationState) -> dict[str, str]:
    return {one.hash_data.serial_number: one.status.value for one in state.statuses.cache}


@pytest.mark.requirement("M06.FR.06")
@pytest.mark.parametrize("version", Version)
def test_without_an_answer_the_leaf_and_each_sub_ca_are_asked_about_once(version):
    decision = react(with_chain(version), TimePassed())
    requests = asked(decision)
    assert [certificate_of(one) for one in requests] == [LEAF, SUB_2, SUB_1]
    assert [one.ocsp_request_data.responder_url for one in requests] == [
        "http://ocsp.example/2",
        "http://ocsp.example/1",
        "http://ocsp.example/root",
    ]
    assert all(to_wire(one, version)["ocspRequestData"]["hashAlgorithm"] == "SHA256" for one in requests)
    assert [one.requirement for one in decision.findings] == ["M06.FR.06"] * 3
    assert react(decision.state, TimePassed()).effects == ()
    assert asked(react(replace(with_chain(), connection=Connection()), TimePassed())) == [], "nobody is there to ask"


@pytest.mark.requirement("M06.FR.06", "M06.FR.10")
def test_what_came_is_cached_until_its_next_update_and_asked_for_anew_before():
    state, requests = begun()
    state = answered(state, requests)
    assert len(state.statuses.cache) == 3
    assert state.statuses.asked == ()
    assert sorted(next_moments(state, NOW, STRICT)) == [NOW + 2 * DAY] * 3
    assert react(state, TimePassed(), NOW + 2 * DAY - SECOND).effects == ()
    again = react(state, TimePassed(), NOW + 2 * DAY)
    assert len(asked(again)) == 3
    assert again.decided_by == "M06.FR.10"


@pytest.mark.requirement("M06.FR.10")
def test_an_answer_that_lasts_for_months_is_asked_for_anew_within_the_week():
    state, requests = begun()
    state = answered(state, requests, lasts=60 * DAY)
    (entry, *_) = state.statuses.cache
    assert entry.expires == NOW + 7 * DAY
    assert len(asked(react(state, TimePassed(), NOW + 6 * DAY))) == 3


@pytest.mark.requirement("M06.FR.10")
def test_an_answer_without_next_update_is_no_answer_for_ever():
    state, requests = begun()
    state = answered(state, requests, lasts=None)
    assert {one.expires for one in state.statuses.cache} == {NOW + HOUR}


@pytest.mark.requirement("M06.FR.02", "M06.FR.06")
def test_accepted_says_nothing_of_the_certificate_and_a_revoked_one_is_kept_and_said():
    state, requests = begun()
    decision = react(state, StatusAnswered(requests[0], accepted(response(LEAF, "revoked"))))
    assert cached(decision.state) == {requests[0].ocsp_request_data.serial_number: "Revoked"}
    assert "says Revoked" in decision.findings[0].message
    assert decision.findings[0].severity == "error"


@pytest.mark.parametrize(
    ("reply", "requirement", "words"),
    [
        (FAILED, "M06.FR.04", "gives 'no reason'"),
        (accepted(None), "M06.FR.03", "no ocspResult"),
        (accepted("not base64!"), "M06.FR.09", "no base64"),
        (accepted(b"no OCSP response"), "M06.FR.08", "malformed"),
        (accepted(b"\x30\x03\x0a\x01\x03"), "M06.FR.06", "tryLater"),
        (accepted(response(SUB_2)), "M06.FR.06", "failed"),
        (accepted(response(LEAF, signer="somebody")), "M06.FR.06", "failed"),
        (accepted(response(LEAF, at=NOW - 9 * DAY)), "M06.FR.06", "failed"),
        (accepted(response(LEAF, at=NOW + 9 * DAY)), "M06.FR.06", "failed"),
        (GetCertificateChainStatusResponse(certificate_status=()), "M06.FR.01", "another action"),
    ],
)
@pytest.mark.requirement("M06.FR.03", "M06.FR.04", "M06.FR.08", "M06.FR.09")
def test_what_is_no_answer_is_not_cached_and_is_said(reply, requirement, words):
    state, (request, *_) = begun()
    decision = react(state, StatusAnswered(request, reply))
    assert len(decision.state.statuses.cache) == 0
    assert decision.decided_by == requirement
    assert words in decision.findings[0].message
    assert decision.state == state, "nothing else depends on it"


@pytest.mark.requirement("M06.FR.06")
def test_a_question_without_an_answer_is_put_again_later_and_later_and_never_given_up_at_the_next_responder():
    state, (request, *_) = begun()
    now, waits, urls = NOW, [], []
    for _ in range(14):
        urls.append(request.ocsp_request_data.responder_url)
        state = react(state, StatusUnanswered(request, "CALLERROR NotSupported"), now).state
        moment = min(one.again_at for one in state.statuses.asked if one.hash_data == request.ocsp_request_data.plain)
        waits.append(moment - now)
        assert certificate_of(request) not in [certificate_of(one) for one in asked(react(state, TimePassed(), moment - SECOND))]
        again = react(state, TimePassed(), moment)
        (request,) = [one for one in asked(again) if certificate_of(one) == LEAF]
        state, now = again.state, moment
    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert waits[-4:] == [LONGEST_WAIT] * 4
    assert urls[:3] == ["http://ocsp.example/2", "http://other.example/2", "http://ocsp.example/2"]
    state = react(state, StatusAnswered(request, accepted(response(LEAF, at=now))), now).state
    assert state.statuses.question([request.ocsp_request_data.plain]) is None


@pytest.mark.requirement("M06.FR.06")
def test_an_answer_that_is_none_takes_the_former_one_not_away():
    state, requests = begun()
    state = answered(state, requests)
    later = NOW + 2 * DAY
    again = react(state, TimePassed(), later)
    state = react(again.state, StatusAnswered(asked(again)[0], FAILED), later).state
    assert len(cached(state)) == 3


def renewed(state):
    """The decision on a CertificateSigned that brings a new SECC leaf below the same sub-CAs."""
    state = happens(state, ready("V2GCertificate"))
    sent = next(one for one in state.pending)
    message = react(replace(state, pending=()), ready("V2GCertificate")).effects[-1].message
    state = happens(state, SigningAnswered(message, SignCertificateResponse(status=GenericStatus.ACCEPTED)))
    assert sent.key == "key:new"
    new = made("DE*ABC*E1", "CPO Sub2", own_key="new", ca=False, until=300, extensions=[pointing("http://ocsp.example/2")])
    return signed(state, new, SUB_2, SUB_1), new


@pytest.mark.requirement("M06.FR.07")
def test_after_a_renewal_the_new_leaf_and_every_sub_ca_are_asked_about_whatever_is_cached():
    state, requests = begun()
    state = answered(state, requests)
    decision, new = renewed(state)
    serials = [int(one.ocsp_request_data.serial_number, 16) for one in asked(decision)]
    assert serials == [new.serial_number, SUB_2.serial_number, SUB_1.serial_number]
    assert [one.requirement for one in decision.findings if "asked for" in one.message] == ["M06.FR.07"] * 3
    assert decision.reply.status == "Accepted"
    assert react(decision.state, TimePassed()).effects == (), "they are under way"


@pytest.mark.requirement("M06.FR.06")
def test_certificates_that_name_no_responder_are_said_at_the_renewal_and_not_asked_about():
    bare = made("DE*ABC*E1", "CPO Sub2", own_key="new", ca=False, until=300)
    state = happens(with_chain(), ready("V2GCertificate"))
    decision = signed(state, bare, SUB_2, SUB_1)
    assert [certificate_of(one) for one in asked(decision)] == [SUB_2, SUB_1]
    (said,) = [one for one in decision.findings if one.code == "status-plan"]
    assert "names no OCSP responder" in said.message
    nothing = replace(with_chain(), v2g_chains=(chain(bare, top=SUB_2),))
    assert react(nothing, TimePassed()).effects == ()
    assert list(next_moments(nothing, NOW, STRICT)) == []


@pytest.mark.requirement("M06.FR.06")
def test_a_url_that_the_version_cannot_carry_is_said():
    long = made("DE*ABC*E1", "CPO Sub2", ca=False, own_key="new", until=300, extensions=[pointing("http://x.example/" + "y" * 600)])
    for version, count in ((Version.V21, 3), (Version.V201, 2)):
        before = replace(with_chain(version), v2g_chains=())
        after = replace(before, v2g_chains=(chain(long, SUB_2, SUB_1, top=V2G_ROOT),))
        assert len(asked(react(after, TimePassed()))) == count
        said = [one for one in renewed_since(before, after, NOW, STRICT).findings if one.code == "status-plan"]
        assert len(said) == 3 - count


def test_a_chain_that_is_over_is_not_asked_about():
    assert react(with_chain(), TimePassed(), NOW + 301 * DAY).state.statuses.asked == ()
    assert list(next_moments(with_chain(), NOW + 301 * DAY, STRICT)) == []


@pytest.mark.requirement("M06.FR.07")
def test_a_station_that_forgets_its_sub_cas_asks_about_its_leaf_alone():
    forgetful = personality("leaf-status-only")
    decision = forgetful.decide(with_chain(), TimePassed(), NOW)
    assert [certificate_of(one) for one in asked(decision)] == [LEAF]
    state = answered(decision.state, asked(decision))
    assert forgetful.decide(state, TimePassed(), NOW).effects == ()
    assert max(next_moments(state, NOW, forgetful.policy)) > NOW, "nothing is due that nobody does"


@pytest.mark.requirement("M06.FR.10")
def test_a_station_that_ignores_next_update_keeps_a_response_that_is_over():
    policy = personality("ignores-next-update").policy
    state, requests = begun()
    state = answered(state, requests, policy=policy, lasts=HOUR)
    assert {one.expires for one in state.statuses.cache} == {NOW + 7 * DAY}


def test_answers_that_nobody_asked_for_change_nothing():
    _, requests = begun()
    for event in (StatusAnswered(requests[0], accepted(response(LEAF))), StatusUnanswered(requests[0], "x")):
        decision = react(with_chain(), event)
        assert len(decision.state.statuses.cache) == 0
        assert decision.state.statuses.asked == ()


def test_the_cache_multiplies_no_states_and_its_changes_are_told_by_its_findings():
    state, requests = begun()
    full = answered(state, requests)
    assert full == state
    assert hash(full) == hash(state)
    assert changes(state, full) == ()
    assert asked(react(full, Connected())) == []
    assert full.statuses.cache.get(requests[0].ocsp_request_data.plain, CertificateStatusSource.OCSP, NOW) is not None
    assert V2G_ROOT.serial_number not in [certificate_of(one).serial_number for one in requests]


@pytest.mark.requirement("M06.FR.06")
def test_the_cache_and_what_waits_outlive_an_export():
    state, requests = begun()
    state = answered(state, requests[1:])
    written = json.loads(json.dumps(to_dict(Journal(state))))
    SCHEMA.validate(written)
    again = from_dict(written).start
    assert len(again.statuses.cache) == 2
    assert dict(again.statuses.cache.entries) == dict(state.statuses.cache.entries)
    assert again.statuses.asked == state.statuses.asked
    del written["start"]["statuses"]
    assert from_dict(written).start.statuses == Statuses(), "exports of before have none"
    written["start"]["statuses"] = {"cache": {"schema": "x"}, "asked": []}
    with pytest.raises(InputError):
        from_dict(written)


@pytest.mark.requirement("M06.FR.06", "M06.FR.10")
@pytest.mark.parametrize(("ends", "kept"), [(1, 1), (9, 3)])
def test_a_response_is_kept_no_longer_than_the_certificate_of_its_responder_holds(ends, kept):
    state, requests = begun()
    about = requests[0]
    assert certificate_of(about) == LEAF
    issuer = LEAF.issuer.rfc4514_string().removeprefix("CN=")
    signer = made("Responder", issuer, ca=False, since=-1, until=ends, extensions=[(SIGNING, False), (NOCHECK, False)])
    one = single(serial=LEAF.serial_number, issuer=issuer, since=NOW, until=NOW + 3 * DAY)
    octets = made_response(one, signer="Responder", produced=NOW, certificates=[signer])
    state = react(state, StatusAnswered(about, accepted(octets))).state
    (entry,) = state.statuses.cache
    assert entry.expires == (signer.not_valid_after_utc + SECOND if kept == 1 else NOW + kept * DAY)
