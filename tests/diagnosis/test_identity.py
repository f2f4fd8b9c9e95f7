import ipaddress
import subprocess

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

import workbench as wb
from tests.trust.pki import NOW, made
from workbench.diagnosis.identity import matches_host

ROOT = made("Root", "Root")


def server(common_name, *names):
    kinds = [x509.IPAddress(ipaddress.ip_address(one)) if one[0].isdigit() else x509.DNSName(one) for one in names]
    extensions = [(x509.SubjectAlternativeName(kinds), False)] if names else []
    return made(common_name, "Root", ca=False, extensions=extensions)


CASES = [
    ("csms.example", (), "csms.example"),
    ("csms.example", (), "CSMS.Example"),
    ("csms.example", (), "other.example"),
    ("csms.example", ("other.example",), "csms.example"),
    ("x", ("csms.example", "b.example"), "b.example"),
    ("x", ("*.example.org",), "csms.example.org"),
    ("x", ("*.example.org",), "a.b.example.org"),
    ("x", ("*.example.org",), "example.org"),
    ("x", ("192.0.2.1",), "192.0.2.1"),
    ("192.0.2.1", (), "192.0.2.1"),
    ("x", ("csms.example",), "192.0.2.1"),
    ("x", ("2001:db8::1",), "2001:db8:0:0:0:0:0:1"),
]


@pytest.mark.requirement("RFC 9525 6.3", "A00.FR.510")
@pytest.mark.parametrize(("common_name", "names", "wanted"), CASES)
def test_a_servers_name_is_compared_as_openssl_does(common_name, names, wanted, tmp_path, openssl):
    leaf = server(common_name, *names)
    (tmp_path / "leaf.pem").write_bytes(leaf.public_bytes(Encoding.PEM))
    (tmp_path / "root.pem").write_bytes(ROOT.public_bytes(Encoding.PEM))
    kind = "-verify_ip" if wanted[0].isdigit() else "-verify_hostname"
    run = subprocess.run(
        [
            openssl,
            "verify",
            "-attime",
            str(int(NOW.timestamp())),
            "-CAfile",
            tmp_path / "root.pem",
            kind,
            wanted,
            tmp_path / "leaf.pem",
        ],
        capture_output=True,
        check=False,
    )
    found = wb.diagnose(leaf, anchors=None, bundle=[ROOT], use="csms-server", name=wanted, now=NOW)
    assert ("identity-mismatch" not in {finding.code for finding in found.findings}) == (run.returncode == 0)
    assert "identity" not in found.not_checked


@pytest.mark.parametrize(
    ("use", "held", "wanted", "same"),
    [
        ("secc", "DEABCS12345", "de*abc*s12345", True),
        ("secc", "DEABCS12345", "DEABCS12346", False),
        ("contract", "DE8AACA2B3C4D5L", "DE-8AA-CA2B3C4D5-L", True),
        ("station-client", "SN-0001", "SN-0001", True),
        ("station-client", "SN-0001", "SN0001", False),
        ("station-client", "SN-0001", "sn-0001", False),
        ("vehicle", "", "DE8VAA", False),
    ],
)
def test_identifiers_are_compared_without_separators_and_serial_numbers_exactly(use, held, wanted, same):
    leaf = made(held or "x", "Root", ca=False)
    found = wb.diagnose(leaf, [ROOT], use=use, name=wanted, now=NOW)
    assert ("identity-mismatch" not in {finding.code for finding in found.findings}) is same


@pytest.mark.parametrize("pattern", ["*", "*.org", "a.*.org", "", ".", "a..b"])
def test_a_wildcard_stands_for_one_label_at_the_left_only(pattern):
    assert not matches_host(pattern, "a.b.org")
    assert not matches_host(pattern, "b.org")


@pytest.mark.parametrize("use", ["csms-server", "secc", "station-client", "any"])
def test_an_alternative_name_of_a_form_that_nobody_reads_breaks_nothing(use):
    x400 = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.5.29.17"), bytes.fromhex("3004a3023000"))
    leaf = made("csms.example", "Root", ca=False, extensions=[(x400, False)])
    found = wb.diagnose(leaf.public_bytes(Encoding.DER), [ROOT], anchors=[ROOT], use=use, name="csms.example", now=NOW)
    assert "check-failed" not in {finding.code for finding in found.findings}
