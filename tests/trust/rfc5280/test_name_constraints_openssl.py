"""The rows of ``name_rules`` against the openssl command: a root, a CA with the constraints, a certificate below it."""

import subprocess

import pytest

from tests.trust.rfc5280.constrained_names import general_names, name_constraints
from tests.trust.rfc5280.issued import CA, issued
from tests.trust.rfc5280.name_rules import RULES
from workbench.certs.issuing import Extension


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
