"""Large flat tables, Parquet and CSV, batch by batch into where rows land."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from workbench.fleet.ingest import Context, read
from workbench.fleet.ingest.flat import read_flat
from workbench.fleet.ingest.rows import Gathering
from workbench.fleet.ingest.separated import header_of
from workbench.fleet.ingest.tally import Tally
from workbench.fleet.ingest.times import NAIVE
from workbench.net.fleet_data.flat_batches import land_runs, runs_of
from workbench.net.fleet_data.flat_shape import flat_shape
from workbench.net.fleet_data.lines import Piece, pieces_of
from workbench.net.fleet_data.plain import mask_of
from workbench.net.fleet_data.rows_landing import land_rows, lines_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pyarrow as pa

    from workbench.fleet.ingest import Rows
    from workbench.net.fleet_data.landing import Landing

_ROWS = 122_880
"""Rows of a batch of Parquet."""
_FEW = 64
_NUMBERS = frozenset({"chain", "child"})


def parquet_shape(path: Path) -> dict[str, int] | None:
    """See :func:`workbench.net.fleet_data.flat_shape.flat_shape`; None also where a column's type is none of the plain ones."""
    import pyarrow as pa  # noqa: PLC0415  # a tenth of a second that only a fleet pays
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        schema = pq.read_schema(path)
    except (pa.ArrowInvalid, OSError):
        return None
    shape = flat_shape(schema.names)
    if shape is None:
        return None
    for name, place in shape.items():
        kind = schema.types[place]
        kind = kind.value_type if pa.types.is_dictionary(kind) else kind
        text = pa.types.is_string(kind) or pa.types.is_large_string(kind)
        if not (text or (name == "seen_at" and pa.types.is_timestamp(kind)) or (name in _NUMBERS and pa.types.is_integer(kind))):
            return None
    return shape


def read_parquet(
    path: Path, shape: dict[str, int], name: str, into: tuple[Landing, Tally], context: Context, tell: Callable[[int], None]
) -> None:
    """Take a file of Parquet; rows are counted from 1."""
    import pyarrow as pa  # noqa: PLC0415  # see parquet_shape
    import pyarrow.compute as pc  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    first = 1
    # texts by dictionary: a hash stands there once, not once a row
    with pq.ParquetFile(path, read_dictionary=_texts(path, shape)) as file:
        share = path.stat().st_size / max(file.metadata.num_rows, 1)
        for table in _at_stations(file.iter_batches(_ROWS), shape["station"]):
            columns = {column: _text(table.column(place)) for column, place in shape.items()}
            seen_at = columns["seen_at"]
            naive = pa.types.is_timestamp(seen_at.type) and seen_at.type.tz is None
            if naive:
                columns["seen_at"] = pc.assume_timezone(seen_at.cast(pa.timestamp("us"), safe=False), "UTC")
            lines = np.arange(first, first + len(table))

            def others(left: Any, table: pa.Table = table, lines: Any = lines) -> Rows:
                gathering = Gathering(Tally())
                read_flat(table.take(pa.array(left)).to_pandas(), lines[left].tolist(), name, context, gathering)
                return gathering.rows()

            left = _land(columns, lines, name, into, (str(context.source), others))
            into[1].remark(NAIVE, naive * int((~left).sum()))
            first += len(table)
            tell(int(len(table) * share))


def _texts(path: Path, shape: dict[str, int]) -> list[str]:
    import pyarrow as pa  # noqa: PLC0415  # see parquet_shape
    import pyarrow.parquet as pq  # noqa: PLC0415

    schema = pq.read_schema(path)
    texts = {place for name, place in shape.items() if name not in {*_NUMBERS, "seen_at"}}
    kinds = (pa.string(), pa.large_string())
    return [schema.names[place] for place in sorted(texts) if schema.types[place] in kinds]


def _at_stations(batches: Iterator[pa.RecordBatch], station: int) -> Iterator[pa.Table]:
    """The batches as tables, cut where a station ends, so that an answer's rows seldom stand in two of them."""
    import pyarrow as pa  # noqa: PLC0415  # see parquet_shape
    import pyarrow.compute as pc  # noqa: PLC0415

    held = None
    for batch in batches:
        table = pa.Table.from_batches([batch])
        table = table if held is None else pa.concat_tables([held, table]).combine_chunks()
        names = _text(table.column(station))
        others = np.flatnonzero(~mask_of(pc.equal(names, names[-1])))
        cut = int(others[-1]) + 1 if len(others) else len(table)
        yield table.slice(0, cut)
        held = _compact(table.slice(cut)) if cut < len(table) else None
    if held is not None:
        yield held


def _compact(table: pa.Table) -> pa.Table:
    """The table with dictionaries of its own: those of a slice hold what the whole held, and would grow from batch to batch."""
    import pyarrow as pa  # noqa: PLC0415  # see parquet_shape

    for place, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            cells = table.column(place).combine_chunks()
            cells = cells if isinstance(cells, pa.Array) else pa.concat_arrays(cells.chunks)
            table = table.set_column(place, field.name, cells.dictionary_decode().dictionary_encode().cast(field.type))
    return table


