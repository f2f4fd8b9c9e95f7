"""Servers and clients of EST that are not honest: everything ends in a sentence, and soon."""

import asyncio
import base64
import http.client
import ssl
from types import SimpleNamespace
from typing import Any

import pytest

from tests.net.est.made import codes, request
from tests.net.est.own_ca import BEGIN, ROOT, ca
from tests.net.machines.stories import story
from workbench.net.est import EstServer, Gate, Operation
from workbench.net.est.reading import read
from workbench.net.est.roles import roles
from workbench.net.est.wire import MOST_CERTIFICATES, certs_only, to_base64
from workbench.sample_pki import reference_time

NOW = reference_time()


def came(body, *, status=200, content_type="application/pkcs7-mime; smime-type=certs-only", **fields):
    return SimpleNamespace(status=status, body=body, content_type=content_type, fields=fields)


def said(body, operation=Operation.CACERTS, **more):
    return read(operation, came(body, **more), NOW, ())


def test_more_certificates_than_any_ca_has_are_not_looked_at():
    many: list[Any] = [ROOT.certificate] * (MOST_CERTIFICATES + 1)
    found = said(to_base64(certs_only(many)))
    assert found.certificates == ()
    assert codes(found.findings) == {("est-content", "error")}


def test_many_keys_of_one_name_get_no_words_that_nobody_could_check():
    family = [ca(f"key {number}", f"key {number}", name="Root", issuer_name="Root") for number in range(MOST_CERTIFICATES)]
    assert set(roles(family)) == {"root"}


@pytest.mark.parametrize("operation", list(Operation))
@pytest.mark.parametrize(
    "body",
    [
        b"\x00",
        b"\x30\x80" * 400_000,
        b"MIIB" * 100_000,
        base64.b64encode(b"\x30\x80" * 300_000),
        base64.b64encode(b"\x06\x00" * 9000),
    ],
    ids=["octet", "nested DER", "text", "nested", "attributes"],
)
def test_any_body_ends_in_a_finding(operation, body):
    found = said(body, operation)
    assert ("est-content", "error") in codes(found.findings)
    assert found.certificates == ()


def test_texts_of_a_server_are_shortened_and_have_no_control_characters():
    text = "\x1b]0;owned\x07" + "x" * 5000
    found = said(text.encode(), status=400, content_type="text/plain")
    [finding] = found.findings
    assert "\x1b" not in finding.message
    assert len(finding.message) < 600
    page = said(b"<script>", status=400, content_type="text/html")
    assert "script" not in page.findings[0].message
    challenge = said(b"", status=401, **{"www-authenticate": "\x1b[31mBasic"})
    assert "\x1b" not in challenge.findings[0].message


def raw(est, method, path, body=b"", **headers):
    context = ssl.create_default_context(cadata=est.anchor.der)
    connection = http.client.HTTPSConnection("127.0.0.1", est.port, context=context, timeout=30)
    connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    text = response.read().decode()
    connection.close()
    return response.status, text


PKCS10 = {"Content_Type": "application/pkcs10"}
ENROL = "/.well-known/est/simpleenroll"


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (("GET", "/"), 404),
        (("GET", "/.well-known/est/serverkeygen"), 404),
        (("GET", "/.well-known/est/nolabel/cacerts"), 404),
        (("POST", "/.well-known/est/cacerts"), 405),
        (("GET", ENROL), 405),
        (("POST", ENROL, b"x"), 415),
        (("POST", ENROL, b"x" * 70_000), 413),
        (("POST", ENROL, b""), 400),
        (("POST", ENROL, b"!!"), 400),
        (("POST", ENROL, base64.b64encode(b"PK\x03\x04 no archive is opened")), 400),
        (("POST", ENROL, base64.b64encode(ROOT.der)), 400),
        (("POST", "/.well-known/est/nolabel/simpleenroll", to_base64(request().der)), 404),
    ],
    ids=[
        *("root", "no operation", "no label", "POST cacerts", "GET simpleenroll", "no type", "large", "empty", "no base64"),
        *("an archive", "a certificate", "a label"),
    ],
)
@story
async def test_a_request_that_is_none_is_refused_in_a_sentence(asked, status):
    async with EstServer() as est:
        headers = {} if status == 415 else PKCS10
        found, text = await asyncio.to_thread(raw, est, *asked, **headers)
        assert found == status
        assert text.splitlines()[0].endswith(".")
        assert est.requests[-1].status == status


@pytest.mark.parametrize(
    "value", ["", "Basic", "Basic !!!", "Basic dTo=", "Basic dQ==", "Bearer", "Bearer ", "Digest x", "basic dTpwYXNz"]
)
@story
async def test_no_odd_authorization_opens_the_gate(value):
    async with EstServer(gate=Gate(users={"u": "p"}, tokens=("t",), headers={"x-api-key": "k"})) as est:
        body = to_base64(request().der)
        for more in ({}, {"X_Api_Key": "k"}):
            status, _ = await asyncio.to_thread(raw, est, "POST", ENROL, body, Authorization=value, **PKCS10, **more)
            assert status == 401
        status, _ = await asyncio.to_thread(raw, est, "POST", ENROL, body, Authorization="Bearer t", **PKCS10)
        assert status == 401
        right = {"Authorization": "bearer t", "X_Api_Key": "k"}
        status, _ = await asyncio.to_thread(raw, est, "POST", ENROL, body, **right, **PKCS10)
        assert status == 200


def test_the_tests_own_ca_is_valid_in_any_year():
    assert BEGIN < NOW
