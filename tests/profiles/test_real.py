"""Certificates that others made: every finding was read off ``openssl x509 -text`` and written down by hand."""

from pathlib import Path

import pytest

from workbench import profiles
from workbench.certs import loading
from workbench.certs.kinds import Kind

REAL = Path(__file__).parents[1] / "data" / "real"

# RISE-V2G: SHA-1 below the root, no authority key identifier, no pointers; EVerest: no O, no DC, CA:TRUE in leaves, EKU in CAs
RISE = {
    "v2gRootCACert.pem": (Kind.V2G_ROOT, {"warning validity-period"}),  # ten years
    "cpsSubCA1Cert.pem": (
        Kind.CPS_SUB_CA1,
        {"error signature-algorithm", "warning missing-revocation-pointer", "warning key-identifier-missing"},
    ),
    "cpsSubCA2Cert.pem": (
        Kind.CPS_SUB_CA2,
        {"error signature-algorithm", "warning missing-revocation-pointer", "warning key-identifier-missing"},
    ),
    "cpsLeafCert.pem": (
        Kind.CPS,
        {"error signature-algorithm", "warning missing-revocation-pointer", "warning key-identifier-missing"},
    ),
    "moSubCA1Cert.pem": (
        Kind.MO_SUB_CA1,
        {"error signature-algorithm", "warning missing-revocation-pointer", "warning key-identifier-missing"},
    ),
    "moSubCA2Cert.pem": (  # digitalSignature and nonRepudiation in a CA
        Kind.MO_SUB_CA2,
        {
            "error signature-algorithm",
            "warning ca-key-usage",
            "warning missing-revocation-pointer",
            "warning key-identifier-missing",
        },
    ),
    "contractCert.pem": (  # DE-ABC-C123ABC56: 16 characters with its separators
        Kind.CONTRACT,
        {
            "error signature-algorithm",
            "warning common-name",
            "warning missing-revocation-pointer",
            "warning key-identifier-missing",
        },
    ),
    "oemProvCert.pem": (  # CN=OEMProvCert
        Kind.OEM_PROVISIONING,
        {"error signature-algorithm", "warning common-name", "warning key-identifier-missing"},
    ),
}
EVEREST = {
    "csms_certs/ca/V2G_ROOT_CA_PX.pem": (
        Kind.V2G_ROOT,
        {"warning domain-component", "warning ca-key-usage", "warning validity-period"},
    ),
    "csms_certs/client/SECC_LEAF_A.pem": (
        Kind.SECC,
        {
            "error domain-component",
            "error leaf-key-usage",
            "error leaf-is-ca",
            "warning leaf-key-usage",
            "warning common-name",
            "warning organization-name",
            "warning extended-key-usage",
            "warning extension-not-critical",
            "warning validity-period",
        },
    ),
    "expired_leaf/SECC_LEAF_EXPIRED.pem": (
        Kind.SECC,
        {"warning common-name", "warning validity-period", "warning missing-revocation-pointer"},
    ),
    "expired_leaf/V2G_ROOT_CA.pem": (Kind.V2G_ROOT, {"warning validity-period"}),  # a thousand years
}


def read(path):
    [item] = loading.load([(path.name, path.read_bytes())]).items
    return item


@pytest.mark.requirement("V2G2-006", "V2G2-011", "V2G2-108", "V2G2-925")
@pytest.mark.parametrize(
    ("path", "kind", "expected"),
    [
        *((REAL / "rise-v2g" / name, kind, expected) for name, (kind, expected) in RISE.items()),
        *((REAL / "everest" / name, kind, expected) for name, (kind, expected) in EVEREST.items()),
    ],
    ids=lambda value: value.name if isinstance(value, Path) else "",
)
def test_exactly_what_an_expert_sees_is_found(path, kind, expected):
    found = profiles.lint(read(path), kind, profiles.profile("iso15118-2"))
    assert {f"{finding.severity.value} {finding.code}" for finding in found} == expected


def test_sha_1_is_named_and_what_is_due_instead():
    found = profiles.lint(read(REAL / "rise-v2g" / "cpsLeafCert.pem"), Kind.CPS, profiles.profile("iso15118-2"))
    [finding] = [finding for finding in found if finding.code == "signature-algorithm"]
    assert finding.observed == "ecdsa-with-SHA1"
    assert finding.expected == "ecdsa-with-SHA256"
    assert finding.requirement == "V2G2-006"
    assert "ecdsa-with-SHA256" in finding.remedy


@pytest.mark.requirement("A00.FR.502", "A00.FR.504", "A00.FR.509", "A00.FR.512")
def test_everests_rsa_csms_root_lacks_a_key_usage_and_nothing_else():
    found = profiles.lint(read(REAL / "everest" / "everest_csms_root_selfsigned.der"), Kind.CSMS_ROOT, profiles.profile("ocpp"))
    assert [(finding.severity.value, finding.code, finding.requirement) for finding in found] == [
        ("warning", "ca-key-usage", "A00.FR.512")
    ]
