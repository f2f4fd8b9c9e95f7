"""Inventories in a notebook: whatever holds stations' answers, read, or opened where it is kept, and ready to be asked."""

from __future__ import annotations

import io
import os
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from workbench.errors import InputError
from workbench.fleet.ingest import Context, read_frame
from workbench.fleet.inventory import Inventory
from workbench.fleet.known import Known
from workbench.fleet.schema import Side
from workbench.lab.inventory_of_csms import rows_of_csms
from workbench.net import clock
from workbench.net.fleet_data import read
from workbench.net.fleet_data.sources import Source
from workbench.net.given import is_pasted, items_of
from workbench.net.machines.csms import Csms
from workbench.net.warehouse import Warehouse, connect
from workbench.sample_pki import reference_time_for
from workbench.views.progress import NotebookProgress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from workbench.certs.items import Item
    from workbench.fleet.ingest import Rows
    from workbench.fleet.report import IngestReport
    from workbench.fleet.tables import Tables

    Progress = Callable[[int, int], None]


def read_inventory(  # noqa: PLR0913  # each is one thing that the caller may know
    *data: Any,
    records: Any = (),
    certificates: Any = (),
    csms_chain: Any = (),
    private: Any = (),
    station: str | None = None,
    at: datetime | None = None,
    warehouse: Warehouse | Path | str | None = None,
    progress: Progress | None = None,
) -> Inventory:
    """What stations have installed, ready to be asked: ``.installed()``, ``.who_breaks("V2G Root A")`` ...

    Parameters
    ----------
    data
        Answers to GetInstalledCertificateIds, and what else is known of stations: files (JSON, JSONL, CSV, Parquet, Excel, OCPP-J
        logs), folders, patterns, zips, pasted text, bytes, frames, or a running :class:`~workbench.net.machines.csms.Csms`: then
        its stations' last answers, and its own records. None at all: the warehouse holds the fleet already.
    records
        The CSMS's own records of its stations, in any of these forms.
    certificates
        What names the entries: whatever ``wb.load`` takes.
    csms_chain
        The chain that the CSMS's server shows, leaf first. Without it, questions about CSMS roots are answered "not checked".
    private
        Certificates whose CAs count as private though they are at hand.
    station
        Who answered, where the data do not say.
    at
        When is now, UTC-aware; default: now, or the samples' reference time where all certificates are samples.
    warehouse
        Where the tables are, or go: None, a temporary DuckDB file; ``"fleet.duckdb"``; a folder of Parquet by day;
        ``"postgresql://user@host/database"``; ``"spark://local[2]"``; an open :class:`~workbench.net.warehouse.Warehouse`.
    progress
        Called with how much of how much is done; None: a bar in a notebook, where it takes longer than a second.

    Returns
    -------
    Inventory
        It holds its warehouse open as long as it lives. What could not be read is in its ``report``.

    Raises
    ------
    InputError
        A path does not exist, nothing can be used, or the warehouse is none.
    NetworkError
        The warehouse's server does not answer.
    """
    known, chain, marked = (tuple(items_of(given)) for given in (certificates, csms_chain, private))
    moment = _moment(at, known)
    held = warehouse if isinstance(warehouse, Warehouse) else connect(warehouse)
    try:
        with NotebookProgress("Reading:") as bar:
            tables, report = _read(data, records, held, Context(station, moment), progress or bar)
        pile = Known.of(known)
    except BaseException:
        if held is not warehouse:
            held.close()
        raise
    return Inventory(
        tables,
        pile,
        moment,
        csms_chain=chain,
        private=frozenset(item.facts.sha256 for item in marked if item.facts is not None),
        report=report,
        progress=progress or NotebookProgress("Strange entries:"),
        holds=held,
    )


def _read(
    data: tuple[Any, ...], records: Any, warehouse: Warehouse, context: Context, progress: Progress
) -> tuple[Tables, IngestReport | None]:
    """Each side's files in turn: a warehouse with a fleet in it is added to."""
    others = records if isinstance(records, list | tuple) else (records,)
    tables = report = None
    for side, given in ((Side.STATION, data), (Side.CSMS, others)):
        said = Context(context.station, context.at, side)
        paths, rows = _apart(given, said)
        if paths or rows:
            tables, more = read(paths, warehouse=warehouse, context=said, more=rows, progress=progress)
            report = more if report is None else report.plus(more)
    return tables or warehouse.tables(), report


def _apart(given: Iterable[Any], context: Context) -> tuple[list[Any], list[Rows]]:
    """Paths and held content, and rows of what is a table, or a CSMS, already."""
    import pandas as pd  # noqa: PLC0415  # half a second that only a fleet pays

    paths: list[Any] = []
    rows: list[Rows] = []
    for number, one in enumerate(given, 1):
        if isinstance(one, Csms):
            rows += rows_of_csms(one)
        elif isinstance(one, pd.DataFrame):
            rows.append(read_frame(one, f"frame {number}", context=context))
        elif isinstance(one, bytes | bytearray | memoryview):
            paths.append(_held(bytes(one), f"bytes {number}"))
        elif isinstance(one, str) and is_pasted(one):
            paths.append(_held(one.encode("utf-8", "surrogatepass"), f"text {number}"))
        elif isinstance(one, str | os.PathLike):
            paths.append(one)
        else:
            raise InputError(
                f"This holds no answers of stations: {type(one).__name__}.",
                hint="Give files, folders, pasted text, bytes, a pandas frame, or a running wb.Csms.",
            )
    return paths, rows


def _held(content: bytes, name: str) -> Source:
    @contextmanager
    def opened() -> Iterator[BinaryIO]:
        yield io.BytesIO(content)

    return Source(name, len(content), None, opened)


def _moment(at: Any, known: tuple[Item, ...]) -> datetime:
    if at is None:
        return reference_time_for(known) or clock.now()
    if not isinstance(at, datetime) or at.tzinfo is None:
        raise InputError("This is no time with a zone.", hint="Write datetime(2026, 11, 21, tzinfo=UTC).")
    return at.astimezone(UTC)
