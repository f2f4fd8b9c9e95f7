"""M03, M04, M05 as a CSMS runs them: what it asks first, what it does not send, what it believes afterwards."""

import pytest

from tests.csms.driving import Script, drive, entry, errors, there
from tests.trust.pki import NOW, items, made
from workbench.certs.hashdata import hash_data_of
from workbench.csms.certificates import pem_of
from workbench.csms.m03_list import list_certificates
from workbench.csms.m04_delete import delete_certificate
from workbench.csms.m05_install import install_certificate
from workbench.csms.policy import Policy
from workbench.messages.certificates import (
    DeleteCertificateRequest,
    GetInstalledCertificateIdsRequest,
    InstallCertificateRequest,
)
from workbench.messages.variables import GetVariablesRequest
from workbench.messages.versions import Version

CSMS, V2G, MO, MANUFACTURER = "CSMSRootCertificate", "V2GRootCertificate", "MORootCertificate", "ManufacturerRootCertificate"
CHAIN = "V2GCertificateChain"
OLD, NEW = made("CSMS root 1", "CSMS root 1"), made("CSMS root 2", "CSMS root 1")
V2G_ROOT, SUB = made("V2G root", "V2G root"), made("Sub", "V2G root")
LEAF = made("DE*ABC*E1", "Sub", ca=False)


def hashes(certificate, issuer=None, algorithm="SHA256"):
    return hash_data_of(certificate, issuer or certificate, algorithm)


def pem(certificate):
    return pem_of(items(certificate))


def takes(certificate, issuer=None):
    """A station that installs: what it then lists."""
    return lambda request: entry(str(request.certificate_type), hashes(certificate, issuer))


@pytest.mark.requirement("M04.FR.07")
@pytest.mark.parametrize("algorithm", ["SHA256", "SHA384", "SHA512"])
def test_a_deletion_lists_first_and_echoes_the_algorithm_of_the_listing(algorithm):
    station = Script([entry(V2G, hashes(V2G_ROOT, algorithm=algorithm)), entry(MO, hashes(OLD))])
    record = there()
    outcome = drive(delete_certificate(record, items(V2G_ROOT)[0]), record, station)
    assert [type(one) for one in station.heard] == [
        GetInstalledCertificateIdsRequest,
        DeleteCertificateRequest,
        GetInstalledCertificateIdsRequest,
    ]
    assert station.heard[1].certificate_hash_data.plain == hashes(V2G_ROOT, algorithm=algorithm)
    assert outcome.ok
    assert not outcome.record.of_type(V2G)


@pytest.mark.requirement("M04.FR.03")
def test_the_last_csms_root_is_deleted_with_an_explicit_word_only():
    station, record = Script([entry(CSMS, hashes(OLD))]), there()
    outcome = drive(delete_certificate(record, hashes(OLD)), record, station)
    assert not outcome.ok
    assert DeleteCertificateRequest not in [type(one) for one in station.heard]
    assert "last CSMSRootCertificate" in errors(outcome)[0]
    outcome = drive(delete_certificate(record, hashes(OLD), really=True), record, station)
    assert outcome.ok
    assert not station.entries


@pytest.mark.requirement("M04.FR.03")
@pytest.mark.parametrize(
    ("type_", "consequence"), [(MANUFACTURER, "signed firmware"), (V2G, "SECC chain"), (MO, "contract certificate")]
)
def test_the_last_root_of_another_type_is_deleted_with_its_consequence_said(type_, consequence):
    station, record = Script([entry(type_, hashes(V2G_ROOT))]), there()
    outcome = drive(delete_certificate(record, hashes(V2G_ROOT)), record, station)
    assert outcome.ok
    assert any(one.code == "csms-consequence" and consequence in one.message for one in outcome.findings)


@pytest.mark.requirement("M04.FR.08")
def test_a_sub_ca_goes_by_its_child_entry():
    sub = hashes(SUB, V2G_ROOT, "SHA384")
    station = Script([entry(CHAIN, hashes(LEAF, SUB, "SHA384"), sub)], says={DeleteCertificateRequest: "Accepted"})
    record = there()
    outcome = drive(delete_certificate(record, items(SUB)[0], pile=items(V2G_ROOT)), record, station)
    assert station.heard[1].certificate_hash_data.plain == sub
    assert any("sub-CA of the chain" in one.message for one in outcome.findings)
    assert not outcome.ok, "it is still listed"


