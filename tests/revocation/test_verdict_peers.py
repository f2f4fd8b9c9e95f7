"""Verdicts by hash data beside ``openssl ocsp`` and pyhanko-certvalidator; where they differ the difference is named."""

import asyncio
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko_certvalidator.authority import CertTrustAnchor
from pyhanko_certvalidator.context import ValidationContext
from pyhanko_certvalidator.errors import OCSPNoMatchesError, OCSPValidationError, RevokedError
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.revinfo.validate_ocsp import verify_ocsp_response

from tests.revocation.test_ocsp_openssl import CA, CASES, DAY, INDEX, LEAF, NOW, STRICTER, say
from tests.revocation.verdict_made import pool_of
from tests.trust.pki import key
from workbench.revocation.ocsp_request import hash_data_by, request_for_hash_data
from workbench.revocation.verdict import Outcome, Verdict
from workbench.revocation.verdict_ocsp import judge_ocsp_for_hash_data
from workbench.revocation.verdict_ocsp_names import NONCE_REPEATED

HASH_DATA = hash_data_by(LEAF, CA)
NONCE = bytes(range(32))


def judged(der: bytes, algorithm: str = "SHA256", nonce: bytes | None = None, at: datetime = NOW + timedelta(minutes=1)) -> Verdict:
    return judge_ocsp_for_hash_data(hash_data_by(LEAF, CA, algorithm), der, pool_of(CA), at, nonce=nonce)


@pytest.mark.parametrize("algorithm", ["SHA1", "SHA256", "SHA384", "SHA512"])
@pytest.mark.parametrize("index", INDEX)
@pytest.mark.parametrize("nonce", [None, NONCE], ids=["no nonce", "nonce"])
def test_openssls_responder_answers_a_request_made_of_hash_data_alone(
    algorithm: str, index: str, nonce: bytes | None, openssl: Path, tmp_path: Path
) -> None:
    (tmp_path / "ca.pem").write_bytes(CA.public_bytes(Encoding.PEM))
    (tmp_path / "key.pem").write_bytes(key("CA").private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    moments = {"until": f"{NOW + DAY:%y%m%d%H%M%SZ}", "then": f"{NOW - DAY:%y%m%d%H%M%SZ}"}
    (tmp_path / "index.txt").write_text(INDEX[index].format(**moments))
    (tmp_path / "request.der").write_bytes(request_for_hash_data(hash_data_by(LEAF, CA, algorithm), nonce))
    command = [
        str(openssl),
        "ocsp",
        "-index",
        "index.txt",
        "-CA",
        "ca.pem",
        "-rsigner",
        "ca.pem",
        "-rkey",
        "key.pem",
        "-ndays",
        "2",
    ]
    subprocess.run([*command, "-reqin", "request.der", "-respout", "r.der"], capture_output=True, check=True, cwd=tmp_path)
    verdict = judged((tmp_path / "r.der").read_bytes(), algorithm, nonce, datetime.now(UTC))
    assert verdict.status.value == index.capitalize()
    assert verdict.step(NONCE_REPEATED).outcome is (Outcome.NOT_CHECKED if nonce is None else Outcome.OK)
    assert verdict.findings == () or index != "good"


@pytest.mark.parametrize("case", CASES)
def test_openssl_says_the_same(case: str, openssl: Path, tmp_path: Path) -> None:
    theirs = say(openssl, tmp_path, CASES[case]).capitalize() or "Failed"
    ours = judged(CASES[case]).status.value
    assert (case in STRICTER) is (ours != theirs), f"{ours}, OpenSSL {theirs}"


DIFFERENT = {
    "no next update": "it takes such an answer for 30 minutes, we for a week, with a warning, and keep it for an hour",
    "delegate without a status": "it wants the responder's own status; we say that it is not known, as RFC 6960 leaves it open",
    "good and revoked": "it takes the first one, we the graver",
    "critical extension": "it does not look at extensions of responses",
    "critical extension of the single": "nor of single responses",
    "produced in the future": "it does not look at producedAt",
}


@pytest.mark.parametrize("case", CASES)
def test_certvalidator_says_the_same(case: str) -> None:
    theirs, ours = certvalidator(CASES[case]), judged(CASES[case]).status.value
    ours = "Failed" if ours == "Unknown" else ours  # it has one word for both
    assert (case in DIFFERENT) is (ours != theirs), f"{ours}, certvalidator {theirs}"


def certvalidator(der: bytes) -> str:
    leaf, issuer = (asn1_x509.Certificate.load(one.public_bytes(Encoding.DER)) for one in (LEAF, CA))
    context = ValidationContext(
        trust_roots=[issuer],
        ocsps=[asn1_ocsp.OCSPResponse.load(der)],
        moment=NOW + timedelta(minutes=1),
        revocation_mode="require",
        weak_hash_algos=set(),
    )
    path = ValidationPath(CertTrustAnchor(issuer), [], leaf)
    try:
        asyncio.run(verify_ocsp_response(leaf, path, context))
    except RevokedError:
        return "Revoked"
    except (OCSPValidationError, OCSPNoMatchesError):
        return "Failed"
    return "Good"
