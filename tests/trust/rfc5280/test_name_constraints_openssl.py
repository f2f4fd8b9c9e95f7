"""The rows of ``name_rules`` against the openssl command: a root, a CA with the constraints, a certificate below it."""

import subprocess
from datetime import UTC, datetime

import pytest
from asn1crypto import pem
from cryptography import x509

from tests.trust.rfc5280.constrained_names import directory_name, general_names, name_constraints
from tests.trust.rfc5280.name_rules import RULES
from workbench.certs.issuing import (
    CertificateContent,
    Extension,
    derive_private_key,
    issue_certificate,
    key_identifier,
    public_key_info,
)

KEY = derive_private_key(b"name constraints", "all", "P-256")
CA = (
    Extension.of(x509.BasicConstraints(ca=True, path_length=None), critical=True),
    Extension.of(x509.SubjectKeyIdentifier(key_identifier(KEY))),
)


def issued(number, issuer, subject, *extensions):
    content = CertificateContent(
        serial=number,
        issuer=directory_name(issuer),
        subject=directory_name(subject),
        not_before=datetime(2026, 1, 1, tzinfo=UTC),
        not_after=datetime(2036, 1, 1, tzinfo=UTC),
        public_key_info=public_key_info(KEY),
        extensions=extensions,
    )
    return pem.armor("CERTIFICATE", issue_certificate(content, KEY))


@pytest.fixture(scope="module")
def verify(openssl, tmp_path_factory):
    folder = tmp_path_factory.mktemp("chain")
    (folder / "root.pem").write_bytes(issued(1, "CN=root", "CN=root", *CA))

    def run(rule):
        constraints = Extension("2.5.29.30", name_constraints(rule.permitted, rule.excluded), critical=True)
        (folder / "ca.pem").write_bytes(issued(2, "CN=root", "CN=ca", *CA, constraints))
        names = general_names(rule.names)
        extensions = () if names is None else (Extension("2.5.29.17", names, critical=not rule.subject),)
        (folder / "leaf.pem").write_bytes(issued(3, "CN=ca", rule.subject, *extensions))
        files = ["-CAfile", "root.pem", "-untrusted", "ca.pem", "leaf.pem"]
        return subprocess.run(
            [openssl, "verify", "-no_check_time", *files], cwd=folder, capture_output=True, text=True, check=False
        )

    return run


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.claim)
def test_openssl_agrees_or_the_row_says_why_not(verify, rule):
    result = verify(rule)
    said = result.stdout + result.stderr
    errors = (
        "subtree violation",
        "name constraints minimum and maximum",
        "unsupported name constraint",
        "unsupported or invalid name",
    )
    assert result.returncode == 0 or any(error in said for error in errors), said
    agrees = (result.returncode == 0) == rule.allowed
    assert agrees == (not rule.openssl) or rule.openssl.startswith("some versions"), said
