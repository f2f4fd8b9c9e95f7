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


def hash_data(run_openssl: OpenSsl, folder: Path, name: str, issuer: str, algorithm: str = "sha256") -> dict[str, str]:
    shown = run_openssl(
        "ocsp", f"-{algorithm}", "-issuer", folder / f"{issuer}.pem", "-cert", folder / f"{name}.pem", "-req_text", "-no_nonce"
    )
    # long hashes go on in the next line after a backslash
    found = dict(line.strip().split(": ") for line in shown.replace("\\\n", "").splitlines() if line.startswith("          "))
    return {
        "hashAlgorithm": found["Hash Algorithm"].upper(),
        "issuerNameHash": "".join(found["Issuer Name Hash"].split()).lower(),
        "issuerKeyHash": "".join(found["Issuer Key Hash"].split()).lower(),
        "serialNumber": found["Serial Number"].lower().lstrip("0") or "0",
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


INSTALLED = [
    [("csms-root", "csms-root")],
    [("csms-root-rotated", "csms-root")],
    [("manufacturer-root", "manufacturer-root")],
    [("v2g-root", "v2g-root")],
    [("mo-root", "mo-root")],
    [("secc-outlet6", "cpo-sub-ca2"), ("cpo-sub-ca2", "cpo-sub-ca1"), ("cpo-sub-ca1", "v2g-root")],
    [("secc-outlet10", "cpo-sub-ca2"), ("cpo-sub-ca2", "cpo-sub-ca1"), ("cpo-sub-ca1", "v2g-root")],
    [("secc-rekeyed", "cpo-sub-ca2-rekeyed"), ("cpo-sub-ca2-rekeyed", "cpo-sub-ca1"), ("cpo-sub-ca1", "v2g-root")],
]


@pytest.mark.parametrize(("message", "algorithm"), [("installed-right", "sha256"), ("installed-right-sha384", "sha384")])
def test_the_hash_data_of_the_hash_cases_are_openssl_s(run_openssl: OpenSsl, directory: Path, message: str, algorithm: str) -> None:
    payload = json.loads((directory / f"messages/{message}.json").read_text("utf-8"))[2]
    for entry, (leaf, *children) in zip(payload["certificateHashDataChain"], INSTALLED, strict=True):
        folder = directory / "hash-cases"
        assert entry["certificateHashData"] == hash_data(run_openssl, folder, *leaf, algorithm)
        assert entry.get("childCertificateHashData", []) == [
            hash_data(run_openssl, folder, *child, algorithm) for child in children
        ]


def test_the_serial_number_that_was_not_found_is_openssl_s_own_spelling(run_openssl: OpenSsl, directory: Path) -> None:
    asked = json.loads((directory / "messages/delete-certificate-request.json").read_text("utf-8"))[3]["certificateHashData"]
    root = directory / "hash-cases/csms-root.pem"
    shown = run_openssl("ocsp", "-sha256", "-issuer", root, "-cert", root, "-req_text", "-no_nonce")
    assert f"Serial Number: {asked['serialNumber']}\n" in shown


@pytest.mark.parametrize(
    ("leaf", "issuer"),
    [("secc-outlet6", "cpo-sub-ca2"), ("secc-outlet10", "cpo-sub-ca2"), ("secc-rekeyed", "cpo-sub-ca2-rekeyed")],
)
def test_openssl_takes_the_other_spelling_of_the_issuer_s_name(
    run_openssl: OpenSsl, directory: Path, tmp_path: Path, leaf: str, issuer: str
) -> None:
    folder, between = directory / "hash-cases", tmp_path / "between.pem"
    # both Sub-CA 2 in the pile: the signature decides
    names = ("cpo-sub-ca2", "cpo-sub-ca2-rekeyed", "cpo-sub-ca1")
    between.write_bytes(b"".join((folder / f"{name}.pem").read_bytes() for name in sorted(names, key=issuer.__eq__)))
    at = str(int(reference_time().timestamp()))
    arguments = ("-attime", at, "-no-CApath", "-no-CAstore", "-CAfile", folder / "v2g-root.pem", "-untrusted", between)
    assert run_openssl("verify", *arguments, folder / f"{leaf}.pem").endswith(": OK\n")


def test_openssl_takes_the_rotated_root_as_the_old_one_s_child(run_openssl: OpenSsl, directory: Path) -> None:
    folder, at = directory / "hash-cases", str(int(reference_time().timestamp()))
    arguments = ("-attime", at, "-no-CApath", "-no-CAstore", "-CAfile", folder / "csms-root.pem")
    assert run_openssl("verify", *arguments, folder / "csms-root-rotated.pem").endswith(": OK\n")
