"""An open warehouse: its tables, storing new ones, closing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from workbench.display import Card, Readable, view
from workbench.errors import InputError
from workbench.fleet.tables import Tables
from workbench.net.warehouse.days import DECLARED
from workbench.net.warehouse.places import Engine
from workbench.net.warehouse.storing import stored

if TYPE_CHECKING:
    import tempfile
    from collections.abc import Callable, Mapping

    from workbench.net.warehouse.places import Place


class Warehouse(Readable):
    """Where a fleet's tables are, and the engine that computes over them.

    Attributes
    ----------
    place
        Where; its texts hold no password.
    backend
        Ibis' connection.
    """

    def __init__(self, place: Place, backend: Any, spill: tempfile.TemporaryDirectory[str], end: Callable[[], None]) -> None:
        self.place = place
        self.backend = backend
        self._spill = spill
        self._end: Callable[[], None] | None = end

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the connection and remove what was temporary; tables of it can be asked no more. Twice is once."""
        if self._end is not None:
            end, self._end = self._end, None
            try:
                end()
            finally:
                self._spill.cleanup()

    @property
    def engine(self) -> Engine:
        """Who computes."""
        return self.place.engine

    @property
    def describe(self) -> str:
        """Engine and place in a line, without password."""
        return f"{self.engine.value} at {self.place.shown}" if self.place.url != ":memory:" else "DuckDB in memory"

    @property
    def spill_folder(self) -> str:
        """A folder of this warehouse's own, removed when it is closed."""
        return self._spill.name

    def names(self) -> set[str]:
        """The tables and views that can be asked."""
        if self.engine is Engine.DUCKDB:
            # not list_tables(): Ibis 12 calls there what DuckDB 2 no longer has
            return {name for (name,) in self.backend.con.execute("SELECT table_name FROM information_schema.tables").fetchall()}
        return set(self.backend.list_tables())

    def has_tables(self) -> bool:
        """Whether a fleet is in it already."""
        return set(DECLARED) <= self.names()

    def tables(self) -> Tables:
        """The tables or views named ``sightings``, ``answers`` and ``stations``.

        Raises
        ------
        InputError
            One is not there, or has not the declared columns.
        """
        there = self.names()
        absent = [name for name in DECLARED if name not in there]
        if absent:
            raise InputError(
                f"There is no table or view {absent[0]!r} in {self.describe}.",
                hint="A fleet is three tables: sightings, answers, stations; views of these names over tables of your own will do.",
            )
        return Tables(**{name: self.backend.table(name) for name in DECLARED})

    def store(self, tables: Tables | Mapping[str, Any], *, replace: bool = False) -> Tables:
        """Keep a fleet here.

        Parameters
        ----------
        tables
            Of any connection; or by name pandas frames, Arrow tables or Arrow's readers. Only the declared columns are kept.
        replace
            Whether tables of these names give way.

        Raises
        ------
        InputError
            A table or a declared column is missing, there are tables of these names, or the engine does not take the values.
        """
        return stored(self, tables, replace=replace)

    def _card(self) -> Card:
        return Card(
            "Warehouse",
            [("Engine", self.engine.value), ("Place", self.place.shown), ("Open", "no" if self._end is None else "yes")],
        )

    def __repr__(self) -> str:
        return f"<Warehouse: {self.describe}>"

    def __str__(self) -> str:
        return self._card().to_text(120)

    def _repr_html_(self) -> str:
        return str(view(self._card().to_html()))
