"""The rows of a hash picture: the parts of a certificate in encoded order, those that matter with their octets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from workbench.certs.der import DerError, read_header

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.certs.hash_inspection import HashInspection
    from workbench.certs.hash_inspection.fields import InspectedField
    from workbench.certs.hash_inspection.octets import Octets

IN_A_LINE = 16
"""Octets that a strip has room for."""
BESIDE_WORDS = 6
"""Octets that a strip has room for where words stand beside it."""
MOST_ATTRIBUTES = 4
_END = 2
"""Octets after the ellipsis of a shortened strip."""
_PARTS = ("serialNumber", "signature algorithm", "issuer", "validity", "subject", "subjectPublicKeyInfo")
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Square:
    """One octet as two digits, or :data:`ELLIPSIS` for those left out of the drawing."""

    text: str
    included: bool


@dataclass(frozen=True, slots=True)
class Strip:
    """Octets side by side.

    Attributes
    ----------
    words
        What stands beside it, or above it where it takes the whole line. Hostile text.
    """

    squares: tuple[Square, ...]
    words: str = ""

    @property
    def whole_line(self) -> bool:
        """Whether there is no room for words beside it."""
        return len(self.squares) > BESIDE_WORDS


@dataclass(frozen=True, slots=True)
class Row:
    """One part of a certificate.

    Attributes
    ----------
    title, size
        Its name, and how many octets it has.
    note
        Beside the name.
    alarm
        Whether the note tells of something to beware of.
    field
        The field of the hash data that it leads to; empty where none.
    strips
        Its octets where it leads to a field.
    lines
        Type, value and string type of a name's attributes. Hostile text.
    """

    title: str
    size: int
    note: str = ""
    alarm: bool = False
    field: str = ""
    strips: tuple[Strip, ...] = ()
    lines: tuple[tuple[str, str, str], ...] = ()


def certificate_rows(inspection: HashInspection) -> list[Row]:
    """The checked certificate's parts: its serial number and its issuer's name lead to fields."""
    serial, name = (_field(inspection, wanted) for wanted in ("serialNumber", "issuerNameHash"))
    special = {
        "serialNumber": Row("serialNumber", 0, field=serial.name, strips=(Strip(squares(serial.runs, IN_A_LINE)),)),
        "issuer": Row("issuer", 0, field=name.name, strips=(Strip(squares(name.runs, IN_A_LINE)),), lines=_attributes(inspection)),
    }
    return _rows(inspection.certificate.der, special)


def issuer_rows(inspection: HashInspection) -> list[Row]:
    """The issuer's certificate's parts: its public key leads to a field, its name does not."""
    key = _field(inspection, "issuerKeyHash")
    note = "other octets: not hashed" if inspection.spelled_otherwise else "the same octets, not used"
    special = {
        "subject": Row("subject", 0, note, inspection.spelled_otherwise),
        "subjectPublicKeyInfo": Row("subjectPublicKeyInfo", 0, field=key.name, strips=_key_strips(key.runs)),
    }
    return _rows(inspection.issuer.der, special)


def squares(runs: Sequence[Octets], most: int) -> tuple[Square, ...]:
    """The octets of runs; the beginning and the end where they are more than ``most``."""
    size = sum(len(run.octets) for run in runs)
    first = (Square(f"{octet:02x}", run.included) for run in runs for octet in run.octets[:most])
    found = list(islice(first, most))
    if size <= most:
        return tuple(found)
    last = [Square(f"{octet:02x}", run.included) for run in runs for octet in run.octets[-_END:]][-_END:]
    ends = most - 1 - len(last)
    return (*found[:ends], Square(ELLIPSIS, found[ends].included), *last)


def _rows(der: bytes, special: dict[str, Row]) -> list[Row]:
    _, start, _ = read_header(der)
    _, at, signed_end = read_header(der, start)
    rows = []
    if der[at : at + 1] == b"\xa0":
        end = read_header(der, at)[2]
        rows.append(Row("version", end - at))
        at = end
    for title in _PARTS:
        try:
            end = min(read_header(der, at)[2], len(der))
        except DerError:  # malformed behind what is hashed
            break
        rows.append(replace(special.get(title, Row(title, 0)), size=end - at))
        at = end
    signed_end = min(max(signed_end, at), len(der))
    if signed_end > at:
        rows.append(Row("extensions", signed_end - at))
    if len(der) > signed_end:
        rows.append(Row("signature", len(der) - signed_end))
    return rows


def _key_strips(runs: Sequence[Octets]) -> tuple[Strip, ...]:
    """The structure around the key on short strips, the key on one of its own."""
    header, algorithm, *string, bits = [run for run in runs if run.octets][:6]
    words = (header.meaning.partition(": ")[2], algorithm.meaning, "tag, length, unused bits")
    strips = [Strip(squares(part, BESIDE_WORDS), text) for part, text in zip(([header], [algorithm], string), words, strict=True)]
    return (*strips, Strip(squares([bits], IN_A_LINE), f"{bits.meaning.partition(':')[0]}, {len(bits.octets):,} octets"))


def _attributes(inspection: HashInspection) -> tuple[tuple[str, str, str], ...]:
    lines = [(a.type, a.shown, a.string_type) for a in inspection.name]
    if len(lines) <= MOST_ATTRIBUTES:
        return tuple(lines)
    return (*lines[: MOST_ATTRIBUTES - 1], (ELLIPSIS, f"and {len(lines) - MOST_ATTRIBUTES + 1:,} more", ""))


def _field(inspection: HashInspection, name: str) -> InspectedField:
    return next(field for field in inspection.fields if field.name == name)
