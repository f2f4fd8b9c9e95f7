"""The certificate cases of OCA's test tool (OCTT) for a charging station, each under its own name, in both versions of OCPP.

The texts are the public ones of OCPP 2.0.1 Edition 3 Part 6; TC_M_101 is of OCPP 2.1 Edition 2 Part 5. Requests and answers go
through the wire form both ways. TC_M_26 to TC_M_29 end, as the texts have them, before or with Plug & Charge of the vehicle (C07);
TC_M_100 is of OCPP 2.1 too. TC_A_13 is in, though errata took it out of the programme; TC_M_24 is as the errata of 2025-06 have it.
"""
# ruff: noqa: N802  # OCTT's names

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast

import pytest

from tests.station.makers import CHAIN, CSMS, MANUFACTURER, MO, OEM, V2G, ask, chain, gone, hashes_of, pem, react, root, station
from tests.station.plug_made import INSTALL, UPDATE, accepted, answer_of, asks, parked, refused, request_of, sent, shows
from tests.station.plug_made import told as vehicle_is_told
from tests.station.status_made import FAILED, answered, asked, pointing, with_chain
from tests.station.status_made import SUB_1 as ASKED_1
from tests.station.status_made import SUB_2 as ASKED_2
from tests.station.test_a02_a03_sign import ready
from tests.trust.pki import NOW, items, made
from workbench.contracts.parties import ISO_2, ISO_20
from workbench.messages.actions import RequestToStation, action_of
from workbench.messages.certificates import (
    DeleteCertificateRequest,
    GetCertificateIdUse,
    GetInstalledCertificateIdsRequest,
    InstallCertificateRequest,
    InstallCertificateUse,
)
from workbench.messages.codec import from_wire, to_wire
from workbench.messages.ev_certificate import Get15118EVCertificateResponse
from workbench.messages.network_profile import (
    NetworkConnectionProfile,
    OCPPInterface,
    OCPPTransport,
    OCPPVersion,
    SetNetworkProfileRequest,
)
from workbench.messages.sign_certificate import CertificateSignedRequest, SignCertificateResponse
from workbench.messages.status_info import GenericStatus
from workbench.messages.trigger_message import MessageTrigger, TriggerMessageRequest
from workbench.messages.versions import Version
from workbench.station.effects import AcceptServer, OpenConnection, Send
from workbench.station.events import (
    Connected,
    ConnectionWanted,
    Disconnected,
    EvCertificateAnswered,
    ServerPresented,
    SigningAnswered,
    StatusAnswered,
    TimePassed,
)
from workbench.station.state import Connection, StationState

OLD, NEW = root("CSMS root 1"), root("CSMS root 2", issuer="CSMS root 1")
MAKER, V2G_ROOT, MO_ROOT = root("Maker root"), root("V2G root"), root("MO root")
SUB_1, SUB_2 = made("CPO Sub1", "V2G root"), made("CPO Sub2", "CPO Sub1")
SECC = made("DE*ABC*E1", "CPO Sub2", ca=False, until=300)
CLIENT = made("CS0001", "CSMS root 1", ca=False, until=300)
OLD_SERVER, NEW_SERVER = (made("csms.example", f"CSMS root {number}", ca=False) for number in (1, 2))
BOTH = pytest.mark.parametrize("version", Version)


def fresh(version, *roots, check=False, **fields):
    return station(*roots, check=check, connection=Connection(version=version, connected=True), **fields)


def full(version):
    return fresh(
        version,
        (CSMS, OLD),
        (MANUFACTURER, MAKER),
        (V2G, V2G_ROOT),
        (MO, MO_ROOT),
        v2g_chains=(chain(SECC, SUB_2, SUB_1, top=V2G_ROOT),),
        station_chain=chain(CLIENT, top=OLD, key="key:client"),
    )


