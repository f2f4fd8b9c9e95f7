"""Lines of answers, a JSON object each, read by Arrow and checked a column at a time; only what is plain beyond doubt is taken.

Arrow refuses other keys, a key that is there twice, and other types; the lines it refuses, and those whose values are not in the
plainest form, are named, and :mod:`workbench.fleet.ingest` reads them one by one and says what it makes of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.certs.loading.hash_objects import HASH_FIELDS
from workbench.fleet.ingest.json_values import NumberText
from workbench.fleet.ingest.names import COLUMN_OF, STATION_COLUMNS
from workbench.fleet.ingest.tally import Tally
from workbench.fleet.ingest.told import asked_of, particular
from workbench.fleet.schema import ALL_TYPES, CERTIFICATE_TYPES, Side
from workbench.net.fleet_data.answer_shape import CHAIN
from workbench.net.fleet_data.plain import filled, mask_of, named, read_once, times_of

if TYPE_CHECKING:
    import pyarrow as pa

    from workbench.net.fleet_data.answer_shape import AnswerShape
    from workbench.net.fleet_data.lines import Piece

_FEW = 16
"""Lines that are not worth another try."""
_BELOW = "childCertificateHashData"
_STATUSES = frozenset({None, "", "Accepted", "NotFound"})
_SIDES = frozenset({Side.STATION.value, Side.CSMS.value})
_ANSWER = ["station", "seen_at", "source", "status", "asked"]
_HOSTILE = (b"PRIVATE KEY", b"\0")
_LINE_END, _RETURN, _OPENS, _CLOSES = b"\n\r{}"


@dataclass(frozen=True, slots=True)
class Taken:
    """Answers of some lines, in order.

    Attributes
    ----------
    lines
        The line of each answer.
    answers
        Arrow table: station, seen_at, source, status, asked.
    told
        By column of stations, with ``told_at``, what is told beside each answer; None where the file tells nothing.
    parents
        Of each entry the place of its answer.
    entries
        Arrow table: chain, child, certificate_type and the four fields.
    """

    lines: Any
    answers: pa.Table
    told: dict[str, pa.Array] | None
    parents: Any
    entries: pa.Table


def read_lines(piece: Piece, shape: AnswerShape, source: str) -> tuple[list[Taken], list[int]]:
    """What the lines give, and the numbers of those that are left to be read one by one."""
    left: list[int] = []
    taken: list[Taken] = []
    waiting = [piece]
    while waiting:
        part = waiting.pop()
        table = _table(part, shape)
        if table is not None:
            found, others = _taken(table, part.first_line, shape, source)
            taken.append(found)
            left += others
        elif part.lines <= _FEW:
            left += range(part.first_line, part.first_line + part.lines)
        else:
            waiting += reversed(part.halves())
    return taken, left


def _table(piece: Piece, shape: AnswerShape) -> pa.Table | None:
    """The lines as Arrow reads them, a row each; None where it is not sure that each line is one object of the shape."""
    import pyarrow as pa  # noqa: PLC0415  # a tenth of a second that only a fleet pays
    import pyarrow.json as pj  # noqa: PLC0415

    content = piece.content
    lines = _objects(content)
    if not lines or any(word in content for word in _HOSTILE) or (b"\\" in content and b"\\u0000" in content):
        return None
    if not _is_utf8(content):
        return None
    options = pj.ParseOptions(explicit_schema=shape.schema, unexpected_field_behavior="error")
    block = max(len(content) // 8, 1 << 20)
    try:
        table = pj.read_json(pa.BufferReader(content), pj.ReadOptions(block_size=block), options)
    except pa.ArrowInvalid:
        if block >= len(content):
            return None
        try:  # a line may be longer than the block
            table = pj.read_json(pa.BufferReader(content), pj.ReadOptions(block_size=len(content) + 1), options)
        except pa.ArrowInvalid:
            return None
    return table.combine_chunks() if len(table) == lines else None


def _objects(content: bytes) -> int:
    """How many lines there are, if each begins and ends as an object does; else 0.

    After ``}`` and before ``{`` a line end cannot be inside of an object: so many values that Arrow reads are one on each line.
    """
    letters = np.frombuffer(content, dtype=np.uint8)
    ends = np.flatnonzero(letters == _LINE_END)
    if not len(ends) or ends[-1] != len(letters) - 1:
        ends = np.append(ends, len(letters))
    starts = np.append(0, ends[:-1] + 1)
    last = ends - 1
    last = last - (letters[last] == _RETURN)
    if last.min() < 0 or not (letters[last] == _CLOSES).all() or not (letters[starts] == _OPENS).all():
        return 0
    return len(ends)


def _is_utf8(content: bytes) -> bool:
    if content.isascii():
        return True
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _taken(table: pa.Table, first_line: int, shape: AnswerShape, source: str) -> tuple[Taken, list[int]]:
    """The rows that are plain, and the lines of the others."""
    import pyarrow as pa  # noqa: PLC0415  # see _table
    import pyarrow.compute as pc  # noqa: PLC0415

    columns = {name: _whole(table[key]) for name, key in shape.keys.items()}
    inside = table.to_struct_array().combine_chunks() if not shape.payload else _whole(table[shape.payload])
    chains = pc.struct_field(inside, CHAIN)
    sound = named(columns["station"])
    seen_at = times_of(columns["seen_at"])
    sound &= mask_of(seen_at.is_valid())
    nothing = pa.nulls(len(table), pa.string())
    sides, plain = read_once(columns.get("source", nothing), lambda word: _side(word, source), pa.string())
    sound &= plain
    status, plain = read_once(pc.struct_field(inside, "status"), lambda word: word or "" if word in _STATUSES else ..., pa.string())
    sound &= plain
    asked, plain = _asked(_whole(table[shape.request])) if shape.request else (nothing, True)
    sound &= plain
    told: dict[str, pa.Array] = {}
    for name in STATION_COLUMNS:
        if name in columns:
            told[name], plain = _particular(name, columns[name])
            sound &= plain
    parents, entries, faulty = _entries(chains)
    sound[np.unique(parents[faulty])] = False
    lists = pc.list_value_length(chains).fill_null(0).to_numpy(zero_copy_only=False) > 0
    sound &= lists != mask_of(pc.equal(status, "NotFound"))
    answers = pa.table([columns["station"], seen_at, sides, status, asked], _ANSWER)
    lines = np.arange(first_line, first_line + len(table))
    left = lines[~sound].tolist()
    if left:
        place, stays, rows = np.cumsum(sound) - 1, sound[parents], pa.array(sound)
        answers, lines, told = answers.filter(rows), lines[sound], {name: one.filter(rows) for name, one in told.items()}
        parents, entries = place[parents[stays]], entries.filter(pa.array(stays))
    particulars = {"station": answers["station"], "told_at": answers["seen_at"], **told} if told else None
    return Taken(lines, answers, particulars, parents, entries), left


def _whole(column: pa.ChunkedArray) -> pa.Array:
    """A column in one piece."""
    import pyarrow as pa  # noqa: PLC0415  # see _table

    whole = column.combine_chunks()
    return whole if isinstance(whole, pa.Array) else pa.concat_arrays(whole.chunks) if whole.chunks else pa.array([], column.type)


def _side(word: str | None, source: str) -> Any:
    return source if not word else word if word in _SIDES else ...


def _asked(request: pa.Array) -> tuple[pa.Array, Any]:
    """What was asked, as ``answers.asked`` has it."""
    import pyarrow as pa  # noqa: PLC0415  # see _table
    import pyarrow.compute as pc  # noqa: PLC0415

    types = pc.struct_field(request, "certificateType")
    joined = pc.binary_join(types, ",")
    there, listed = mask_of(request.is_valid()), mask_of(types.is_valid())
    # a type with a comma in it, an empty one or a null is none: those lists are left to others
    counts = pc.list_value_length(types).fill_null(0).to_numpy(zero_copy_only=False)
    parts = pc.count_substring(joined, ",").fill_null(-2).to_numpy(zero_copy_only=False) + 1
    sound = ~listed | (counts == np.where(mask_of(pc.equal(joined, "")), 0, parts))
    texts = pc.if_else(pa.array(there & ~listed), ALL_TYPES, joined)
    asked, _ = read_once(texts, lambda text: None if text is None else asked_of(text.split(",") if text else []), pa.string())
    return asked, sound


def _particular(name: str, column: pa.Array) -> tuple[pa.Array, Any]:
    import pyarrow as pa  # noqa: PLC0415  # see _table

    def read(value: Any) -> Any:
        if value is None or value == "":
            return None
        tally = Tally()
        said = particular(name, value if isinstance(value, str | bool) else NumberText(value), tally)
        return ... if tally.remarks else said

    kinds = {"additional_root_check": pa.bool_(), "security_profile": pa.int64(), "most_entries": pa.int64()}
    return read_once(column, read, kinds.get(name, pa.string()))


def _entries(chains: pa.Array) -> tuple[Any, pa.Table, Any]:
    """Of each entry its answer's place, the entry, and whether something about it is not plain."""
    import pyarrow as pa  # noqa: PLC0415  # see _table
    import pyarrow.compute as pc  # noqa: PLC0415

    elements = chains.flatten()
    owners, chain = _places(chains)
    types, head, below = (pc.struct_field(elements, name) for name in ("certificateType", "certificateHashData", _BELOW))
    faulty = ~mask_of(pc.is_in(types, pa.array(CERTIFICATE_TYPES))) | ~mask_of(head.is_valid())
    holders, child = _places(below)
    below = below.flatten()
    which = np.concatenate((np.arange(len(elements)), holders))
    faulty = faulty[which]
    entries = {
        "chain": pa.array(chain[which], pa.int32()),
        "child": pa.array(np.concatenate((np.zeros(len(elements), np.int32), child + 1)), pa.int32()),
        "certificate_type": types.take(pa.array(which)),
    }
    for field in HASH_FIELDS:
        cells = pa.concat_arrays([pc.struct_field(head, field), pc.struct_field(below, field)])
        faulty |= ~filled(cells)
        entries[COLUMN_OF[field]] = cells.dictionary_encode() if field != "serialNumber" else cells
    return owners[which], pa.table(entries), faulty


def _places(lists: pa.Array) -> tuple[Any, Any]:
    """Of each element of the lists, one behind the other: which list it is in, and where in it."""
    import pyarrow.compute as pc  # noqa: PLC0415  # see _table

    lengths = pc.list_value_length(lists).fill_null(0).to_numpy(zero_copy_only=False)
    holders = np.repeat(np.arange(len(lists)), lengths)
    return holders, np.arange(len(holders)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
