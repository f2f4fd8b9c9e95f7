"""M06 and M07 in the CSMS: what it orders, from whom it takes an answer, and what the station hears."""

import base64
from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from tests.csms.driving import on_the_wire, there
from tests.revocation.ocsp_made import response as made_response
from tests.revocation.ocsp_made import single
from tests.station.status_made import DAY, HOUR, LEAF, SUB_1, SUB_2, V2G_ROOT, response
from tests.trust.pki import NOW, items, key, made, name
from workbench.certs.hashdata import hash_data_of
from workbench.csms.csms import decide
from workbench.csms.effects import LookUp
from workbench.csms.events import LookedUp, Received
from workbench.csms.policy import STRICT, Policy
from workbench.csms.status_looking import NothingCame, searches
from workbench.messages.certificate_status import (
    CertificateStatusRequestInfo,
    CertificateStatusSource,
    GetCertificateChainStatusRequest,
    GetCertificateStatusRequest,
)
from workbench.messages.hash_data import CertificateHashDataType, OCSPRequestDataType
from workbench.messages.versions import Version
from workbench.times import rfc3339

OCSP, CRL = CertificateStatusSource.OCSP, CertificateStatusSource.CRL
FIRST, SECOND = "http://ocsp.example/2", "http://other.example/2"
TRY_LATER, UNAUTHORIZED = b"\x30\x03\x0a\x01\x03", b"\x30\x03\x0a\x01\x06"
CAS = items(SUB_2, SUB_1, V2G_ROOT)
DATA = hash_data_of(LEAF, SUB_2, "SHA256")


def record(*known, version=Version.V21):
    return replace(there(version=version), known=known or CAS)


def m06(url=FIRST, data=DATA):
    return GetCertificateStatusRequest(ocsp_request_data=OCSPRequestDataType.of(data, url))


def m07(*entries):
    made_of = (
        CertificateStatusRequestInfo(certificate_hash_data=CertificateHashDataType.of(data), source=source, urls=urls)
        for data, source, urls in entries
    )
    return GetCertificateChainStatusRequest(certificate_status_requests=tuple(made_of))


def looked(known, request, answers, policy=STRICT, *, off=False, now=NOW):
    """Both decisions, and the URLs that were asked: ``answers`` maps a URL to octets, or to why none came."""
    first = decide(known, Received(on_the_wire(request, known.version)), now, policy)
    (order,) = first.effects
    assert isinstance(order, LookUp)
    assert (first.reply, first.refused) == (None, None)
    urls, found = [], []
    for search in searches(first.record, order, now, policy):
        came = None
        while True:
            try:
                ask = next(search) if came is None else search.send(came)
            except StopIteration as end:
                found.append(end.value)
                break
            urls.append((ask.url, ask.in_sha1))
            came = answers.get((ask.url, ask.in_sha1), answers.get(ask.url, NothingCame("nobody is there")))
    second = decide(first.record, LookedUp(order, tuple(found), off), now, policy)
    assert second.effects == ()
    on_the_wire(second.reply, known.version)
    return first, second, urls


@pytest.mark.requirement("M06.FR.01", "M06.FR.02", "M06.FR.03", "M06.FR.08", "M06.FR.09")
@pytest.mark.parametrize("version", Version)
@pytest.mark.parametrize("status", ["good", "revoked", "unknown"])
def test_m06_accepted_and_the_response_as_it_came_whatever_it_says(version, status):
    octets = response(LEAF, status)
    first, second, urls = looked(record(version=version), m06(), {FIRST: octets})
    assert second.reply.status == "Accepted"
    assert base64.b64decode(second.reply.ocsp_result) == octets
    assert urls == [(FIRST, False)]
    assert (first.decided_by, second.decided_by) == ("M06.FR.01", "M06.FR.02")
    assert f"says {status.capitalize()}" in second.findings[0].message


@pytest.mark.requirement("M06.FR.02")
def test_m06_passes_on_what_this_csms_cannot_verify_and_says_so():
    stranger = items(made("x", "x"))
    _, second, _ = looked(record(*stranger), m06(), {FIRST: response(LEAF)})
    assert second.reply.status == "Accepted"
    assert "nobody verified" in second.findings[0].message
    _, second, _ = looked(record(), m06(), {FIRST: response(LEAF, at=NOW - 9 * DAY)})
    assert second.reply.status == "Accepted"
    assert "would not use it" in second.findings[0].message


