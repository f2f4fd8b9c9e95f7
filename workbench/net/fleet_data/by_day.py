"""Parquet by day: written out of any engine's tables, found again without being loaded, or taken into a warehouse."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.errors import InputError
from workbench.fleet.report import IngestReport
from workbench.net.warehouse import connect
from workbench.net.warehouse.days import DECLARED, is_by_day, view_days
from workbench.net.warehouse.sql import identifier, text

if TYPE_CHECKING:
    import os

    from workbench.fleet.tables import Tables
    from workbench.net.fleet_data.landing import Landing
    from workbench.net.warehouse import Warehouse

_GROUP = 122_880


def write_by_day(tables: Tables, folder: str | os.PathLike[str]) -> Path:
    """Write the tables as Parquet by day of ``seen_at`` (UTC) into a folder that is empty or not there; gives the folder.

    ``sightings/day=2026-11-21/*.parquet``, ``answers/day=2026-11-21/*.parquet``, ``stations.parquet``.

    Raises
    ------
    InputError
        There is something in the folder.
    """
    place = Path(folder)
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise InputError(f"{str(folder)!r} is there already and not empty.", hint="Name a folder that is empty or not there yet.")
    place.mkdir(parents=True, exist_ok=True)
    source = getattr(tables.sightings.get_backend(), "con", None)
    if tables.sightings.get_backend().name == "duckdb":
        _write(source, {name: f"({getattr(tables, name).compile()})" for name in DECLARED}, place)
        return place
    with connect() as staging:
        staging.store(tables)
        _write(staging.backend.con, {name: identifier(name) for name in DECLARED}, place)
    return place


def _write(connection: Any, queries: dict[str, str], place: Path) -> None:
    for name, columns in DECLARED.items():
        names = ", ".join(identifier(column.name) for column in columns)
        options = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_GROUP}"
        if name == "stations":
            file, chosen = place / "stations.parquet", names
        else:
            # not sorted: rows lie as they were read, which is by answer, and sorting ten million takes longer than all else
            day = "strftime(seen_at AT TIME ZONE 'UTC', '%Y-%m-%d') AS day"
            file, chosen = place / name, f"{names}, {day}"
            options += ", PARTITION_BY (day)"
        query = f"SELECT {chosen} FROM {queries[name]}"  # noqa: S608  # declared names
        connection.execute(f"COPY ({query}) TO {text(str(file))} ({options})")


def in_place(warehouse: Warehouse, folder: Path) -> tuple[Tables, IngestReport]:
    """A folder by day as the warehouse's tables; nothing is copied."""
    view_days(warehouse.backend, folder)
    count = warehouse.backend.con.execute("SELECT count(*) FROM sightings").fetchall()[0][0]
    note = "The folder by day is asked where it is; answers that list nothing are not counted here."
    return warehouse.tables(), IngestReport(files=1, kept=int(count), notes=(note,))


def land(folder: Path, landing: Landing) -> None:
    """Take a folder by day in among other files."""
    if not is_by_day(folder):
        raise InputError(f"The folder {str(folder)!r} holds no fleet by day.", hint="Name its files.")
    with connect() as other:
        view_days(other.backend, folder)
        landing.land_tables(other.backend.con)
