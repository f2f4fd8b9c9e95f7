"""Tables of anywhere into an engine, in batches: Arrow for DuckDB, COPY for PostgreSQL, Parquet for a Spark of this machine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.errors import InputError
from workbench.fleet.schema import schema_of
from workbench.net.warehouse.days import DECLARED
from workbench.net.warehouse.places import Engine
from workbench.net.warehouse.sql import definition, duckdb_type, identifier

if TYPE_CHECKING:
    import pyarrow as pa

    from workbench.fleet.schema import Column
    from workbench.fleet.tables import Tables
    from workbench.net.warehouse.warehouse import Warehouse

_BATCH = 100_000


def stored(warehouse: Warehouse, tables: Tables | Mapping[str, Any], *, replace: bool) -> Tables:
    """See :meth:`workbench.net.warehouse.Warehouse.store`."""
    given = tables if isinstance(tables, Mapping) else {name: getattr(tables, name) for name in DECLARED}
    absent = [name for name in DECLARED if name not in given]
    if absent:
        raise InputError(f"There is no table {absent[0]!r} in what is to be stored.", hint="Give sightings, answers and stations.")
    there = sorted(set(DECLARED) & warehouse.names())
    if there and not replace:
        raise InputError(
            f"There is a table {there[0]!r} in {warehouse.describe} already; nothing was changed.",
            hint="Give replace=True to have it overwritten, or another database or schema.",
        )
    for name, columns in DECLARED.items():
        _require(name, given[name], columns)
    put = {Engine.DUCKDB: _into_duckdb, Engine.POSTGRESQL: _into_postgresql, Engine.SPARK: _into_spark}.get(
        warehouse.engine, _by_ibis
    )
    faults: list[InputError] = []
    for name, columns in DECLARED.items():
        try:
            put(warehouse, name, reader_of(name, given[name], columns, faults))
        except Exception:
            if faults:  # the engine that was reading wraps it in an error of its own
                raise faults[0] from None
            raise
    return warehouse.tables()


def _require(name: str, given: Any, columns: tuple[Column, ...]) -> None:
    names = getattr(given, "columns", None)  # of frames and of Ibis' tables; Arrow's have cells under that name
    if hasattr(given, "schema") and hasattr(given.schema, "names") and not callable(given.schema):
        names = given.schema.names
    if names is None:
        raise InputError(
            f"The table {name!r} cannot be read: it is {type(given).__name__}.", hint="Give a pandas frame or an Arrow table."
        )
    absent = [column for column in columns if column.name not in list(names)]
    if absent:
        raise InputError(
            f"The table {name!r} has no column {absent[0].name!r} ({absent[0].means}).",
            hint=f"It needs {', '.join(column.name for column in columns)}.",
        )


def reader_of(name: str, given: Any, columns: tuple[Column, ...], faults: list[InputError]) -> pa.RecordBatchReader:
    """The declared columns of a frame, an Arrow table or reader, or an Ibis table, in batches and in their declared types.

    Parameters
    ----------
    faults
        Where the error of a value goes that does not fit its type: it is raised too, when its batch is read.
    """
    import pyarrow as pa  # noqa: PLC0415  # a tenth of a second that only a fleet pays

    schema = schema_of(columns).to_pyarrow()

    def batches() -> Any:
        try:
            for batch in _given_batches(given, schema.names):
                yield pa.RecordBatch.from_arrays([batch[field.name].cast(field.type) for field in schema], schema=schema)
        except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as error:
            faults.append(InputError(f"A value of the table {name!r} does not fit: {error}", hint="See workbench.fleet.schema."))
            raise faults[0] from None

    return pa.RecordBatchReader.from_batches(schema, batches())


def _given_batches(given: Any, names: list[str]) -> Any:
    import pyarrow as pa  # noqa: PLC0415  # see reader_of

    if hasattr(given, "to_pyarrow_batches"):
        return _batches_of(given.select(names))
    if isinstance(given, pa.RecordBatchReader):
        return given
    table = given if isinstance(given, pa.Table) else pa.Table.from_pandas(given, preserve_index=False)
    return table.to_reader(max_chunksize=_BATCH)


def _batches_of(table: Any) -> pa.RecordBatchReader:
    backend = table._find_backend(use_default=True)  # noqa: SLF001  # Ibis has no other word for it
    if backend.name != "duckdb":
        return table.to_pyarrow_batches(chunk_size=_BATCH)
    # not to_pyarrow_batches(): Ibis 12 calls there what DuckDB 2 no longer has
    return backend._to_duckdb_relation(table).to_arrow_reader(_BATCH)  # noqa: SLF001  # as above


def _into_duckdb(warehouse: Warehouse, name: str, reader: pa.RecordBatchReader) -> None:
    connection = warehouse.backend.con
    there = dict(connection.execute("SELECT table_name, table_type FROM information_schema.tables").fetchall())
    if name in there:
        connection.execute(f"DROP {'VIEW' if there[name] == 'VIEW' else 'TABLE'} {identifier(name)}")
    columns = DECLARED[name]
    connection.register("pnc_given", reader)
    try:
        connection.execute(f"CREATE TABLE {identifier(name)} ({definition(columns)})")
        casts = ", ".join(f"{identifier(one.name)}::{duckdb_type(one)}" for one in columns)
        connection.execute(f"INSERT INTO {identifier(name)} SELECT {casts} FROM pnc_given")  # noqa: S608  # all quoted
    finally:
        connection.unregister("pnc_given")


def _into_postgresql(warehouse: Warehouse, name: str, reader: pa.RecordBatchReader) -> None:
    import psycopg  # noqa: PLC0415  # an extra

    backend = warehouse.backend
    if name in warehouse.names():
        _drop(backend, name)
    table = backend.create_table(name, schema=schema_of(DECLARED[name]))
    names = ", ".join(identifier(one.name) for one in DECLARED[name])
    with backend.con.cursor() as cursor, backend.con.transaction():
        try:
            with cursor.copy(f"COPY {identifier(table.get_name())} ({names}) FROM STDIN") as copy:
                for batch in reader:
                    for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                        copy.write_row(row)
        except psycopg.DataError as error:
            raise InputError(
                f"PostgreSQL does not take a value of {name!r}: {str(error).splitlines()[0]}", hint="A text with a NUL character?"
            ) from None
        # its planner takes a table that nobody counted for tiny: joins without end would be what it chooses
        cursor.execute(f"ANALYZE {identifier(table.get_name())}")


def _into_spark(warehouse: Warehouse, name: str, reader: pa.RecordBatchReader) -> None:
    import pyarrow.parquet as pq  # noqa: PLC0415  # see reader_of

    session = warehouse.backend._session  # noqa: SLF001  # Ibis has no other word for it
    if not session.sparkContext.master.startswith("local"):
        # its workers do not see this machine's disk
        session.createDataFrame(reader.read_all()).createOrReplaceTempView(name)
        return
    file = Path(warehouse.spill_folder, f"{name}.parquet")
    with pq.ParquetWriter(file, reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)
    session.read.parquet(str(file)).createOrReplaceTempView(name)


def _by_ibis(warehouse: Warehouse, name: str, reader: pa.RecordBatchReader) -> None:
    import ibis  # noqa: PLC0415  # a quarter of a second that only a fleet pays

    if name in warehouse.names():
        _drop(warehouse.backend, name)
    warehouse.backend.create_table(name, ibis.memtable(reader.read_all(), schema=schema_of(DECLARED[name])))


def _drop(backend: Any, name: str) -> None:
    # not drop_table(): what Ibis 12 writes for it with the newest sqlglot lacks the table's name
    backend.raw_sql(f'DROP TABLE "{name}"').close()