def told(state: StationState, message: RequestToStation, now: datetime = NOW) -> Any:
    """The decision on a request that came over the wire, its reply as it goes out, and the new state."""
    version = state.connection.version
    action, kind = action_of(type(message))
    came = cast("RequestToStation", from_wire(action.name, kind, to_wire(message, version), version))
    decision = ask(state, came, now=now)
    return decision, to_wire(decision.reply, version), decision.state


def install(state, certificate, type_):
    message = InstallCertificateRequest(certificate_type=InstallCertificateUse(type_), certificate=pem(certificate))
    return told(state, message)


def listing(state, *types):
    """What the station lists: pairs of type and hash data."""
    asked = tuple(GetCertificateIdUse(one) for one in types) or None
    decision, payload, _ = told(state, GetInstalledCertificateIdsRequest(certificate_type=asked))
    assert (payload["status"] == "NotFound") == ("certificateHashDataChain" not in payload)
    chains = decision.reply.certificate_hash_data_chain or ()
    return [(str(one.certificate_type), one.certificate_hash_data) for one in chains]


def installed_and_listed(version, type_):
    certificate = root("a root")
    _, payload, state = install(fresh(version), certificate, type_)
    assert payload == {"status": "Accepted"}
    assert listing(state, type_) == [(type_, hashes_of(certificate))]


@BOTH
@pytest.mark.requirement("M05.FR.01", "M05.FR.02", "M03.FR.01", "M03.FR.03", "M03.FR.04")
def test_TC_M_01_CS_install_a_csms_root(version):
    installed_and_listed(version, CSMS)


@BOTH
@pytest.mark.requirement("M05.FR.02")
def test_TC_M_02_CS_install_a_manufacturer_root(version):
    installed_and_listed(version, MANUFACTURER)


@BOTH
@pytest.mark.requirement("M05.FR.02")
def test_TC_M_03_CS_install_a_v2g_root(version):
    installed_and_listed(version, V2G)


@BOTH
@pytest.mark.requirement("M05.FR.02")
def test_TC_M_04_CS_install_an_mo_root(version):
    installed_and_listed(version, MO)


@pytest.mark.requirement("M05.FR.02")
def test_TC_M_101_CS_install_an_oem_root():
    installed_and_listed(Version.V21, OEM)


@BOTH
@pytest.mark.requirement("M05.FR.07")
def test_TC_M_07_CS_an_expired_certificate_is_rejected_and_not_listed(version):
    _, payload, state = install(full(version), root("V2G root B", since=-9, until=-1), V2G)
    assert payload["status"] == "Rejected"
    assert listing(state, V2G) == [(V2G, hashes_of(V2G_ROOT))]


@BOTH
@pytest.mark.requirement("M05.FR.09", "M05.FR.11")
def test_TC_M_09_CS_a_root_that_the_old_one_did_not_sign_is_rejected(version):
    _, payload, state = install(fresh(version, (CSMS, OLD), check=True), root("CSMS root 2"), CSMS)
    assert payload["status"] == "Rejected"
    assert listing(state, CSMS) == [(CSMS, hashes_of(OLD))]


def rotated(version):
    _, payload, state = install(fresh(version, (CSMS, OLD), check=True), NEW, CSMS)
    assert payload["status"] == "Accepted"
    return state


def reconnected(state, *server):
    state = react(state, Disconnected()).state
    state = react(state, ConnectionWanted(slot=1)).state
    judged = react(state, ServerPresented(items(*server)))
    return judged, react(judged.state, Connected()).state if judged.state.connection.root else judged.state


@BOTH
@pytest.mark.requirement("M05.FR.12", "M05.FR.13")
def test_TC_M_30_CS_reconnected_under_the_new_root_the_old_one_is_not_listed(version):
    _, state = reconnected(rotated(version), NEW_SERVER)
    assert state.connection.connected
    assert listing(state, CSMS) == [(CSMS, hashes_of(NEW, OLD))]


@BOTH
@pytest.mark.requirement("M05.FR.14")
def test_TC_M_31_CS_a_server_still_under_the_old_root_is_met_with_it(version):
    judged, state = reconnected(rotated(version), OLD_SERVER)
    assert judged.decided_by == "M05.FR.14"
    assert state.connection.connected
    assert (CSMS, hashes_of(OLD)) in listing(state, CSMS)


