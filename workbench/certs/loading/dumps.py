"""DER as numbers in a text: hex dumps (xxd, `hexdump -C`, certutil) and arrays (C, Go); only a complete, known structure counts."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from workbench.certs.der import DerError, element_length
from workbench.certs.loading.pile import repaired
from workbench.certs.loading.structures import Structure, structure_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.findings import Finding

_ROW = re.compile(r"^[ \t]*(?:0x)?([0-9A-Fa-f]{4,16}):?[ \t]+((?:[0-9A-Fa-f]{2}[ \t-]{0,3}){1,64})", re.MULTILINE)
_C_ARRAY = re.compile(r"0[xX]30\s*,(?:\s*0[xX][0-9A-Fa-f]{1,2}\b,?)++")
_DECIMALS = re.compile(r"\b48[ ,](?:\s*\d{1,3}\b,?)++")
_DIGITS = re.compile(r"(?<![0-9A-Za-z])30[0-9A-Fa-f]{200,}+")
_NUMBER = re.compile(r"0[xX][0-9A-Fa-f]{1,2}|\d{1,3}")


def der_in_numbers(text: str) -> Iterator[tuple[bytes, Finding]]:
    """Each complete DER that a dump, an array or a long hexadecimal number in the text spells, with a note on its form."""
    for form, dump in chain(_from_rows(text), _from_arrays(text), _from_digits(text)):
        try:
            length = element_length(dump) if dump[:1] == b"\x30" else -1
        except DerError:
            continue
        if 0 < length <= len(dump) and structure_of(dump) is not Structure.UNKNOWN:
            yield (
                dump[:length],
                repaired(
                    f"This is DER as {form}; it was read all the same.",
                    remedy="Ask for the file itself, or turn it back with `xxd -r`.",
                    observed=form,
                    expected="PEM or DER",
                ),
            )


def _from_rows(text: str) -> Iterator[tuple[str, bytes]]:
    """The octets of rows that start with their offset; how far apart the offsets are tells the ASCII column from the digits."""
    rows = [(int(row.group(1), 16), re.sub(r"[ \t-]", "", row.group(2))) for row in _ROW.finditer(text)]
    at = 0
    while at < len(rows):
        start = at
        width = rows[at + 1][0] - rows[at][0] if at + 1 < len(rows) else 16
        digits = []
        while at < len(rows) and rows[at][0] == rows[start][0] + (at - start) * width:
            digits.append(rows[at][1][: 2 * width])
            at += 1
        joined = "".join(digits) if width in range(1, 65) else ""
        yield "a hex dump", bytes.fromhex(joined[: len(joined) // 2 * 2])


def _from_arrays(text: str) -> Iterator[tuple[str, bytes]]:
    for array in chain(_C_ARRAY.finditer(text), _DECIMALS.finditer(text)):
        numbers = [int(number, 16 if number[:2] in {"0x", "0X"} else 10) for number in _NUMBER.findall(array.group())]
        if max(numbers) < 256:
            yield "an array of numbers", bytes(numbers)


def _from_digits(text: str) -> Iterator[tuple[str, bytes]]:
    for run in _DIGITS.finditer(text):
        digits = run.group()
        yield "hexadecimal digits", bytes.fromhex(digits[: len(digits) // 2 * 2])
