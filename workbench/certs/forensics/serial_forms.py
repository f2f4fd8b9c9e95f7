"""What senders make of a serial number, and the index that finds certificates by any of it.

A serial number is the one field that is no hash, so a match here proves least: the hash fields must agree as well, always.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from workbench.certs.forensics.mistakes import NONE, Mistakes
from workbench.certs.hashdata import serial_hex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONGEST_SERIAL = 256
"""Characters that are looked at; a decimal 20-octet number takes 49."""

_SHORTEST_PART = 8
"""Significant digits that a cut-off serial number must have left."""

_KEPT = (8, 16, 20, 32, 38, 40)
"""Digits that are left where a serial number lost its beginning: 32, 64 and 128 bits, columns of 20 and 40."""

_DECIMAL: Mistakes = frozenset({"serial:decimal"})
_DER: Mistakes = frozenset({"serial:der"})
_ROUNDED: Mistakes = frozenset({"serial:rounded"})
_TRUNCATED: Mistakes = frozenset({"serial:truncated"})
_PADDED: Mistakes = frozenset({"serial:padded"})


def written_forms(serial: int) -> list[tuple[str, Mistakes]]:
    """The ways to write a serial number, lower case, without padding, prefix and separators; the right one first."""
    forms = [(serial_hex(serial), NONE), (str(serial), _DECIMAL)]
    forms += [(_element(serial), _DER), (str(_element_value(serial)), _DER | _DECIMAL)]
    for bits in (64, 32):  # kept in an integer of so many bits, without or with a sign
        low = serial % 2**bits
        if low != serial and serial >= 0 and low >= 2**24:
            forms += [(str(one), _TRUNCATED | _DECIMAL) for one in {low, low - 2**bits if low >= 2 ** (bits - 1) else low}]
    try:
        rounded = int(float(serial))
    except OverflowError:
        return forms
    if rounded != serial:
        # a float prints in decimal by nature, so "decimal" is said in it; some print it as hexadecimal all the same
        forms += [(serial_hex(rounded), _ROUNDED), (_element(rounded), _ROUNDED | _DER)]
        for text in _float_prints(float(serial)):
            forms += [(text, _ROUNDED), (text, _ROUNDED | _DECIMAL)]
    return forms


def _element(serial: int) -> str:
    """The INTEGER with tag and length, as hexadecimal digits."""
    return f"{_element_value(serial):0{2 * (_content_length(serial) + 2)}x}"


def _element_value(serial: int) -> int:
    length = _content_length(serial)
    content = serial.to_bytes(length, "big", signed=True)
    header = bytes([0x02, length]) if length < 0x80 else bytes([0x02, 0x82]) + length.to_bytes(2, "big")
    return int.from_bytes(header + content, "big")


def _content_length(serial: int) -> int:
    magnitude = serial if serial >= 0 else ~serial
    return magnitude.bit_length() // 8 + 1


def _float_prints(value: float) -> set[str]:
    """A whole floating point number as C and Python's ``int`` print it, as Python's ``repr`` does and as JavaScript does."""
    shortest = repr(value).removesuffix(".0").lower()
    prints = {str(int(value)), shortest}
    if "e" in shortest:
        mantissa, _, exponent = shortest.partition("e")
        whole, _, fraction = mantissa.partition(".")
        # the shortest digits that come back to it, then zeros: JavaScript below 1e21
        prints.add(whole + fraction + "0" * (int(exponent) - len(fraction)))
    return prints


class SerialIndex:
    """Certificates by every written form of their serial number.

    Parameters
    ----------
    serials
        One per certificate; answers give positions in this sequence.
    """

    def __init__(self, serials: Sequence[int]) -> None:
        self._serials = serials
        positions: defaultdict[int, list[int]] = defaultdict(list)
        for position, serial in enumerate(serials):
            positions[serial].append(position)
        self._positions = positions
        self._forms: defaultdict[str, list[tuple[int, str, Mistakes]]] = defaultdict(list)
        self._beginnings: defaultdict[str, list[tuple[int, str, Mistakes]]] = defaultdict(list)
        self._ends: defaultdict[str, list[tuple[int, str, Mistakes]]] = defaultdict(list)
        for serial in positions:
            if serial.bit_length() > 4 * LONGEST_SERIAL:
                continue
            for text, mistakes in written_forms(serial):
                row = (serial, text, mistakes)
                digits = _stripped(text)
                self._forms[digits].append(row)
                if len(digits) > _SHORTEST_PART and "serial:truncated" not in mistakes:
                    self._beginnings[digits[:_SHORTEST_PART]].append(row)
                    if "serial:der" not in mistakes:  # it ends as the number itself does
                        self._ends[digits[-_SHORTEST_PART:]].append(row)

    def find(self, given: Any) -> dict[int, list[Mistakes]]:
        """Every certificate that a serialNumber may mean: position to the sets of mistakes that lead to it.

        Parameters
        ----------
        given
            The JSON value: a string, or a number, which is a mistake.
        """
        found: dict[int, list[Mistakes]] = {}
        for digits, mistakes in _readings(given):
            for serial, more in self._serials_of(digits):
                ways = found.setdefault(serial, [])
                for way in _without_saying(mistakes | more):
                    if way not in ways:
                        ways.append(way)
        return {position: ways for serial, ways in found.items() for position in self._positions[serial]}

    def _serials_of(self, digits: str) -> Iterator[tuple[int, Mistakes]]:
        plain = _stripped(digits)
        whole = self._forms.get(plain, ())
        for serial, text, mistakes in whole:
            yield serial, mistakes | _PADDED if len(digits) > len(text) else mistakes
        if len(plain) < _SHORTEST_PART:
            return
        complete = {serial for serial, _, _ in whole}
        for serial, text, mistakes in self._beginnings.get(plain[:_SHORTEST_PART], ()):
            if serial not in complete and len(digits) < len(text) and _stripped(text).startswith(plain):
                yield serial, mistakes | _TRUNCATED | (NONE if text.startswith(digits) else _PADDED)
        for serial, text, mistakes in self._ends.get(plain[-_SHORTEST_PART:], ()):
            if serial not in complete and len(digits) + 1 < len(text) and _is_end(plain, text):
                yield serial, mistakes | _TRUNCATED | (NONE if text.endswith(digits) else _PADDED)


def _is_end(plain: str, text: str) -> bool:
    """Whether these are the last digits, as many as an integer or a column holds; zeros in front of them may be gone.

    Any other number of digits is rather another serial number that happens to begin later.
    """
    return any(_stripped(text[-width:]) == plain for width in _KEPT if width < len(text))


def _without_saying(mistakes: Mistakes) -> tuple[Mistakes, ...]:
    """A JSON number is decimal without saying."""
    return (mistakes - _DECIMAL, mistakes) if "serial:number" in mistakes and mistakes & _DECIMAL else (mistakes,)


def _readings(given: Any) -> Iterator[tuple[str, Mistakes]]:
    """The digits in a serialNumber, lower case, with what stood around them."""
    if isinstance(given, float) and given.is_integer():
        given = int(given)
    if isinstance(given, int) and not isinstance(given, bool) and given.bit_length() <= 4 * LONGEST_SERIAL:
        yield str(given), frozenset({"serial:number"})
    elif isinstance(given, str) and len(given) <= LONGEST_SERIAL:
        yield from _unwrapped(given.lower())


def _unwrapped(text: str) -> Iterator[tuple[str, Mistakes]]:
    mistakes = NONE
    if any(character.isspace() for character in text):
        text, mistakes = "".join(text.split()), frozenset({"encoding:space"})
    if text.startswith("0x"):
        text, mistakes = text[2:], mistakes | {"serial:prefixed"}
    if ":" in text or "-" in text[1:]:
        separated = text.replace(":", "").replace("-", "")
        mistakes |= {"serial:colons"}
        if separated[:1] == "0" and separated[1:2] not in {"", "0"}:
            yield separated[1:], mistakes  # octets have two digits each: one zero in front is the separators' doing
        text = separated
    if text:
        yield text, mistakes


def _stripped(digits: str) -> str:
    return digits.lstrip("0") or "0"
