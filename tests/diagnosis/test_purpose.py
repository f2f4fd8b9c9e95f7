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
