"""A serial number as wrong senders write it; each form with what is wrong with it and how it was made."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from asn1crypto import core

Codes = frozenset[str]
Form = tuple[Codes, str, Any]

SHORTEST = 8
"""Characters that a truncated serial number keeps at least: what is shorter tells nothing."""


def codes(*names: str) -> Codes:
    return frozenset(f"serial:{name}" for name in names)


def serial_forms(number: int) -> Iterator[Form]:
    """Every form of a serial number, which is not negative, the right one first."""
    digits = f"{number:x}"
    yield codes(), "right", digits
    yield codes(), "upper case", digits.upper()
    yield from _padded(number, digits)
    yield from _marked(number, digits)
    yield from _truncated(number, digits)
    yield from _as_decimal_and_number(number, digits)
    yield from _rounded(number)


def octets(digits: str) -> str:
    return digits.zfill(len(digits) + len(digits) % 2)


def _padded(number: int, digits: str) -> Iterator[Form]:
    whole = octets(digits)
    if whole != digits:
        yield codes("padded"), "whole octets", whole
        yield codes("padded"), "whole octets, upper case", whole.upper()
    yield codes("padded"), "a sign octet", "00" + whole
    for width in (20, 32, 40):
        if len(digits) < width:
            yield codes("padded"), f"{width} digits", digits.zfill(width)
    if number < 1 << 64:
        yield codes("padded"), "as %016X", f"{number:016X}" if number < 1 << 60 else "00" + whole


def _marked(number: int, digits: str) -> Iterator[Form]:
    whole = octets(digits)
    for prefix in ("0x", "0X"):
        yield codes("prefixed"), prefix, prefix + digits
        if whole != digits:
            yield codes("prefixed", "padded"), f"{prefix}, whole octets", prefix + whole
    yield codes("prefixed"), "0x, upper case", "0x" + digits.upper()
    for case in (str.lower, str.upper):
        odd = ("padded",) if whole != digits else ()  # between colons stand whole octets; a single digit then is padded too
        if len(whole) > 2:
            yield codes("colons", *odd), "octets", case(colons(whole))
            yield codes("colons"), "octets", case(colons(whole))
            yield codes("colons", "padded"), "a sign octet", case("00:" + colons(whole))
    der = core.Integer(number).dump().hex()
    yield codes("der"), "tag and length", der
    yield codes("der"), "tag and length, upper case", der.upper()
    yield codes("der", "colons"), "tag and length", colons(der)
    yield codes("der", "prefixed"), "tag and length", "0x" + der


def colons(whole: str) -> str:
    return ":".join(whole[at : at + 2] for at in range(0, len(whole), 2))


def _truncated(number: int, digits: str) -> Iterator[Form]:
    for kept in (20, 16, SHORTEST):
        if len(digits) <= kept:
            continue
        if kept == SHORTEST and digits[:kept].isdecimal():  # looks like a date or a count: no proof (decision 0011)
            continue
        yield codes("truncated"), f"first {kept} digits", digits[:kept]
        yield codes("truncated"), f"first {kept} digits, upper case", digits[:kept].upper()
        if kept == SHORTEST and digits[-kept:].isdecimal():
            continue
        last = number & (1 << 4 * kept) - 1  # 64 bits, 32 bits; a column of 20 characters
        if last.bit_length() > 4 * SHORTEST - 4:
            yield codes("truncated"), f"last {kept} digits", f"{last:x}"
            yield codes("truncated"), f"last {kept} digits as they stand", digits[-kept:]
            yield codes("truncated", "padded"), f"last {kept} digits as they stand", digits[-kept:]
            if kept in {SHORTEST, 16}:  # an int of 32 or 64 bits
                yield codes("truncated", "decimal"), f"last {4 * kept} bits", str(last)
                yield codes("truncated", "number"), f"last {4 * kept} bits", last
    decimal = str(number)
    if len(decimal) > 20:
        yield codes("truncated", "decimal"), "first 20 digits", decimal[:20]


def _as_decimal_and_number(number: int, digits: str) -> Iterator[Form]:
    yield codes("decimal"), "decimal", str(number)
    yield codes("number"), "decimal", number
    yield codes("decimal", "number"), "decimal", number
    if digits.isdecimal():
        yield codes("number"), "the hexadecimal digits", int(digits)


def _rounded(number: int) -> Iterator[Form]:
    if number.bit_length() > 1000 or int(float(number)) == number:
        return
    rounded = float(number)
    yield codes("rounded"), "hexadecimal", f"{int(rounded):x}"
    prints = {
        "as C prints it": str(int(rounded)),
        "as JavaScript prints it below 1e21": str(int(Decimal(repr(rounded)))),
        "with an exponent": repr(rounded),
    }
    for how, text in prints.items():  # a float is printed in decimal: that need not be said
        yield codes("rounded"), how, text
        yield codes("rounded", "decimal"), how, text
    for value in (rounded, int(rounded), int(Decimal(repr(rounded)))):
        yield codes("rounded", "number"), "as a number", value
