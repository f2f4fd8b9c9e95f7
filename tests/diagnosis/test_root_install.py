"""A new CSMS root on its way to a station with AdditionalRootCertificateCheck (M05): the old root is the anchor."""

import pytest

import workbench as wb
from tests.trust.pki import NOW, made

OLD = made("CSMS Root", "CSMS Root", own_key="old", issuer_key="old")


def judged(new, **more):
    return wb.diagnose(new, [], anchors={"CSMSRootCertificate": [OLD]}, use="root-install", now=NOW, **more)


@pytest.mark.requirement("M05.FR.10", "M05.FR.12")
def test_a_new_root_that_the_old_one_signed_can_be_installed():
    found = judged(made("CSMS Root 2", "CSMS Root", own_key="new", issuer_key="old"))
    assert found.ok
    assert "accepted" in str(found).splitlines()[0]


@pytest.mark.requirement("M05.FR.11")
def test_a_self_signed_new_root_is_rejected_with_the_requirement():
    found = judged(made("CSMS Root 2", "CSMS Root 2", own_key="new", issuer_key="new"))
    assert found.cause is not None
    assert (found.cause.code, found.cause.requirement) == ("untrusted-root", "M05.FR.11")
    assert "CSMS Root" in found.cause.expected


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"ca": False}, "not-a-ca"), ({"ca": None}, "not-a-ca"), ({"until": -1}, "expired"), ({"since": 5}, "not-yet-valid")],
)
def test_what_is_no_valid_ca_cannot_be_installed(changes, code):
    found = judged(made("CSMS Root 2", "CSMS Root", own_key="new", issuer_key="old", **changes))
    assert found.cause is not None
    assert found.cause.code == code


def test_a_root_of_another_pki_that_names_the_old_one_is_rejected():
    found = judged(made("CSMS Root 2", "CSMS Root", own_key="new", issuer_key="evil"))
    assert found.cause is not None
    assert found.cause.code == "issuer-key-mismatch"
