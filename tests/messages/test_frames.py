"""OCPP-J's frames: what is read, what is refused and with which answer, what is written."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.messages.made import JSON
from tests.properties.depth import examples
from workbench.messages.exchange import (
    error_frame,
    request_frame,
    request_of,
    response_frame,
    response_of,
    result_error_frame,
)
from workbench.messages.faults import ErrorCode, Refused, Unsendable
from workbench.messages.frame_text import UnreadableFrame, read_frame, write_frame
from workbench.messages.frames import LONGEST_ID, Call, CallError, CallResult, CallResultError, Frame, Send
from workbench.messages.sign_certificate import SignCertificateRequest, SignCertificateResponse
from workbench.messages.status_info import GenericStatus
from workbench.messages.unsayable import in_whole_characters
from workbench.messages.versions import Version

V201, V21 = Version
FRAMES: dict[str, Frame] = {
    '[2,"1","Heartbeat",{}]': Call(message_id="1", action="Heartbeat", payload={}),
    '[3,"1",{"a":[1]}]': CallResult(message_id="1", payload={"a": [1]}),
    '[4,"1","GenericError","why",{"x":1}]': CallError(message_id="1", code="GenericError", description="why", details={"x": 1}),
    '[5,"1","FormatViolation","",{}]': CallResultError(message_id="1", code="FormatViolation"),
    '[6,"1","NotifyPeriodicEventStream",{}]': Send(message_id="1", action="NotifyPeriodicEventStream", payload={}),
}


def unreadable(text, version=V21):
    with pytest.raises(UnreadableFrame) as caught:
        read_frame(text, version)
    return caught.value


@pytest.mark.parametrize(("text", "frame"), FRAMES.items(), ids=str)
def test_each_frame_is_read_and_written(text, frame):
    assert read_frame(text, V21) == read_frame(text.encode(), V21) == frame
    assert write_frame(frame, V21) == text


def test_null_is_the_empty_payload():
    assert read_frame('[2,"1","Heartbeat",null]', V21) == Call(message_id="1", action="Heartbeat", payload={})


@pytest.mark.parametrize(
    "text",
    ["", "x", "{}", "[]", "null", '"x"', "[null]", '["2"]', "[true]", "[2]", '[2,1,"A",{}]', '[2,null,"A",{}]', "[2,", b"[2,\xff]",
     '[2,"1","A",{"x":NaN}]', '[2,"1","A",{"x":Infinity}]', "[" * 100000, '{"a":' * 100000,
     '[2,"\\ud800","A",{}]', f'[2,"{"x" * 37}","A",{{}}]'],
    ids=lambda text: str(text[:30]),
)  # fmt: skip
def test_what_has_no_readable_id_is_answered_with_minus_one(text):
    error = unreadable(text)
    assert error.code is ErrorCode.RPC_FRAMEWORK_ERROR
    assert isinstance(error.reply, CallError)
    assert error.reply.message_id == "-1"
    assert write_frame(error.reply, V201).startswith('[4,"-1","RpcFrameworkError","')


BEYOND = ["1e400", "-1e400", "9" * 5000, '"\\ud800"', '{"\\uDFFF":1}', '["\\ude00\\ud83d"]']


@pytest.mark.parametrize("value", BEYOND, ids=lambda text: text[:20])
def test_what_json_can_write_and_nobody_can_take_is_named_under_the_frames_id(value):
    error = unreadable(f'[2,"the id","A",{{"x":{value}}}]')
    assert (error.code, error.reply.message_id) == (ErrorCode.FORMAT_VIOLATION, "the id")
    assert "too large" in error.message or "half a character" in error.message
    assert "no JSON" not in error.message
    assert isinstance(unreadable(f'[3,"1",{{"x":{value}}}]', V21).reply, CallResultError)
    assert unreadable(f'[4,"1","A","",{{"x":{value}}}]').reply is None


@pytest.mark.parametrize(
    "value", ['"\\ud83d\\ude00"', '"\\\\ud800"', '"\U0001f600"', "1e308", "9" * 400], ids=lambda text: text[:20]
)
def test_whole_characters_and_numbers_are_read_and_written(value):
    frame = read_frame(f'[2,"1","A",{{"x":{value}}}]', V21)
    assert read_frame(write_frame(frame, V21), V21) == frame


@pytest.mark.parametrize(
    ("text", "words"), [("[" * 100000, "nested too deeply"), (b"[2,\xff]", "no UTF-8"), ("[2,", "no JSON"), ("[NaN]", "no JSON")]
)
def test_what_is_wrong_with_a_text_is_said_for_itself(text, words):
    assert words in unreadable(text).message


def test_half_a_character_is_not_sent():
    with pytest.raises(Unsendable, match="half a character"):
        write_frame(Call(message_id="1", action="A", payload={"x": "\ud800"}), V21)


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb", "\ude00\ud83d", "\\\ud800"])
def test_a_document_has_whole_characters_only(text):
    written = in_whole_characters(json.dumps({text: [text]}))
    assert "\ufffd" in next(iter(json.loads(written)))
    json.dumps(json.loads(written), ensure_ascii=False).encode("utf-8")
    assert in_whole_characters(json.dumps("\U0001f600 \\ud800")) == json.dumps("\U0001f600 \\ud800")


@pytest.mark.parametrize("text", ['[2,"1","A"]', '[2,"1","A",{},1]', '[2,"1",7,{}]', '[2,"1"]'])
def test_a_broken_call_is_answered_under_its_id(text):
    reply = unreadable(text, V201).reply
    assert isinstance(reply, CallError)
    assert reply.message_id == "1"


@pytest.mark.parametrize("text", ['[3,"1"]', '[3,"1",{},{}]'])
def test_a_broken_result_is_answered_in_21_only(text):
    assert isinstance(unreadable(text, V21).reply, CallResultError)
    assert unreadable(text, V201).reply is None


@pytest.mark.parametrize(
    "text",
    ['[4,"1"]', '[4,"1",1,"",{}]', '[4,"1","A",null,{}]', '[4,"1","A","",[]]', '[4,1,"A","",{}]', '[5,"1","A"]', '[6,"1"]',
     '[6,"1",1,{}]', "[6,1]"],
)  # fmt: skip
def test_errors_and_sends_are_never_answered(text):
    assert unreadable(text).reply is None


def test_an_unknown_message_type_is_named():
    error = unreadable('[7,"1",{}]')
    assert error.code is ErrorCode.MESSAGE_TYPE_NOT_SUPPORTED
    assert error.reply is not None
    assert error.reply.message_id == "1"


@pytest.mark.parametrize("text", ['[5,"1","FormatViolation","",{}]', '[6,"1","X",{}]'])
def test_201_has_no_result_error_and_no_send(text):
    error = unreadable(text, V201)
    assert error.code is ErrorCode.MESSAGE_TYPE_NOT_SUPPORTED
    assert error.reply is None
    frame = read_frame(text, V21)
    with pytest.raises(Unsendable, match="has no"):
        write_frame(frame, V201)


def test_an_error_of_a_peer_is_read_whatever_its_code_and_length():
    frame = read_frame(json.dumps([4, "1", "OccurenceConstraintViolation", "x" * 999, None]), V21)
    assert frame == CallError(message_id="1", code="OccurenceConstraintViolation", description="x" * 999)


def test_what_is_written_keeps_its_limits():
    long = CallError(message_id="1", code="GenericError", description="ü" * 300)
    assert len(json.loads(write_frame(long, V21))[3]) == 255
    assert write_frame(long, V21).isascii()
    assert len(json.loads(write_frame(CallError(message_id="1", code="A", description="x" * 256), V21))[3]) == 255
    fits = CallError(message_id="1", code="GenericError", description="ü" * 255)
    assert json.loads(write_frame(fits, V21))[3] == "ü" * 255
    longest = Call(message_id="x" * LONGEST_ID, action="A", payload={})
    assert read_frame(write_frame(longest, V21), V21) == longest
    for wrong in (
        Call(message_id="x" * (LONGEST_ID + 1), action="A", payload={}),
        Call(message_id="1", action="A", payload={"x": float("nan")}),
        Call(message_id="1", action="A", payload={"x": b""}),
    ):
        with pytest.raises(Unsendable):
            write_frame(wrong, V21)


def holds_its_laws(text, version):
    frame: Frame | None
    try:
        frame = read_frame(text, version)
    except UnreadableFrame as error:
        frame = error.reply
    assert frame is None or read_frame(write_frame(frame, version), version) == frame


@examples(400)
@given(st.text() | st.binary() | JSON.map(json.dumps), st.sampled_from(Version))
def test_any_text_is_a_frame_or_has_its_answer(text, version):
    holds_its_laws(text, version)


@examples(400)
@given(
    st.lists(st.integers(2, 6) | st.text(max_size=3) | st.dictionaries(st.text(max_size=3), JSON, max_size=2) | JSON, max_size=6),
    st.integers(0, 8),
    st.sampled_from(Version),
)
def test_any_array_is_a_frame_or_has_its_answer(rest, number, version):
    holds_its_laws(json.dumps([number, *rest]), version)


SIGN = SignCertificateRequest(csr="PEM", request_id=4)


def test_a_whole_exchange():
    sent = write_frame(request_frame(SIGN, "a", V21), V21)
    assert sent == '[2,"a","SignCertificate",{"csr":"PEM","requestId":4}]'
    call = read_frame(sent, V21)
    assert isinstance(call, Call)
    assert request_of(call, "csms", V21) == SIGN
    answer = read_frame(write_frame(response_frame(SignCertificateResponse(status=GenericStatus.ACCEPTED), "a", V21), V21), V21)
    assert answer == CallResult(message_id="a", payload={"status": "Accepted"})
    assert isinstance(answer, CallResult)
    assert response_of(answer, SIGN, V21) == SignCertificateResponse(status=GenericStatus.ACCEPTED)


def test_a_request_to_the_wrong_side_is_not_supported():
    with pytest.raises(Refused) as caught:
        request_of(Call(message_id="1", action="SignCertificate", payload={"csr": "PEM"}), "station", V21)
    assert caught.value.code is ErrorCode.NOT_SUPPORTED
    assert error_frame(caught.value, "1").code == "NotSupported"


@pytest.mark.parametrize(("action", "version"), [("Nonsense", V21), ("GetCertificateChainStatus", V201)])
def test_an_unknown_action_is_not_implemented(action, version):
    for side in ("station", "csms"):
        with pytest.raises(Refused) as caught:
            request_of(Call(message_id="1", action=action, payload={}), side, version)
        assert caught.value.code is ErrorCode.NOT_IMPLEMENTED


def test_an_error_names_each_fault_with_its_path():
    with pytest.raises(Refused) as caught:
        response_of(CallResult(message_id="1", payload={"status": "Maybe", "x": 1}), SIGN, V21)
    frame = result_error_frame(caught.value, "1")
    assert isinstance(frame, CallResultError)
    assert frame.code == "FormatViolation"
    assert [(fault["code"], fault["path"]) for fault in frame.details["faults"]] == [
        ("PropertyConstraintViolation", "$.status"),
        ("FormatViolation", "$.x"),
    ]
    with pytest.raises(Refused) as caught:
        response_of(CallResult(message_id="1", payload=dict.fromkeys("abcdefghijklmno")), SIGN, V21)
    many = error_frame(caught.value, "1")
    assert len(many.details["faults"]) == 10
    assert len(many.description) <= 255
