"""Where rows land on the way in: three tables of DuckDB, filled in batches of Arrow, one transaction for all."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any

from workbench.fleet.schema import ANSWERS, SIGHTINGS, STATIONS, schema_of
from workbench.net.warehouse.sql import definition, duckdb_type, identifier

if TYPE_CHECKING:
    import pyarrow as pa

    from workbench.fleet.schema import Column

LANDED = {"sightings": "pnc_sightings", "answers": "pnc_answers", "told": "pnc_told"}
"""What is landed, and in which table."""
_MOST_WAITING, _MOST_OCTETS = 500_000, 64 << 20
"""Rows, and octets, that wait in memory: DuckDB packs many at a time in half the time of few."""


class Kind(IntEnum):
    """How an answer's entries came, which says what of them is one when answers meet."""

    LISTED = 0
    """By one message: what it lists twice is there twice."""
    LOOSE = 1
    """As rows that stand for themselves: each is a chain of its own, and equal ones are one."""
    PLACED = 2
    """As rows that say in which chain they stand: those of one file are one answer, wherever in it they are."""


_COPIES = """
INSERT INTO pnc_copies SELECT DISTINCT answer FROM (
    SELECT answer FROM pnc_landing
    GROUP BY answer, hash(certificate_type, hash_algorithm, issuer_name_hash, issuer_key_hash, serial_number) HAVING count(*) > 1
)
"""


