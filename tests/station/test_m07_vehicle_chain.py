"""M07 in the station: about which of a vehicle's certificates it asks, what it caches, and when a vehicle may go on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.station.makers import CSMS, OEM, react, root, station
from tests.station.status_made import DAY, pointing
from tests.trust.pki import NOW, items, made
from workbench.messages.certificate_status import (
    CertificateStatus,
    CertificateStatusSource,
    CertificateStatusValue,
    GetCertificateChainStatusResponse,
)
from workbench.messages.codec import to_wire
from workbench.messages.hash_data import CertificateHashDataType
from workbench.messages.versions import Version
from workbench.station.effects import AcceptVehicle, RefuseVehicle, Send
from workbench.station.events import StatusAnswered, StatusUnanswered, TimePassed, VehicleChain
from workbench.station.m07_vehicle_chain import ROOTS, WAIT
from workbench.station.m07_verdict import conclude
from workbench.station.policy import STRICT, Policy
from workbench.station.state import Connection
from workbench.station.statuses import MOST_CACHED, MOST_VEHICLES, Statuses, VehicleCheck
from workbench.times import rfc3339

GOOD, REVOKED, UNKNOWN, NOT_HAD = CertificateStatusValue
OEM_ROOT = root("OEM root")
SUBS = [made("OEM Sub1", "OEM root", extensions=[pointing("http://ocsp.example/root")])]
SUBS += [made(f"OEM Sub{one}", f"OEM Sub{one - 1}", extensions=[pointing(f"http://ocsp.example/{one}")]) for one in range(2, 7)]
URLS = [f"http://ocsp{number}.example/" for number in range(7)]
VEHICLE = made("WPNV1", "OEM Sub2", ca=False, extensions=[pointing("ldap://a.example/", *URLS)])
CHAIN = (VEHICLE, SUBS[1], SUBS[0])
LENIENT = Policy(vehicle_without_status="accept")


def parked(version=Version.V21, **connection):
    return station((OEM, OEM_ROOT), connection=Connection(version=version, connected=True, **connection))


def shows(state, *chain, now=NOW, policy=None, prefer=CertificateStatusSource.OCSP):
    event = VehicleChain(items(*chain), prefer)
    return react(state, event, now) if policy is None else react(state, event, now, policy)


def asked(decision):
    return [effect.message for effect in decision.effects if isinstance(effect, Send)]


def serials(request):
    return [int(one.certificate_hash_data.serial_number, 16) for one in request.certificate_status_requests]


def result(entry, status=GOOD, until=NOW + DAY):
    return CertificateStatus(
        certificate_hash_data=entry.certificate_hash_data, source=entry.source, status=status, next_update=rfc3339(until)
    )


def reply(request, *statuses, until=NOW + DAY):
    wanted = statuses or (GOOD,) * len(request.certificate_status_requests)
    pairs = zip(request.certificate_status_requests, wanted, strict=False)
    return GetCertificateChainStatusResponse(certificate_status=tuple(result(one, status, until) for one, status in pairs))


def checked(state, *statuses, policy=STRICT, until=NOW + DAY, chain=CHAIN):
    begun = shows(state, *chain, policy=policy)
    (request,) = asked(begun)
    return react(begun.state, StatusAnswered(request, reply(request, *statuses, until=until)), NOW, policy)


def outcome(decision):
    (effect,) = [one for one in decision.effects if isinstance(one, AcceptVehicle | RefuseVehicle)]
    return type(effect).__name__


@pytest.mark.requirement("M07.FR.11")
def test_all_of_a_chain_that_nobody_knows_is_asked_about_in_one_message_and_the_root_is_not():
    decision = shows(parked(), *CHAIN, OEM_ROOT)
    (request,) = asked(decision)
    assert serials(request) == [one.serial_number for one in CHAIN]
    assert request.certificate_status_requests[0].urls == tuple(URLS[:5]), "five at most, http only"
    assert any("2 of its 7 URLs" in one.message for one in decision.findings)
    assert any(one.code == "status-url" for one in decision.findings)
    assert decision.decided_by == "M07.FR.11"
    to_wire(request, Version.V21)
    assert len(decision.state.statuses.vehicles) == 1


@pytest.mark.requirement("M07.FR.09", "M07.FR.10", "M07.FR.11")
def test_what_is_cached_is_not_asked_about_again_and_exactly_the_rest_is():
    state = checked(parked(), GOOD, GOOD, GOOD, until=NOW + 2 * DAY).state
    again = shows(state, *CHAIN, now=NOW + DAY)
    assert (asked(again), outcome(again)) == ([], "AcceptVehicle")
    other = made("WPNV2", "OEM Sub2", ca=False, extensions=[pointing("http://ocsp.example/")])
    (request,) = asked(shows(state, other, *CHAIN[1:], now=NOW + DAY))
    assert serials(request) == [other.serial_number]
    over = shows(state, *CHAIN, now=NOW + 2 * DAY)
    assert len(serials(asked(over)[0])) == 3


@pytest.mark.requirement("M07.FR.09")
def test_nothing_is_cached_for_more_than_a_week_whatever_its_next_update():
    state = checked(parked(), until=NOW + 300 * DAY).state
    assert {one.expires for one in state.statuses.cache} == {NOW + 7 * DAY}
    assert asked(shows(state, *CHAIN, now=NOW + 7 * DAY - timedelta(seconds=1))) == []
    assert len(asked(shows(state, *CHAIN, now=NOW + 7 * DAY))) == 1


@pytest.mark.parametrize(
    ("statuses", "strictly", "leniently", "kept"),
    [
        ((GOOD, GOOD, GOOD), "AcceptVehicle", "AcceptVehicle", 3),
        ((GOOD, REVOKED, GOOD), "RefuseVehicle", "RefuseVehicle", 3),
        ((GOOD, UNKNOWN, GOOD), "RefuseVehicle", "AcceptVehicle", 2),
        ((NOT_HAD, GOOD, GOOD), "RefuseVehicle", "AcceptVehicle", 2),
        ((NOT_HAD, NOT_HAD, REVOKED), "RefuseVehicle", "RefuseVehicle", 1),
        ((GOOD, GOOD), "RefuseVehicle", "AcceptVehicle", 2),
    ],
)
@pytest.mark.requirement("M07.FR.09")
def test_revoked_is_refused_good_goes_on_and_what_is_not_known_is_the_policys(statuses, strictly, leniently, kept):
    decision = checked(parked(), *statuses)
    assert (outcome(decision), len(decision.state.statuses.cache)) == (strictly, kept)
    assert outcome(checked(parked(), *statuses, policy=LENIENT)) == leniently
    assert decision.state.statuses.vehicles == ()
    assert (decision.findings[0].severity == "info") == (strictly == "AcceptVehicle")
    assert decision.state == parked(), "no answer to the CSMS depends on it"


@pytest.mark.parametrize("until", [NOW - DAY, NOW - 2000 * DAY, NOW])
@pytest.mark.requirement("M07.FR.10")
def test_a_good_result_that_is_over_is_not_good_and_is_not_cached(until):
    decision = checked(parked(), until=until)
    assert (outcome(decision), len(decision.state.statuses.cache)) == ("RefuseVehicle", 0)
    assert outcome(checked(parked(), until=until, policy=LENIENT)) == "AcceptVehicle"
    assert sum("over already by its nextUpdate" in one.message for one in decision.findings if one.requirement == "M07.FR.10") == 3
    assert not any("is Good" in one.message for one in decision.findings)


@pytest.mark.requirement("M07.FR.10")
def test_a_certificate_that_was_revoked_stays_it_after_next_update():
    assert outcome(checked(parked(), GOOD, REVOKED, GOOD, until=NOW - DAY, policy=LENIENT)) == "RefuseVehicle"


@pytest.mark.requirement("M07.FR.11")
def test_more_than_four_certificates_are_asked_about_in_several_messages_and_all_of_them_are_waited_for():
    leaf = made("WPNV9", "OEM Sub5", ca=False, extensions=[pointing("http://ocsp.example/")])
    decision = shows(parked(), leaf, *reversed(SUBS[:5]))
    requests = asked(decision)
    assert [len(one.certificate_status_requests) for one in requests] == [4, 2]
    first = react(decision.state, StatusAnswered(requests[0], reply(requests[0])))
    assert first.effects == ()
    assert outcome(react(first.state, StatusAnswered(requests[1], reply(requests[1])))) == "AcceptVehicle"


def test_a_crl_is_asked_for_where_that_is_preferred_or_all_there_is():
    (request,) = asked(shows(parked(), *CHAIN, prefer=CertificateStatusSource.CRL))
    assert {one.source for one in request.certificate_status_requests} == {CertificateStatusSource.OCSP}


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (parked(Version.V201), "OCPP 2.0.1 has no such message"),
        (replace(parked(), connection=Connection()), "there is no connection"),
    ],
)
def test_where_the_csms_cannot_be_asked_the_policy_decides_at_once(state, words):
    decision = shows(state, *CHAIN)
    assert outcome(decision) == "RefuseVehicle"
    assert any(words in one.message for one in decision.findings)
    assert outcome(shows(state, *CHAIN, policy=LENIENT)) == "AcceptVehicle"


def test_what_nobody_can_be_asked_about_is_not_taken_for_good():
    lonely = made("WPNV3", "OEM root", ca=False)
    decision = shows(parked(), lonely)
    assert (outcome(decision), asked(decision)) == ("RefuseVehicle", [])
    assert outcome(shows(parked(), lonely, policy=LENIENT)) == "AcceptVehicle"


STRANGER, FORGED = made("Stranger", "Stranger", ca=False), made("Forged", "Forged", ca=False, issuer_key="another")
OTHER_ROOT = root("OEM root", own_key="OEM root of another", issuer_key="OEM root of another")


@pytest.mark.parametrize(
    ("chain", "words"),
    [
        ((), "no certificate"),
        ((b"no certificate",), "no certificate that can be read"),
        ((*CHAIN, b"no certificate"), "no certificate that can be read"),
        ((STRANGER,), "does not lead to an installed root"),
        ((FORGED,), "does not lead to an installed root"),
        ((STRANGER, *CHAIN), "does not lead to an installed root"),
        ((FORGED, *CHAIN, OEM_ROOT), "does not lead to an installed root"),
        ((*CHAIN, STRANGER), "1 of the certificates that it presented do not belong"),
        ((*CHAIN, OTHER_ROOT), "1 of the certificates that it presented do not belong"),
        (CHAIN[::-1], "2 of the certificates that it presented do not belong"),
        ((VEHICLE,), "does not lead to an installed root"),
        ((OEM_ROOT,), "is an installed root"),
        ((OEM_ROOT, *CHAIN), "is an installed root"),
        ((made("WPNV8", "OEM root", ca=False, until=-1),), "does not hold"),
        ((VEHICLE,) * 33, "33 certificates"),
    ],
)
@pytest.mark.parametrize("policy", [STRICT, LENIENT])
def test_what_is_no_chain_to_an_installed_root_is_refused_and_path_and_revocation_are_told_apart(chain, words, policy):
    decision = shows(parked(), *chain, policy=policy)
    assert (outcome(decision), asked(decision)) == ("RefuseVehicle", [])
    first = decision.findings[0].message
    assert words in first
    assert "no word on revocation" in first
    assert not any("Good" in one.message for one in decision.findings)


def test_only_roots_of_the_fitting_types_are_anchors():
    state = station((CSMS, OEM_ROOT), connection=Connection(version=Version.V21, connected=True))
    assert outcome(shows(state, *CHAIN)) == "RefuseVehicle"
    for type_ in ROOTS:
        assert asked(shows(station((type_, OEM_ROOT), connection=state.connection), *CHAIN))


def test_a_root_that_another_one_signed_and_a_chain_that_comes_twice_are_sound():
    new, crossed = root("OEM root 2"), root("OEM root 2", issuer="OEM root", extensions=[pointing("http://ocsp.example/x")])
    leaf = made("WPNV7", "OEM root 2", ca=False, extensions=[pointing("http://ocsp.example/y")])
    both = station((OEM, OEM_ROOT), (OEM, new), connection=parked().connection)
    assert serials(asked(shows(both, leaf, leaf, new))[0]) == [leaf.serial_number]
    assert serials(asked(shows(both, leaf, crossed))[0]) == [leaf.serial_number, crossed.serial_number]


def test_a_self_issued_ca_of_the_chain_needs_a_status_too():
    rolled = made("OEM Sub1", "OEM Sub1", own_key="rolled", issuer_key="OEM Sub1")
    leaf = made("WPNV6", "OEM Sub1", ca=False, issuer_key="rolled", extensions=[pointing("http://ocsp.example/z")])
    begun = shows(parked(), leaf, rolled, SUBS[0])
    (request,) = asked(begun)
    assert outcome(react(begun.state, StatusAnswered(request, reply(request)))) == "RefuseVehicle"


def test_a_check_of_no_certificate_at_all_is_never_good():
    check = VehicleCheck("00" * 32, "nobody", (), 0, (), NOW)
    assert outcome(conclude(parked(), check, STRICT, NOW)) == "RefuseVehicle"
    assert outcome(conclude(parked(), check, LENIENT, NOW)) == "AcceptVehicle"


@pytest.mark.requirement("M07.FR.08")
def test_no_answer_is_no_good_one_and_none_is_waited_for_for_ever():
    begun = shows(parked(), *CHAIN)
    (request,) = asked(begun)
    assert outcome(react(begun.state, StatusUnanswered(request, "CALLERROR <b>NotSupported</b>"))) == "RefuseVehicle"
    assert react(begun.state, TimePassed(), NOW + WAIT - timedelta(seconds=1)).effects == ()
    late = react(begun.state, TimePassed(), NOW + WAIT)
    assert outcome(late) == "RefuseVehicle"
    assert react(late.state, StatusAnswered(request, reply(request))).effects == ()


@pytest.mark.requirement("M07.FR.08")
def test_results_that_were_not_asked_for_are_left_aside():
    begun = shows(parked(), *CHAIN)
    (request,) = asked(begun)
    other = CertificateHashDataType.of(
        replace(request.certificate_status_requests[0].certificate_hash_data.plain, serial_number="1")
    )
    stray = replace(reply(request).certificate_status[0], certificate_hash_data=other)
    twice = replace(reply(request, REVOKED).certificate_status[0], status=REVOKED)
    response = GetCertificateChainStatusResponse(certificate_status=(*reply(request).certificate_status, stray, twice))
    decision = react(begun.state, StatusAnswered(request, response))
    assert outcome(decision) == "AcceptVehicle"
    assert sum("left aside" in one.message for one in decision.findings) == 2
    assert len(decision.state.statuses.cache) == 3


def test_hostile_names_of_vehicles_stay_words():
    evil = made("<script>\x1b[31m{}", "OEM Sub2", ca=False, extensions=[pointing("http://ocsp.example/")])
    decision = shows(parked(), evil, *CHAIN[1:])
    assert all("\x1b" not in one.message for one in decision.findings if one.code == "station-consequence")


def test_what_a_station_keeps_of_vehicles_is_bounded():
    state = parked()
    for count in range(MOST_VEHICLES + 3):
        leaf = made(f"W{count}", "OEM Sub2", ca=False, extensions=[pointing("http://ocsp.example/")])
        state = shows(state, leaf, *CHAIN[1:]).state
    assert len(state.statuses.vehicles) == MOST_VEHICLES
    cache = state.statuses.cache
    for count in range(MOST_CACHED + 5):
        data = replace(next(iter(state.statuses.vehicles)).certificates[0], serial_number=f"{count + 1:x}")
        cache = cache.kept(data, CertificateStatusSource.OCSP, GOOD, NOW, NOW + (count + 1) * timedelta(minutes=1))
    kept = Statuses().with_cache(cache, NOW)
    assert len(kept.cache) == MOST_CACHED
