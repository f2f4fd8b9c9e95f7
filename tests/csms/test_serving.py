"""The CSMS knows its own server's chain: it does not delete, nor rotate away, the root under which a station verifies it."""

from dataclasses import replace

import pytest

from tests.csms.driving import Script, drive, entry, errors, there
from tests.trust.pki import NOW, items, made
from workbench.certs.hashdata import CertificateHashData, hash_data_of
from workbench.csms.certificates import pem_of
from workbench.csms.m04_delete import delete_certificate
from workbench.csms.rotation import rotate
from workbench.findings import Severity
from workbench.messages.certificates import DeleteCertificateRequest, InstallCertificateRequest

CSMS = "CSMSRootCertificate"
A, B = made("CSMS root 1", "CSMS root 1"), made("CSMS root 2", "CSMS root 1")
SUB, OTHER_SUB = made("Sub", "CSMS root 1"), made("Sub 2", "CSMS root 2")
UNDER_A = items(made("csms", "Sub", ca=False), SUB)
UNDER_B = items(made("csms", "Sub 2", ca=False), OTHER_SUB)
UNDER_BOTH = (*UNDER_B, *items(B))


def hashes(certificate, issuer=A):
    return hash_data_of(certificate, issuer)


def holding_both():
    return Script([entry(CSMS, hashes(A)), entry(CSMS, hashes(B))], variables={"AdditionalRootCertificateCheck": "false"})


def deleted(which, serving, *, known=(A, B), script=None, **words):
    record, script = replace(there(), known=items(*known)), script or holding_both()
    outcome = drive(delete_certificate(record, which, serving=serving, **words), record, script)
    return outcome, DeleteCertificateRequest in [type(one) for one in script.heard]


@pytest.mark.requirement("M04.FR.03")
@pytest.mark.parametrize(("which", "serving"), [(A, UNDER_A), (B, UNDER_B), (A, UNDER_A[:1] + UNDER_A[1:])])
def test_the_root_of_the_present_server_is_kept_though_it_is_not_the_last(which, serving):
    outcome, sent = deleted(items(which)[0], serving)
    assert (outcome.ok, sent) == (False, False)
    assert "stands under this root alone" in errors(outcome)[-1]
    assert outcome.findings[-1].requirement == "M04.FR.03"


def test_it_is_deleted_with_the_explicit_word_and_what_follows_is_said():
    outcome, sent = deleted(items(A)[0], UNDER_A, really=True)
    assert (outcome.ok, sent) == (True, True)
    assert any("stands under this root alone" in one.message and one.severity is Severity.WARNING for one in outcome.findings)


@pytest.mark.parametrize(("which", "serving"), [(A, UNDER_B), (B, UNDER_A), (B, UNDER_BOTH), (A, UNDER_BOTH), (A, ())])
def test_another_root_goes_without_a_word(which, serving):
    outcome, sent = deleted(items(which)[0], serving)
    assert (outcome.ok, sent) == (True, True)


def test_a_root_that_is_not_at_hand_is_known_by_the_name_that_the_chain_gives_its_issuer():
    outcome, sent = deleted(hashes(A), UNDER_A, known=())
    assert (outcome.ok, sent) == (False, False)


def test_what_is_listed_by_wrong_hash_data_is_kept_all_the_same():
    right = hashes(A)
    wrong = CertificateHashData("SHA256", right.issuer_name_hash, right.issuer_key_hash, f"0{right.serial_number}")
    script = Script([entry(CSMS, wrong), entry(CSMS, hashes(B))])
    outcome, sent = deleted(wrong, UNDER_A, script=script)
    assert (outcome.ok, sent) == (False, False)


@pytest.mark.requirement("M05.FR.13")
def test_no_station_is_rotated_to_a_root_under_which_the_new_server_does_not_stand():
    record, script = replace(there(), known=items(A, B)), Script([entry(CSMS, hashes(A))])
    outcome = drive(rotate(record, pem_of(items(B)), "new", now=NOW, serving=UNDER_A), record, script)
    assert not outcome.ok
    assert "does not lead to" in errors(outcome)[-1]
    assert InstallCertificateRequest not in [type(one) for one in script.heard]


@pytest.mark.requirement("M05.FR.13")
@pytest.mark.parametrize("profile", [0, 1])
def test_a_rotation_without_tls_is_not_begun_for_it_could_not_end(profile):
    record, script = there(security_profile=profile), Script([entry(CSMS, hashes(A))])
    outcome = drive(rotate(record, pem_of(items(B)), "new", now=NOW, pile=items(A)), record, script)
    assert (outcome.ok, script.heard) == (False, [])
    assert f"security profile {profile} no TLS server is met" in outcome.sentence
