import subprocess

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

import workbench as wb
from tests.trust.pki import NOW, fingerprint, made

USAGES = {
    "none": None,
    "server": [ExtendedKeyUsageOID.SERVER_AUTH],
    "client": [ExtendedKeyUsageOID.CLIENT_AUTH],
    "both": [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH],
    "any": [ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE],
    "code": [ExtendedKeyUsageOID.CODE_SIGNING],
}
USES = {"csms-server": "sslserver", "station-client": "sslclient"}


def extensions(usage):
    listed = USAGES[usage]
    return [(x509.ExtendedKeyUsage(listed), False)] if listed else []


@pytest.mark.requirement("RFC 5280 4.2.1.12")
@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("place", ["leaf", "sub", "root"])
@pytest.mark.parametrize("usage", USAGES)
def test_an_extended_key_usage_counts_at_every_level_as_it_does_for_openssl(use, place, usage, tmp_path, openssl):
    root = made("Root", "Root", extensions=extensions(usage if place == "root" else "none"))
    sub = made("Sub", "Root", extensions=extensions(usage if place == "sub" else "none"))
    leaf = made("Leaf", "Sub", ca=False, extensions=extensions(usage if place == "leaf" else "none"))
    for name, one in (("root", root), ("sub", sub), ("leaf", leaf)):
        (tmp_path / f"{name}.pem").write_bytes(one.public_bytes(Encoding.PEM))
    options = [
        "-attime",
        str(int(NOW.timestamp())),
        "-purpose",
        USES[use],
        "-CAfile",
        "root.pem",
        "-untrusted",
        "sub.pem",
        "leaf.pem",
    ]
    run = subprocess.run([openssl, "verify", *options], cwd=tmp_path, capture_output=True, check=False)
    found = wb.diagnose(leaf, [sub], anchors=[root], use=use, now=NOW)
    blamed = {finding.certificate for finding in found.best.errors if finding.code == "extended-key-usage"}
    assert blamed == (set() if run.returncode == 0 else {fingerprint({"root": root, "sub": sub, "leaf": leaf}[place])})


@pytest.mark.requirement("RFC 5280 4.2.1.3")
@pytest.mark.parametrize("ca", [True, False])
@pytest.mark.parametrize("usage", ["crl_sign", "key_cert_sign", None])
def test_who_may_sign_crls_openssl_says_too(usage, ca, tmp_path, openssl):
    root = made("Root", "Root")
    on = {name: name == usage for name in KEY_USAGES}
    signer = made("Signer", "Root", ca=ca, extensions=[(x509.KeyUsage(**on), True)] if usage else [])
    for name, one in (("root", root), ("signer", signer)):
        (tmp_path / f"{name}.pem").write_bytes(one.public_bytes(Encoding.PEM))
    options = ["-attime", str(int(NOW.timestamp())), "-purpose", "crlsign", "-CAfile", "root.pem", "signer.pem"]
    run = subprocess.run([openssl, "verify", *options], cwd=tmp_path, capture_output=True, check=False)
    found = wb.diagnose(signer, [], anchors=[root], use="crl-signing", now=NOW)
    assert found.ok is (run.returncode == 0)


KEY_USAGES = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
    *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)
