"""OCTT's certificate cases, the CSMS as system under test: our procedures against scripted stations.

Numbers as in Part 6 of OCPP 2.0.1 Ed.3 (TC_M_.., TC_A_..); TC_M_101 is of OCPP 2.1. Every message is held against the official
schema of its version, both ways. M_100 is of OCPP 2.1 too.
"""

from dataclasses import replace

import pytest

from tests.csms.driving import Script, drive, entry, on_the_wire, there
from tests.csms.signing import CLIENT, CPO1, CPO2, SECC, SECC_LEAF, STATION, SUB, asks, csr, pem, secc_csr
from tests.csms.test_m01_ev_certificate import answered as passed_on
from tests.csms.test_m01_ev_certificate import request as ev_request
from tests.csms.test_m06_m07_status import FIRST, looked, m06
from tests.csms.test_m06_m07_status import record as knowing
from tests.station.plug_made import INSTALL, UPDATE, accepted, answer_of
from tests.station.status_made import LEAF, response
from tests.trust.pki import NOW, items, made
from workbench.certs.hashdata import hash_data_of
from workbench.contracts.parties import ISO_2, ISO_20
from workbench.csms.a02_trigger_signing import trigger_signing
from workbench.csms.a05_upgrade_profile import upgrade_profile
from workbench.csms.csms import decide
from workbench.csms.effects import Send, SignCsr
from workbench.csms.events import Answered, Connected, Received, Signed
from workbench.csms.m03_list import list_certificates
from workbench.csms.m04_delete import delete_certificate
from workbench.csms.m05_install import install_certificate
from workbench.messages.certificates import (
    DeleteCertificateRequest,
    GetCertificateIdUse,
    GetInstalledCertificateIdsRequest,
    InstallCertificateRequest,
)
from workbench.messages.network_profile import SetNetworkProfileRequest, SetNetworkProfileResponse, SetNetworkProfileStatus
from workbench.messages.reset import ResetRequest, ResetResponse, ResetStatus
from workbench.messages.security_event import SecurityEventNotificationRequest
from workbench.messages.sign_certificate import CertificateSignedResponse, CertificateSignedStatus
from workbench.messages.trigger_message import TriggerMessageRequest, TriggerMessageResponse, TriggerMessageStatus
from workbench.messages.variables import SetVariablesRequest
from workbench.messages.versions import Version
from workbench.times import rfc3339

CSMS, MANUFACTURER, V2G = "CSMSRootCertificate", "ManufacturerRootCertificate", "V2GRootCertificate"
MO, OEM, CHAIN = "MORootCertificate", "OEMRootCertificate", "V2GCertificateChain"
ROOT, OTHER = made("A root", "A root"), made("Another root", "Another root")
ALGORITHMS = ["SHA256", "SHA384", "SHA512"]
both_versions = pytest.mark.parametrize("version", Version)


def hashes(certificate, issuer=None, algorithm="SHA256"):
    return hash_data_of(certificate, issuer or certificate, algorithm)


def sent(station, kind):
    return [one for one in station.heard if isinstance(one, kind)]


@both_versions
@pytest.mark.requirement("M05.FR.02")
@pytest.mark.parametrize("type_", [CSMS, MANUFACTURER, V2G, MO], ids=["M_01", "M_02", "M_03", "M_04"])
def test_m_01_to_04_installs_each_type_of_root(type_, version):
    station = Script(installs=lambda request: entry(str(request.certificate_type), hashes(ROOT)))
    record = there(version=version)
    outcome = drive(install_certificate(record, type_, pem(ROOT), now=NOW), record, station)
    (request,) = sent(station, InstallCertificateRequest)
    assert outcome.ok
    assert (request.certificate_type, request.certificate) == (type_, pem(ROOT))


@pytest.mark.requirement("M05.FR.02")
def test_m_101_installs_an_oem_root():
    station, record = Script(installs=lambda _: entry(OEM, hashes(ROOT))), there()
    assert drive(install_certificate(record, OEM, pem(ROOT), now=NOW), record, station).ok


@both_versions
@pytest.mark.requirement("M05.FR.03")
def test_m_05_understands_that_the_install_failed(version):
    station, record = Script(says={InstallCertificateRequest: "Failed"}), there(version=version)
    outcome = drive(install_certificate(record, V2G, pem(ROOT), now=NOW), record, station)
    assert not outcome.ok
    assert outcome.record.believed == ()
    assert any(one.requirement == "M05.FR.03" and one.remedy for one in outcome.findings)


@both_versions
@pytest.mark.requirement("M03.FR.04")
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_m_12_lists_v2g_roots_by_each_algorithm(algorithm, version):
    station, record = Script([entry(V2G, hashes(ROOT, algorithm=algorithm))]), there(version=version)
    outcome = drive(list_certificates(record, V2G), record, station)
    (request,) = sent(station, GetInstalledCertificateIdsRequest)
    assert request.certificate_type == (GetCertificateIdUse(V2G),)
    assert outcome.record.of_type(V2G)[0].hash_data == (hashes(ROOT, algorithm=algorithm),)