@pytest.mark.requirement("M06.FR.01", "M06.FR.04")
@pytest.mark.parametrize(
    ("came", "words"),
    [
        (NothingCame("The name could not be resolved."), "could not be resolved"),
        (TRY_LATER, "tryLater"),
        (UNAUTHORIZED, "unauthorized"),
        (b"<html>not found</html>", "malformed"),
    ],
)
def test_m06_failed_with_a_reason_where_nothing_was_had(came, words):
    _, second, urls = looked(record(), m06(), {FIRST: came})
    assert second.reply.status == "Failed"
    assert second.reply.ocsp_result is None
    assert words in second.reply.status_info.additional_info
    assert [one for one in second.findings if one.requirement.startswith("M07")] == []
    assert len(urls) == (2 if came is UNAUTHORIZED else 1), "asked by SHA-1 too where it is unauthorized"


@pytest.mark.requirement("M06.FR.04")
@pytest.mark.parametrize("url", ["ldap://ocsp.example/", "ftp://ocsp.example/", "http://user:pw@ocsp.example/"])
def test_m06_a_url_that_nobody_asks_is_explained_and_failed(url):
    first, second, urls = looked(record(), m06(url), {})
    assert urls == []
    assert second.reply.status == "Failed"
    assert [one.code for one in first.findings[1:]] == ["status-url"]


@pytest.mark.requirement("M06.FR.04")
def test_without_live_checks_the_station_is_told_so_and_nothing_is_taken_for_good():
    _, second, _ = looked(record(), m06(), {}, off=True)
    assert (second.reply.status, second.reply.status_info.reason_code) == ("Failed", "NotEnabled")
    assert second.reply.status_info.additional_info == "Live revocation checks are off at this CSMS: nobody was asked."
    _, second, _ = looked(record(), m07((DATA, OCSP, (FIRST,))), {}, off=True)
    assert [one.status for one in second.reply.certificate_status] == ["Failed"]
    assert "are off" in second.findings[0].message


@pytest.mark.requirement("M06.FR.03", "M06.FR.04")
@pytest.mark.parametrize(("version", "status"), [(Version.V201, "Failed"), (Version.V21, "Accepted")])
def test_m06_a_response_that_the_version_cannot_carry_is_failed(version, status):
    others = [single(serial=number, issuer="CPO Sub2", since=NOW, until=NOW + DAY) for number in range(40)]
    mine = single(serial=LEAF.serial_number, issuer="CPO Sub2", since=NOW, until=NOW + DAY)
    octets = made_response(mine, *others, signer="CPO Sub2", produced=NOW)
    assert 5500 < len(octets) * 4 / 3 < 18000
    _, second, _ = looked(record(version=version), m06(), {FIRST: octets})
    assert second.reply.status == status
    if status == "Failed":
        assert second.reply.status_info.additional_info.startswith("The OCSP response does not fit")


@pytest.mark.requirement("M07.FR.01", "M07.FR.03", "M07.FR.08")
@pytest.mark.parametrize(("status", "heard"), [("good", "Good"), ("revoked", "Revoked"), ("unknown", "Unknown")])
def test_m07_says_what_the_responder_says(status, heard):
    asked = m07((DATA, OCSP, (FIRST,)))
    _, second, _ = looked(record(), asked, {FIRST: response(LEAF, status)})
    (result,) = second.reply.certificate_status
    assert (result.status, result.source, result.next_update) == (heard, "OCSP", rfc3339(NOW + 3 * DAY))
    assert result.certificate_hash_data == asked.certificate_status_requests[0].certificate_hash_data
    assert second.decided_by == "M07.FR.03"


@pytest.mark.requirement("M07.FR.01", "M07.FR.02")
@pytest.mark.parametrize(
    "came",
    [NothingCame("no"), TRY_LATER, b"garbage", response(SUB_2), response(LEAF, signer="x"), response(LEAF, at=NOW - 9 * DAY)],
)
def test_m07_another_url_is_asked_where_one_gives_nothing_and_failed_is_said_where_none_does(came):
    asked = m07((DATA, OCSP, (FIRST, SECOND)))
    _, second, urls = looked(record(), asked, {FIRST: came, SECOND: response(LEAF)})
    assert [one.status for one in second.reply.certificate_status] == ["Good"]
    assert urls == [(FIRST, False), (SECOND, False)]
    _, second, urls = looked(record(), asked, {FIRST: came, SECOND: came})
    assert [one.status for one in second.reply.certificate_status] == ["Failed"]
    assert second.decided_by == "M07.FR.02"
    assert second.reply.certificate_status[0].next_update == rfc3339(NOW), "nobody keeps it"


