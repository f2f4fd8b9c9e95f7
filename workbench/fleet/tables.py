"""What is known of a fleet, as three tables in one engine; and what of it holds now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.errors import InputError
from workbench.fleet.schema import ANSWERS, CERTIFICATE_TYPES, SIGHTINGS, STATIONS, Side

if TYPE_CHECKING:
    from datetime import datetime

    import ibis.expr.types as ir

    from workbench.fleet.schema import Column


@dataclass(frozen=True, slots=True)
class Tables:
    """Three tables of one Ibis connection, with at least the declared columns of :mod:`workbench.fleet.schema`.

    Attributes
    ----------
    sightings, answers, stations
        Tables, views or expressions; nothing is copied.

    Raises
    ------
    InputError
        A declared column is not there.
    """

    sightings: ir.Table
    answers: ir.Table
    stations: ir.Table

    def __post_init__(self) -> None:
        for name, columns in (("sightings", SIGHTINGS), ("answers", ANSWERS), ("stations", STATIONS)):
            _check(name, getattr(self, name), columns)

    def latest(self, source: str = Side.STATION, at: datetime | None = None) -> ir.Table:
        """By station and certificate type the answer that counts: the last that covers the type.

        An answer covers the types that were asked for; one whose question is not told is taken to cover all.

        Parameters
        ----------
        source
            Whose word.
        at
            As it was then; None: the last of all.

        Returns
        -------
        station, certificate_type, answer, seen_at.
        """
        covered = last(by_type(self.questions(source, at)), "station", "certificate_type")
        return covered.select("station", "certificate_type", "answer", "seen_at")

    def current(self, source: str = Side.STATION, at: datetime | None = None) -> ir.Table:
        """The sightings that hold: those of the latest answers.

        The same as a join with :meth:`latest`, by a shorter way: most stations were only ever asked one question, and then their
        last answer is all that counts.
        """
        few = self.questions(source, at)
        one = few.select(said="answer", asked="asked", several="several")
        several = last(by_type(few.filter(few.several > 1)), "station", "certificate_type")
        several = several.select(last="answer", of="certificate_type")
        said = self.sightings
        rows = said.join(one, said.answer == one.said).left_join(
            several, [said.answer == several["last"], said.certificate_type == several["of"]]
        )
        rows = rows.select(rows.columns)  # ends the chain of joins
        alone = (rows.several == 1) & _covers(rows.asked, rows.certificate_type)
        return rows.filter(alone | rows["last"].notnull()).select(said.columns)

    def questions(self, source: str = Side.STATION, at: datetime | None = None) -> ir.Table:
        """The last answer of each station to each question: all that can count, since a station was asked a few questions only.

        Returns
        -------
        station, asked, answer, seen_at, several (how many questions the station was asked).
        """
        import ibis  # noqa: PLC0415  # see schema

        answers = self.answers.filter(self.answers.source == str(source))
        if at is not None:
            answers = answers.filter(answers.seen_at <= ibis.timestamp(at))
        few = last(answers, "station", "asked")
        return few.select("station", "asked", "answer", "seen_at", several=few.answer.count().over(group_by="station"))

    def senders(self) -> ir.Table:
        """Each station with its ``sender``: vendor, model and firmware in one text; stations of one sender write hashes alike."""
        import ibis  # noqa: PLC0415  # see schema

        parts = [self.stations[name].fill_null("") for name in ("vendor_name", "model", "firmware_version")]
        return self.stations.select("station", sender=ibis.literal("|").join(parts))


def _covers(asked: ir.StringColumn, certificate_type: ir.StringColumn) -> ir.BooleanValue:
    """Whether an answer covers a type; one whose question is not told is taken to cover all."""
    asked = asked.fill_null("")
    return (asked == "") | ("," + asked + ",").contains("," + certificate_type + ",")


def by_type(answers: ir.Table) -> ir.Table:
    """Each answer once for each certificate type that it covers."""
    import ibis  # noqa: PLC0415  # see schema

    covered = answers.cross_join(ibis.memtable({"certificate_type": list(CERTIFICATE_TYPES)}))
    return covered.filter(_covers(covered.asked, covered.certificate_type))


def last(table: ir.Table, *keys: str) -> ir.Table:
    """Of the rows of each key the latest; at one time, that of the larger answer."""
    import ibis  # noqa: PLC0415  # see schema

    order = [ibis.desc("seen_at"), ibis.desc("answer")]
    ranked = table.mutate(rank=ibis.row_number().over(group_by=list(keys), order_by=order))
    return ranked.filter(ranked["rank"] == 0).drop("rank")


def _check(name: str, table: ir.Table, columns: tuple[Column, ...]) -> None:
    absent = [column for column in columns if column.name not in table.columns]
    if absent:
        raise InputError(
            f"The table {name!r} has no column {absent[0].name!r} ({absent[0].means}).",
            hint=f"It needs {', '.join(column.name for column in columns)}; a view under these names will do.",
        )
