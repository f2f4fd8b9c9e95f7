"""Paths into a warehouse: the tables, and the report of what was refused."""

from __future__ import annotations

import os
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO
from zipfile import BadZipFile

import numpy as np

from workbench.errors import InputError
from workbench.fleet.ingest import Context
from workbench.fleet.ingest import read as read_file
from workbench.fleet.ingest.decoding import text_of
from workbench.fleet.ingest.reading import FRAME
from workbench.fleet.ingest.tally import Tally
from workbench.fleet.report import IngestReport, joined
from workbench.net.fleet_data import by_day, merging
from workbench.net.fleet_data.answer_files import read_answer_file
from workbench.net.fleet_data.answer_shape import answer_shape
from workbench.net.fleet_data.flat_files import parquet_shape, read_parquet, read_separated, separated_shape
from workbench.net.fleet_data.landing import Landing
from workbench.net.fleet_data.rows_landing import land_rows
from workbench.net.fleet_data.sources import sources_of
from workbench.net.warehouse import connect
from workbench.net.warehouse.places import Engine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workbench.fleet.ingest import Rows
    from workbench.fleet.tables import Tables
    from workbench.net.fleet_data.sources import Source
    from workbench.net.warehouse import Warehouse

LARGE = 1 << 20
"""Octets from which a plain file is read in pieces; smaller ones are read at once."""
MOST_WHOLE = 256 << 20
"""Octets of a file that is read at once."""
_MARK = b"\xef\xbb\xbf"
_BROKEN = (OSError, EOFError, zlib.error, BadZipFile, NotImplementedError)
_BROKEN_HINT = "Copy it again, or unpack it by hand."
_WHOLE = "The file has more than {:,} MiB and is none of those that are read in pieces."
_WHOLE_HINT = "Write it as JSONL (an answer a line), CSV or Parquet, or split it."


@dataclass
class _Run:
    """One reading: where rows go, what is told of them, how far it is."""

    landing: Landing
    tally: Tally
    context: Context
    large: int
    progress: Callable[[int, int], None]
    total: int = 0
    done: int = 0

    def tell(self, octets: int) -> None:
        self.done += octets
        self.progress(min(self.done, self.total), self.total)


def read(
    paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str] | Source],
    *,
    warehouse: Warehouse,
    context: Context | None = None,
    more: Sequence[Rows] = (),
    progress: Callable[[int, int], None] | None = None,
    large: int = LARGE,
) -> tuple[Tables, IngestReport]:
    """Everything in the files, as the warehouse's tables; a fleet that is in it already is added to.

    Parameters
    ----------
    paths
        Files, folders, patterns, zips, packed files, ``-`` for standard input, in any form that the exact reader knows; or a folder
        by day; or a source that holds its content. Later ones count as later where two answers are of one time.
    context
        What holds where the files do not say it.
    more
        Rows that were read elsewhere; they count as later than the files'.
    progress
        Called with octets done and of how many.
    large
        Octets from which a plain file is read in pieces.

    Raises
    ------
    InputError
        A path does not exist, or nothing in the files can be used.
    """
    given: list[str | os.PathLike[str] | Source] = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    if not given and not more:
        raise InputError("There is nothing to read.", hint="Name a file or a folder of answers.")
    sources = list(sources_of(given))
    only = sources[0].path if len(sources) == 1 else None
    if only is not None and only.is_dir() and not more and warehouse.engine is Engine.DUCKDB and not warehouse.has_tables():
        return by_day.in_place(warehouse, only)
    if warehouse.engine is Engine.DUCKDB:
        return _read_into(warehouse, (sources, more), context or Context(), progress or _silent, large)
    with connect() as staging:
        tables, report = _read_into(staging, (sources, more), context or Context(), progress or _silent, large)
        return warehouse.store(tables), report


