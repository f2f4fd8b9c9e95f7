"""The samples through the eyes of OpenSSL's command, a reader by other authors."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbench.sample_pki import reference_time

OpenSsl = Callable[..., str]
CHAINS = {
    "secc-chain.pem": "v2g-root.pem",
    "cps-chain.pem": "v2g-root.pem",
    "v2g-contract-chain.pem": "v2g-root.pem",
    "contract-chain.pem": "mo-root.pem",
    "oem-provisioning-chain.pem": "oem-root.pem",
}


def verify(run_openssl: OpenSsl, folder: Path, chain: str, root: str) -> str:
    at = str(int(reference_time().timestamp()))
    return run_openssl(
        "verify", "-x509_strict", "-attime", at, "-no-CApath", "-no-CAstore",
        "-CAfile", folder / root, "-untrusted", folder / chain, folder / chain,
    )  # fmt: skip


@pytest.mark.parametrize(("chain", "root"), CHAINS.items())
def test_every_chain_verifies_at_the_reference_time(run_openssl: OpenSsl, directory: Path, chain: str, root: str) -> None:
    assert verify(run_openssl, directory / "iso15118-2", chain, root).endswith(": OK\n")


@pytest.mark.parametrize(("chain", "root"), [("secc-chain.pem", "mo-root.pem"), ("contract-chain.pem", "v2g-root.pem")])
def test_no_chain_verifies_below_the_other_root(run_openssl: OpenSsl, directory: Path, chain: str, root: str) -> None:
    with pytest.raises(AssertionError, match="unable to get local issuer certificate"):
        verify(run_openssl, directory / "iso15118-2", chain, root)


@pytest.mark.parametrize("chain", CHAINS)
def test_chains_are_leaf_first_and_without_their_root(run_openssl: OpenSsl, directory: Path, chain: str) -> None:
    shown = run_openssl("storeutl", "-certs", "-noout", "-text", directory / "iso15118-2" / chain)
    subjects = [line.split("Subject:")[1].strip() for line in shown.splitlines() if "Subject:" in line]
    issuers = [line.split("Issuer:")[1].strip() for line in shown.splitlines() if "Issuer:" in line]
    assert len(subjects) == 3
    assert issuers[:2] == subjects[1:]
    assert issuers[2] not in subjects


def test_the_crl_is_signed_by_its_issuer(run_openssl: OpenSsl, directory: Path) -> None:
    folder = directory / "iso15118-2"
    shown = run_openssl("crl", "-inform", "DER", "-in", folder / "cpo-sub-ca2.crl", "-CAfile", folder / "cpo-sub-ca2.pem", "-text")
    assert "Serial Number: 5B21D0A9C4E87F3310" in shown
    assert "Key Compromise" in shown


def test_pkcs7_holds_the_chain(run_openssl: OpenSsl, directory: Path) -> None:
    shown = run_openssl("pkcs7", "-inform", "DER", "-in", directory / "iso15118-2/cps-chain.p7b", "-print_certs", "-noout")
    assert sorted(line for line in shown.splitlines() if line.startswith("subject")) == [
        "subject=CN=Sample CPS Leaf, O=Sample Provisioning Service, C=DE, DC=CPS",
        "subject=CN=Sample CPS Sub-CA 1, O=Sample V2G Authority, C=DE, DC=CPS",
        "subject=CN=Sample CPS Sub-CA 2, O=Sample Provisioning Service, C=DE, DC=CPS",
    ]


@pytest.mark.parametrize(("name", "certificates"), [("iso15118-2/contract.p12", 3), ("pile/backup.pfx", 1)])
def test_pkcs12_opens_with_the_password_of_the_manifest(
    run_openssl: OpenSsl, directory: Path, name: str, certificates: int, files: Any
) -> None:
    arguments = ("pkcs12", "-in", directory / name, "-nodes", "-passin")
    shown = run_openssl(*arguments, f"pass:{files[name].password}")
    assert shown.count("BEGIN CERTIFICATE") == certificates
    assert shown.count("BEGIN PRIVATE KEY") == 1
    with pytest.raises(AssertionError, match="invalid password"):
        run_openssl(*arguments, "pass:wrong")


def test_the_request_is_signed_with_its_key_and_asks_for_the_usage(run_openssl: OpenSsl, directory: Path) -> None:
    shown = run_openssl("req", "-in", directory / "iso15118-2/secc.csr.pem", "-noout", "-verify", "-text")
    assert "CN=DEPNCSPNCWORKBENCHSTATION00000000000084, O=Sample Charge Point Operator, C=DE, DC=CPO" in shown
    assert "X509v3 Key Usage: critical\n                    Digital Signature, Key Agreement\n" in shown


def test_the_trusted_certificate_is_one_to_openssl(run_openssl: OpenSsl, directory: Path) -> None:
    shown = run_openssl("x509", "-in", directory / "pile/trusted.pem", "-noout", "-subject", "-alias")
    assert "OEM root" in shown
    assert "CN=Sample OEM Root CA 1" in shown


def hash_data(run_openssl: OpenSsl, folder: Path, name: str, issuer: str) -> dict[str, str]:
    shown = run_openssl(
        "ocsp", "-sha256", "-issuer", folder / f"{issuer}.pem", "-cert", folder / f"{name}.pem", "-req_text", "-no_nonce"
    )
    found = dict(line.strip().split(": ") for line in shown.splitlines() if line.startswith("          "))
    return {
        "hashAlgorithm": found["Hash Algorithm"].upper(),
        "issuerNameHash": found["Issuer Name Hash"].lower(),
        "issuerKeyHash": found["Issuer Key Hash"].lower(),
        "serialNumber": found["Serial Number"].lower().lstrip("0"),
    }


def test_the_hash_data_in_the_message_are_openssl_s(run_openssl: OpenSsl, directory: Path) -> None:
    folder = directory / "iso15118-2"
    payload = json.loads((directory / "messages/get-installed-certificate-ids-response.json").read_text("utf-8"))[2]
    v2g_root, mo_root, chain = payload["certificateHashDataChain"]
    assert v2g_root["certificateHashData"] == hash_data(run_openssl, folder, "v2g-root", "v2g-root")
    assert mo_root["certificateHashData"] == hash_data(run_openssl, folder, "mo-root", "mo-root")
    assert chain["certificateHashData"] == hash_data(run_openssl, folder, "secc", "cpo-sub-ca2")
    assert chain["childCertificateHashData"] == [
        hash_data(run_openssl, folder, "cpo-sub-ca2", "cpo-sub-ca1"),
        hash_data(run_openssl, folder, "cpo-sub-ca1", "v2g-root"),
    ]
    assert chain["childCertificateHashData"][0]["serialNumber"] == "c5f00ab34cd0071"  # no leading zero
