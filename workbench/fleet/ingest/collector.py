"""The rows of many files as one inventory: answers that are one become one, what is there again is folded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from workbench.fleet.ingest.context import Context
from workbench.fleet.ingest.folding import chains_of, dense_chains, folded_again
from workbench.fleet.ingest.names import STATION_COLUMNS
from workbench.fleet.ingest.reading import read_into
from workbench.fleet.ingest.rows import ANSWERS, STATIONS, Gathering
from workbench.fleet.ingest.tally import Tally
from workbench.fleet.report import IngestReport, joined
from workbench.fleet.schema import HASH_COLUMNS

if TYPE_CHECKING:
    import pandas as pd

    from workbench.fleet.ingest.rows import Rows

_KEYS = ["station", "seen_at", "source", "asked"]
ANSWERS_NOW = {name: kind for name, kind in ANSWERS.items() if name != "given"}
_SIGHTINGS = [
    "station", "seen_at", "answer", "source", "certificate_type", "chain", "child", *HASH_COLUMNS,
]  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """An inventory as frames, and what became of what was given.

    Attributes
    ----------
    sightings, answers, stations
        The columns and types of :mod:`workbench.fleet.schema`.
    report
        Kept, folded, refused.
    """

    sightings: pd.DataFrame = field(repr=False)
    answers: pd.DataFrame = field(repr=False)
    stations: pd.DataFrame = field(repr=False)
    report: IngestReport


class Collector:
    """Takes the rows of file after file; :meth:`finish` gives the inventory.

    Answers of one station at one time, on one word and to one question are one answer, in however many files or rows it stands.
    """

    def __init__(self) -> None:
        self._tally = Tally()
        self._gathering = Gathering(self._tally)
        self._files = 0

    def read(self, content: bytes, name: str, *, context: Context | None = None) -> None:
        """Read a file, as :func:`~workbench.fleet.ingest.reading.read` does, and take its rows; quicker for many small files."""
        read_into(self._gathering, content, name, context or Context())
        self._files += 1

    def add(self, rows: Rows) -> None:
        """Take the rows of a file; later ones count as later where two answers are of the same time."""
        self._gathering.frames(rows.entries, rows.answers, rows.stations)
        self._files += rows.files
        self._tally.take(rows.tally)

    def finish(self, first_answer: int = 0) -> Gathered:
        """The inventory.

        Parameters
        ----------
        first_answer
            The number of the first answer; the others follow in the order in which they were first given.
        """
        rows = self._gathering.rows()
        given = rows.answers.sort_values("given", ignore_index=True)
        entries, told = rows.entries, rows.stations
        given = given.assign(answer=given.groupby(_KEYS, sort=False, dropna=False).ngroup())
        entries = entries.assign(answer=given["answer"].to_numpy()[entries["given"].to_numpy()])
        listed = set(entries["given"].tolist())
        entries, folded = _folded(entries, given)
        answers = _merged(given)
        bare = len(given) - len(listed)
        empty = len(answers) - entries["answer"].nunique()
        folded += bare - empty
        sightings = _sightings(entries, answers, first_answer)
        answers = answers.assign(answer=answers["answer"] + first_answer)[
            ["answer", "station", "seen_at", "source", "status", "asked", "origin"]
        ]
        alone = int(told["alone"].sum())
        report = IngestReport(
            files=self._files,
            kept=len(sightings) + empty + alone,
            folded=folded + self._tally.folded,
            refused=tuple(self._tally.refused),
            refused_rows=self._tally.refused_rows,
            reasons=joined(self._tally.reasons),
            notes=self._tally.notes(),
        )
        return Gathered(sightings, answers, stations_of(told, answers), report)


def _folded(entries: pd.DataFrame, given: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """The entries without those that another of the answers which are one had listed; how many these are."""
    shared = given["answer"].duplicated(keep=False).to_numpy()
    if not shared.any() or not len(entries):
        return entries, 0
    several = shared[entries["given"].to_numpy()]
    chains = chains_of(entries[several])
    again = folded_again(chains)
    drop = np.zeros(len(entries), dtype=bool)
    drop[several] = again
    return entries[~drop], int(drop.sum())


def _merged(given: pd.DataFrame) -> pd.DataFrame:
    """The answers: each with the best status that was told, and where it stood first."""
    answers = given.drop_duplicates("answer").drop(columns=["given", "status"])
    status = given["status"].where(given["status"] != "").groupby(given["answer"]).min()  # Accepted before NotFound
    return answers.assign(status=status.reindex(answers["answer"]).fillna("").to_numpy()).astype(ANSWERS_NOW).reset_index(drop=True)


def _sightings(entries: pd.DataFrame, answers: pd.DataFrame, first_answer: int) -> pd.DataFrame:
    entries = dense_chains(entries)
    place = entries["answer"].to_numpy()
    whose = {name: answers[name].take(place).reset_index(drop=True) for name in ("station", "seen_at", "source")}
    found = entries.assign(**whose, answer=place + first_answer)
    return found[_SIGHTINGS].astype({"answer": "int64", "chain": "int32", "child": "int32"})


def stations_of(told: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """A row for each station: of each column what was told last; the stations of answers of which nothing was told, too."""
    import pandas as pd  # noqa: PLC0415  # half a second that only a fleet pays

    ordered = told.sort_values("at", kind="stable", na_position="first")
    last = ordered.groupby("station", sort=False)[list(STATION_COLUMNS)].last()
    names = pd.Index(pd.concat([answers["station"], told["station"]]).drop_duplicates(), name="station")
    kinds = {name: STATIONS[name] for name in ("station", *STATION_COLUMNS)}
    return last.reindex(names).reset_index()[list(kinds)].astype(kinds)