def _read_into(
    warehouse: Warehouse,
    given: tuple[list[Source], Sequence[Rows]],
    context: Context,
    progress: Callable[[int, int], None],
    large: int,
) -> tuple[Tables, IngestReport]:
    sources, more = given
    connection = warehouse.backend.con
    added = warehouse.has_tables()
    first = merging.one(connection, "SELECT coalesce(max(answer) + 1, 0) FROM answers") if added else 0
    run = _Run(Landing(connection, first), Tally(), context, large, progress, sum(source.size for source in sources))
    try:
        for source in sources:
            _take(source, run)
        for rows in more:
            _take_rows(rows, run)
        landing = run.landing
        landing.flush()
        if added:
            connection.execute("BEGIN")
            merging.recall(connection)
        folded = merging.merge(connection)
        report = _report(run, landing, folded, len(sources) + len(more))
        _require_something(report)
        merging.settle(connection, added=added)
        if added:
            connection.execute("COMMIT")
    except BaseException:
        if added:
            _roll_back(connection)
        merging.drop(connection)
        raise
    return warehouse.tables(), report


def _require_something(report: IngestReport) -> None:
    if (fault := report.nothing_usable()) is not None:
        raise fault


def _roll_back(connection: Any) -> None:
    import duckdb  # noqa: PLC0415  # a tenth of a second that only a fleet pays

    try:
        connection.execute("ROLLBACK")
    except duckdb.TransactionException:  # none had begun
        return


def _report(run: _Run, landing: Landing, folded: int, files: int) -> IngestReport:
    return IngestReport(
        files=files,
        kept=landing.entries + landing.empty + landing.alone - folded,
        folded=folded + run.tally.folded,
        refused=tuple(run.tally.refused),
        refused_rows=run.tally.refused_rows,
        reasons=joined(run.tally.reasons),
        notes=run.tally.notes(),
    )


def _take(source: Source, run: _Run) -> None:
    before = run.done
    run.landing.file += 1
    try:
        if source.fault:
            run.tally.refuse(source.name, source.fault, "Look at its permissions, or copy it.")
        elif source.path is not None and source.path.is_dir():
            by_day.land(source.path, run.landing)
        else:
            with source.open() as stream:
                _take_stream(stream, source, run)
    except _BROKEN as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        run.tally.refuse(source.name, f"The file cannot be read to its end: {str(reason).rstrip('.')}.", _BROKEN_HINT)
    run.done = before
    run.tell(source.size)


def _take_stream(stream: BinaryIO, source: Source, run: _Run) -> None:
    start = stream.read(LARGE)
    if len(start) >= run.large:
        text = start.removeprefix(_MARK)
        shape = answer_shape(text) if text[:1] == b"{" and not FRAME.search(text.decode("latin-1")) else None
        if shape is not None:
            if text is not start:
                text_of(_MARK + b"[]", run.tally)  # says that there is a mark
            tell = run.tell if source.path is not None else _nothing
            read_answer_file(stream, source.name, shape, (run.landing, run.tally), run.context, (text, tell))
            return
        if start.startswith(b"PAR1") and source.path is not None and (flat := parquet_shape(source.path)) is not None:
            read_parquet(source.path, flat, source.name, (run.landing, run.tally), run.context, run.tell)
            return
        if (
            not start.startswith(b"PAR1")
            and (form := separated_shape(start)) is not None
            and not FRAME.search(start.decode("latin-1"))
        ):
            tell = run.tell if source.path is not None else _nothing
            read_separated(stream, form, source.name, (run.landing, run.tally), run.context, (start, tell))
            return
    content = start + stream.read(MOST_WHOLE + 1 - len(start))
    if len(content) > MOST_WHOLE:
        run.tally.refuse(source.name, _WHOLE.format(MOST_WHOLE >> 20), _WHOLE_HINT)
        return
    _take_rows(read_file(content, source.name, context=run.context), run)


def _take_rows(rows: Rows, run: _Run) -> None:
    run.tally.take(rows.tally)
    first = run.landing.numbers(len(rows.answers))
    land_rows(rows, np.arange(first, first + len(rows.answers)), run.landing)


def _silent(_done: int, _total: int) -> None:
    pass


def _nothing(_octets: int) -> None:
    pass
