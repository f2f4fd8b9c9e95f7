"""What the tables can say comes back as it was, and each bit of it has one place in the annotated tree."""

from itertools import pairwise

import pytest

from tests.contracts.exi.generated import root, seeded
from tests.contracts.exi.roots import ROOTS, label
from workbench.contracts.exi.codec import CLASSES, typed
from workbench.contracts.exi.decoder import decode
from workbench.contracts.exi.encoder import encode, encode_stream
from workbench.contracts.exi.typed import to_node


@pytest.mark.parametrize("one", ROOTS, ids=label)
def test_a_generated_tree_comes_back(one):
    schema, fragment, name, body = one
    for number in range(6):
        node = root(schema, name, seeded(f"{name} {number}"), empty=True, body=body)
        data = encode(schema, node, fragment=fragment)
        stream = decode(schema, data, fragment=fragment)
        assert stream.root == node
        assert encode_stream(schema, stream) == data


@pytest.mark.parametrize("one", ROOTS, ids=label)
def test_every_bit_has_one_place(one):
    schema, fragment, name, body = one
    data = encode(schema, root(schema, name, seeded(name), empty=True, body=body), fragment=fragment) + b"\x00\x01"
    spans = list(decode(schema, data, fragment=fragment).spans())
    assert (spans[0].start, spans[-1].stop) == (0, 8 * len(data))
    assert all(before.stop == after.start for before, after in pairwise(spans))


@pytest.mark.parametrize("one", ROOTS, ids=label)
def test_its_typed_value_encodes_to_the_same_bytes(one):
    schema, fragment, name, body = one
    for number in range(6):
        node = root(schema, name, seeded(f"typed {name} {number}"), body=body, plain=True)
        data = encode(schema, node, fragment=fragment)
        value = typed(schema, decode(schema, data, fragment=fragment))
        assert type(value) is CLASSES[name]
        assert encode(schema, to_node(schema, node.name, node.type, value), fragment=fragment) == data


def test_padding_and_bytes_after_the_stream_come_back():
    schema, _, name, body = ROOTS[3]
    data = encode(schema, root(schema, name, seeded(1), body=body), padding=1) + b"\x00"
    stream = decode(schema, data)
    assert stream.trailing == b"\x00"
    assert encode_stream(schema, stream) == data