def migrated(version, server):
    """The station after SetNetworkProfile and its tries at the new CSMS, and how many those were."""
    state = rotated(version)
    state = replace(state, station_chain=chain(CLIENT, top=OLD, key="key:client"))
    _, payload, state = told(state, profile(2, 2))
    assert payload == {"status": "Accepted"}
    decision, tries = react(state, ConnectionWanted(slot=2, migration=True)), 0
    while OpenConnection(2) in decision.effects:
        tries += 1
        decision = react(decision.state, ServerPresented(items(server)))
    return decision, tries


def profile(slot, security_profile):
    data = NetworkConnectionProfile(
        ocpp_interface=OCPPInterface.WIRED0,
        ocpp_transport=OCPPTransport.JSON,
        ocpp_csms_url="wss://new.example/ocpp",
        message_timeout=30,
        security_profile=security_profile,
        ocpp_version=OCPPVersion.OCPP20,
    )
    return SetNetworkProfileRequest(configuration_slot=slot, connection_data=data)


@BOTH
@pytest.mark.requirement("M05.FR.15", "M05.FR.16")
def test_TC_B_47_CS_a_migration_does_not_use_the_fallback_but_goes_home_with_it(version):
    decision, tries = migrated(version, OLD_SERVER)
    assert tries == 3
    assert decision.effects[1:] == (OpenConnection(1),)
    home = react(decision.state, ServerPresented(items(OLD_SERVER)))
    assert home.decided_by == "M05.FR.16"
    state = react(home.state, Connected()).state
    assert (state.connection.slot, (CSMS, hashes_of(OLD)) in listing(state, CSMS)) == (1, True)


@BOTH
@pytest.mark.requirement("M05.FR.13")
def test_TC_B_50_CS_a_migration_that_succeeds_ends_the_rotation(version):
    decision, tries = migrated(version, NEW_SERVER)
    assert (tries, isinstance(decision.effects[0], AcceptServer)) == (1, True)
    state = react(decision.state, Connected()).state
    assert (state.connection.slot, listing(state, CSMS)) == (2, [(CSMS, hashes_of(NEW, OLD))])


def lists_one_type(version, type_, certificate):
    assert listing(full(version), type_) == [(type_, hashes_of(certificate))]


@BOTH
@pytest.mark.requirement("M03.FR.03", "M03.FR.04")
def test_TC_M_12_CS_list_csms_roots(version):
    lists_one_type(version, CSMS, OLD)


@BOTH
@pytest.mark.requirement("M03.FR.04")
def test_TC_M_13_CS_list_manufacturer_roots(version):
    lists_one_type(version, MANUFACTURER, MAKER)


@BOTH
@pytest.mark.requirement("M03.FR.04")
def test_TC_M_14_CS_list_v2g_roots(version):
    lists_one_type(version, V2G, V2G_ROOT)


@BOTH
@pytest.mark.requirement("M03.FR.05")
def test_TC_M_15_CS_a_v2g_chain_has_its_sub_cas_as_children(version):
    message = GetInstalledCertificateIdsRequest(certificate_type=(GetCertificateIdUse(CHAIN),))
    (entry,) = told(full(version), message)[0].reply.certificate_hash_data_chain
    assert entry.certificate_hash_data == hashes_of(SECC, SUB_2)
    assert entry.child_certificate_hash_data == (hashes_of(SUB_2, SUB_1), hashes_of(SUB_1, V2G_ROOT))


@BOTH
@pytest.mark.requirement("M03.FR.04")
def test_TC_M_16_CS_list_mo_roots(version):
    lists_one_type(version, MO, MO_ROOT)


@BOTH
@pytest.mark.requirement("M03.FR.04")
def test_TC_M_17_CS_list_two_types(version):
    assert {type_ for type_, _ in listing(full(version), CSMS, MANUFACTURER)} == {CSMS, MANUFACTURER}