def test_what_is_not_listed_is_not_deleted():
    station, record = Script([entry(V2G, hashes(V2G_ROOT))]), there()
    outcome = drive(delete_certificate(record, hashes(OLD)), record, station)
    assert not outcome.ok
    assert [type(one) for one in station.heard] == [GetInstalledCertificateIdsRequest]


def test_a_station_that_says_accepted_and_keeps_it_is_found_out():
    station, record = Script([entry(V2G, hashes(V2G_ROOT))], says={DeleteCertificateRequest: "Accepted"}), there()
    outcome = drive(delete_certificate(record, hashes(V2G_ROOT)), record, station)
    assert not outcome.ok
    assert "lists the certificate all the same" in errors(outcome)[-1]


@pytest.mark.parametrize("status", ["Failed", "NotFound"])
def test_a_refused_deletion_leaves_the_record_as_it_is(status):
    station, record = Script([entry(V2G, hashes(V2G_ROOT))], says={DeleteCertificateRequest: status}), there()
    outcome = drive(delete_certificate(record, hashes(V2G_ROOT)), record, station)
    assert not outcome.ok
    assert len(outcome.record.of_type(V2G)) == 1
    answered = next(one for one in outcome.findings if one.observed.startswith(status))
    assert answered.remedy
    assert "As scripted" in answered.message


@pytest.mark.requirement("M05.FR.02", "M03.FR.04")
def test_an_install_reads_the_limits_sends_and_lists():
    station, record = Script(installs=takes(V2G_ROOT)), there()
    outcome = drive(install_certificate(record, V2G, pem(V2G_ROOT), now=NOW), record, station)
    assert [type(one) for one in station.heard] == [
        GetVariablesRequest,
        InstallCertificateRequest,
        GetInstalledCertificateIdsRequest,
    ]
    assert outcome.ok
    assert [one.item and one.item.der for one in outcome.record.of_type(V2G)] == [items(V2G_ROOT)[0].der]


def test_accepted_and_not_listed_is_not_installed():
    station, record = Script(), there()
    outcome = drive(install_certificate(record, V2G, pem(V2G_ROOT), now=NOW), record, station)
    assert not outcome.ok
    assert "does not list V2G root" in errors(outcome)[-1]


def test_an_install_without_an_answer_leaves_no_row_and_the_next_one_works():
    station, record = Script(silent=(InstallCertificateRequest,)), there()
    outcome = drive(install_certificate(record, V2G, pem(V2G_ROOT), now=NOW), record, station)
    assert not outcome.ok
    assert outcome.record.believed == ()
    assert "no answer" in [one.status for one in outcome.record.answers]
    station = Script(installs=takes(V2G_ROOT))
    outcome = drive(install_certificate(outcome.record, V2G, pem(V2G_ROOT), now=NOW), outcome.record, station)
    assert outcome.ok
    assert len(outcome.record.of_type(V2G)) == 1


def test_an_install_without_an_answer_that_was_done_is_found_by_the_next_listing():
    station = Script([entry(V2G, hashes(V2G_ROOT))], silent=(InstallCertificateRequest,))
    record = there()
    outcome = drive(install_certificate(record, V2G, pem(V2G_ROOT), now=NOW), record, station)
    assert not outcome.record.believed
    outcome = drive(list_certificates(outcome.record), outcome.record, station)
    assert len(outcome.record.of_type(V2G)) == 1


@pytest.mark.requirement("M05.FR.06")
def test_a_full_station_is_not_sent_another_certificate():
    full = {"CertificateEntries": "5", "CertificateEntries:MaxSet": "5"}
    station, record = Script(variables=full, installs=takes(V2G_ROOT)), there()
    outcome = drive(install_certificate(record, V2G, pem(V2G_ROOT), now=NOW), record, station)
    assert not outcome.ok
    assert InstallCertificateRequest not in [type(one) for one in station.heard]
    outcome = drive(install_certificate(record, V2G, pem(V2G_ROOT), now=NOW, policy=Policy(try_without_room=True)), record, station)
    assert outcome.ok


