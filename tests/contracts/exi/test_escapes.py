"""What the schema does not declare: an empty element, as EXIficient writes it, is read; all else is refused by name."""

import pytest

from workbench.contracts.exi.codec import typed, write_message
from workbench.contracts.exi.decoder import decode
from workbench.contracts.exi.encoder import encode, encode_stream
from workbench.contracts.exi.errors import EXIError
from workbench.contracts.exi.iso15118_2 import ISO_15118_2
from workbench.contracts.exi.messages_2 import AuthorizationReq, Body, MessageHeader, V2GMessage

EMPTY_SESSION = bytes.fromhex("8098448c")
"""EXIficient's, of a header with an empty SessionID and an empty body."""


def test_a_missing_text_is_read_and_comes_back_as_the_escape_that_it_was():
    stream = decode(ISO_15118_2, EMPTY_SESSION)
    session = stream.root.find("Header", "SessionID")
    assert session is not None
    assert session.children == ()
    assert encode_stream(ISO_15118_2, stream) == EMPTY_SESSION
    assert typed(ISO_15118_2, stream).header.session_id == b""


def test_a_missing_text_is_not_written_unless_asked_for():
    with pytest.raises(EXIError, match="ends too early"):
        encode(ISO_15118_2, decode(ISO_15118_2, EMPTY_SESSION).root)


@pytest.mark.parametrize(
    ("data", "what", "bit"),
    [  # EXIficient's, of messages with something foreign
        ("80984b80590080409230", "AT(xsi:type)", 17),
        ("8098552300", "AT(xsi:nil)", 17),
        ("8098b1026103620080409230", "AT(*)", 16),
        ("809800804098409e0918", "SE(*)", 43),
        ("80980080409c19d195e1d246", "CH [untyped value]", 43),
        ("809800804091200800", "EE", 60),
    ],
)
def test_an_event_that_the_schema_does_not_declare_is_refused_by_name(data, what, bit):
    with pytest.raises(EXIError) as refused:
        decode(ISO_15118_2, bytes.fromhex(data))
    assert (refused.value.bit, what in refused.value.message) == (bit, True)


def with_body(code):
    """A message whose body's event code is another one, and the bit at which it stands."""
    data = write_message(ISO_15118_2, V2GMessage(MessageHeader(bytes(8)), Body(AuthorizationReq())))
    at = next(one for one in decode(ISO_15118_2, data).spans() if one.path.endswith("/AuthorizationReq"))
    whole, after = int.from_bytes(data), 8 * len(data) - at.stop
    return (whole & ~(0b111111 << after) | code << after).to_bytes(len(data)), at.start


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (9, "ChargeParameterDiscoveryReq is not among the messages that this codec reads"),
        (34, "WeldingDetectionRes is not among the messages"),
        (37, "event code 37, where 36 is the last"),
        (63, "event code 63, where 36 is the last"),
    ],
)
def test_a_body_that_is_not_read_is_named(code, words):
    data, bit = with_body(code)
    with pytest.raises(EXIError, match=words) as refused:
        decode(ISO_15118_2, data)
    assert (refused.value.bit, refused.value.path[-1]) == (bit, "Body")
