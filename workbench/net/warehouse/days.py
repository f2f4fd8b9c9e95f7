"""The folder of Parquet by day, as views: nothing is read before a question asks, and then only the columns and days that it needs.

``sightings/day=2026-11-21/*.parquet``, ``answers/day=2026-11-21/*.parquet``, ``stations.parquet``: Hive's way to name partitions,
which Spark and every warehouse read too. The day is that of ``seen_at`` in UTC.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.errors import InputError
from workbench.fleet.schema import ANSWERS, SIGHTINGS, STATIONS
from workbench.net.warehouse.sql import duckdb_type, identifier, text

if TYPE_CHECKING:
    from pathlib import Path

    from ibis.backends.duckdb import Backend

    from workbench.fleet.schema import Column

DECLARED: dict[str, tuple[Column, ...]] = {"sightings": SIGHTINGS, "answers": ANSWERS, "stations": STATIONS}


def is_by_day(folder: Path) -> bool:
    """Whether a folder holds a fleet by day."""
    return folder.is_dir() and (folder / "stations.parquet").is_file()


def view_days(backend: Backend, folder: Path) -> None:
    """Make ``sightings``, ``answers`` and ``stations`` views over the folder's files.

    Raises
    ------
    InputError
        The folder is no fleet by day, a file is no Parquet, or a declared column is missing.
    """
    import duckdb  # noqa: PLC0415  # a tenth of a second that only a fleet pays

    if not is_by_day(folder):
        raise InputError(
            f"The folder {str(folder)!r} holds no fleet by day: there is no stations.parquet in it.",
            hint="Files of other forms are read by `read_inventory`; a folder by day is what `write_by_day` wrote.",
        )
    for name, columns in DECLARED.items():
        try:
            backend.raw_sql(f"CREATE OR REPLACE VIEW {identifier(name)} AS {_selection(folder, name, columns)}").fetchall()
        except duckdb.Error as error:
            raise InputError(
                f"The Parquet files of {name!r} in {str(folder)!r} cannot be used: {str(error).splitlines()[0]}",
                hint=f"They need the columns {', '.join(column.name for column in columns)}.",
            ) from None


def _selection(folder: Path, name: str, columns: tuple[Column, ...]) -> str:
    file = folder / f"{name}.parquet"
    files = str(file) if file.is_file() else str(folder / name / "**" / "*.parquet")
    if not file.is_file() and next((folder / name).glob("**/*.parquet"), None) is None:
        # on a day without any entry there is no file
        return f"SELECT {', '.join(f'NULL::{duckdb_type(c)} AS {identifier(c.name)}' for c in columns)} WHERE false"
    casts = ", ".join(f"{identifier(c.name)}::{duckdb_type(c)} AS {identifier(c.name)}" for c in columns)
    return f"SELECT {casts} FROM read_parquet({text(files)}, hive_partitioning = true, union_by_name = true)"  # noqa: S608  # all quoted
