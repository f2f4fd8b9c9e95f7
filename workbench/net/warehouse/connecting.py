"""From the text that says where to the open warehouse."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

from workbench.net.warehouse.embedded import MEMORY_LIMIT, open_duckdb
from workbench.net.warehouse.places import Engine, place_of
from workbench.net.warehouse.servers import open_other, open_postgresql, open_spark
from workbench.net.warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from pathlib import Path


def connect(where: str | Path | None = None, *, memory_limit: str = MEMORY_LIMIT) -> Warehouse:
    """A warehouse, open until it is closed.

    Parameters
    ----------
    where
        None: DuckDB in a temporary file, gone at the end; ``":memory:"``: DuckDB in memory, for little; ``"fleet.duckdb"``: a file
        that stays; a folder by day, as :func:`workbench.net.fleet_data.write_by_day` writes it;
        ``"postgresql://user:password@host/database"``; ``"spark://local[2]"``, ``"spark://host:7077"``, or ``"pyspark://"`` for the
        running session; another connection string of Ibis.
    memory_limit
        Of DuckDB, as ``"640MB"``; what exceeds it is written to disk.

    Raises
    ------
    InputError
        It is none of these, cannot be opened, or its driver is not installed.
    NetworkError
        The server does not answer.
    """
    place = place_of(where)
    if place.engine is Engine.DUCKDB:
        embedded, spill = open_duckdb(place, memory_limit)
        return Warehouse(place, embedded, spill, embedded.disconnect)
    spill = tempfile.TemporaryDirectory(prefix="pnc-fleet-", ignore_cleanup_errors=True)
    try:
        if place.engine is Engine.SPARK:
            backend, end = open_spark(place)
            return Warehouse(place, backend, spill, end)
        backend = open_postgresql(place) if place.engine is Engine.POSTGRESQL else open_other(place)
    except BaseException:
        spill.cleanup()
        raise
    return Warehouse(place, backend, spill, backend.disconnect)