def _text(column: pa.ChunkedArray) -> pa.Array:
    import pyarrow as pa  # noqa: PLC0415  # see parquet_shape

    if pa.types.is_dictionary(column.type):
        column = column.unify_dictionaries()
        if not pa.types.is_string(column.type.value_type):
            column = column.cast(pa.dictionary(pa.int32(), pa.string()))
    elif pa.types.is_large_string(column.type):
        column = column.cast(pa.string())
    whole = column.combine_chunks()
    return whole if isinstance(whole, pa.Array) else pa.concat_arrays(whole.chunks) if whole.chunks else pa.array([], column.type)


def _land(
    columns: dict[str, pa.Array], lines: Any, name: str, into: tuple[Landing, Tally], rest: tuple[str, Callable[[Any], Rows]]
) -> Any:
    """Number the answers of a batch by their lines, and land them; the other reader takes the rest; gives which rows that are."""
    import pyarrow as pa  # noqa: PLC0415  # see parquet_shape
    import pyarrow.compute as pc  # noqa: PLC0415

    landing, tally = into
    source, others = rest
    runs, left = runs_of(columns, source)
    rows = others(np.flatnonzero(left)) if left.any() else None
    first_lines = lines[runs.first]
    every = first_lines if rows is None else np.concatenate((first_lines, lines_of(rows.answers)))
    first = landing.numbers(len(every))
    numbers = np.empty(len(every), dtype=np.int64)
    numbers[np.argsort(every, kind="stable")] = np.arange(first, first + len(every))
    origins = pc.binary_join_element_wise(pa.scalar(name), pa.array(first_lines).cast(pa.string()), ":")
    land_runs(runs, numbers[: len(first_lines)], origins, landing)
    if rows is not None:
        tally.take(rows.tally)
        land_rows(rows, numbers[len(first_lines) :], landing, placed="chain" in columns)
    return left


def separated_shape(start: bytes) -> tuple[dict[str, int], list[str], str] | None:
    """The shape of a table of text whose first line names the columns, those names, and the separator; None for any other."""
    try:
        text = start[: start.rfind(b"\n") + 1].decode()
    except UnicodeDecodeError:
        return None
    header = header_of(text.replace("\r\n", "\n"))
    line = text.partition("\n")[0].rstrip("\r")
    if header is None or header[0] != 0 or '"' in line or "\r" in line:
        return None
    names = [name.strip() for name in line.split(header[1])]
    shape = flat_shape(names)
    return None if shape is None else (shape, names, header[1])


def read_separated(
    stream: BinaryIO,
    form: tuple[dict[str, int], list[str], str],
    name: str,
    into: tuple[Landing, Tally],
    context: Context,
    rest: tuple[bytes, Callable[[int], None]],
) -> None:
    """Take a table of text; ``rest``: what was read of the stream already, and what is called with the octets of each piece."""
    shape, names, separator = form
    start, tell = rest
    header = start[: start.find(b"\n") + 1]
    for piece in pieces_of(stream, start):
        waiting = [piece if piece.first_line > 1 else Piece(piece.content[len(header) :], 2)]
        while waiting:
            part = waiting.pop()
            if not part.content:
                continue
            table = _table(part, names, separator)
            if table is None and part.lines > _FEW:
                waiting += reversed(part.halves())
                continue
            lines = np.arange(part.first_line, part.first_line + part.lines)

            def others(left: Any, part: Piece = part, lines: Any = lines) -> Rows:
                texts = part.content.split(b"\n")
                content = header + b"\n".join(texts[one] for one in left)
                return read(content, name, context=Context(context.station, context.at, context.source, (1, *lines[left].tolist())))

            if table is None:
                rows = others(np.arange(part.lines))
                into[1].take(rows.tally)
                first = into[0].numbers(len(rows.answers))
                land_rows(rows, np.arange(first, first + len(rows.answers)), into[0], placed="chain" in shape)
            else:
                columns = {column: _text(table.column(place)) for column, place in shape.items()}
                _land(columns, lines, name, into, (str(context.source), others))
        tell(len(piece.content))


def _table(piece: Piece, names: list[str], separator: str) -> pa.Table | None:
    """The lines as Arrow reads them; None where it is not sure that each is a row whose cells are what the separators part."""
    import pyarrow as pa  # noqa: PLC0415  # see parquet_shape
    import pyarrow.csv as pv  # noqa: PLC0415

    content = piece.content
    if b"\0" in content or b"PRIVATE KEY" in content or content.count(b"\r") != content.count(b"\r\n"):
        return None
    quotes = content.count(b'"')
    if quotes and not _all_quoted(content, quotes, piece.lines, len(names), separator.encode()):
        return None
    try:
        table = pv.read_csv(
            pa.BufferReader(content),
            pv.ReadOptions(column_names=[str(place) for place in range(len(names))], block_size=1 << 22),
            pv.ParseOptions(delimiter=separator, quote_char='"' if quotes else False, ignore_empty_lines=False),
            pv.ConvertOptions(column_types={str(place): pa.string() for place in range(len(names))}, strings_can_be_null=False),
        )
    except (pa.ArrowInvalid, UnicodeDecodeError):
        return None
    return table if len(table) == piece.lines else None


def _all_quoted(content: bytes, quotes: int, lines: int, columns: int, separator: bytes) -> bool:
    """Whether every cell is in quotes and none has one in it."""
    ends = content.count(b'"\n"') + content.count(b'"\r\n"')
    return quotes == 2 * lines * columns and content.count(b'"' + separator + b'"') == lines * (columns - 1) and ends == lines - 1