@both_versions
@pytest.mark.requirement("M03.FR.04")
@pytest.mark.parametrize("type_", [MO, CSMS, MANUFACTURER], ids=["M_13", "M_14", "M_16"])
def test_m_13_14_16_lists_one_type(type_, version):
    station, record = Script([entry(type_, hashes(ROOT)), entry(V2G, hashes(OTHER))]), there(version=version)
    outcome = drive(list_certificates(record, type_), record, station)
    assert [one.certificate_type for one in outcome.record.believed] == [type_]


@both_versions
@pytest.mark.requirement("M03.FR.05")
def test_m_15_takes_the_sub_cas_of_a_chain_from_its_children(version):
    children = (hashes(CPO2, CPO1), hashes(CPO1, made("V2G root", "V2G root")))
    station, record = Script([entry(CHAIN, hashes(SECC_LEAF, CPO2), *children)]), there(version=version)
    outcome = drive(list_certificates(record, CHAIN), record, station)
    assert outcome.record.of_type(CHAIN)[0].children == children


@both_versions
@pytest.mark.requirement("M03.FR.04")
def test_m_17_lists_two_types(version):
    station, record = Script([entry(MO, hashes(ROOT)), entry(V2G, hashes(OTHER))]), there(version=version)
    outcome = drive(list_certificates(record, MO, V2G), record, station)
    assert {one.certificate_type for one in outcome.record.believed} == {MO, V2G}


@both_versions
@pytest.mark.requirement("M03.FR.04")
def test_m_18_lists_all_by_naming_no_type(version):
    station, record = Script([entry(MO, hashes(ROOT)), entry(V2G, hashes(OTHER))]), there(version=version)
    outcome = drive(list_certificates(record), record, station)
    assert sent(station, GetInstalledCertificateIdsRequest)[0].certificate_type is None
    assert {one.certificate_type for one in outcome.record.believed} == {MO, V2G}


@both_versions
@pytest.mark.requirement("M03.FR.02")
def test_m_19_takes_not_found_for_an_answer(version):
    station, record = Script(), there(version=version)
    outcome = drive(list_certificates(record, V2G), record, station)
    assert outcome.ok
    assert [one.entries for one in outcome.record.listings] == [()]


@both_versions
@pytest.mark.requirement("M04.FR.07")
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_m_20_installs_lists_and_deletes_with_the_reported_hash_data(algorithm, version):
    station = Script(installs=lambda _: entry(V2G, hashes(ROOT, algorithm=algorithm)))
    record = there(version=version)
    outcome = drive(install_certificate(record, V2G, pem(ROOT), now=NOW), record, station)
    outcome = drive(delete_certificate(outcome.record, hashes(ROOT)), outcome.record, station)
    (request,) = sent(station, DeleteCertificateRequest)
    assert request.certificate_hash_data.plain == hashes(ROOT, algorithm=algorithm)
    assert outcome.ok
    assert outcome.record.of_type(V2G) == ()


@both_versions
@pytest.mark.requirement("M04.FR.03")
def test_m_21_understands_that_the_deletion_failed(version):
    station = Script([entry(V2G, hashes(ROOT)), entry(V2G, hashes(OTHER))], says={DeleteCertificateRequest: "Failed"})
    record = there(version=version)
    outcome = drive(delete_certificate(record, hashes(ROOT)), record, station)
    assert not outcome.ok
    assert len(outcome.record.of_type(V2G)) == 2


def triggered(record, use):
    station = Script(says={TriggerMessageRequest: TriggerMessageResponse(status=TriggerMessageStatus.ACCEPTED)})
    assert drive(trigger_signing(record, use), record, station).ok


def renewed(record, message, *chain, status="Accepted"):
    """From the signing request to the station's answer: the decision on it, and the request that was sent."""
    asked = decide(record, Received(on_the_wire(message, record.version)), NOW)
    (order,) = asked.effects
    assert isinstance(order, SignCsr)
    signed = decide(asked.record, Signed(order, pem(*chain)), NOW)
    (send,) = signed.effects
    assert isinstance(send, Send)
    request = on_the_wire(send.message, record.version)
    response = on_the_wire(CertificateSignedResponse(status=CertificateSignedStatus(status)), record.version)
    return decide(signed.record, Answered(request, response), NOW), request


@both_versions
@pytest.mark.requirement("A02.FR.04", "A02.FR.11", "A02.FR.14")
@pytest.mark.parametrize(
    ("use", "type_", "text", "chain"),
    [
        ("ChargingStationCertificate", STATION, csr(), (CLIENT, SUB)),
        ("V2GCertificate", SECC, secc_csr(), (SECC_LEAF, CPO2, CPO1)),
        ("Combined", None, csr(), (CLIENT, SUB)),
    ],
    ids=["A_11", "A_12", "A_13"],
)
def test_a_11_to_13_renews_the_stations_certificate(use, type_, text, chain, version):
    record = there(version=version)
    triggered(record, use)
    taken, request = renewed(record, asks(text, type_, request_id=3 if version is Version.V21 else None), *chain)
    assert request.certificate_type == type_
    assert request.certificate_chain == pem(*chain)
    assert taken.record.issued[0].certificate_type == type_