@BOTH
@pytest.mark.requirement("M03.FR.04")
def test_TC_M_18_CS_without_a_type_all_are_listed(version):
    assert [type_ for type_, _ in listing(full(version))] == [CSMS, MANUFACTURER, V2G, MO, CHAIN]


@BOTH
@pytest.mark.requirement("M03.FR.02")
def test_TC_M_19_CS_nothing_of_that_type(version):
    _, payload, _ = told(
        fresh(version, (CSMS, OLD)), GetInstalledCertificateIdsRequest(certificate_type=(GetCertificateIdUse(MO),))
    )
    assert payload["status"] == "NotFound"
    assert "certificateHashDataChain" not in payload


def delete(state, hash_data):
    _, payload, after = told(state, DeleteCertificateRequest(certificate_hash_data=hash_data))
    return payload["status"], after


@BOTH
@pytest.mark.requirement("M04.FR.01", "M04.FR.02")
@pytest.mark.parametrize("algorithm", ["SHA256", "SHA384", "SHA512"])
def test_TC_M_20_CS_what_is_listed_is_deleted_and_gone(version, algorithm):
    status, state = delete(full(version), hashes_of(MO_ROOT, algorithm=algorithm))
    assert (status, listing(state, MO)) == ("Accepted", [])


@BOTH
@pytest.mark.requirement("M04.FR.04")
def test_TC_M_22_CS_unknown_hash_data_is_not_found(version):
    assert delete(full(version), hashes_of(root("never installed"))) == ("NotFound", full(version))


@BOTH
@pytest.mark.requirement("M04.FR.06")
def test_TC_M_23_CS_the_own_client_certificate_stays(version):
    assert delete(full(version), hashes_of(CLIENT, OLD)) == ("Failed", full(version))  # the case takes NotFound, too


def signing(version, asked, use, state=None):
    """Trigger, key, request; the request is accepted."""
    _, payload, state = told(state or full(version), TriggerMessageRequest(requested_message=asked))
    assert payload == {"status": "Accepted"}
    decision = react(state, ready(use))
    (send,) = decision.effects
    to_wire(send.message, version)
    answer = SignCertificateResponse(status=GenericStatus.ACCEPTED)
    return react(decision.state, SigningAnswered(send.message, answer)).state, send.message


def signed(state, request, *certificates):
    message = CertificateSignedRequest(
        certificate_chain=pem(*certificates), certificate_type=request.certificate_type, request_id=request.request_id
    )
    return told(state, message)


STATION, IN_V2G, COMBINED = (
    MessageTrigger.SIGN_CHARGING_STATION_CERTIFICATE,
    MessageTrigger.SIGN_V2G_CERTIFICATE,
    MessageTrigger.SIGN_COMBINED_CERTIFICATE,
)
RENEWED = made("CS0001", "CSMS root 1", own_key="new", ca=False, serial=7)


@BOTH
@pytest.mark.requirement("A02.FR.02", "A02.FR.03", "A02.FR.06", "A02.FR.08", "A02.FR.10", "F06.FR.04", "F06.FR.10")
def test_TC_A_11_CS_a_client_certificate_is_renewed_and_used(version):
    state, request = signing(version, STATION, "ChargingStationCertificate")
    decision, payload, state = signed(state, request, RENEWED)
    assert payload == {"status": "Accepted"}
    assert OpenConnection(1) in decision.effects, "it reconnects with the new one"
    done = react(react(state, ServerPresented(items(OLD_SERVER))).state, Connected())
    assert (done.state.station_chain.key, done.state.former_station_chain) == ("key:new", None)
    assert gone("key:client") in done.effects


@BOTH
@pytest.mark.requirement("A02.FR.06", "A02.FR.13")
def test_TC_A_12_CS_a_v2g_certificate_is_renewed(version):
    state, request = signing(version, IN_V2G, "V2GCertificate")
    renewed = made("DE*ABC*E1", "CPO Sub2", own_key="new", ca=False)
    _, payload, state = signed(state, request, renewed, SUB_2, SUB_1)
    assert payload == {"status": "Accepted"}
    assert listing(state, CHAIN) == [(CHAIN, hashes_of(renewed, SUB_2))]


