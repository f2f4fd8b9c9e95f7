"""An inventory: what stations have installed, and the certificates at hand; :mod:`asking` has a method for each question."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.display import Card, Readable, view
from workbench.fleet.asking import QUESTIONS, Asking
from workbench.fleet.frames import frame_of
from workbench.fleet.known import Known
from workbench.fleet.questions.covering import Coverage
from workbench.fleet.questions.naming import a_moment
from workbench.fleet.resolve import resolved, solve, unsolved
from workbench.fleet.schema import Side
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    import ibis.expr.types as ir
    import pandas as pd

    from workbench.certs.items import Item
    from workbench.fleet.report import IngestReport
    from workbench.fleet.tables import Tables

    Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Inventory(Asking, Readable):
    """A fleet's certificates as its stations, and its CSMS, name them.

    Attributes
    ----------
    tables
        See :mod:`workbench.fleet.schema`.
    known
        The certificates at hand: they give the hash entries their names.
    at
        When is now, UTC-aware; what happened later is left out.
    csms_chain
        The chain that the CSMS's server shows, leaf first; empty where it was not declared: questions about CSMS roots are then
        answered "not checked".
    private
        SHA-256 of certificates whose CAs count as private though they are at hand.
    report
        What was refused on the way in, and why; None where the tables were there before.
    progress
        Called with (done, of how many) while something long runs.
    holds
        What must live as long as the tables are asked: the connection behind them.

    Raises
    ------
    InputError
        ``at`` has no time zone.
    """

    tables: Tables
    known: Known
    at: datetime
    csms_chain: tuple[Item, ...] = ()
    private: frozenset[str] = frozenset()
    report: IngestReport | None = None
    progress: Progress | None = field(default=None, repr=False)
    holds: object = field(default=None, repr=False)

    def __post_init__(self) -> None:
        a_moment(self.at)

    def with_certificates(self, items: Iterable[Item]) -> Inventory:
        """The same sightings, with other certificates at hand."""
        return replace(self, known=Known.of(items))

    def with_csms_chain(self, chain: Iterable[Item]) -> Inventory:
        """The same, with this chain as the one that the CSMS's server shows, leaf first."""
        return replace(self, csms_chain=tuple(chain))

    def as_of(self, at: datetime) -> Inventory:
        """The same as it was at another time."""
        return replace(self, at=at)

    @cached_property
    def solved(self) -> pd.DataFrame:
        """The entries that are no certificate's exact hash data, each once for each kind of station, and what they are."""
        return solve(unsolved(self.tables, self.known, self.at), self.known, self.progress)

    @cached_property
    def resolved(self) -> ir.Table:
        """What stations list now, and whose it is: see :func:`workbench.fleet.resolve.resolved`."""
        return resolved(self.tables, self.known, self.solved, self.at)

    @cached_property
    def coverage(self) -> Coverage:
        """What the stations' answers cover: every question's notes tell it."""
        return Coverage.of(self.tables, self.at)

    def recorded(self) -> ir.Table:
        """As :attr:`resolved`, by the CSMS's record instead of the stations' word."""
        return resolved(self.tables, self.known, self.solved, self.at, source=Side.CSMS)

    def _counts(self) -> dict[str, int]:
        stations = frame_of(self.tables.stations.aggregate(stations=self.tables.stations.count()))
        answers = frame_of(self.tables.answers.aggregate(answers=self.tables.answers.count()))
        return {"stations": int(stations["stations"][0]), "answers": int(answers["answers"][0])}

    def _card(self) -> Card:
        counts = self._counts()
        refused = [] if self.report is None else [("Refused on the way in", f"{self.report.refused_rows:,} rows")]
        chain = f"{len(self.csms_chain)} certificates" if self.csms_chain else "not declared: questions about CSMS roots stay open"
        return Card(
            "Inventory",
            [
                ("Stations", f"{counts['stations']:,}"),
                ("Answers", f"{counts['answers']:,}"),
                *refused,
                ("Certificates at hand", f"{len(self.known):,}"),
                ("CSMS server's chain", chain),
                ("As of", rfc3339(self.at)),
                ("Ask", ", ".join(f".{name}()" for name in QUESTIONS)),
            ],
        )

    def __str__(self) -> str:
        return self._card().to_text(120)

    def _repr_html_(self) -> str:
        return str(view(self._card().to_html()))
