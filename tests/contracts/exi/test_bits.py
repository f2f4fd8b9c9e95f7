"""Bits, and the numbers made of them."""

import pytest

from workbench.contracts.exi.bits import BitReader, BitWriter
from workbench.contracts.exi.simple import BUILT_IN, declared


def test_numbers_are_groups_of_seven_bits_wherever_they_start():
    numbers = (0, 127, 128, 2**64, 2**160 - 1)
    writer = BitWriter()
    writer.bits(1, 1)
    for number in numbers:
        writer.unsigned(number)
    reader = BitReader(writer.close())
    assert (reader.bits(1), *(reader.unsigned() for _ in numbers)) == (1, *numbers)


def test_the_number_128_has_the_bytes_that_the_standard_prints():
    writer = BitWriter()
    writer.unsigned(128)
    assert writer.close() == b"\x80\x01"


@pytest.mark.parametrize(("padding", "octets"), [(0, "a0"), (0b11111, "bf")])
def test_the_last_byte_is_filled_up(padding, octets):
    writer = BitWriter()
    writer.bits(0b101, 3)
    assert writer.close(padding).hex() == octets


@pytest.mark.parametrize(
    ("line", "width"),
    [
        ("e: enumeration A", 0),
        ("e: enumeration A B C", 2),
        ("n: small 0..255", 8),
        ("n: small 5..6", 1),
        ("b: boolean", 1),
        ("s: string", 0),
    ],
)
def test_a_code_is_as_wide_as_its_values_need(line, width):
    assert declared(line).width == width


def test_the_built_in_types_of_fixed_width_are_two():
    assert {name for name, one in BUILT_IN.items() if one.width} == {"boolean", "unsignedByte"}
