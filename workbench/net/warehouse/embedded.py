"""DuckDB in this process: in a temporary file, in memory, in a file that stays, or over a folder of Parquet."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.errors import InputError
from workbench.net.warehouse.days import view_days

if TYPE_CHECKING:
    from ibis.backends.duckdb import Backend

    from workbench.net.warehouse.places import Place

MEMORY_LIMIT = "512MB"
"""DuckDB's own share; what exceeds it goes to disk. With Python, Arrow and pandas beside it a process stays below 1 GB."""


def open_duckdb(place: Place, memory_limit: str) -> tuple[Backend, tempfile.TemporaryDirectory[str]]:
    """The connection, times in UTC, and the folder into which it spills, to be removed after it.

    Raises
    ------
    InputError
        The file is no DuckDB database, is in use by another process, or may not be read.
    """
    import duckdb  # noqa: PLC0415  # a tenth of a second that only a fleet pays
    import ibis  # noqa: PLC0415  # a quarter

    spill = tempfile.TemporaryDirectory(prefix="pnc-fleet-", ignore_cleanup_errors=True)
    # a temporary file, not memory: DuckDB packs strings in files only, and ten million entries are a tenth there
    stays = place.path is not None and not place.path.is_dir()
    file = str(place.path) if stays else ":memory:" if place.url == ":memory:" else str(Path(spill.name, "fleet.duckdb"))
    try:
        backend = ibis.duckdb.connect(file, memory_limit=memory_limit, temp_directory=str(Path(spill.name, "spill")))
    except duckdb.Error as error:
        spill.cleanup()
        raise _unusable(place, str(error)) from None
    backend.raw_sql(
        "SET preserve_insertion_order = false"
    )  # order is asked for where it counts; without it imports need less memory
    if place.path is not None and place.path.is_dir():
        try:
            view_days(backend, place.path)
        except BaseException:
            backend.disconnect()
            spill.cleanup()
            raise
    return backend, spill


def _unusable(place: Place, said: str) -> InputError:
    if "lock" in said.lower():
        return InputError(
            f"The DuckDB file {place.shown!r} is in use by another process.",
            hint="Close that notebook or program, or copy the file.",
        )
    if "memory" in said.lower() and "limit" in said.lower():
        return InputError(f"DuckDB does not take this memory limit: {said.splitlines()[0]}", hint='Write "640MB" or "4GB".')
    return InputError(
        f"DuckDB cannot open {place.shown!r}: {said.splitlines()[0]}",
        hint="Is it a DuckDB database, and may you read and write it? Files of data are read by `read_inventory`, not opened.",
    )
