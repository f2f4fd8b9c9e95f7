"""Which questions a chain gives, and the M06 and M07 requests that a station makes of them."""

from itertools import count
from typing import Any

import pytest
from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID

from tests.revocation.ocsp_made import CA, DAY, NOW, made, path_certificate, response, single
from tests.revocation.verdict_made import ask_ocsp
from workbench.messages.certificate_status import CertificateStatusSource
from workbench.messages.codec import read, to_wire
from workbench.messages.versions import Version
from workbench.revocation.cache import StatusCache
from workbench.revocation.ocsp_request import ocsp_request, request_for_hash_data
from workbench.revocation.plan import plan

OCSP, CRL = CertificateStatusSource.OCSP, CertificateStatusSource.CRL
LONG = "http://ocsp.example/" + "x" * 600


def pointers(ocsp: list[str], crl: list[str]) -> list[Any]:
    found: list[Any] = []
    if ocsp:
        found.append(
            x509.AuthorityInformationAccess(
                [x509.AccessDescription(AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(url)) for url in ocsp]
            )
        )
    if crl:
        names = [x509.UniformResourceIdentifier(url) for url in crl]
        found.append(x509.CRLDistributionPoints([x509.DistributionPoint(names, None, None, None)]))
    return found


def link(
    subject: str, issuer: str, serial: int, ocsp: Any = ("http://ocsp.example/",), crl: Any = ("http://crl.example/",), **more: Any
):
    return path_certificate(made(subject, issuer, serial=serial, extensions=pointers(list(ocsp), list(crl)), **more))


ROOT = path_certificate(CA)
SUB2, SUB1 = link("Sub 2", "Sub 1", 12, ca=True), link("Sub 1", "CA", 11, ca=True)
LEAF = link("leaf", "Sub 2", 10)
CHAIN = [LEAF, SUB2, SUB1, ROOT]


def test_leaf_and_each_sub_ca_are_asked_about_and_the_root_is_not() -> None:
    made_so = plan(CHAIN)
    assert [(one.name, one.source) for one in made_so.questions] == [
        (name, source) for name in ("leaf", "Sub 2", "Sub 1") for source in (OCSP, CRL)
    ]
    assert made_so.findings == ()
    assert made_so.questions[0].request == ocsp_request(LEAF.item, SUB2.item)
    assert made_so.questions[0].request_in_sha1 == ocsp_request(LEAF.item, SUB2.item, "SHA1")
    assert made_so.questions[1].request is None


def test_the_preferred_source_comes_first_and_the_order_of_the_chain_does_not_matter() -> None:
    made_so = plan(CHAIN, prefer=CRL)
    assert [one.source for one in made_so.of(made_so.certificates[0])] == [CRL, OCSP]
    assert set(plan([LEAF, ROOT, SUB2, SUB1]).certificates) <= set(made_so.certificates)
    assert plan([LEAF, LEAF, SUB2, SUB1, ROOT], prefer=CRL) == made_so


def test_an_anchor_below_the_root_is_not_asked_about() -> None:
    assert [one.name for one in plan(CHAIN, anchors=[SUB1.facts.sha256]).questions if one.source is OCSP] == ["leaf", "Sub 2"]


def test_who_cannot_be_asked_about_is_said() -> None:
    bare = link("leaf", "Sub 2", 10, ocsp=(), crl=())
    assert [finding.code for finding in plan([bare, SUB2, SUB1, ROOT]).findings] == ["status-plan"]
    assert "issuer's certificate is not at hand" in plan([LEAF]).findings[0].message
    odd = link("leaf", "Sub 2", 10, crl=["ldap://a.example/", "/x.crl"], ocsp=["ftp://a.example/", "http://ok.example/"])
    made_so = plan([odd, SUB2])
    assert [one.urls for one in made_so.questions] == [("http://ok.example/",)]
    assert [finding.code for finding in made_so.findings] == ["status-url"] * 3 + ["status-plan"]


def test_every_request_has_a_nonce_of_its_own() -> None:
    numbers = count()
    made_so = plan(CHAIN, nonce=lambda: next(numbers).to_bytes(32))
    asked = [one for one in made_so.questions if one.source is OCSP]
    assert [one.nonce for one in asked] == [n.to_bytes(32) for n in range(3)]
    assert [one.request for one in asked] == [request_for_hash_data(one.hash_data, one.nonce) for one in asked]


