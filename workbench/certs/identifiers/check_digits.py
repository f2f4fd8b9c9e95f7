"""Check digits of e-mobility identifiers: the two algorithms that public sources describe, and where those sources disagree.

Both take the identifier without its check digit, upper-case letters and digits only, separators removed.
"""

from __future__ import annotations

from operator import mul

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

_VALUE = {character: value for value, character in enumerate(ALPHABET)}
# mod 11 works on decimal digits, here as the characters U+0000 to U+0009: a letter stands for the two of its value (Z: 3, 5)
_DECIMALS = str.maketrans({character: "".join(chr(int(digit)) for digit in str(value)) for character, value in _VALUE.items()})
# eMI3 works on vectors: a value below 36 is two bits and two digits of base 3, most significant first
_VECTOR = {character: (value // 18, value // 9 % 2, value // 3 % 3, value % 3) for character, value in _VALUE.items()}

_MOST_DECIMALS = 640
_POWERS = tuple(2**n % 11 for n in range(_MOST_DECIMALS))
_RESTARTING = tuple(2 ** (n % 28) % 11 for n in range(_MOST_DECIMALS))


def emi3(code: str) -> str:
    """The check digit of a 14-character EMAID (eMI3 and ISO 15118-1 contract ID; Chen, Niemenmaa and Vinck, 2013).

    All 15 characters, as vectors v over Z2 x Z2 and Z3 x Z3, satisfy sum(v[i] P**i) = 0, i from 1, with P = (0 1; 1 1) over Z2 and
    (0 1; 1 2) over Z3. Over Z2 the fifteenth power is the identity and minus is plus, so the sum itself is the digit's half.

    Raises
    ------
    KeyError
        A character is not in :data:`ALPHABET`.
    """
    a = b = c = d = 0
    for character in reversed(code):  # Horner's rule
        p, q, r, s = _VECTOR[character]
        a, b = b ^ q, a ^ p ^ b ^ q
        c, d = d + s, c + r + 2 * (d + s)
    return ALPHABET[a * 18 + b * 9 + 2 * d % 3 * 3 + (2 * c + d) % 3]


def mod11(code: str) -> str:
    """The check digit of DIN SPEC 91286: decimal digits weighted with the powers of two, modulo 11; ten is ``X``."""
    return _weighted(_decimals(code), _POWERS)


def iso20(elements: tuple[str, ...]) -> tuple[str, ...]:
    """What public sources make of ISO 15118-20 C.6 [V2G20-2095]: one digit, or where they disagree each one's, the likeliest first.

    Parameters
    ----------
    elements
        The identifier's parts in order, e.g. ``("DE8", "V", "AA0000453C4D58Y")``.

    Notes
    -----
    The clause is licensed and was not at hand. It is the DIN digit, in one of three readings, equal for identifiers of at most 28
    decimal digits without leading zeros in an element: (1) weights start again after 28 digits, leading zeros count (a public test
    PKI, whose EVCCIDs ``US3VAA0000453C4D58Y9`` and ``US3VJG34EU7D8U6JR6D8`` it fits); (2) the same without the leading zeros
    (Tinkerforge esp32-firmware, ``vehicle_certificate.cpp``); (3) weights never start again (fits the SECCID example in
    hubject/opcp ``05_handling-of-ids.md``).
    """
    decimals = _decimals("".join(elements))
    readings = [_weighted(decimals, _RESTARTING)]
    if any(element[:1] == "0" for element in elements):
        readings.append(_weighted(_decimals("".join([element.lstrip("0") for element in elements])), _RESTARTING))
    if len(decimals) > 28:
        readings.append(_weighted(decimals, _POWERS))
    return tuple(dict.fromkeys(readings))


def _decimals(code: str) -> bytes:
    return code.translate(_DECIMALS).encode("ascii")


def _weighted(decimals: bytes, weights: tuple[int, ...]) -> str:
    return "0123456789X"[sum(map(mul, decimals, weights)) % 11]