class Landing:
    """Rows on their way into a warehouse; numbers of answers are given here.

    Attributes
    ----------
    connection
        DuckDB's.
    next_answer
        The number of the next answer.
    file
        The number of the file whose rows land.
    entries, empty, alone
        What landed: hash entries, answers without any, and what was told of stations where no answer stands beside it.
    """

    def __init__(self, connection: Any, first_answer: int) -> None:
        self.connection = connection
        self.next_answer = first_answer
        self._waiting: dict[str, list[pa.Table]] = {name: [] for name in LANDED}
        self._told = 0
        self._loose = False
        self.file = 0
        self.entries = self.empty = self.alone = 0
        self._schemas = _schemas()
        for name, table in LANDED.items():
            connection.execute(f"DROP TABLE IF EXISTS {table}")
            connection.execute(f"CREATE TABLE {table} ({_definition(name)})")
        connection.execute("CREATE OR REPLACE TABLE pnc_copies (answer BIGINT)")  # loose answers that list an entry twice

    def numbers(self, count: int) -> int:
        """The first of so many new numbers of answers."""
        first = self.next_answer
        self.next_answer += count
        return first

    def land_answers(self, table: pa.Table, kind: Kind) -> None:
        """Add answers of one kind: the columns of ``answers``."""
        import numpy as np  # noqa: PLC0415  # see land_told
        import pyarrow as pa  # noqa: PLC0415

        count = len(table)
        table = table.append_column("kind", pa.array(np.full(count, kind, np.int8)))
        self.land("answers", table.append_column("file", pa.array(np.full(count, self.file, np.int32))))

    def land(self, name: str, table: pa.Table, *, loose: bool = False) -> None:
        """Add rows; columns by name, strings plain or by dictionary."""
        self._loose |= loose
        if len(table):
            self.entries += len(table) if name == "sightings" else 0
            self._waiting[name].append(table)
            waiting = self._waiting[name]
            if sum(map(len, waiting)) >= _MOST_WAITING or sum(one.nbytes for one in waiting) >= _MOST_OCTETS:
                self._put(name)

    def land_told(self, frame: dict[str, Any]) -> None:
        """Add what was told of stations: station, told_at and the columns of ``stations``, in the order read."""
        import numpy as np  # noqa: PLC0415  # only a fleet pays
        import pyarrow as pa  # noqa: PLC0415

        count = len(frame["station"])
        schema = self._schemas["told"]
        columns = {"place": np.arange(self._told, self._told + count), **frame}
        arrays = [
            pa.array(columns[field.name], field.type, from_pandas=True) if field.name in columns else pa.nulls(count, field.type)
            for field in schema
        ]
        self._told += count
        self.land("told", pa.Table.from_arrays(arrays, schema=schema))

    def land_tables(self, other: Any) -> None:
        """Add the tables ``sightings``, ``answers`` and ``stations`` of another connection of DuckDB, their answers numbered on."""
        import pyarrow as pa  # noqa: PLC0415  # see land_told
        import pyarrow.compute as pc  # noqa: PLC0415

        low, high = other.execute("SELECT coalesce(min(answer), 0), coalesce(max(answer), -1) FROM answers").fetchall()[0]
        shift = self.numbers(high - low + 1) - low
        for name in ("answers", "sightings"):
            for batch in other.sql(f"SELECT * FROM {name}").to_arrow_reader(_MOST_WAITING):  # noqa: S608  # one of two words
                table = pa.Table.from_batches([batch])
                table = table.set_column(table.column_names.index("answer"), "answer", pc.add(table["answer"], shift))
                if name == "answers":
                    self.land_answers(table, Kind.LISTED)
                else:
                    self.land(name, table)
        self.empty += other.execute(
            "SELECT count(*) FROM answers a WHERE NOT EXISTS (FROM sightings s WHERE s.answer = a.answer)"
        ).fetchall()[0][0]
        for batch in other.sql("SELECT * FROM stations").to_arrow_reader(_MOST_WAITING):
            self.land_told({name: batch[name] for name in batch.schema.names})

    def renumber(self, answers: Any) -> None:
        """Have the chains of these answers numbered anew in the end."""
        import pyarrow as pa  # noqa: PLC0415  # see land_told

        self.connection.register("pnc_landing", pa.table({"answer": answers}))
        try:
            self.connection.execute("INSERT INTO pnc_copies SELECT answer FROM pnc_landing")
        finally:
            self.connection.unregister("pnc_landing")

    def flush(self) -> None:
        """Everything that waits goes into the tables."""
        for name in LANDED:
            self._put(name)

    def _put(self, name: str) -> None:
        import pyarrow as pa  # noqa: PLC0415  # see land_told

        if not self._waiting[name]:
            return
        waiting = [table.select(self._schemas[name].names) for table in self._waiting[name]]
        if any(table.schema.types != waiting[0].schema.types for table in waiting):  # some by dictionary, some plain
            waiting = [table.cast(self._schemas[name]) for table in waiting]
        table = pa.concat_tables(waiting)
        self._waiting[name] = []
        self.connection.register("pnc_landing", table)
        try:
            columns = ", ".join(identifier(column) for column in self._schemas[name].names)
            self.connection.execute(f"INSERT INTO {LANDED[name]} ({columns}) SELECT {columns} FROM pnc_landing")  # noqa: S608  # declared names
            if name == "sightings" and self._loose:
                self.connection.execute(_COPIES)
                self._loose = False
        finally:
            self.connection.unregister("pnc_landing")
            del waiting, table
            pa.default_memory_pool().release_unused()


def _schemas() -> dict[str, Any]:
    import pyarrow as pa  # noqa: PLC0415  # see Landing.land_told

    told = schema_of(STATIONS).to_pyarrow()
    told = pa.schema([*told, pa.field("told_at", pa.timestamp("us", "UTC")), pa.field("place", pa.int64())])
    told = pa.schema([field.with_nullable(True) for field in told])  # noqa: FBT003  # Arrow's
    answers = schema_of(ANSWERS).to_pyarrow()
    return {
        "sightings": schema_of(SIGHTINGS).to_pyarrow(),
        "answers": answers.append(pa.field("kind", pa.int8())).append(pa.field("file", pa.int32())),
        "told": told,
    }


def _definition(name: str) -> str:
    if name == "sightings":
        return definition(SIGHTINGS)
    if name == "answers":
        return f"{definition(ANSWERS)}, kind TINYINT NOT NULL, file INTEGER NOT NULL"
    return f"{_columns(STATIONS)}, told_at TIMESTAMPTZ, place BIGINT NOT NULL"


def _columns(columns: tuple[Column, ...]) -> str:
    return ", ".join(f"{identifier(one.name)} {duckdb_type(one)}" for one in columns)