@pytest.mark.requirement("M05.FR.11")
def test_a_root_that_the_current_one_did_not_sign_is_not_sent_under_the_check():
    station = Script([entry(CSMS, hashes(OLD))], variables={"AdditionalRootCertificateCheck": "true"}, installs=takes(NEW, OLD))
    record, stranger = there(), made("CSMS root 3", "CSMS root 3")
    outcome = drive(install_certificate(record, CSMS, pem(stranger), now=NOW, pile=items(OLD)), record, station)
    assert not outcome.ok
    assert InstallCertificateRequest not in [type(one) for one in station.heard]
    outcome = drive(install_certificate(record, CSMS, pem(NEW), now=NOW, pile=items(OLD)), record, station)
    assert outcome.ok


@pytest.mark.requirement("M05.FR.07")
@pytest.mark.parametrize("bad", [made("a", "a", until=-1), made("b", "b", since=1), made("c", "c", ca=False)])
def test_a_root_that_must_be_rejected_is_not_sent(bad):
    station, record = Script(), there()
    outcome = drive(install_certificate(record, V2G, pem(bad), now=NOW), record, station)
    assert not outcome.ok
    assert InstallCertificateRequest not in [type(one) for one in station.heard]


@pytest.mark.parametrize("text", ["", "no certificate", pem(OLD) + pem(NEW)])
def test_not_one_certificate_is_not_sent(text):
    station, record = Script(), there()
    outcome = drive(install_certificate(record, V2G, text, now=NOW), record, station)
    assert (outcome.ok, station.heard) == (False, [])


def test_what_only_ocpp_2_1_has_is_not_sent_to_a_2_0_1_station():
    station, record = Script(), there(version=Version.V201)
    outcome = drive(install_certificate(record, "OEMRootCertificate", pem(V2G_ROOT), now=NOW), record, station)
    assert (outcome.ok, station.heard) == (False, [])
    outcome = drive(list_certificates(record, "OEMRootCertificate"), record, station)
    assert (outcome.ok, station.heard) == (False, [])
    assert "OCPP 2.0.1" in errors(outcome)[0]


@pytest.mark.parametrize("code", ["NotImplemented", "FormatViolation", "TypeConstraintViolation", "strange"])
def test_a_callerror_is_explained_and_changes_nothing(code):
    station, record = Script(errors={InstallCertificateRequest: code}), there()
    outcome = drive(install_certificate(record, V2G, pem(V2G_ROOT), now=NOW), record, station)
    finding = next(one for one in outcome.findings if one.code == "csms-no-answer")
    assert not outcome.record.believed
    assert code in finding.message
    assert finding.remedy


@pytest.mark.requirement("M05.FR.02")
def test_an_install_that_cannot_be_verified_is_not_reported_as_done():
    station, record = Script(installs=takes(V2G_ROOT), silent=(GetInstalledCertificateIdsRequest,)), there()
    outcome = drive(install_certificate(record, V2G, pem(V2G_ROOT), now=NOW), record, station)
    assert not outcome.ok
    assert "whether that is so" in outcome.sentence
    assert len(outcome.record.of_type(V2G)) == 1, "it said so"


def test_a_station_that_does_not_list_is_not_told_to_delete():
    station = Script([entry(V2G, hashes(V2G_ROOT))], errors={GetInstalledCertificateIdsRequest: "NotSupported"})
    record = there()
    outcome = drive(delete_certificate(record, hashes(V2G_ROOT)), record, station)
    assert not outcome.ok
    assert DeleteCertificateRequest not in [type(one) for one in station.heard]


def test_a_root_over_a_connection_without_tls_is_said_or_not_sent():
    station, record = Script(installs=takes(OLD)), there(security_profile=1)
    outcome = drive(install_certificate(record, CSMS, pem(OLD), now=NOW), record, station)
    assert outcome.ok
    assert any("without TLS" in one.message for one in outcome.findings)
    strict = Policy(csms_root_without_tls=False)
    outcome = drive(install_certificate(record, CSMS, pem(OLD), now=NOW, policy=strict), record, Script())
    assert not outcome.ok


def test_after_an_install_without_an_answer_the_former_listing_of_that_type_is_in_doubt():
    record = there()
    record = drive(list_certificates(record), record, Script([entry(V2G, hashes(OLD))])).record
    station = Script(silent=(InstallCertificateRequest,))
    outcome = drive(install_certificate(record, V2G, pem(V2G_ROOT), now=NOW), record, station)
    assert {one.certificate_type for one in outcome.record.listings if one.stale} == {V2G}
