"""Kinds of certificates that others made, and of this project's samples, which were made without this code."""

import tomllib
from pathlib import Path

import pytest
from asn1crypto import pem
from cryptography import x509

from workbench.certs.fact_finding import facts_of
from workbench.certs.facts import CertificateFacts
from workbench.certs.kinds import Kind, Pki, classify
from workbench.findings import Confidence

REAL = Path(__file__).parents[1] / "data" / "real"
SAMPLES = Path(__file__).parents[2] / "sample_certs"


def read(*paths: Path) -> list[CertificateFacts]:
    found = []
    for path in paths:
        octets = path.read_bytes()
        ders = [der for _, _, der in pem.unarmor(octets, multiple=True)] if pem.detect(octets) else [octets]
        found += [facts_of(der, x509.load_der_x509_certificate(der)) for der in ders]
    return found


RISE = {
    "v2gRootCACert.pem": Kind.V2G_ROOT,
    "cpsSubCA1Cert.pem": Kind.CPS_SUB_CA1,
    "cpsSubCA2Cert.pem": Kind.CPS_SUB_CA2,
    "cpsLeafCert.pem": Kind.CPS,
    "moSubCA1Cert.pem": Kind.MO_SUB_CA1,
    "moSubCA2Cert.pem": Kind.MO_SUB_CA2,
    "contractCert.pem": Kind.CONTRACT,
    "oemProvCert.pem": Kind.OEM_PROVISIONING,
}


def test_rise_v2g_every_one() -> None:
    assert {path.name for path in (REAL / "rise-v2g").glob("*.pem")} == set(RISE)
    found = classify(read(*(REAL / "rise-v2g" / name for name in RISE)))
    assert {name: c.kind for name, c in zip(RISE, found, strict=True)} == RISE
    assert {c.confidence for c in found} == {Confidence.CERTAIN}
    assert {c.profile for c in found} == {"iso15118-2"}
    contract = found[list(RISE).index("contractCert.pem")]
    assert contract.identifier is not None
    assert (contract.identifier.formatted, contract.identifier.check_digit_ok) == ("DE-ABC-C123ABC56", None)


@pytest.mark.parametrize("name", RISE)
def test_rise_v2g_each_alone(name: str) -> None:
    (found,) = classify(read(REAL / "rise-v2g" / name))
    assert found.kind is RISE[name]
    assert found.confidence in {Confidence.CERTAIN, Confidence.LIKELY}


def test_everest_csms_certs() -> None:
    """A P-256 root and two chains without DC; the SECC leaves call themselves CAs with keyCertSign and path length 1."""
    files = sorted((REAL / "everest" / "csms_certs").rglob("*.pem"))
    pile = read(*files)
    found = {facts.subject.common_name: c for facts, c in zip(pile, classify(pile), strict=True)}
    assert {name: c.kind for name, c in found.items()} == {
        "V2GRootCA_PX_CSMS": Kind.V2G_ROOT,
        "CPO Sub 2 CA 1": Kind.CSO_SUB_CA1,
        "CPO Sub Next CA 2 V1": Kind.CSO_SUB_CA2,
        "CPO Sub Next CA 2 V2": Kind.CSO_SUB_CA2,
        "DEPionixLeafA": Kind.SECC,
        "DEPionixLeafB": Kind.SECC,
    }
    leaf = found["DEPionixLeafA"]
    assert leaf.confidence is Confidence.POSSIBLE
    assert {"but a CA by basicConstraints", "but keyCertSign", "but no DC names a role"} <= set(leaf.reasons)
    assert Kind.CSO_SUB_CA1 in {a.kind for a in leaf.alternatives}
    root = found["V2GRootCA_PX_CSMS"]
    assert 'but the name says "csms"' in root.reasons
    assert [a.kind for a in root.alternatives] == [Kind.CSMS_ROOT]
    assert Confidence.CERTAIN not in {c.confidence for c in found.values()}


def test_everest_leaf_alone_is_not_called_anything_for_sure() -> None:
    (found,) = classify(read(REAL / "everest/csms_certs/client/SECC_LEAF_A.pem"))
    assert found.confidence in {Confidence.POSSIBLE, Confidence.UNKNOWN}


@pytest.mark.parametrize("folder", ["expired_leaf", "future_leaf"])
def test_everest_leaf_straight_below_the_root(folder: str) -> None:
    pile = read(*sorted((REAL / "everest" / folder).glob("*.pem")))
    secc, root = classify(pile)
    assert (secc.kind, root.kind) == (Kind.SECC, Kind.V2G_ROOT)
    assert secc.confidence is Confidence.LIKELY  # [V2G2-867]: a root must not issue a leaf
    assert "but issued by a V2G root in this pile" in secc.reasons


def test_everest_csms_root_with_an_rsa_key() -> None:
    (found,) = classify(read(REAL / "everest/everest_csms_root_selfsigned.der"))
    assert (found.kind, found.pki, found.profile) == (Kind.CSMS_ROOT, Pki.CSMS, "")


def test_all_real_certificates_in_one_pile() -> None:
    files = [path for path in sorted(REAL.rglob("*")) if path.suffix in {".pem", ".der"} and "ocsp" not in path.parts]
    pile = read(*files)
    found = {facts.sha256: c.kind for facts, c in zip(pile, classify(pile), strict=True)}
    rise = read(*(REAL / "rise-v2g" / name for name in RISE))
    assert [found[facts.sha256] for facts in rise] == list(RISE.values())


def test_the_samples_are_what_their_manifest_says() -> None:
    manifest = tomllib.loads((SAMPLES / "MANIFEST.toml").read_text(encoding="utf-8"))
    single = [
        file
        for file in manifest["file"]
        if file["path"].startswith("iso15118-") and file["format"] == "PEM" and len(file.get("sha256", ())) == 1 and "kinds" in file
    ]
    assert len(single) > 10
    pile = read(*(SAMPLES / file["path"] for file in single))
    expected = [file["kinds"][0].replace("cpo-sub", "cso-sub") for file in single]
    found = classify(pile)
    assert [c.kind.value for c in found] == expected
    assert all(c.confidence is Confidence.CERTAIN for c in found)