@both_versions
@pytest.mark.requirement("A02.FR.07", "A04.FR.03")
def test_a_14_takes_the_refusal_of_an_invalid_certificate_and_the_event_that_follows(version):
    record = there(version=version)
    triggered(record, "ChargingStationCertificate")
    taken, _ = renewed(record, asks(request_id=None), CLIENT, SUB, status="Rejected")
    assert taken.record.issued == ()
    event = SecurityEventNotificationRequest(type="InvalidChargingStationCertificate", timestamp=rfc3339(NOW))
    noted = decide(taken.record, Received(on_the_wire(event, version)), NOW)
    on_the_wire(noted.reply, version)
    assert noted.record.security_events[0].type == "InvalidChargingStationCertificate"


def moving(*entries):
    return Script(
        entries,
        says={
            SetNetworkProfileRequest: SetNetworkProfileResponse(status=SetNetworkProfileStatus.ACCEPTED),
            ResetRequest: ResetResponse(status=ResetStatus.SCHEDULED),
        },
    )


@both_versions
@pytest.mark.requirement("M03.FR.04")
def test_a_19_upgrades_the_security_profile_after_looking_for_what_it_needs(version):
    record = replace(there(version=version), security_profile=1)
    station = moving(entry(CSMS, hashes(ROOT)))
    outcome = drive(
        upgrade_profile(record, 2, "wss://csms.example/ocpp"), record, station, comes_back=Connected(version, 2, "server")
    )
    assert outcome.ok
    kinds = [type(one) for one in station.heard]
    assert kinds == [GetInstalledCertificateIdsRequest, SetNetworkProfileRequest, SetVariablesRequest, ResetRequest]
    assert sent(station, SetNetworkProfileRequest)[0].connection_data.security_profile == 2


@pytest.mark.parametrize(
    ("wanted", "present", "entries"),
    [(2, 1, []), (3, 2, [entry(CSMS, hashes(ROOT))]), (1, 2, [entry(CSMS, hashes(ROOT))])],
    ids=["no root", "no client certificate", "downgrade"],
)
def test_a_19_does_not_move_a_station_that_would_not_come_back(wanted, present, entries):
    record, station = replace(there(), security_profile=present), moving(*entries)
    outcome = drive(upgrade_profile(record, wanted, "wss://csms.example/ocpp"), record, station)
    assert not outcome.ok
    assert SetNetworkProfileRequest not in [type(one) for one in station.heard]


def test_a_19_says_when_the_station_is_not_back_under_the_new_profile():
    record, station = replace(there(), security_profile=1), moving(entry(CSMS, hashes(ROOT)))
    outcome = drive(upgrade_profile(record, 2, "wss://csms.example/ocpp"), record, station, comes_back=Connected(Version.V21, 1))
    assert not outcome.ok
    assert "did not move" in outcome.sentence


def test_an_item_names_a_certificate_as_well_as_its_hash_data():
    station, record = Script([entry(V2G, hashes(ROOT)), entry(V2G, hashes(OTHER))]), there()
    assert drive(delete_certificate(record, items(ROOT)[0]), record, station).ok


@both_versions
@pytest.mark.requirement("M06.FR.01", "M06.FR.02", "M06.FR.03")
def test_m_24_gives_the_station_the_ocsp_response_of_a_certificate(version):
    _, answered, urls = looked(knowing(version=version), m06(), {FIRST: response(LEAF)})
    assert (answered.reply.status, urls) == ("Accepted", [(FIRST, False)])
    assert answered.reply.ocsp_result


@both_versions
@pytest.mark.requirement("M06.FR.01", "M06.FR.04")
def test_m_25_says_failed_where_no_response_can_be_had(version):
    _, answered, _ = looked(knowing(version=version), m06(), {})
    assert (answered.reply.status, answered.reply.ocsp_result) == ("Failed", None)


@both_versions
@pytest.mark.requirement("M01.FR.01", "M02.FR.01")
@pytest.mark.parametrize("action", [INSTALL, UPDATE], ids=["M_26", "M_28"])
def test_m_26_and_m_28_pass_on_what_the_pool_made_for_the_vehicle(action, version):
    decision = passed_on(there(version=version), ev_request(action=action), accepted(answer_of(ISO_2)))
    assert decision.reply == accepted(answer_of(ISO_2))


@pytest.mark.requirement("M01.FR.04", "M01.FR.07")
def test_m_100_counts_the_contracts_of_a_vehicle_of_iso_15118_20_down():
    record, counted = there(), []
    for remaining in (1, 0):
        decision = passed_on(record, ev_request(ISO_20, maximum=3), accepted(answer_of(ISO_20), remaining))
        counted.append(decision.reply.remaining_contracts)
        record = decision.record
    assert counted == [1, 0]
