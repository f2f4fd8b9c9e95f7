"""Whom to ask next, and which URLs are asked at all."""

import pytest

from tests.revocation.ocsp_made import CA, LEAF, path_certificate, response, single, unsuccessful
from tests.revocation.verdict_made import HASH_DATA, ask_ocsp
from workbench.messages.certificate_status import CertificateStatusSource
from workbench.revocation.ocsp_request import ocsp_request
from workbench.revocation.questions import Answered, Ask, Attempt, GiveUp, Question, next_step, sha1_only
from workbench.revocation.questions_urls import MOST_URLS, askable, why_not

A, B, C = "http://a.example/", "http://b.example/", "http://c.example/"
REQUEST, IN_SHA1 = ocsp_request(LEAF, CA), ocsp_request(LEAF, CA, "SHA1")
QUESTION = Question(HASH_DATA, CertificateStatusSource.OCSP, (A, B, C), name="leaf", request=REQUEST)
WITH_SHA1 = Question(HASH_DATA, CertificateStatusSource.OCSP, (A, B), name="leaf", request=REQUEST, request_in_sha1=IN_SHA1)
LIST = Question(HASH_DATA, CertificateStatusSource.CRL, (A,))


def test_the_first_url_is_asked_first() -> None:
    assert next_step(QUESTION, []) == Ask(A, REQUEST)
    assert next_step(LIST, []) == Ask(A, None)


OBSTACLES = {
    "tryLater": unsuccessful("try_later"),
    "unauthorized": unsuccessful("unauthorized"),
    "internalError": unsuccessful("internal_error"),
    "malformed": b"<html>",
    "about this certificate": response(single(serial=6)),
    "signature verified": response(single(), signer="Evil", names="CA"),
}


@pytest.mark.requirement("M07.FR.01")
@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_whatever_is_no_answer_leads_to_the_next_url(obstacle: str) -> None:
    attempt = Attempt.of(A, ask_ocsp(OBSTACLES[obstacle]))
    assert attempt.obstacle == obstacle
    assert next_step(QUESTION, [attempt]) == Ask(B, REQUEST)
    assert next_step(QUESTION, [attempt, Attempt(B, "unreachable")]) == Ask(C, REQUEST)


@pytest.mark.parametrize("said", ["good", "revoked", "unknown"])
def test_an_answer_ends_it_whatever_it_says(said: str) -> None:
    attempt = Attempt.of(B, ask_ocsp(response(single(said))))
    assert next_step(QUESTION, [Attempt(A, "tryLater"), attempt]) == Answered(attempt)


@pytest.mark.requirement("M07.FR.02")
def test_where_all_were_asked_it_is_given_up_with_every_reason() -> None:
    step = next_step(QUESTION, [Attempt(A, "tryLater"), Attempt(B, "unauthorized"), Attempt(C, "unreachable")])
    assert isinstance(step, GiveUp)
    assert step.finding.requirement == "M07.FR.02"
    assert step.finding.observed == f"{A}: tryLater; {B}: unauthorized; {C}: unreachable"


@pytest.mark.requirement("M07.FR.05")
def test_a_list_that_nobody_sends_is_given_up() -> None:
    step = next_step(LIST, [Attempt(A, "unreachable")])
    assert isinstance(step, GiveUp)
    assert (step.finding.requirement, step.finding.code) == ("M07.FR.05", "revocation-unreachable")


def test_who_says_unauthorized_is_asked_by_sha1_after_all_others() -> None:
    first, second = Attempt(A, "unauthorized"), Attempt(B, "tryLater")
    assert next_step(WITH_SHA1, [first]) == Ask(B, REQUEST)
    assert next_step(WITH_SHA1, [first, second]) == Ask(A, IN_SHA1, in_sha1=True)
    answered = Attempt(A, in_sha1=True)
    assert next_step(WITH_SHA1, [first, second, answered]) == Answered(answered)
    assert isinstance(next_step(WITH_SHA1, [first, second, Attempt(A, "unauthorized", in_sha1=True)]), GiveUp)
    assert isinstance(next_step(WITH_SHA1, [Attempt(A, "tryLater"), second]), GiveUp)


def test_a_responder_that_knows_sha1_only_is_named_with_what_that_means() -> None:
    finding = sha1_only(WITH_SHA1, [Attempt(A, "unauthorized"), Attempt(A, in_sha1=True)])
    assert finding is not None
    assert finding.code == "ocsp-sha1"
    assert "OCPP has no SHA-1" in finding.message
    assert sha1_only(WITH_SHA1, [Attempt(A, "tryLater"), Attempt(A, in_sha1=True)]) is None
    assert sha1_only(WITH_SHA1, [Attempt(A, "unauthorized"), Attempt(B, in_sha1=True)]) is None
    assert sha1_only(WITH_SHA1, [Attempt(A, "unauthorized"), Attempt(A, "unauthorized", in_sha1=True)]) is None


@pytest.mark.parametrize("url", ["http://a.example/x?y=%20#z", "https://a.example:8443/", "HTTP://A.example", "http://[::1]:80/"])
def test_http_and_https_are_asked(url: str) -> None:
    assert why_not(url) == ""


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp://a.example/x.crl", "ftp"),
        ("ldap://a.example/cn=CA?certificateRevocationList", "ldap"),
        ("ldap:///cn=CA?certificateRevocationList", "ldap"),
        ("ldaps://a.example/", "ldaps"),
        ("file:///etc/passwd", "file"),
        ("gopher://a.example/", "gopher"),
        ("/crl/ca.crl", "relative"),
        ("ca.crl", "relative"),
        ("", "relative"),
        ("//a.example/x", "relative"),
        ("http://", "no host"),
        ("http:///x", "no host"),
        ("http:a.example", "no host"),
        ("http://user:secret@a.example/", "password"),
        ("http://a.example:99999/", "no URL"),
        ("http://a.example:0/", "port 0"),
        ("http://[::1/", "no URL"),
        ("http://a.example/\r\nHost: b", "characters"),
        ("http://a.example/ x", "characters"),
        ("http://ä.example/", "characters"),
        ("\u202ehttp://a.example/", "characters"),
    ],
)
def test_what_cannot_be_asked_is_explained(url: str, said: str) -> None:
    assert said in why_not(url)
    urls, findings = askable(path_certificate(LEAF), [A, url, A, B], "CRL", "RFC 5280 4.2.1.13")
    assert urls == (A, B)
    assert [(finding.code, finding.requirement, finding.observed) for finding in findings] == [
        ("status-url", "RFC 5280 4.2.1.13", url)
    ]


def test_many_urls_are_bounded_and_said() -> None:
    urls, findings = askable(path_certificate(LEAF), [f"http://{n}.example/" for n in range(100)], "CRL", "RFC 5280 4.2.1.13")
    assert len(urls) == MOST_URLS
    assert [finding.code for finding in findings] == ["status-url"]