@BOTH
@pytest.mark.requirement("A02.FR.06")
def test_TC_A_13_CS_one_certificate_for_both(version):
    state, request = signing(version, COMBINED, "Combined")
    assert request.certificate_type is None
    _, payload, state = signed(state, request, made("CS0001", "CPO Sub2", own_key="new", ca=False), SUB_2, SUB_1)
    assert payload == {"status": "Accepted"}
    assert {state.station_chain.key, state.v2g_chains[-1].key} == {"key:new"}


@BOTH
@pytest.mark.requirement("A02.FR.07", "A04.FR.01")
def test_TC_A_14_CS_an_invalid_certificate_is_rejected_and_reported(version):
    state, request = signing(version, STATION, "ChargingStationCertificate")
    decision, payload, _ = signed(state, request, made("CS0001", "CSMS root 1", own_key="new", ca=False, until=-1))
    assert payload["status"] == "Rejected"
    (report,) = (one.message for one in decision.effects if isinstance(one, Send))
    assert to_wire(report, version)["type"] == "InvalidChargingStationCertificate"


@BOTH
@pytest.mark.requirement("A02.FR.12")
def test_TC_A_15_CS_a_request_that_is_rejected_leaves_all_as_it_was(version):
    state = told(full(version), TriggerMessageRequest(requested_message=STATION))[2]
    decision = react(state, ready("ChargingStationCertificate"))
    (send,) = decision.effects
    no = SigningAnswered(send.message, SignCertificateResponse(status=GenericStatus.REJECTED))
    after = react(decision.state, no).state
    assert (after.pending, after.station_chain) == ((), full(version).station_chain)


@BOTH
@pytest.mark.requirement("A02.FR.17", "A02.FR.18")
def test_TC_A_23_CS_without_a_certificate_the_request_is_repeated_after_the_wait_and_after_twice_the_wait(version):
    state, request = signing(version, STATION, "ChargingStationCertificate")
    now = NOW
    for wait in (timedelta(seconds=30), timedelta(seconds=60)):
        assert react(state, TimePassed(), now + wait - timedelta(seconds=1)).effects == ()
        now += wait
        again = react(state, TimePassed(), now)
        assert again.effects == (Send(request),)
        accepted = SigningAnswered(request, SignCertificateResponse(status=GenericStatus.ACCEPTED))
        state = react(again.state, accepted, now).state


@BOTH
def test_TC_A_20_CS_no_higher_security_profile_without_a_csms_root(version):
    plain = fresh(version)
    state = replace(plain, connection=replace(plain.connection, security_profile=1))
    _, payload, after = told(state, profile(2, 2))
    assert (payload["status"], payload["statusInfo"]["reasonCode"], after) == ("Rejected", "InvalidCertificate", state)


@BOTH
def test_TC_A_21_CS_no_security_profile_3_without_a_client_certificate(version):
    state = fresh(version, (CSMS, OLD))
    _, payload, after = told(state, profile(2, 3))
    assert (payload["status"], payload["statusInfo"]["reasonCode"], after) == ("Rejected", "InvalidCertificate", state)


def renewed_secc(version):
    """The decision on a CertificateSigned that brings the SECC's new leaf; its two sub-CAs are the ones before."""
    state, request = signing(version, IN_V2G, "V2GCertificate", with_chain(version))
    new = made("DE*ABC*E1", "CPO Sub2", own_key="new", ca=False, until=300, extensions=[pointing("http://ocsp.example/2")])
    decision, payload, after = signed(state, request, new, ASKED_2, ASKED_1)
    assert payload == {"status": "Accepted"}
    return decision, after, new