@pytest.mark.requirement("M06.FR.06")
@pytest.mark.requirement("M06.FR.07")
def test_m06_asks_for_the_leaf_and_each_sub_ca_one_by_one() -> None:
    made_so = plan(CHAIN)
    messages = made_so.m06_requests()
    assert [one.ocsp_request_data.plain for one in messages.requests] == list(made_so.certificates)
    assert {one.ocsp_request_data.responder_url for one in messages.requests} == {"http://ocsp.example/"}
    assert messages.findings == ()
    for one in messages.requests:
        assert to_wire(one, Version.V201)


@pytest.mark.requirement("M06.FR.06")
def test_a_responder_url_that_does_not_fit_gives_way_to_one_that_does() -> None:
    chain = [link("leaf", "Sub 2", 10, ocsp=[LONG, "http://short.example/"]), SUB2]
    messages = plan(chain).m06_requests("2.0.1")
    assert [one.ocsp_request_data.responder_url for one in messages.requests] == ["http://short.example/"]
    assert [(one.code, one.severity.value) for one in messages.findings] == [("message-too-large", "warning")]
    assert [one.ocsp_request_data.responder_url for one in plan(chain).m06_requests("2.1").requests] == [LONG]
    alone = plan([link("leaf", "Sub 2", 10, ocsp=[LONG]), SUB2]).m06_requests("2.0.1")
    assert (alone.requests, alone.findings[0].severity.value) == ((), "error")
    by_list = plan([link("leaf", "Sub 2", 10, ocsp=()), SUB2]).m06_requests()
    assert (by_list.requests, [one.code for one in by_list.findings]) == ((), ["status-plan"])


@pytest.mark.requirement("M07.FR.11")
def test_m07_asks_for_all_of_them_at_once_by_the_preferred_source() -> None:
    made_so = plan(CHAIN)
    (request,) = made_so.m07_requests().requests
    assert [(one.certificate_hash_data.plain, one.source) for one in request.certificate_status_requests] == [
        (hash_data, OCSP) for hash_data in made_so.certificates
    ]
    assert read(type(request), to_wire(request, Version.V21), Version.V21) == request
    by_list = plan(CHAIN, prefer=CRL).m07_requests().requests[0]
    assert {one.source for one in by_list.certificate_status_requests} == {CRL}


@pytest.mark.requirement("M07.FR.11")
def test_a_long_chain_takes_several_messages_of_four_entries_with_five_urls_each() -> None:
    urls = [f"http://{n}.example/" for n in range(7)]
    names = [f"Sub {n}" for n in range(1, 7)]
    chain = [link("leaf", names[0], 10, ocsp=urls)]
    chain += [link(one, other, 20 + n, ca=True) for n, (one, other) in enumerate(zip(names, [*names[1:], "CA"], strict=True))]
    messages = plan([*chain, ROOT]).m07_requests()
    assert [len(one.certificate_status_requests) for one in messages.requests] == [4, 3]
    assert messages.requests[0].certificate_status_requests[0].urls == tuple(urls[:5])
    assert [(one.code, one.severity.value) for one in messages.findings] == [("status-plan", "warning"), ("status-plan", "info")]


@pytest.mark.requirement("M07.FR.10")
@pytest.mark.requirement("M07.FR.11")
def test_m07_asks_exactly_for_those_without_a_cached_answer() -> None:
    leaf = link("leaf", "CA", 5)
    other = link("other", "leaf", 6)
    cache = StatusCache().with_verdict(ask_ocsp(response(single())), NOW)
    chain = [other, leaf, ROOT]
    messages = plan(chain).m07_requests(cache, NOW)
    (request,) = messages.requests
    assert [one.certificate_hash_data.serial_number for one in request.certificate_status_requests] == ["6"]
    assert [(one.requirement, one.severity.value) for one in messages.findings] == [("M07.FR.10", "info")]
    later = plan(chain).m07_requests(cache, NOW + DAY)
    assert len(later.requests[0].certificate_status_requests) == 2
    assert plan([leaf, ROOT]).m07_requests(cache, NOW).requests == ()


def test_it_shows_itself_escaped() -> None:
    html = plan([link("<b>leaf", "Sub 2", 10, crl=["ftp://<script>"]), SUB2])._repr_html_()
    assert "&lt;b&gt;leaf" in html
    assert "<b>leaf" not in html
    assert "<script>" not in html
