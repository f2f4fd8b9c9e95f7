"""Simple types: how a value of each is coded (EXI 1.0, 7.1), and the facets that the coding does not enforce."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from workbench.contracts.exi.errors import EXIError

Value = str | bytes | bool | int
"""What a simple type holds in Python; binary is bytes, whatever XML would write (base64, hexadecimal)."""

Coding = Literal["string", "binary", "boolean", "unsigned", "integer", "small", "enumeration"]

_PYTHON: dict[Coding, type] = {
    "string": str, "binary": bytes, "boolean": bool, "unsigned": int, "integer": int, "small": int, "enumeration": str,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SimpleType:
    """A simple type.

    Parameters
    ----------
    name
        Its name in the schema, a built-in's or a declared one's.
    coding
        The EXI datatype; ``small`` is the *n-bit Unsigned Integer* of a range of at most 4096 values (7.1.9).
    low, high
        Of a length facet (in characters or bytes) or, for ``small``, of the range.
    values
        Of an enumeration, in the schema's order: the code is the index (7.2).
    hexadecimal
        XML writes the binary in hexadecimal, not in base64; no matter for EXI.
    """

    name: str
    coding: Coding
    low: int = 0
    high: int | None = None
    values: tuple[str, ...] = ()
    hexadecimal: bool = False

    @property
    def width(self) -> int:
        """Bits of a code of fixed width: an enumeration's, a small range's, a boolean's; else 0."""
        if self.coding == "enumeration":
            return (len(self.values) - 1).bit_length()
        if self.coding == "small":
            return ((self.high or 0) - self.low).bit_length()
        return int(self.coding == "boolean")

    def accepts(self, value: Value) -> bool:
        """Whether the coding can say the value at all; facets are :meth:`departure`'s."""
        if type(value) is not _PYTHON[self.coding]:
            return False
        if self.coding == "enumeration":
            return value in self.values
        if self.coding == "small" and isinstance(value, int):
            return self.low <= value <= (self.high or 0)
        return self.coding != "unsigned" or (isinstance(value, int) and value >= 0)

    def departure(self, value: Value) -> str:
        """What of the schema's facets the value breaks, as a sentence, or nothing; EXI carries such values all the same."""
        if self.coding not in {"string", "binary"} or not isinstance(value, str | bytes):
            return ""
        unit = "characters" if isinstance(value, str) else "bytes"
        if len(value) < self.low:
            return f"{len(value)} {unit}, {self.name} has at least {self.low}"
        if self.high is not None and len(value) > self.high:
            return f"{len(value)} {unit}, {self.name} has at most {self.high}"
        return ""


def declared(line: str) -> SimpleType:
    """A simple type from a table's line, ``name: coding facets``.

    Examples
    --------
    >>> declared("certificateType: binary ..800").high
    800
    >>> declared("EVSEProcessingType: enumeration Finished Ongoing Ongoing_WaitingForCustomerInteraction").width
    2
    """
    name, _, text = line.partition(":")
    coding, *facets = text.split()
    if coding == "enumeration":
        return SimpleType(name.strip(), "enumeration", values=tuple(facets))
    for known in _PYTHON:
        if known == coding.removesuffix("/hex"):
            low, _, high = (facets[0] if facets else "..").partition("..")
            return SimpleType(name.strip(), known, int(low or 0), int(high) if high else None, (), coding.endswith("/hex"))
    raise EXIError(f"no coding {coding!r}", hint="see Coding", path=(name,))


BUILT_IN = {
    one.name: one
    for one in map(
        declared,
        ("string: string", "ID: string", "anyURI: string", "base64Binary: binary", "hexBinary: binary/hex", "boolean: boolean",
         "integer: integer", "short: integer", "long: integer", "unsignedLong: unsigned", "unsignedInt: unsigned",
         "unsignedShort: unsigned", "unsignedByte: small 0..255"),
    )
}  # fmt: skip
"""The built-in types of XML Schema that the certificate messages use."""
