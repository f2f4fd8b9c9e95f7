"""EXIficient, on the schemas themselves: what it writes we write, what we write it reads, byte for byte and both ways."""

from xml.etree.ElementTree import canonicalize

import pytest

from tests.contracts.exi.generated import root, seeded
from tests.contracts.exi.roots import ROOTS, SCHEMAS, label
from workbench.contracts.exi.decoder import decode
from workbench.contracts.exi.encoder import encode, encode_stream
from workbench.contracts.exi.xml import to_xml

pytestmark = pytest.mark.exificient

COUNT = 12
SHORT = dict(zip((one.name for one in SCHEMAS), ("v2", "v20", "ds"), strict=True))


def same(one, other):
    return canonicalize(one, rewrite_prefixes=True) == canonicalize(other, rewrite_prefixes=True)


@pytest.mark.parametrize("one", ROOTS, ids=label)
def test_a_generated_message_has_the_same_bytes_and_the_same_content(exificient, one):
    schema, fragment, name, body = one
    kind = "fragment" if fragment else "document"
    for number in range(COUNT):
        node = root(schema, name, seeded(f"peer {name} {number}"), body=body)
        xml, data = to_xml(schema, node), encode(schema, node, fragment=fragment)
        assert exificient.ask("xml-encode", SHORT[schema.name], kind, xml.encode()) == data
        assert same(exificient.ask("xml-decode", SHORT[schema.name], kind, data).decode(), xml)


@pytest.mark.parametrize("one", ROOTS, ids=label)
def test_a_message_with_empty_values_is_read_and_comes_back_as_exificient_wrote_it(exificient, one):
    # it writes an element without text by an escape, where others write a text of no length
    schema, fragment, name, body = one
    kind = "fragment" if fragment else "document"
    for number in range(COUNT // 3):
        node = root(schema, name, seeded(f"empty {name} {number}"), body=body, empty=True)
        xml = to_xml(schema, node)
        theirs = exificient.ask("xml-encode", SHORT[schema.name], kind, xml.encode())
        stream = decode(schema, theirs, fragment=fragment)
        assert encode_stream(schema, stream) == theirs
        assert same(to_xml(schema, stream.root), xml)
