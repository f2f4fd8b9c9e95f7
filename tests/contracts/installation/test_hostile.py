"""Whatever comes as an answer or a request, there is an answer to it: findings, no exception, and soon."""

import random
from typing import Any

import pytest

from tests.contracts.making import FOLDERS, NOW, Trio
from workbench.contracts.installation import asking
from workbench.contracts.standards import ISO_2, ISO_20


def changed(octets, chance):
    """Cut off, bits flipped, octets taken out, put in or repeated."""
    data = bytearray(octets)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(data))
        match chance.randrange(5):
            case 0:
                data[place] ^= 1 << chance.randrange(8)
            case 1:
                del data[place : place + chance.randint(1, 9)]
            case 2:
                data[place:place] = chance.randbytes(chance.randint(1, 9))
            case 3:
                data = data[: max(place, 1)]
            case _:
                data[place : place + 4] = chance.randbytes(4)
        data = data or bytearray(b"\x80")
    return bytes(data)


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_changed_answer_raises_nothing_and_never_installs_anything_but_what_was_signed(folder):
    """What is not signed may change unnoticed: the response code among those that are OK, the padding."""
    trio = Trio(folder)
    answer = trio.answer()
    sound: Any = trio.vehicle.receive(answer, NOW)
    signed = [one.der for one in sound.contract.chain]
    chance = random.Random(15118)  # noqa: S311  # the same each time
    for _ in range(120):
        octets = changed(answer, chance)
        got: Any = trio.vehicle.receive(octets, NOW)
        assert [one.der for one in got.contract.chain] == signed if got.ok else got.findings
        f"{got!r}{got}{got._repr_html_()}"


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_changed_request_raises_nothing(folder):
    trio = Trio(folder)
    request = trio.vehicle.request(NOW)
    chance = random.Random(118)  # noqa: S311  # the same each time
    for _ in range(150):
        octets = changed(request, chance)
        for schema in (ISO_2, ISO_20):
            asked = asking.read(schema, octets)
            assert asked.chain or asked.findings


@pytest.mark.parametrize("octets", [b"", b"\x80", b"\0" * 5000, b"\xff" * 70_000, b"not EXI at all"])
@pytest.mark.parametrize("schema", [ISO_2, ISO_20, "urn:iso:15118:2:2010:MsgDef", "", "x" * 500])
def test_what_is_no_message_is_said(octets, schema):
    asked = asking.read(schema, octets)
    assert {one.code for one in asked.findings} <= {"exi-unreadable", "exi-schema-unknown"}
    assert asked.findings
