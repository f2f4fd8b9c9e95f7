"""What :mod:`workbench.fleet.ingest` read of a file, or of some of its lines, on its way to where rows land."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.fleet.ingest.folding import dense_chains
from workbench.fleet.ingest.names import STATION_COLUMNS
from workbench.net.fleet_data.landing import Kind

if TYPE_CHECKING:
    import pandas as pd

    from workbench.fleet.ingest import Rows
    from workbench.net.fleet_data.landing import Landing

_WHOSE = ("station", "seen_at", "source")
_TOLD = ("station", *STATION_COLUMNS)


def lines_of(answers: pd.DataFrame) -> Any:
    """The line at which each answer stands, as its origin says; 0 where that says none."""
    return answers["origin"].str.extract(r":([0-9]{1,15})$", expand=False).fillna("0").astype("int64").to_numpy()


def land_rows(rows: Rows, numbers: Any, landing: Landing, *, placed: bool = False) -> None:
    """Land them.

    Parameters
    ----------
    numbers
        Of each answer the number that it has among all.
    placed
        Whether they are some rows of a table that says in which chain each stands.
    """
    import pyarrow as pa  # noqa: PLC0415  # a tenth of a second that only a fleet pays

    given = rows.answers.reset_index(drop=True)
    landing.alone += int(rows.stations["alone"].sum())
    if len(rows.stations):
        landing.land_told({"told_at": rows.stations["at"].array} | {name: rows.stations[name].array for name in _TOLD})
    if not len(given):
        return
    landing.empty += len(given) - rows.entries["given"].nunique()
    answers = given.drop(columns="given").assign(answer=numbers)
    landing.land_answers(pa.Table.from_pandas(answers, preserve_index=False), Kind.PLACED if placed else Kind.LISTED)
    if placed:
        landing.renumber(numbers)
    if len(rows.entries):
        entries = rows.entries.assign(answer=rows.entries["given"])
        entries = entries if placed else dense_chains(entries)
        place = np.searchsorted(given["given"].to_numpy(), entries["given"].to_numpy())
        whose = {name: given[name].take(place).array for name in _WHOSE}
        landing.land(
            "sightings",
            pa.Table.from_pandas(
                entries.drop(columns="given").assign(**whose, answer=np.asarray(numbers)[place]), preserve_index=False
            ),
        )
