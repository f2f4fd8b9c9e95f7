"""Each fault of the twin, over real HTTP: the right word, the right finding, and nothing is kept that must not be."""

import pytest

from tests.net.status.asking import CRL_URL, PILE, URL, codes, faulty, leaf_at
from workbench.net.fetcher import Fetcher, Limits, MappedResolver
from workbench.net.status import Word, check_status
from workbench.net.twin import Fault, Part
from workbench.revocation.cache import StatusCache
from workbench.revocation.cache_rules import why_verdict_not_kept

USED = {
    Fault.SHA1_ONLY,
    Fault.PRODUCED_AT_ODD,
    Fault.MISSING_NEXT_UPDATE,
    Fault.SEVERAL_SINGLES,
    Fault.NONCE_DROPPED,
    Fault.OVER_18000,
    Fault.PEM_CRL,
    Fault.OLD_NUMBER,
    Fault.WRONG_CONTENT_TYPE,
    Fault.REDIRECT_SAME_HOST,
}
"""With these an answer may be used, at the second go if need be."""
SLOW = {Fault.SLOW, Fault.DRIP}
OF_OCSP = [fault for fault in Fault if fault.part is not Part.CRL and fault not in SLOW]
OF_CRLS = [fault for fault in Fault if fault.part is not Part.OCSP and fault not in SLOW]


@pytest.mark.requirement("RFC 6960 3.2")
@pytest.mark.parametrize("fault", OF_OCSP)
def test_with_ocsp_alone_an_answer_is_used_or_none_is(fault):
    one = leaf_at(fault, URL, sources="OCSP")
    assert one.word is (Word.GOOD if fault in USED else Word.NOT_ANSWERED)
    code = fault.found_as(crl=False)
    assert not code or code in codes(one) or (fault is Fault.SHA1_ONLY and "ocsp-sha1" in codes(one))
    if fault not in USED:
        assert {"error"} <= {finding.severity.value for finding in one.findings}
        assert all(finding.remedy for finding in one.findings)
        assert one.findings[0].code != "revocation-unknown"
        assert not code or one.findings[0].code == code


@pytest.mark.requirement("RFC 5280 6.3.3")
@pytest.mark.parametrize("fault", OF_CRLS)
def test_with_the_crl_alone_likewise(fault):
    one = leaf_at(fault, CRL_URL, sources=["CRL"])
    assert one.word is (Word.GOOD if fault in USED else Word.NOT_ANSWERED)
    assert not fault.found_as(crl=True) or fault.found_as(crl=True) in codes(one)


@pytest.mark.parametrize("fault", OF_OCSP)
def test_where_the_responder_fails_the_crl_answers_and_the_failure_is_a_warning(fault):
    one = leaf_at(fault, URL)
    assert one.word is Word.GOOD
    assert one.by is not None
    assert one.by.source.value == ("OCSP" if fault in USED else "CRL")
    assert all(finding.severity.value != "error" for finding in one.findings)
    assert fault in USED or len(one.tried) == (3 if fault is Fault.UNAUTHORIZED else 2)


@pytest.mark.requirement("M06.FR.10", "M07.FR.10")
@pytest.mark.parametrize("fault", [*OF_OCSP, *OF_CRLS])
def test_no_answer_that_failed_may_be_kept(fault):
    one = leaf_at(fault)
    for tried in one.tried:
        if tried.verdict is None:
            continue
        kept = len(StatusCache().with_verdict(tried.verdict, tried.verdict.this_update)) if tried.verdict.this_update else 0
        assert bool(kept) is (not why_verdict_not_kept(tried.verdict))
        assert not kept or one.word is Word.GOOD


def test_a_slow_responder_is_given_up_and_the_crl_answers():
    with faulty(Fault.SLOW, URL, slow=30.0) as twin:
        entries = twin.resolver_entries
        allowed = {f"{address}:{port}" for address, port in entries.values()}
        fetcher = Fetcher(allow=allowed, resolver=MappedResolver(entries), limits=Limits(silence=0.3))
        one = check_status(PILE, fetcher=fetcher, at=twin.now())[0]
    assert (one.word, one.tried[0].outcome) == (Word.GOOD, "timed out")
    assert not fetcher.is_on


def test_sha1_is_asked_for_where_sha256_is_unauthorized_and_what_it_means_for_ocpp_is_said():
    one = leaf_at(Fault.SHA1_ONLY, URL)
    assert [(tried.in_sha1, tried.outcome) for tried in one.tried] == [(False, "unauthorized"), (True, "Good")]
    [finding] = [finding for finding in one.findings if finding.code == "ocsp-sha1"]
    assert "OCPP has no SHA-1" in finding.message
