"""Values of simple types, read and written (EXI 1.0, 7.1), with a sentence on how their bits are laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.contracts.exi.errors import EXIError
from workbench.contracts.exi.strings import StringTable, write_string

if TYPE_CHECKING:
    from workbench.contracts.exi.bits import BitReader, BitWriter
    from workbench.contracts.exi.simple import SimpleType, Value


def read_value(reader: BitReader, kind: SimpleType, strings: StringTable, name: tuple[str, str]) -> Value:
    """The next value of the simple type `kind`, in the element or attribute `name` (namespace prefix, local name).

    Raises
    ------
    EXIError
        With the bit position: the stream ends, a length goes past its end, a code beyond an enumeration or a range.
    """
    if kind.coding == "string":
        return strings.read(reader, name)
    if kind.coding == "binary":
        return _binary(reader, kind)
    if kind.coding in {"unsigned", "integer"}:
        negative = kind.coding == "integer" and reader.bits(1)
        magnitude = reader.unsigned()
        return -magnitude - 1 if negative else magnitude
    return _coded(reader, kind)


def _binary(reader: BitReader, kind: SimpleType) -> bytes:
    start = reader.position
    length = reader.unsigned()
    if 8 * length > reader.end - reader.position:
        raise EXIError(f"{length} bytes of {kind.name}, more than the stream holds", hint="truncated, or damaged", bit=start)
    return reader.octets(length)


def _coded(reader: BitReader, kind: SimpleType) -> Value:
    """A code of fixed width: a boolean, a number of a small range, an enumeration's value."""
    start = reader.position
    code = reader.bits(kind.width)
    if kind.coding == "boolean":
        return bool(code)
    if kind.coding == "small" and code + kind.low <= (kind.high or 0):
        return code + kind.low
    if kind.coding == "enumeration" and code < len(kind.values):
        return kind.values[code]
    raise EXIError(f"code {code} is outside {kind.name}", hint="another edition's, or the stream is damaged", bit=start)


def write_value(writer: BitWriter, kind: SimpleType, value: Value, path: tuple[str, ...]) -> None:
    """Append `value` as the simple type `kind`; facets are not enforced.

    Raises
    ------
    EXIError
        When the coding cannot say it: a text that the enumeration lacks, a number outside the range, another Python type.
    """
    if not kind.accepts(value):
        raise EXIError(f"{kind.name} cannot be {value!r:.80}", hint=f"its coding is {kind.coding}", path=path)
    match value:
        case str() if kind.coding == "string":
            write_string(writer, value)
        case str():
            writer.bits(kind.values.index(value), kind.width)
        case bytes():
            writer.unsigned(len(value))
            writer.octets(value)
        case bool():
            writer.bits(int(value), 1)
        case int() if kind.coding == "integer":
            writer.bits(int(value < 0), 1)
            writer.unsigned(-value - 1 if value < 0 else value)
        case int() if kind.coding == "small":
            writer.bits(value - kind.low, kind.width)
        case _:
            writer.unsigned(int(value))


def layout_of(kind: SimpleType, value: Value) -> str:
    """How the bits of a value are laid out, in words."""
    size = len(value) if isinstance(value, str | bytes) else 0
    return {
        "string": f"length {size} + 2, then the characters' code points",
        "binary": f"length {size}, then the bytes",
        "enumeration": f"number {kind.values.index(str(value)) if kind.values else 0} of {len(kind.values)} values",
        "integer": "sign bit, then groups of 7 bits, least significant first",
        "unsigned": "groups of 7 bits, least significant first",
        "small": f"{kind.width} bits counted from {kind.low}",
        "boolean": "one bit",
    }[kind.coding]
