"""The words, and where they come from: revoked, unknown, at hand, unreachable; nothing that is not good is called good."""

from datetime import UTC, datetime, timedelta

import pytest

import workbench as wb
from tests.net.status.asking import CHAIN, CRL_URL, FOLDER, LEAF, PILE, ROOT, URL, codes, faulty
from workbench.errors import InputError
from workbench.net.status import Word, check_status
from workbench.net.twin import Fault


def test_a_revoked_leaf_says_since_when_and_why():
    with faulty() as twin:
        twin.revoke(LEAF, "affiliationChanged", datetime(2026, 5, 20, tzinfo=UTC))
        found = check_status(PILE, twin=twin)
    assert [one.word for one in found] == [Word.REVOKED, Word.GOOD, Word.GOOD]
    verdict = found[0].verdict
    assert verdict is not None
    assert (verdict.reason, verdict.revoked_at) == ("affiliationChanged", datetime(2026, 5, 20, tzinfo=UTC))
    assert "revoked" in codes(found[0])
    assert not found.ok


def test_where_the_responder_does_not_know_it_the_crl_is_asked():
    with faulty() as twin:
        twin.forget(LEAF)
        both, one = check_status(PILE, twin=twin)[0], check_status(PILE, twin=twin, sources=("OCSP",))[0]
    assert (both.word, both.by and both.by.source.value) == (Word.GOOD, "CRL")
    assert one.word is Word.UNKNOWN


def test_a_crl_that_lists_it_outweighs_a_responder_that_fails():
    with faulty(Fault.WRONG_SIGNER) as twin:
        twin.revoke(LEAF)
        one = check_status(PILE, twin=twin)[0]
    assert (one.word, one.by and one.by.source.value) == (Word.REVOKED, "CRL")


def test_offline_sends_nothing_and_only_what_is_at_hand_counts():
    with faulty() as twin:
        came = check_status(PILE, twin=twin)
        before = len(twin.requests)
        blind = check_status(PILE, twin=twin, offline=True)
        seeing = check_status(PILE, twin=twin, offline=True, ocsp_responses=came.ocsp_responses)
        assert len(twin.requests) == before
    assert {one.word for one in blind} == {Word.NOT_CHECKED}
    assert codes(blind) == {"revocation-unknown"}
    assert (blind.hosts, blind.log) == ({}, None)
    assert seeing.ok
    assert not any(tried.live for one in seeing for tried in one.tried)


def test_an_answer_at_hand_that_says_revoked_outweighs_one_that_came_and_says_good():
    with faulty() as twin:
        twin.revoke(LEAF)
        old = check_status(PILE, twin=twin).ocsp_responses
        twin.restore(LEAF)
        one = check_status((*PILE, *old), twin=twin)[0]
    assert one.word is Word.REVOKED
    assert one.by is not None
    assert not one.by.live


def test_the_samples_own_hosts_are_not_asked_and_the_twin_is_recommended():
    found = check_status(PILE)
    assert {one.word for one in found} == {Word.NOT_ANSWERED}
    assert found.hosts == {}
    assert "wb.twin()" in str(found)
    assert str(found).count("wb.twin()") == 1


def test_a_certificate_without_its_issuer_is_not_checked_and_says_where_the_issuer_is():
    with faulty() as twin:
        [*_, top] = check_status(CHAIN, twin=twin)
    assert top.word is Word.NOT_CHECKED
    assert {"issuer-missing", "status-plan"} <= codes(top)


def test_issuers_are_fetched_only_where_that_is_wanted():
    with faulty() as twin:
        alone = check_status(FOLDER / "secc.pem", twin=twin)
        assert not len(twin.requests)
        found = check_status(FOLDER / "secc.pem", twin=twin, fetch_issuers=True)
    assert [one.word for one in alone] == [Word.NOT_CHECKED]
    assert ([one.word for one in found], len(found.exempt)) == ([Word.GOOD] * 3, 1)


def test_a_host_that_is_down_is_no_answer():
    with faulty() as twin:
        twin.take_down("ocsp.pnc.example")
        one = check_status(PILE, twin=twin)[0]
    assert [tried.outcome for tried in one.tried] == ["no connection", "Good"]


def test_roots_and_responders_with_ocsp_nocheck_are_not_asked_about():
    with faulty() as twin:
        found = check_status(PILE, twin=twin)
        assert not any("v2g-root.crl" in one.path for one in twin.requests)
    assert [str(certificate.facts.subject.common_name) for certificate, _ in found.exempt] == ["Sample V2G Root CA 1"]
    assert not check_status(ROOT, offline=True).ok


def test_what_came_flows_into_a_diagnosis():
    with faulty() as twin:
        twin.revoke(LEAF)
        twin.set_fault(Fault.DEAD, where="http://ocsp.pnc.example/v2g-root")
        found = wb.check_status(PILE, twin=twin)
        at = twin.now()
    assert (len(found.crls), len(found.ocsp_responses)) == (1, 2)
    result = wb.diagnose(CHAIN, PILE, now=at, crls=found.crls, ocsp_responses=found.ocsp_responses, require_revocation=True)
    assert result.cause is not None
    assert result.cause.code == "revoked"
    assert "revocation" not in result.not_checked
    assert {finding.code for finding in result.findings if finding.severity.value == "error"} == {"revoked"}


def test_answers_are_judged_at_the_time_that_is_given():
    with faulty() as twin:
        one = check_status(PILE, twin=twin, at=twin.now() + timedelta(days=60))[0]
    assert one.word is Word.NOT_ANSWERED
    assert "revocation-stale" in codes(one)


@pytest.mark.parametrize("nonce", [True, False])
@pytest.mark.parametrize("algorithm", ["SHA1", "SHA256", "SHA384", "sha-512"])
def test_by_every_hash_algorithm_with_and_without_a_nonce(algorithm, nonce):
    with faulty() as twin:
        one = check_status(PILE, twin=twin, algorithm=algorithm, nonce=nonce, sources="OCSP")[0]
    assert one.word is Word.GOOD
    assert one.verdict is not None
    assert one.verdict.step("nonce repeated").outcome.value == ("ok" if nonce else "not checked")


@pytest.mark.parametrize(
    "wrong",
    [{"sources": ()}, {"sources": "DNS"}, {"algorithm": "MD5"}, {"at": datetime(2026, 1, 1)}, {"twin": 1}],  # noqa: DTZ001
)
def test_arguments_that_are_none_are_said(wrong):
    with pytest.raises(InputError):
        check_status(PILE, **wrong)


def test_a_pile_without_certificates_is_said():
    with pytest.raises(InputError, match="no certificate"):
        check_status(b"nothing", offline=True)


def test_a_twin_has_no_proxy():
    with faulty() as twin, pytest.raises(InputError, match="directly"):
        check_status(PILE, twin=twin, proxy="http://127.0.0.1:3128")


def test_the_log_names_the_caller_and_the_fetcher_is_off_again():
    with faulty() as twin:
        found = wb.check_status(PILE, twin=twin)
    assert found.log is not None
    assert "wb.check_status" in found.log.about
    assert found.hosts == {"ocsp.pnc.example": 3}
    assert URL in str(found)
    assert CRL_URL not in str(found)
