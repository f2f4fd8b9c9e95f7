"""The JSON of a pool, whatever a stranger sends; what a client keeps; a server's refusals."""

import json
from base64 import b64decode

import pytest

from tests.contracts.making import new_vehicle
from tests.net.contract_pool.made import NOW, asks, codes, of_2, of_20, pool
from workbench.contracts.installation import answering
from workbench.contracts.standards import ISO_2
from workbench.net.contract_pool.contracts import given
from workbench.net.contract_pool.keeping import MOST, Kept
from workbench.net.contract_pool.reading import read
from workbench.net.contract_pool.refusing import for_the_vehicle
from workbench.net.contract_pool.shapes import PRESETS
from workbench.net.contract_pool.wire import Content, UnreadableError, answered, asked_in, contents_of, question, refusal_in
from workbench.net.fetcher import Fetched

HOSTILE = "<script>alert(1)</script>\x1b[31m\u202e"


def fetched(body, status=200, content_type="application/json"):
    return Fetched("https://pool.example/", status, body, content_type, NOW, "192.0.2.1:443", 0.1)


def test_a_question_is_the_two_fields_of_the_public_description():
    assert json.loads(question("AAAA", ISO_2)) == {"certificateInstallationReq": "AAAA", "xsdMsgDefNamespace": ISO_2}
    assert asked_in(question("AAAA", ISO_2)) == ("AAAA", ISO_2)


def test_an_answer_is_read_as_it_is_written_and_has_the_fields_that_maeve_and_citrineos_read():
    contents = (Content("AAAA", "DEPNCC00000001A"), Content("BBBB", "DEPNCC00000002G"))
    document = answered(contents)
    assert document["CCPResponse"]["emaidContent"][0]["messageDef"] == {
        "certificateInstallationRes": "AAAA",
        "emaid": "DEPNCC00000001A",
        "metaData": "",
    }
    assert contents_of(json.dumps(document).encode()) == contents


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"<html>", "HTML"),
        (b"\xff\xfe{}", "no text"),
        (b"nonsense", "no JSON"),
        (b"[1, 2]", "no object"),
        (b'"text"', "no object"),
        (b"null", "no object"),
        (b"{", "cut off"),
        (b'{"CCPResponse": {"emaidContent": [{"messageDef": {"certificateInstallationRes": "AAA', "cut off"),
        (b"[" * 100_000, "anybody"),
        (b'{"a": ' + b"9" * 10_000 + b"}", "anybody"),
        (b"{}", "it has nothing"),
        (b'{"CCPResponse": null}', "no CCPResponse"),
        (b'{"CCPResponse": {}}', "no list emaidContent"),
        (b'{"CCPResponse": {"emaidContent": {}}}', "no list emaidContent"),
        (b'{"CCPResponse": {"emaidContent": [null]}}', "no messageDef"),
        (b'{"CCPResponse": {"emaidContent": [{"messageDef": {}}]}}', "no certificateInstallationRes"),
        (
            b'{"CCPResponse": {"emaidContent": [{"messageDef": {"certificateInstallationRes": 1}}]}}',
            "no certificateInstallationRes",
        ),
        (json.dumps({"CCPResponse": {"emaidContent": [{}] * 101}}).encode(), "more than 100"),
    ],
)
def test_what_is_no_answer_is_said_in_words(body, why):
    with pytest.raises(UnreadableError, match=why):
        contents_of(body)
    said = read(fetched(body), PRESETS["opcp"])
    assert (said.contents, [one.code for one in said.findings]) == ((), ["pool-content"])


@pytest.mark.parametrize(
    "body", [b"", b"{}", b'{"certificateInstallationReq": "A"}', b'{"certificateInstallationReq": 1}', b"\xff"]
)
def test_what_is_no_question_is_refused(body):
    with pytest.raises(UnreadableError):
        asked_in(body)


def test_a_pools_words_are_shown_escaped_and_short():
    body = json.dumps({"errorMessages": [HOSTILE * 100, 1, None]}).encode()
    words = refusal_in(body)
    assert "\x1b" not in words
    assert "\u202e" not in words
    assert len(words) < 700
    [found] = read(fetched(body, 400), PRESETS["opcp"]).findings
    assert "\x1b" not in found.message
    assert refusal_in(b'{"errorMessages": "one"}') == "one"
    assert refusal_in(b"<html>") == refusal_in(b'{"errorMessages": 7}') == ""


def test_another_content_type_is_read_and_said():
    body = json.dumps(answered([Content("AAAA", "E")])).encode()
    said = read(fetched(body, content_type="text/plain; charset=utf-8"), PRESETS["opcp"])
    assert said.contents
    assert [(one.code, one.severity.value) for one in said.findings] == [("pool-content", "warning")]


def test_what_is_kept_is_bounded_and_taken_once():
    kept = Kept()
    for number in range(MOST + 5):
        kept.keep(str(number), (Content("AAAA"),))
    assert len(kept) == MOST
    assert kept.take("0") == ()
    assert kept.take(str(MOST)) == (Content("AAAA"),)
    assert kept.take(str(MOST)) == ()
    kept.keep("nothing", ())
    assert len(kept) == MOST - 1


def test_the_answer_that_refuses_is_one_that_a_vehicle_reads():
    body = json.loads(for_the_vehicle(b"12345678", "none").body)
    [entry] = body["CCPResponse"]["emaidContent"]
    assert set(entry["messageDef"]) == {"certificateInstallationRes"}
    answer = answering.judge(ISO_2, b64decode(entry["messageDef"]["certificateInstallationRes"]), NOW, v2g_roots=())
    assert (answer.response_code, answer.session) == ("FAILED_NoCertificateAvailable", b"12345678")


@pytest.mark.parametrize(
    ("exi", "namespace", "words"),
    [
        ("no base64!", ISO_2, "base64"),
        ("gJgC", ISO_2, "cannot be read"),
        ("gJgC", "urn:nobody" + "x" * 200, "schema"),
        ("", ISO_2, "required"),
    ],
)
def test_a_question_that_cannot_be_answered_is_400_with_a_reason(exi, namespace, words):
    found = given(pool(), question(exi, namespace), NOW, always_exi=True)
    assert found.reply.status == 400
    said = json.loads(found.reply.body)
    assert words in said["errorMessages"][0]
    assert said["traceId"]


def test_a_refusal_as_json_where_no_exi_is_wanted():
    request = asks(new_vehicle("iso15118-2"))
    body = question(request.exi_request, request.iso15118_schema_version)
    assert "errorMessages" in json.loads(given(pool(), body, NOW, always_exi=False).reply.body)
    assert "CCPResponse" in json.loads(given(pool(), body, NOW, always_exi=True).reply.body)
    assert codes(pool().answer(asks(of_2()), NOW)) == set()


def test_each_question_gets_all_contracts_anew_however_many_there_are():
    many, vehicle = pool(contracts=9), of_20()
    request = asks(vehicle, maximum=20)
    body = question(request.exi_request, request.iso15118_schema_version)
    first, second = (given(many, body, NOW, always_exi=True) for _ in range(2))
    assert [one.emaid for one in first.contents] == list(many.accounts(vehicle.pcid)[:8])
    assert second.contents == first.contents