@BOTH
@pytest.mark.requirement("M06.FR.06", "M06.FR.07")
def test_TC_M_24_CS_after_a_renewal_the_status_of_leaf_and_both_sub_cas_is_asked_for_and_cached(version):
    decision, state, new = renewed_secc(version)
    requests = asked(decision)
    assert [from_wire("GetCertificateStatus", "request", to_wire(one, version), version) for one in requests] == requests
    serials = [int(one.ocsp_request_data.serial_number, 16) for one in requests]
    assert serials == [new.serial_number, ASKED_2.serial_number, ASKED_1.serial_number]
    state = answered(state, requests[1:])
    assert len(state.statuses.cache) == 2


@BOTH
@pytest.mark.requirement("M06.FR.04", "M06.FR.06")
def test_TC_M_25_CS_a_status_that_could_not_be_had_is_not_cached_and_the_station_goes_on(version):
    decision, state, _ = renewed_secc(version)
    for request in asked(decision):
        state = react(state, StatusAnswered(request, FAILED)).state
    assert len(state.statuses.cache) == 0
    assert len(state.v2g_chains) == 1
    assert len(asked(react(state, TimePassed(), NOW + timedelta(minutes=1)))) == 3


def contract(version, schema, action, response):
    """A vehicle asks, the CSMS answers so: the payload that went out, what the vehicle was told, the state then."""
    exi = request_of(schema, str(action), maximum=3) if schema == ISO_20 else request_of(schema, str(action))
    begun = react(parked(version=version), asks(schema, action, exi))
    (request,) = sent(begun)
    payload = to_wire(request, version)
    wired = from_wire("Get15118EVCertificate", "response", to_wire(response, version), version)
    assert isinstance(wired, Get15118EVCertificateResponse)
    ended = react(begun.state, EvCertificateAnswered(request, wired))
    return payload, ended


@BOTH
@pytest.mark.parametrize("action", [INSTALL, UPDATE], ids=["TC_M_26_CS", "TC_M_28_CS"])
@pytest.mark.requirement("M01.FR.01", "M01.FR.02", "M02.FR.01")
def test_TC_M_26_and_28_CS_a_contract_certificate_is_installed_or_updated_and_the_vehicle_authorised(version, action):
    payload, ended = contract(version, ISO_2, action, accepted(answer_of(ISO_2)))
    assert (payload["action"], payload["iso15118SchemaVersion"]) == (str(action), ISO_2)
    assert payload.keys() == {"action", "iso15118SchemaVersion", "exiRequest"}
    assert (vehicle_is_told(ended).status, vehicle_is_told(ended).exi_response) == ("Accepted", answer_of(ISO_2))
    (authorize,) = sent(shows(ended.state))
    assert to_wire(authorize, version)["idToken"]["type"] == "eMAID"


@BOTH
@pytest.mark.parametrize("action", [INSTALL, UPDATE], ids=["TC_M_27_CS", "TC_M_29_CS"])
@pytest.mark.requirement("M01.FR.01", "M02.FR.01")
def test_TC_M_27_and_29_CS_where_the_csms_says_failed_the_vehicle_is_told_so_and_no_authorize_follows(version, action):
    _, ended = contract(version, ISO_2, action, replace(refused(), status_info=None))
    assert (vehicle_is_told(ended).status, vehicle_is_told(ended).exi_response) == ("Failed", b"")
    assert sent(ended) == []


@pytest.mark.requirement("M01.FR.03", "M01.FR.05", "M01.FR.06")
def test_TC_M_100_CS_a_vehicle_of_iso_15118_20_gets_its_contracts_one_by_one():
    payload, ended = contract(Version.V21, ISO_20, INSTALL, accepted(answer_of(ISO_20), 1))
    assert payload["maximumContractCertificateChains"] == 3
    assert vehicle_is_told(ended).remaining == 1
    (again,) = sent(ended)
    assert to_wire(again, Version.V21) == payload
    last = react(ended.state, EvCertificateAnswered(again, accepted(answer_of(ISO_20), 0)))
    assert sent(last) == []
    assert vehicle_is_told(react(last.state, asks(ISO_20))).remaining == 0
