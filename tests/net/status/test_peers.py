"""The octets that came, judged by others: ``openssl ocsp`` and ``openssl crl`` as they lie, pyhanko-certvalidator at our time."""

import asyncio
import re
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko_certvalidator.authority import CertTrustAnchor
from pyhanko_certvalidator.context import ValidationContext
from pyhanko_certvalidator.errors import CRLValidationError, OCSPValidationError, RevokedError
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.revinfo.validate_crl import verify_crl
from pyhanko_certvalidator.revinfo.validate_ocsp import verify_ocsp_response

from tests.net.status.asking import PILE, faulty
from tests.net.twin.asking import CA, LEAF, certificate, sample
from workbench.net.status import Checked, Statuses, Word, check_status
from workbench.net.twin import Fault, Signing
from workbench.sample_pki import reference_time

ABOVE = [CA, "iso15118-2/cpo-sub-ca1", "iso15118-2/v2g-root"]
OCSP_FAULTS = [
    None,
    Fault.WRONG_SIGNER,
    Fault.UNAUTHORISED_DELEGATE,
    Fault.WRONG_SERIAL,
    Fault.WRONG_ISSUER_HASH,
    Fault.SEVERAL_SINGLES,
    Fault.STALE,
    Fault.FUTURE,
    Fault.MISSING_NEXT_UPDATE,
    Fault.UNAUTHORIZED,
    Fault.CRITICAL_EXTENSION,
    Fault.GARBAGE,
]
CRL_FAULTS = [None, Fault.WRONG_CRL_ISSUER, Fault.CRL_SIGNATURE_DAMAGED, Fault.CRL_STALE, Fault.CRL_FUTURE, Fault.DELTA_ONLY]


def found(fault: Fault | None, source: str, *, revoked: bool = False, **options: Any) -> Statuses:
    with faulty(fault, **options) as twin:
        if revoked:
            twin.revoke(LEAF, at=twin.now() - timedelta(days=1))  # certvalidator does not count the very moment
        return check_status(PILE, twin=twin, sources=source, nonce=False)


def told(one: Checked) -> Word | None:
    return one.word if one.word in {Word.GOOD, Word.REVOKED} else None


def octets(one: Checked) -> bytes:
    assert one.tried[0].verdict is not None
    return one.tried[0].verdict.received


@pytest.fixture
def above(tmp_path: Path) -> Path:
    file = tmp_path / "above.pem"
    file.write_bytes(b"".join(sample(name).read_bytes() for name in ABOVE))
    return file


def by_openssl(openssl: Path, above: Path, response: bytes) -> Word | None:
    """None: it refuses the response. It judges by the machine's clock, so that times are left out."""
    file = above.with_name("response.der")
    file.write_bytes(response)
    command = (openssl, "ocsp", "-respin", file, "-issuer", sample(CA), "-sha256", "-cert", sample(LEAF), "-CAfile", above)
    said = subprocess.run([*command, "-no_check_time", "-no_nonce"], capture_output=True, text=True, check=False)
    if "Response verify OK" not in said.stderr:
        return None
    return next((word for word in (Word.GOOD, Word.REVOKED) if re.search(rf"(^|: ){word.value}$", said.stdout, re.MULTILINE)), None)


TIMES = {Fault.STALE, Fault.FUTURE}
LENIENT = {Fault.CRITICAL_EXTENSION: "neither looks at a response's extensions"}
FINAL = {
    Fault.STALE: "revocation is final: an old answer that says revoked still tells it, to us; certvalidator wants a fresh one",
    Fault.CRL_STALE: "the same for an old list",
}


@pytest.mark.parametrize("revoked", [False, True])
@pytest.mark.parametrize(
    ("fault", "signing"),
    [(None, Signing.ISSUER), *((one, Signing.DELEGATE) for one in OCSP_FAULTS if one not in TIMES)],
)
def test_openssl_says_the_same_of_the_responses_that_came(fault, revoked, signing, openssl, above):
    one = found(fault, "OCSP", revoked=revoked, signing=signing)[0]
    ours, theirs = told(one), by_openssl(openssl, above, octets(one))
    assert (ours == theirs) is (fault not in LENIENT), (ours, theirs)


@pytest.mark.parametrize("fault", [None, Fault.CRL_SIGNATURE_DAMAGED, Fault.WRONG_CRL_ISSUER])
def test_openssl_verifies_the_crls_that_came(fault, openssl, above):
    one = found(fault, "CRL")[0]
    file = above.with_name("list.crl")
    file.write_bytes(octets(one))
    command = [openssl, "crl", "-inform", "DER", "-in", file, "-CAfile", sample(CA), "-noout"]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ("verify OK" in said.stderr) is (one.word is Word.GOOD)


def verdict_of(path: ValidationPath, context: ValidationContext, kind: str) -> Word | None:
    leaf = path.leaf
    try:
        if kind == "OCSP":
            asyncio.run(verify_ocsp_response(leaf, path, context))
        else:
            asyncio.run(verify_crl(leaf, path, context))
    except RevokedError:
        return Word.REVOKED
    except (OCSPValidationError, CRLValidationError):
        return None
    return Word.GOOD


def by_certvalidator(response: bytes, kind: str) -> Word | None:
    """None: it says nothing of the certificate."""
    chain = [asn1_x509.Certificate.load(certificate(name).public_bytes(Encoding.DER)) for name in (LEAF, *ABOVE)]
    try:
        given: dict[str, Any] = (
            {"ocsps": [asn1_ocsp.OCSPResponse.load(response, strict=True)]}
            if kind == "OCSP"
            else {"crls": [asn1_crl.CertificateList.load(response, strict=True)]}
        )
        context = ValidationContext(
            trust_roots=[chain[-1]],
            other_certs=chain[1:-1],
            allow_fetching=False,
            moment=reference_time(),
            revocation_mode="soft-fail",
            **given,
        )
        return verdict_of(ValidationPath(CertTrustAnchor(chain[-1]), chain[2:0:-1], chain[0]), context, kind)
    except ValueError:
        return None


@pytest.mark.parametrize("revoked", [False, True])
@pytest.mark.parametrize("fault", OCSP_FAULTS)
def test_certvalidator_says_the_same_of_the_responses_that_came(fault, revoked):
    one = found(fault, "OCSP", revoked=revoked)[0]
    ours, theirs = told(one), by_certvalidator(octets(one), "OCSP")
    assert (ours == theirs) is not (fault in LENIENT or (revoked and fault in FINAL)), (ours, theirs)


@pytest.mark.parametrize("revoked", [False, True])
@pytest.mark.parametrize("fault", CRL_FAULTS)
def test_certvalidator_says_the_same_of_the_crls_that_came(fault, revoked):
    one = found(fault, "CRL", revoked=revoked)[0]
    ours, theirs = told(one), by_certvalidator(octets(one), "CRL")
    assert (ours == theirs) is not (revoked and fault in FINAL), (ours, theirs)
