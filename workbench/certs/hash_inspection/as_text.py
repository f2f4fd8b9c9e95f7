"""A hash inspection for people, as text for terminals; ``as_html`` has it for notebooks."""

from __future__ import annotations

from textwrap import TextWrapper
from typing import TYPE_CHECKING

from workbench.certs.hash_inspection.words import place, remark, signature, state, title
from workbench.display import terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.certs.hash_inspection import HashInspection
    from workbench.certs.hash_inspection.fields import InspectedField
    from workbench.certs.hash_inspection.octets import Octets

LONGEST_VALUE = 160
"""Characters of a value that are shown; a raw key or name, or a hostile serial number, can be longer."""
LONGEST_MEANING = 120
_OCTETS = 16
"""In a line."""
_LINES = 6
"""Of octets at most."""


def to_text(inspection: HashInspection, *, width: int = 160) -> str:
    """Field by field: value, lesson, octets, mistakes."""
    head = [*_wrapped(f"{title(inspection)}.", width), *_wrapped(signature(inspection), width)]
    return "\n\n".join("\n".join(part) for part in (head, *(list(_field(inspection, field, width)) for field in inspection.fields)))


def _field(inspection: HashInspection, field: InspectedField, width: int) -> Iterator[str]:
    yield f"{field.name}  {terminal(field.value, LONGEST_VALUE)}"
    yield from _wrapped(f"{field.lesson} [{field.clause}]", width, "  ")
    if field.runs:
        yield f"  {place(inspection, field)}:"
        for run in field.runs:
            yield from _run(run, state(field, included=run.included), width)
    if words := remark(inspection, field):
        yield from _wrapped(words, width, "  ")
    if field.mistakes:
        yield "  What the usual mistakes would give:"
    for mistake in field.mistakes:
        yield from _wrapped(f"{', '.join(mistake.codes)}: {mistake.sentence}", width, "    ")
        yield f"      {terminal(mistake.value, LONGEST_VALUE)}"


def _run(run: Octets, becomes: str, width: int) -> Iterator[str]:
    """``left out  offset 254    2 octets  30 59 ...``, the meaning beside the first line of octets."""
    start = f"    {becomes:<8}  offset {run.offset:>4}, {len(run.octets):>3} octet{'s' if len(run.octets) != 1 else ' '}  "
    meaning = terminal(run.meaning, LONGEST_MEANING)
    short = run.octets[: _OCTETS * _LINES]
    rows = [short[i : i + _OCTETS].hex(" ") for i in range(0, len(short), _OCTETS)]
    if len(start) + 3 * _OCTETS + 2 + len(meaning) > width:
        yield f"{start}{meaning}"
        yield from (f"      {row}" for row in rows)
        indent = " " * 6
    else:
        yield f"{start}{rows[0] if rows else '':<{3 * _OCTETS}} {meaning}"
        yield from (f"{' ' * len(start)}{row}" for row in rows[1:])
        indent = " " * len(start)
    if more := len(run.octets) - len(short):
        yield f"{indent}… and {more:,} more octets"


def _wrapped(words: str, width: int, indent: str = "") -> list[str]:
    wrap = TextWrapper(width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)
    return wrap.wrap(terminal(words))