@pytest.mark.requirement("M07.FR.03")
def test_m07_what_nobody_can_verify_is_failed_or_as_received_as_the_policy_says():
    nobody, asked = record(*items(made("x", "x"))), m07((DATA, OCSP, (FIRST,)))
    _, second, _ = looked(nobody, asked, {FIRST: response(LEAF)})
    assert [one.status for one in second.reply.certificate_status] == ["Failed"]
    _, second, _ = looked(nobody, asked, {FIRST: response(LEAF)}, Policy(unverifiable_status="as received"))
    assert [one.status for one in second.reply.certificate_status] == ["Good"]
    assert "as received" in second.findings[0].message
    assert second.findings[0].severity == "warning"


@pytest.mark.requirement("M07.FR.01")
def test_m07_a_responder_that_knows_sha1_alone_is_asked_so_and_said():
    asked, answers = m07((DATA, OCSP, (FIRST,))), {(FIRST, False): UNAUTHORIZED, (FIRST, True): response(LEAF)}
    _, second, urls = looked(record(), asked, answers)
    assert [one.status for one in second.reply.certificate_status] == ["Good"]
    assert urls == [(FIRST, False), (FIRST, True)]
    assert "ocsp-sha1" in [one.code for one in second.findings]
    _, second, urls = looked(record(), asked, answers, Policy(ask_in_sha1_too=False))
    assert [one.status for one in second.reply.certificate_status] == ["Failed"]


def crl(*serials, at=NOW, issuer="CPO Sub2", signer="CPO Sub2"):
    builder = x509.CertificateRevocationListBuilder().issuer_name(name(issuer)).last_update(at).next_update(at + 2 * DAY)
    builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key(signer).public_key()), critical=False)
    builder = builder.add_extension(x509.CRLNumber(1), critical=False)
    for serial in serials:
        builder = builder.add_revoked_certificate(x509.RevokedCertificateBuilder(serial, at - HOUR).build())
    return builder.sign(key(signer), hashes.SHA256()).public_bytes(Encoding.DER)


@pytest.mark.requirement("M07.FR.04", "M07.FR.06", "M07.FR.07")
@pytest.mark.parametrize(
    ("came", "heard", "requirement"),
    [
        (crl(LEAF.serial_number, 77), "Revoked", "M07.FR.06"),
        (crl(77), "Good", "M07.FR.07"),
        (crl(), "Good", "M07.FR.07"),
        (crl(at=NOW - 9 * DAY), "Failed", "M07.FR.05"),
        (crl(issuer="CPO Sub1", signer="CPO Sub1"), "Failed", "M07.FR.05"),
        (crl(signer="somebody"), "Failed", "M07.FR.05"),
        (b"garbage", "Failed", "M07.FR.05"),
    ],
)
def test_m07_revoked_if_the_serial_is_in_the_crl_and_good_if_a_crl_that_holds_does_not_have_it(came, heard, requirement):
    _, second, _ = looked(record(), m07((DATA, CRL, ("http://crl.example/a.crl",))), {"http://crl.example/a.crl": came})
    (result,) = second.reply.certificate_status
    assert (result.status, result.source, second.decided_by) == (heard, "CRL", requirement)
    assert result.next_update == rfc3339(NOW + 2 * DAY if heard != "Failed" else NOW)


@pytest.mark.requirement("M07.FR.04", "M07.FR.05")
def test_m07_a_crl_that_cannot_be_had_is_failed():
    asked = m07((DATA, CRL, ("http://crl.example/a.crl", "ftp://crl.example/a.crl")))
    first, second, urls = looked(record(), asked, {})
    assert urls == [("http://crl.example/a.crl", False)]
    assert "status-url" in [one.code for one in first.findings]
    assert [(one.status, one.source) for one in second.reply.certificate_status] == [("Failed", "CRL")]
    assert (first.decided_by, second.decided_by) == ("M07.FR.04", "M07.FR.05")


@pytest.mark.requirement("M07.FR.08")
def test_m07_one_result_for_each_in_the_order_of_the_request_and_hash_data_that_are_none_are_failed():
    none = replace(DATA, issuer_key_hash="abcde1234")
    other = hash_data_of(SUB_2, SUB_1, "SHA256")
    asked = m07((DATA, OCSP, (FIRST,)), (none, OCSP, (FIRST,)), (other, OCSP, ("http://ocsp.example/1",)))
    first, second, urls = looked(record(), asked, {FIRST: response(LEAF), "http://ocsp.example/1": response(SUB_2, "revoked")})
    assert [one.status for one in second.reply.certificate_status] == ["Good", "Failed", "Revoked"]
    assert len(urls) == 2
    assert "status-plan" in [one.code for one in first.findings]
