"""NIST's PKITS 1.0.1, sections 4.8 to 4.12, as far as policies decide, which in those sections is all the way."""

from pathlib import Path

import pytest
from asn1crypto import x509

from workbench.trust.rfc5280.policies import ANY_POLICY, CertificatePolicies, PolicyInputs, process

vectors = pytest.importorskip("cryptography_vectors", reason="NIST's certificates come with the package cryptography-vectors")

CASES = [
    [column.strip() for column in line.split("|")]
    for line in Path(__file__).with_name("pkits_policies.txt").read_text().splitlines()
    if not line.startswith("#")
]
OIDS = {"any": ANY_POLICY} | {f"P{number}": f"2.16.840.1.101.3.2.1.48.{number}" for number in range(1, 9)}


def stated(name):
    with vectors.open_vector_file(f"x509/PKITS_data/certs/{name}.crt", "rb") as file:
        certificate = x509.Certificate.load(file.read())
    values = {one["extn_id"].dotted: one["extn_value"].contents for one in certificate["tbs_certificate"]["extensions"]}
    policies, mappings, constraints, inhibit_any = (values.get(f"2.5.29.{arc}") for arc in (32, 33, 36, 54))
    return CertificatePolicies(
        policies, mappings, constraints, inhibit_any, self_issued=certificate.subject == certificate.issuer, name=name
    )


def test_no_case_is_missing():
    sections = [case[0].rsplit(".", 1)[0] for case in CASES]
    assert {section: sections.count(section) for section in sections} == {"4.8": 35, "4.9": 8, "4.10": 23, "4.11": 11, "4.12": 11}


@pytest.mark.parametrize(("number", "names", "asked", "outcome", "policies"), CASES, ids=[case[0] for case in CASES])
def test_a_path_has_the_outcome_and_the_policies_that_nist_expects(number, names, asked, outcome, policies):  # noqa: ARG001
    inputs = PolicyInputs(
        initial_set=frozenset(OIDS[word] for word in asked.split() if word in OIDS),
        require_explicit="explicit" in asked,
        inhibit_mapping="mapinhibit" in asked,
        inhibit_any="anyinhibit" in asked,
    )
    found = process([stated(name) for name in names.split()], inputs)
    assert found.ok == (outcome == "valid")
    assert found.user_constrained_set == {OIDS[word] for word in policies.split()}
    assert found.ok == (not found.problems)
    assert found.complete
