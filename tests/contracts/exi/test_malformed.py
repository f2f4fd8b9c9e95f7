"""Damaged, cut and invented streams: read, or refused with a bit that lies in them; nothing else, and nothing slow."""

from contextlib import suppress
from functools import cache
from time import process_time

import hypothesis.strategies as st
import pytest
from hypothesis import given

from tests.contracts.exi.generated import root, seeded
from tests.contracts.exi.roots import ROOTS, label
from tests.properties.depth import examples
from workbench.contracts.exi.bits import MAX_BYTES, BitReader, BitWriter
from workbench.contracts.exi.codec import typed, write_fragment
from workbench.contracts.exi.decoder import decode
from workbench.contracts.exi.encoder import encode, encode_stream
from workbench.contracts.exi.errors import EXIError
from workbench.contracts.exi.iso15118_2 import ISO_15118_2
from workbench.contracts.exi.messages_2 import EMAID, Identified
from workbench.contracts.exi.signature import Algorithm, Reference, SignedInfo
from workbench.contracts.exi.strings import MOST_REPEATED, StringTable, write_string

BOUND = 5  # seconds of processor time, far above what the largest stream takes: only a search that explodes reaches it


@cache
def sound(at):
    """A stream of the root at this place in the list."""
    schema, fragment, name, body = ROOTS[at]
    return encode(schema, root(schema, name, seeded(f"sound {name}"), body=body), fragment=fragment)


def read(at, data):
    """The stream, or None where it is refused; then the refusal names a bit in it."""
    schema, fragment, *_ = ROOTS[at]
    try:
        return decode(schema, data, fragment=fragment)
    except EXIError as refused:
        where, hint = refused.bit, refused.hint
    assert where is not None
    assert 0 <= where <= 8 * len(data)
    assert hint
    return None


def answered(at, data):
    """Whatever is read is one tree, and comes back."""
    stream = read(at, data)
    if stream is None:
        return
    schema, fragment, *_ = ROOTS[at]
    again = encode_stream(schema, stream)
    assert stream.hits or decode(schema, again, fragment=fragment).root == stream.root
    with suppress(EXIError):  # what ISO 15118 does not use has no field
        typed(schema, stream)


places = st.integers(0, len(ROOTS) - 1)


@given(places, st.binary(max_size=400))
@examples(300)
def test_any_bytes_are_read_or_refused(at, data):
    answered(at, data)
    answered(at, b"\x80" + data)


@given(places, st.data())
@examples(300)
def test_a_stream_with_other_bits_is_read_or_refused(at, data):
    changed = bytearray(sound(at))
    for bit in data.draw(st.lists(st.integers(8, 8 * len(changed) - 1), min_size=1, max_size=4)):
        changed[bit >> 3] ^= 0x80 >> (bit & 7)
    answered(at, bytes(changed))


@given(places, st.data())
@examples(200)
def test_a_stream_spliced_with_another_is_read_or_refused(at, data):
    other = sound(data.draw(places))
    cut, on = data.draw(st.integers(0, len(sound(at)))), data.draw(st.integers(0, len(other)))
    answered(at, sound(at)[:cut] + other[on:])


@pytest.mark.parametrize("at", range(len(ROOTS)), ids=lambda at: label(ROOTS[at]))
def test_a_truncated_stream_is_refused_wherever_it_is_cut(at):
    data = sound(at)
    for size in {*range(min(len(data), 60)), *seeded(1).sample(range(len(data)), min(len(data), 60))}:
        assert read(at, data[:size]) is None


def test_a_short_stream_is_refused_at_every_bit_at_which_it_ends():
    data = write_fragment(ISO_15118_2, "DHpublickey", Identified("id3", bytes(range(65))))
    whole = int.from_bytes(data)
    for bits in range(8 * len(data) - 8):
        kept = whole >> (8 * len(data) - bits) << (-bits % 8)
        with pytest.raises(EXIError) as refused:
            decode(ISO_15118_2, kept.to_bytes((bits + 7) // 8), fragment=True)
        assert refused.value.bit is not None
        assert refused.value.bit <= bits + 7


def test_the_largest_stream_does_not_take_long():
    shortest = Reference(None, Algorithm(""), b"")
    info = SignedInfo(Algorithm(""), Algorithm(""), (shortest,) * 4500)
    data = write_fragment(ISO_15118_2, "SignedInfo", info)
    assert 0.9 * MAX_BYTES < len(data) <= MAX_BYTES
    began = process_time()
    assert typed(ISO_15118_2, decode(ISO_15118_2, data, fragment=True)) == info
    assert process_time() - began < BOUND


def test_an_endless_number_and_a_huge_stream_are_refused():
    with pytest.raises(EXIError, match="goes on after"):
        BitReader(b"\xff" * 1000).unsigned()
    with pytest.raises(EXIError, match="more than"):
        BitReader(bytes(MAX_BYTES + 1))


def test_half_a_character_is_refused():
    data = write_fragment(ISO_15118_2, "eMAID", EMAID("id\ud800", "DEABCC12345678"))
    with pytest.raises(EXIError, match="0xd800 is no character"):
        decode(ISO_15118_2, data, fragment=True)


def test_a_length_one_past_the_end_is_refused_with_the_elements_around_it():
    data = write_fragment(ISO_15118_2, "DHpublickey", Identified("i", b"x" * 65))
    with pytest.raises(EXIError, match="65 bytes of dHpublickeyType, more than the stream holds") as refused:
        decode(ISO_15118_2, data[:-2], fragment=True)
    assert refused.value.path == ("DHpublickey",)
    assert refused.value.message.endswith(", in DHpublickey.")


def test_a_length_past_the_end_is_refused_before_anything_is_read():
    data = bytearray(write_fragment(ISO_15118_2, "DHpublickey", Identified("i", b"x" * 65)))
    data[4:6] = b"\xbf\xff"
    with pytest.raises(EXIError, match="bytes of dHpublickeyType, more than the stream holds"):
        decode(ISO_15118_2, bytes(data), fragment=True)


def test_another_header_is_refused_at_the_first_bit():
    with pytest.raises(EXIError, match="starts with a0") as refused:
        decode(ISO_15118_2, b"\xa0\x98")
    assert refused.value.bit == 0


@pytest.mark.parametrize("octets", [b"", b"\x80"])
def test_nothing_is_refused(octets):
    with pytest.raises(EXIError):
        decode(ISO_15118_2, octets)


def test_hits_that_stand_for_more_than_any_message_holds_are_refused():
    writer, text = BitWriter(), "A" * 1000
    write_string(writer, text)
    for _ in range(MOST_REPEATED // len(text) + 1):
        writer.unsigned(0)  # a local hit; of one entry its number takes no bits
    reader, table = BitReader(writer.close()), StringTable()
    assert {table.read(reader, ("", "name")) for _ in range(MOST_REPEATED // len(text) + 1)} == {text}
    with pytest.raises(EXIError, match="string-table hits for more than"):
        table.read(reader, ("", "name"))
