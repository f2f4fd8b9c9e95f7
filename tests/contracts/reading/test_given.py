"""In whatever form a message lies about, it is the same message; and what is none is refused with a hint."""

import base64
import json
from contextlib import suppress
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from tests.contracts.reading.messages import RISE, RISE_BASE64, V2, V20, request_2, request_20
from tests.properties.depth import examples
from workbench.contracts.exi.errors import EXIError
from workbench.contracts.reading import read
from workbench.errors import InputError, WorkbenchError

PAYLOAD = {"iso15118SchemaVersion": V2, "action": "Install", "exiRequest": base64.b64encode(request_2()).decode()}
ANSWER = {"status": "Accepted", "exiResponse": RISE_BASE64}
V2GTP = b"\x01\xfe\x80\x01" + len(RISE).to_bytes(4) + RISE
LINES = "\n".join(RISE_BASE64[at : at + 76] for at in range(0, len(RISE_BASE64), 76))
FORMS: dict[str, tuple[Any, str]] = {
    "EXI": (RISE, "EXI"),
    "bytearray": (bytearray(RISE), "EXI"),
    "base64": (RISE_BASE64, "base64 text"),
    "base64 as bytes": (RISE_BASE64.encode(), "base64 text"),
    "base64 in lines, quoted": (
        '"' + "\n".join(RISE_BASE64[at : at + 76] for at in range(0, len(RISE_BASE64), 76)) + '"\n',
        "base64 text",
    ),
    "URL-safe base64 without padding": (base64.urlsafe_b64encode(RISE).decode().rstrip("="), "base64 text"),
    "hexadecimal": (RISE.hex(), "hexadecimal text"),
    "hexadecimal in pairs": (RISE.hex(" ").upper(), "hexadecimal text"),
    "hexadecimal with colons": (RISE.hex(":"), "hexadecimal text"),
    "V2GTP": (V2GTP, "payload of a V2GTP packet"),
    "V2GTP in hexadecimal": (V2GTP.hex(), "V2GTP packet in hexadecimal text"),
    "payload": (ANSWER, "exiResponse"),
    "payload as JSON": (json.dumps(ANSWER), "exiResponse"),
    "CALLRESULT": ([3, "17", ANSWER], "exiResponse"),
    "CALLRESULT as JSON bytes": (json.dumps([3, "17", ANSWER]).encode(), "exiResponse"),
    "JSON with a byte order mark": (b"\xef\xbb\xbf" + json.dumps(ANSWER).encode(), "exiResponse"),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_message_is_found_in_every_form(form):
    given, how = FORMS[form]
    found = read(given)
    assert (found.data, found.how, found.kind, found.namespace) == (RISE, how, "CertificateInstallationRes", V2)


def test_a_call_is_read_by_the_schema_that_it_names():
    found = read([2, "17", "Get15118EVCertificate", PAYLOAD])
    assert (found.kind, found.how, found.findings) == ("CertificateInstallationReq", "exiRequest", ())


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        (V20, "exi-schema-mismatch", "another schema: the"),
        ("urn:nobody", "exi-schema-unknown", "another schema, which is no schema known"),
    ],
)
def test_a_schema_that_is_wrongly_named_is_said(said, code, words):
    found = read(PAYLOAD | {"iso15118SchemaVersion": said})
    assert found.namespace == V2
    assert [(one.code, one.severity, one.observed, one.expected) for one in found.findings] == [(code, "warning", said, V2)]
    assert words in found.findings[0].message


@pytest.mark.parametrize(("data", "urn"), [(request_2(), V2), (request_20(), V20)])
@pytest.mark.parametrize("short", [True, False])
def test_a_message_is_read_by_the_schema_that_one_names(data, urn, short):
    other = V20 if urn == V2 else V2
    names = {V2: "iso15118-2", V20: "iso15118-20"}
    assert read(data).namespace == urn
    assert read(data, names[urn] if short else urn).namespace == urn
    with pytest.raises(EXIError):
        read(data, names[other] if short else other)


def test_an_unknown_schema_is_refused_with_those_there_are():
    with pytest.raises(InputError, match="No schema is called nothing") as refused:
        read(RISE, "nothing")
    assert "iso15118-20" in refused.value.hint


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (b"", "The EXI is empty"),
        ("", "neither base64"),
        ("{", "is not"),
        ("[" * 100_000, "is not"),
        ({}, "neither an exiRequest nor an exiResponse"),
        ([], "no EXI in this"),
        ([2, "17", "Heartbeat", {}], "neither an exiRequest"),
        ({"exiRequest": 5}, "neither an exiRequest"),
        ({"exiRequest": "%"}, "The exiRequest is no base64"),
        ({"status": "Failed", "exiResponse": ""}, "The exiResponse is empty"),
        ("gA==" * 300_000, "more than"),
        ("Hello, world", "neither base64"),
        ("abcde", "is no base64"),
        (17, "no EXI in this"),
        (bytes(17000), "neither base64"),
        ("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", "PEM"),
    ],
)
def test_what_holds_no_exi_is_refused(given, words):
    with pytest.raises(InputError, match=words) as refused:
        read(given)
    assert refused.value.hint


@pytest.mark.parametrize("given", [b"\x80", b"\x80\x98", b"\xff\xff", RISE[:-1], "gJg=", "8098", b"\x80" + bytes(16384)])
def test_what_is_no_message_is_refused_with_the_bit(given):
    with pytest.raises(WorkbenchError) as refused:
        read(given)
    assert isinstance(refused.value, EXIError)
    assert refused.value.bit is not None


def test_of_two_refusals_the_one_that_led_further_is_told():
    with pytest.raises(EXIError, match="V2G_Message/Body/CertificateInstallationRes"):
        read(RISE[:2000])


def test_of_an_empty_answer_the_reason_is_told():
    failed = {"status": "Failed", "exiResponse": "", "statusInfo": {"reasonCode": "NotFound", "additionalInfo": "no contract\x1b"}}
    with pytest.raises(InputError, match="The exiResponse is empty") as refused:
        read(failed)
    assert refused.value.hint.endswith("; its statusInfo: NotFound: no contract\\x1b.")


json_like = st.recursive(
    st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8
)
fields = st.dictionaries(st.sampled_from(["exiRequest", "exiResponse", "iso15118SchemaVersion", "statusInfo"]), json_like)


@given(st.one_of(st.binary(), st.text(), json_like, fields, fields.map(lambda one: [2, "", "", one]), st.binary().map(bytes.hex)))
@examples(300)
def test_whatever_is_given_is_read_or_refused(given_one):
    with suppress(WorkbenchError):
        str(read(given_one))
