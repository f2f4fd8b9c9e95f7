"""What others encoded is read here, and comes out of our encoder byte for byte."""

import pytest

from tests.contracts.exi.vectors import BY_NAME, EXIFICIENT, FRAGMENTS
from tests.contracts.exi.xml_tree import from_xml
from workbench.contracts.exi.codec import typed, write_fragment
from workbench.contracts.exi.decoder import decode
from workbench.contracts.exi.encoder import encode, encode_stream
from workbench.contracts.exi.iso15118_2 import ISO_15118_2
from workbench.contracts.exi.xml import to_xml
from workbench.contracts.exi.xmldsig import XML_SIGNATURE

# EXIficient's, with a value partition: of ten attributes eight repeat a value
HITS = (
    "808112b43a3a381d1797bbbbbb973b999737b93397aa2917b1b0b737b734b1b0b616b2bc3497a00220423610004006900100c0000001000002003480"
    "08060000003700"
)


def of_exificient(vector):
    return f"{vector['schema']}, {'fragment' if vector['fragment'] else 'document'} {vector['root']}"


@pytest.mark.parametrize("name", FRAGMENTS)
def test_a_fragment_of_rise_v2g_comes_back_byte_for_byte(name):
    data = bytes.fromhex(FRAGMENTS[name]["hex"])
    schema = XML_SIGNATURE if name == "RISE_SignedInfo" else ISO_15118_2
    stream = decode(schema, data, fragment=True)
    assert encode_stream(schema, stream) == data
    assert write_fragment(schema, stream.root.name.local, typed(schema, stream)) == data


@pytest.mark.parametrize("vector", EXIFICIENT, ids=of_exificient)
def test_a_stream_of_exificient_is_read_and_written_as_it_does(vector):
    schema, data, fragment = BY_NAME[vector["schema"]], bytes.fromhex(vector["hex"]), vector["fragment"]
    assert encode(schema, from_xml(schema, vector["xml"], vector["root"]), fragment=fragment) == data
    assert to_xml(schema, decode(schema, data, fragment=fragment).root) == vector["xml"]


def test_values_from_the_string_table_are_read_and_where_is_said():
    stream = decode(XML_SIGNATURE, bytes.fromhex(HITS), fragment=True)
    values = [node.value for _, node in stream.root.walk() if node.kind == "attribute"]
    assert values.count("http://www.w3.org/TR/canonical-exi/") == 6
    assert len(stream.hits) == 8


def test_an_empty_value_takes_no_place_in_the_string_table():
    data = bytes.fromhex("808101201b0a203624008020004040020363401001b8")  # EXIficient's
    stream = decode(XML_SIGNATURE, data, fragment=True)
    assert [node.value for _, node in stream.root.walk() if node.kind == "attribute"] == ["", "a", "b", "a", "a", "b", "c"]
    assert stream.hits == (71, 106, 117)
