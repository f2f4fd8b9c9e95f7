"""NIST's PKITS 1.0.1, section 4.13: each path with its expected outcome."""

import pytest
from cryptography import x509

from workbench.trust.rfc5280.name_constraints import NameSpace, NameViolation

vectors = pytest.importorskip("cryptography_vectors", reason="NIST's certificates come with the package cryptography-vectors")

DN1, DN3 = "nameConstraintsDN1CACert", "nameConstraintsDN3CACert"
RFC822 = "nameConstraintsRFC822CA{}Cert"
PATHS = [
    (1, [DN1], "ValidDNnameConstraintsTest1EE"),
    (2, [DN1], "InvalidDNnameConstraintsTest2EE"),
    (3, [DN1], "InvalidDNnameConstraintsTest3EE"),
    (4, [DN1], "ValidDNnameConstraintsTest4EE"),
    (5, ["nameConstraintsDN2CACert"], "ValidDNnameConstraintsTest5EE"),
    (6, [DN3], "ValidDNnameConstraintsTest6EE"),
    (7, [DN3], "InvalidDNnameConstraintsTest7EE"),
    (8, ["nameConstraintsDN4CACert"], "InvalidDNnameConstraintsTest8EE"),
    (9, ["nameConstraintsDN4CACert"], "InvalidDNnameConstraintsTest9EE"),
    (10, ["nameConstraintsDN5CACert"], "InvalidDNnameConstraintsTest10EE"),
    (11, ["nameConstraintsDN5CACert"], "ValidDNnameConstraintsTest11EE"),
    (12, [DN1, "nameConstraintsDN1subCA1Cert"], "InvalidDNnameConstraintsTest12EE"),
    (13, [DN1, "nameConstraintsDN1subCA2Cert"], "InvalidDNnameConstraintsTest13EE"),
    (14, [DN1, "nameConstraintsDN1subCA2Cert"], "ValidDNnameConstraintsTest14EE"),
    (15, [DN3, "nameConstraintsDN3subCA1Cert"], "InvalidDNnameConstraintsTest15EE"),
    (16, [DN3, "nameConstraintsDN3subCA1Cert"], "InvalidDNnameConstraintsTest16EE"),
    (17, [DN3, "nameConstraintsDN3subCA2Cert"], "InvalidDNnameConstraintsTest17EE"),
    (18, [DN3, "nameConstraintsDN3subCA2Cert"], "ValidDNnameConstraintsTest18EE"),
    (19, [DN1, "nameConstraintsDN1SelfIssuedCACert"], "ValidDNnameConstraintsTest19EE"),
    (20, [DN1], "InvalidDNnameConstraintsTest20EE"),
    (21, [RFC822.format(1)], "ValidRFC822nameConstraintsTest21EE"),
    (22, [RFC822.format(1)], "InvalidRFC822nameConstraintsTest22EE"),
    (23, [RFC822.format(2)], "ValidRFC822nameConstraintsTest23EE"),
    (24, [RFC822.format(2)], "InvalidRFC822nameConstraintsTest24EE"),
    (25, [RFC822.format(3)], "ValidRFC822nameConstraintsTest25EE"),
    (26, [RFC822.format(3)], "InvalidRFC822nameConstraintsTest26EE"),
    (27, [DN1, "nameConstraintsDN1subCA3Cert"], "ValidDNandRFC822nameConstraintsTest27EE"),
    (28, [DN1, "nameConstraintsDN1subCA3Cert"], "InvalidDNandRFC822nameConstraintsTest28EE"),
    (29, [DN1, "nameConstraintsDN1subCA3Cert"], "InvalidDNandRFC822nameConstraintsTest29EE"),
    (30, ["nameConstraintsDNS1CACert"], "ValidDNSnameConstraintsTest30EE"),
    (31, ["nameConstraintsDNS1CACert"], "InvalidDNSnameConstraintsTest31EE"),
    (32, ["nameConstraintsDNS2CACert"], "ValidDNSnameConstraintsTest32EE"),
    (33, ["nameConstraintsDNS2CACert"], "InvalidDNSnameConstraintsTest33EE"),
    (34, ["nameConstraintsURI1CACert"], "ValidURInameConstraintsTest34EE"),
    (35, ["nameConstraintsURI1CACert"], "InvalidURInameConstraintsTest35EE"),
    (36, ["nameConstraintsURI2CACert"], "ValidURInameConstraintsTest36EE"),
    (37, ["nameConstraintsURI2CACert"], "InvalidURInameConstraintsTest37EE"),
    (38, ["nameConstraintsDNS1CACert"], "InvalidDNSnameConstraintsTest38EE"),
]


def loaded(name):
    with vectors.open_vector_file(f"x509/PKITS_data/certs/{name}.crt", "rb") as file:
        return x509.load_der_x509_certificate(file.read())


def extension(certificate, kind):
    found = [one for one in certificate.extensions if isinstance(one.value, kind)]
    return found[0].value.public_bytes() if found else None


@pytest.mark.requirement("RFC 5280 4.2.1.10", "RFC 5280 6.1.3")
@pytest.mark.parametrize(
    ("number", "authorities", "leaf"), PATHS, ids=lambda value: f"4.13.{value}" if isinstance(value, int) else ""
)
def test_a_path_of_pkits_has_its_expected_outcome(number, authorities, leaf):
    assert str(number) in leaf
    space = NameSpace.unlimited()
    found: list[NameViolation] = []
    for name in (*authorities, leaf):
        certificate = loaded(name)
        if name == leaf or certificate.subject != certificate.issuer:
            found += space.violations(certificate.subject.public_bytes(), extension(certificate, x509.SubjectAlternativeName))
        constraints = extension(certificate, x509.NameConstraints)
        space = space if constraints is None else space.restricted(constraints)
    assert (not found) == leaf.startswith("Valid"), found
    assert space.complete
    assert space.notes == ()
