"""NIST's PKITS 1.0.1 where CRLs decide: each case's verdict follows from the status of the certificates on its path.

The cases (a work of the US government, not subject to copyright) are in ``pkits_cases.csv``, the certificates and CRLs in the
package ``cryptography_vectors``. OpenSSL judges the same files.
"""

import base64
import csv
import subprocess
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from tests.revocation.pki import crl_item, path_certificate
from workbench.certs.name_comparison import folded
from workbench.certs.signatures import public_key_of, verify
from workbench.revocation import CrlStore, Status
from workbench.trust.certificate import PathCertificate

vectors = pytest.importorskip("cryptography_vectors")
DATA = Path(vectors.__file__).parent / "x509" / "PKITS_data"
CASES = list(csv.DictReader(Path(__file__).with_name("pkits_cases.csv").read_text(encoding="utf-8").splitlines()))
AT = datetime(2020, 1, 1, tzinfo=UTC)
# Test 30: the certificate of a CRL issuer stands on the CRL that it signs itself; OpenSSL asks in a circle and gives up.
OPENSSL_DIFFERS = {"4.14.30"}


@cache
def read(file: str) -> PathCertificate:
    return path_certificate((DATA / "certs" / f"{file}.crt").read_bytes())


class Judge:
    """A simple path builder: issuers by name and signature among the case's certificates, CA and keyCertSign, status of each."""

    def __init__(self, case: dict[str, str]) -> None:
        self.certificates = [read(file) for file in case["certificates"].split()]
        self.store = CrlStore(crl_item((DATA / "crls" / f"{file}.crl").read_bytes()) for file in case["crls"].split())
        self.busy: set[str] = set()

    def valid(self, certificate: PathCertificate) -> bool | None:
        if certificate is self.certificates[0]:
            return True
        if certificate.facts.sha256 in self.busy:
            return None
        self.busy.add(certificate.facts.sha256)
        try:
            return any(self.follows(certificate, issuer) for issuer in self.certificates)
        finally:
            self.busy.remove(certificate.facts.sha256)

    def follows(self, certificate: PathCertificate, issuer: PathCertificate) -> bool:
        if folded(issuer.facts.subject_der) != folded(certificate.facts.issuer_der) or not issuer.facts.is_ca:
            return False
        if "keyCertSign" not in (issuer.facts.key_usage or {"keyCertSign"}) or not signed(certificate, issuer):
            return False
        answer = self.store.status(certificate, issuer, AT, trusted_signer=self.valid, signers=self.certificates)
        return answer.status is Status.GOOD and bool(self.valid(issuer))


def signed(certificate: PathCertificate, issuer: PathCertificate) -> bool:
    assert certificate.item.certificate is not None
    assert issuer.item.certificate is not None
    return bool(verify(certificate.item.certificate, public_key_of(issuer.item.certificate)).ok)


@pytest.mark.requirement("RFC 5280 6.3.3", "RFC 5280 5.2.4", "RFC 5280 5.2.5", "RFC 5280 5.3", "RFC 5280 5.3.3")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["number"])
def test_the_verdict_follows(case: dict[str, str]) -> None:
    judge = Judge(case)
    assert bool(judge.valid(judge.certificates[-1])) is (case["valid"] == "yes"), case["title"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["number"])
def test_openssl_says_the_same(case: dict[str, str], openssl: Path, tmp_path: Path) -> None:
    def pem(files: list[str]) -> str:
        path = tmp_path / f"{files[0] if files else 'none'}.pem"
        path.write_bytes(b"".join(pem_of(DATA / "certs" / f"{file}.crt") for file in files))
        return str(path)

    root, *others, leaf = case["certificates"].split()
    crls = [part for file in case["crls"].split() for part in ("-CRLfile", str(DATA / "crls" / f"{file}.crl"))]
    command = [str(openssl), "verify", "-no-CApath", "-no-CAstore", "-attime", str(int(AT.timestamp())), "-x509_strict"]
    options = ["-crl_check_all", "-use_deltas", "-extended_crl", *crls]
    files = ["-CAfile", pem([root]), *(["-untrusted", pem(others)] if others else []), pem([leaf])]
    result = subprocess.run([*command, *options, *files], capture_output=True, check=False)
    agrees = (result.returncode == 0) is (case["valid"] == "yes")
    assert agrees is (case["number"] not in OPENSSL_DIFFERS), result.stderr.decode()


def pem_of(path: Path) -> bytes:
    return b"-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(path.read_bytes()) + b"-----END CERTIFICATE-----\n"
