"""Hash entries as lines of a text: ``SHA256 name key serial``, or a table whose header row names the columns.

Ordinary text is not taken for it: without a header a line starts with an algorithm and goes on with what can be two hashes and a
number; with one, each row has as many cells as the header and a hash in its column. The values may be wrong in any way that senders
get them wrong (base64, colons, 0x, decimal, a printed name): what they mean is the solver's question.
"""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

from workbench.certs.items import ItemType
from workbench.certs.loading.hash_objects import HASH_FIELDS, HASHES, LIKE_A_HASH, GivenHashData, hash_fields

if TYPE_CHECKING:
    from workbench.certs.loading.pile import Pile, Place

_HINT = re.compile(r"^[ \t\"'|]{0,80}SHA[-_ ]?[1235]|(?:name|key)[ _]?hash", re.IGNORECASE | re.MULTILINE)
_ALGORITHM = re.compile(r"SHA[-_ ]?(?:1|224|256|384|512)", re.IGNORECASE)
_SERIAL = re.compile(r"[-+]?(?:0[xX])?[0-9A-Fa-f:.+-]{1,256}")
_SEPARATORS = ("\t", ";", ",", "|", " ")
_LONGEST_LINE = 16_384
_COLUMNS = {name.lower(): name for name in (*HASH_FIELDS, "responderURL", "certificateType")} | {
    "algorithm": "hashAlgorithm",
    "namehash": "issuerNameHash",
    "keyhash": "issuerKeyHash",
    "serial": "serialNumber",
    "type": "certificateType",
}
_BETWEEN_WORDS = re.compile(r"[\s_.-]+")


def read_hash_list(text: str, place: Place, pile: Pile) -> str:
    """Add the entry of each line that is one.

    Returns
    -------
    str
        The text without those lines, for the searches that follow; its lines keep their numbers.
    """
    if _HINT.search(text) is None:
        return text
    lines = text.split("\n")
    header: tuple[str, list[str]] | None = None
    for number, line in enumerate(lines, 1):
        if pile.full:
            break
        if len(line) > _LONGEST_LINE or not line.strip():
            continue
        if (named := _header(line)) is not None:
            header = named
            continue
        hash_data = _row_below(header, line) if header is not None else None
        hash_data = hash_data or _row(line)
        if hash_data is not None:
            label = hash_data.certificate_type or ""
            pile.add(ItemType.HASH_DATA, b"", place.beside(f"line {number}"), hash_data, label=label)
            lines[number - 1] = ""
    return "\n".join(lines)


def _header(line: str) -> tuple[str, list[str]] | None:
    """The separator of a header row and OCPP's name of each column, empty for what is none of ours; None where it is no header."""
    if _HINT.search(line) is None:
        return None
    for separator in _SEPARATORS:
        names = [_COLUMNS.get(_BETWEEN_WORDS.sub("", cell).lower(), "") for cell in _cells(line, separator)]
        if hash_fields(dict.fromkeys(filter(None, names))) is not None:
            return separator, names
    return None


def _row_below(header: tuple[str, list[str]], line: str) -> GivenHashData | None:
    """The entry in a row of a table with a header."""
    separator, names = header
    cells = _cells(line, separator)
    if len(cells) != len(names):
        return None
    values = {name: cell for name, cell in zip(names, cells, strict=True) if name and cell}
    certificate_type = values.pop("certificateType", None)
    fields = hash_fields(values)
    hashes = [values[name] for name in HASHES if name in values]
    if fields is None or not any(map(LIKE_A_HASH.fullmatch, hashes)):
        return None
    return GivenHashData(fields, certificate_type)


def _row(line: str) -> GivenHashData | None:
    """The entry in a line that has no header above it."""
    if _ALGORITHM.match(line.lstrip(" \t\"'|")) is None:
        return None
    for separator in _SEPARATORS:
        cells = _cells(line, separator)
        if not (len(cells) == 4 or (len(cells) == 5 and cells[4].lower().startswith("http"))):
            continue
        algorithm, name, key, serial = cells[:4]
        if (
            _ALGORITHM.fullmatch(algorithm)
            and LIKE_A_HASH.fullmatch(name)
            and LIKE_A_HASH.fullmatch(key)
            and _SERIAL.fullmatch(serial)
        ):
            return GivenHashData(dict(zip((*HASH_FIELDS, "responderURL"), cells, strict=False)))
    return None


def _cells(line: str, separator: str) -> list[str]:
    if separator == " ":
        return line.split()
    if separator == "|":
        line = line.strip().removeprefix("|").removesuffix("|")
    try:
        cells = next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])
    except csv.Error:
        return []
    return [cell.strip() for cell in cells]
