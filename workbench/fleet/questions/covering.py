"""What the answers at hand do not cover: an entry that nobody asked for is neither there nor absent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.display.counting import counted
from workbench.fleet.frames import frame_of
from workbench.fleet.questions.naming import texts
from workbench.fleet.schema import CERTIFICATE_TYPES, Side
from workbench.fleet.tables import by_type, last

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    import ibis.expr.types as ir
    import pandas as pd

    from workbench.fleet.inventory import Inventory
    from workbench.fleet.tables import Tables


def expression(tables: Tables, at: datetime | None, source: str = Side.STATION) -> ir.Table:
    """By certificate type: at how many stations an answer covers it, and at how many of them what was asked is not told.

    Returns
    -------
    certificate_type, stations, guessed; a type that no answer covers has no row.
    """
    import ibis  # noqa: PLC0415  # see workbench.fleet.schema

    few = tables.questions(source, at)
    # most stations were only ever asked one question: they are counted by question
    alone = few.filter(few.several == 1)
    alone = alone.group_by("asked").aggregate(stations=alone.count())
    several = last(by_type(few.filter(few.several > 1)), "station", "certificate_type")
    several = several.select("asked", "certificate_type", stations=ibis.literal(1, "int64"))
    both = by_type(alone).select("asked", "certificate_type", "stations").union(several)
    return both.group_by("certificate_type").aggregate(
        stations=both.stations.sum(), guessed=both.asked.isnull().ifelse(both.stations, 0).sum()
    )


def marked(tables: Tables, **lists: ir.Table) -> ir.Table:
    """Every station, and every certificate type of it that one of these lists has, with which of them have it.

    Parameters
    ----------
    lists
        Tables with station and certificate_type, by name.

    Returns
    -------
    station, certificate_type (absent once for each station: the station itself); for each list ``NAME`` and ``ever_NAME``, 1 or 0:
    whether it has this type, and whether it has any type of the station.
    """
    import ibis  # noqa: PLC0415  # see workbench.fleet.schema

    def marks(mine: str) -> dict[str, ir.IntegerScalar]:
        return {name: ibis.literal(int(name == mine), "int64") for name in lists}

    stations = tables.stations
    parts = [stations.select(**texts(stations, "station"), certificate_type=ibis.null("string"), **marks(""))]
    parts += [table.select(**texts(table, "station", "certificate_type"), **marks(name)) for name, table in lists.items()]
    every = ibis.union(*parts)
    told = every.group_by(["station", "certificate_type"]).aggregate(**{name: every[name].max() for name in lists})
    whole = ibis.window(group_by="station")
    return told.mutate(**{f"ever_{name}": told[name].max().over(whole) for name in lists})


@dataclass(frozen=True, eq=False, slots=True)
class Coverage:
    """What the answers cover.

    Attributes
    ----------
    types
        :func:`expression` for every certificate type, in OCPP's order.
    heard
        Of how many stations there is any answer.
    stations
        How many there are.
    """

    types: pd.DataFrame
    heard: int
    stations: int

    @classmethod
    def of(cls, tables: Tables, at: datetime, source: str = Side.STATION) -> Coverage:
        """The engine runs now."""
        import pandas as pd  # noqa: PLC0415  # see workbench.fleet.frames

        found = frame_of(expression(tables, at, source)).set_index("certificate_type")
        filled = found.reindex(pd.Index(CERTIFICATE_TYPES, name="certificate_type")).fillna(0).reset_index()
        answers = tables.answers.filter((tables.answers.source == str(source)) & (tables.answers.seen_at <= moment(at)))
        sums = answers.aggregate(some=answers.station.nunique()).cross_join(
            tables.stations.aggregate(every=tables.stations.count())
        )
        row = frame_of(sums).iloc[0]
        types = filled.astype({"certificate_type": "str", "stations": "Int64", "guessed": "Int64"})
        return cls(types, int(row["some"]), int(row["every"]))


def moment(at: datetime) -> ir.TimestampScalar:
    """A time as a literal."""
    import ibis  # noqa: PLC0415  # see workbench.fleet.schema

    literal: ir.TimestampScalar = ibis.timestamp(at)
    return literal


def notes(inventory: Inventory, types: Iterable[str] = CERTIFICATE_TYPES) -> tuple[str, ...]:
    """What was not checked for want of an answer, and what was assumed of the answers that are there, in sentences."""
    wanted = set(types)
    coverage = inventory.coverage
    frame = coverage.types[coverage.types["certificate_type"].isin(wanted)]
    some, every = coverage.heard, coverage.stations
    said = []
    if some < every:
        said.append(f"Not checked: {every - some:,} of {counted(every, 'station')}: no answer is at hand.")
    lacking = [
        f"{name} at {counted(int(some - stations), 'station')}"
        for name, stations in zip(frame["certificate_type"], frame["stations"], strict=True)
        if stations < some
    ]
    if lacking:
        said.append(f"Not checked: {', '.join(lacking)}: their answers do not cover it.")
    if guessed := int(frame["guessed"].max() or 0):
        said.append(f"The answers of {counted(guessed, 'station')} do not tell what was asked: taken for everything.")
    return tuple(said)
