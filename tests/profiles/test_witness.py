"""What rules say that verifiers do, asked of OpenSSL; and what they see, read by OpenSSL."""

import subprocess

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from tests.profiles.pki import certificate, der, key
from workbench import profiles
from workbench.certs.kinds import Kind


def pem(path, octets):
    path.write_bytes(x509.load_der_x509_certificate(octets).public_bytes(Encoding.PEM))
    return path


def accepted(openssl, folder, leaf, purpose):
    """Whether OpenSSL takes a self-signed certificate that is trusted for a purpose."""
    file = pem(folder / "leaf.pem", leaf)
    command = [openssl, "verify", "-purpose", purpose, "-attime", "1767300000", "-trusted", file, file]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return result.returncode == 0, result.stderr


def self_signed(**changes):
    return der("vehicle", "iso15118-2", self_signed=True, authority=False, **changes)


@pytest.mark.parametrize(
    ("purposes", "sound"),
    [(("clientAuth",), True), (("serverAuth",), False), (("anyExtendedKeyUsage",), False), ((), True)],
)
def test_openssl_refuses_a_tls_client_by_the_rule_of_the_vehicle(openssl, tmp_path, purposes, sound):
    leaf = self_signed(purposes=purposes)
    assert accepted(openssl, tmp_path, leaf, "sslclient")[0] is sound
    item = certificate("vehicle", "iso15118-20", purposes=purposes)
    found = profiles.lint(item, Kind.VEHICLE, profiles.profile("iso15118-20"))
    assert any(finding.severity.value == "error" for finding in found) is not sound


def test_openssl_takes_a_certificate_without_key_usage_so_the_rule_only_warns(openssl, tmp_path):
    assert accepted(openssl, tmp_path, self_signed(usages=None), "sslclient")[0]
    for kind, profile in (("vehicle", "iso15118-20"), ("secc", "iso15118-2")):
        found = profiles.lint(certificate(kind, profile, usages=None), Kind(kind), profiles.profile(profile))
        assert [finding.severity.value for finding in found] == ["warning"]


@pytest.mark.parametrize(
    ("changes", "severity"),
    [({}, ""), ({"usages": ("cRLSign",)}, "error"), ({"usages": None}, "warning"), ({"basic": (False, None)}, "error")],
)
def test_openssl_refuses_what_a_ca_issued_that_may_not_by_the_rules_of_cas(openssl, tmp_path, changes, severity):
    ca = der("mo-root", "iso15118-2", **changes)
    own = x509.load_der_x509_certificate(ca)
    leaf = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([]))
        .issuer_name(own.subject)
        .public_key(own.public_key())
        .serial_number(9)
        .not_valid_before(own.not_valid_before_utc)
        .not_valid_after(own.not_valid_after_utc)
        .sign(key("mo-root", "P-256"), hashes.SHA256())
    )
    files = [pem(tmp_path / "ca.pem", ca), pem(tmp_path / "leaf.pem", leaf.public_bytes(Encoding.DER))]
    command = [openssl, "verify", "-attime", "1767300000", "-trusted", *files]
    refused = subprocess.run(command, capture_output=True, check=False).returncode != 0
    found = profiles.lint(certificate("mo-root", "iso15118-2", **changes), Kind.MO_ROOT, profiles.profile("iso15118-2"))
    worst = "error" if any(f.severity.value == "error" for f in found) else "warning" if found else ""
    assert worst == severity
    assert refused is (severity == "error")


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"purposes": ("clientAuth",)}, "TLS Web Client Authentication"),
        ({"basic": (True, None)}, "CA:TRUE"),
        ({"serial": 0}, "Serial Number: 0"),
        ({"hash_name": "SHA384"}, "ecdsa-with-SHA384"),
        ({"usages": ("keyAgreement",)}, "Key Agreement"),
        ({"subject": [("CN", "X"), ("DC", "V2G")]}, "DC = V2G"),
    ],
)
def test_openssl_sees_the_fault_that_a_rule_sees(openssl, tmp_path, changes, shown):
    made = certificate("secc", "iso15118-2", **changes)
    assert profiles.lint(made, Kind.SECC, profiles.profile("iso15118-2"))
    file = tmp_path / "made.der"
    file.write_bytes(made.der)
    text = subprocess.run(
        [openssl, "x509", "-inform", "der", "-in", file, "-noout", "-text"], capture_output=True, text=True, check=True
    ).stdout
    assert shown in text.replace("DC=V2G", "DC = V2G")
    assert shown not in subprocess.run(
        [openssl, "x509", "-inform", "der", "-noout", "-text"],
        input=der("secc", "iso15118-2"),
        capture_output=True,
        check=True,
    ).stdout.decode().replace("DC=V2G", "DC = V2G").replace("Digital Signature, Key Agreement", "")  # fmt: skip
