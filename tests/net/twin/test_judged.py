"""Those who asked judge what came, step by step: each fault has its finding, and only what may be used says good."""

import pytest

from tests.net.twin.asking import CA, CRL_URL, LEAF, URL, certificate, http, request, with_twin
from tests.revocation.ocsp_made import path_certificate
from workbench.net.twin import Fault, Part, Twin
from workbench.revocation.by_hash import CaPool
from workbench.revocation.verdict import Verdict
from workbench.revocation.verdict_crl import judge_crl
from workbench.revocation.verdict_ocsp import judge_ocsp
from workbench.sample_pki import reference_time

NONCE = b"0123456789abcdef"
ARRIVES = [Fault.TRUNCATED, Fault.GARBAGE, Fault.HTML_PAGE, Fault.WRONG_CONTENT_TYPE]
OF_OCSP = [None, *(fault for fault in Fault if fault.part is Part.OCSP), *ARRIVES]
OF_CRLS = [None, *(fault for fault in Fault if fault.part is Part.CRL), *ARRIVES]
GOOD = {
    None,
    Fault.PRODUCED_AT_ODD,
    Fault.MISSING_NEXT_UPDATE,
    Fault.SEVERAL_SINGLES,
    Fault.NONCE_DROPPED,
    Fault.OVER_18000,
    Fault.WRONG_CONTENT_TYPE,
    Fault.PEM_CRL,
    Fault.OLD_NUMBER,
}


def judged(fault: Fault | None, *, crl: bool) -> Verdict:
    async def story(twin: Twin) -> bytes:
        return (await (http(twin, CRL_URL) if crl else http(twin, URL, request(nonce=NONCE))))[1]

    octets = with_twin(story, fault=fault)
    leaf, issuer = (path_certificate(certificate(name)) for name in (LEAF, CA))
    if crl:
        return judge_crl(leaf, issuer, octets, CaPool(), reference_time())
    return judge_ocsp(leaf, issuer, octets, reference_time(), nonce=NONCE)


def holds(verdict: Verdict, fault: Fault | None, code: str) -> None:
    codes = {finding.code for finding in verdict.findings}
    assert verdict.status == ("Good" if fault in GOOD else "Failed")
    assert codes >= ({code} if code else set())
    if fault is None:
        assert not codes
    if not code and fault in GOOD:
        assert not codes - {"malformed-crl"}  # PEM where DER was due is said


@pytest.mark.requirement("RFC 6960 3.2")
@pytest.mark.parametrize("fault", OF_OCSP)
def test_a_response(fault: Fault | None) -> None:
    holds(judged(fault, crl=False), fault, fault.found_as(crl=False) if fault else "")


@pytest.mark.requirement("RFC 5280 6.3.3")
@pytest.mark.parametrize("fault", OF_CRLS)
def test_a_crl(fault: Fault | None) -> None:
    holds(judged(fault, crl=True), fault, fault.found_as(crl=True) if fault else "")
