"""A message that was read, as tables and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.display import Cell, Table, Tone, findings_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.contracts.reading.fields import Field
    from workbench.contracts.reading.message import ExiMessage

_SIGNATURE = "Header/Signature/"


def parts(message: ExiMessage) -> Iterator[Table]:
    """Every field, the signature's as one row; then what strikes."""
    yield Table(("Field", "Value", "Type", "Bits"), list(_rows(message)), caption=summary(message))
    if message.findings:
        yield findings_table(message.findings)


def summary(message: ExiMessage) -> str:
    """What it is, in a line."""
    signed = "signed" if message.signed else "not signed"
    count = len(message.bundle)
    certificates = f"{count} certificate{'s' * (count != 1)} inside"
    return f"{message.kind} of {message.schema.name} ({message.how}, {len(message.data):,} bytes): {signed}, {certificates}"


def _rows(message: ExiMessage) -> Iterator[tuple[Cell | str, ...]]:
    of_signature = [one for one in message.fields if one.path.startswith(_SIGNATURE)]
    inside, told = f"Body/{message.kind}/", False
    for one in message.fields:
        if not one.path.startswith(_SIGNATURE):
            tone = Tone.WARNING if one.node.departure else Tone.PLAIN
            yield (
                Cell(one.path.removeprefix(inside)),
                Cell(one.words, tone, hover=one.node.departure),
                _type(one),
                _bits(one.node.content),
            )
        elif not told:
            told = True
            uris = ", ".join(field.words for field in of_signature if field.path.endswith("/@URI"))
            ends = (of_signature[0].node.code[0], of_signature[-1].node.content[1])
            yield Cell(_SIGNATURE.rstrip("/")), f"over {uris or 'nothing'}", "Signature", _bits(ends)


def _type(one: Field) -> str:
    return one.node.type.partition(":")[2]


def _bits(bits: tuple[int, int]) -> Cell:
    return Cell(f"{bits[0]:,} to {bits[1] - 1:,}" if bits[1] > bits[0] else "", tight=True)


def to_dict(message: ExiMessage) -> dict[str, Any]:
    """The fields of ``exi.schema.json`` that a message by itself has."""
    return {
        "message": message.kind,
        "namespace": message.namespace,
        "given": message.how,
        "bytes": len(message.data),
        "signed": message.signed,
        "fields": [
            {
                "path": one.path,
                "value": one.value.hex() if isinstance(one.value, bytes) else one.value,
                "type": _type(one),
                "start": one.node.content[0],
                "stop": one.node.content[1],
            }
            for one in message.fields
        ],
        "certificates": [
            {"path": item.source.file, "subject": "" if item.facts is None else str(item.facts.subject), "der": item.der.hex()}
            for item in message.bundle
        ],
    }
