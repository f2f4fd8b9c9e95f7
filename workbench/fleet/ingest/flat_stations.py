"""Tables of stations, with a column of whole answers or with particulars only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.fleet.ingest.answers import NO_STATION, STATION_HINT
from workbench.fleet.ingest.names import STATION_COLUMNS
from workbench.fleet.ingest.rows import ANSWERS, ENTRIES, STATIONS, frame_of, typed
from workbench.fleet.ingest.times import times_of
from workbench.fleet.ingest.told import particular

if TYPE_CHECKING:
    import pandas as pd

    from workbench.fleet.ingest.checks import Checks
    from workbench.fleet.ingest.rows import Gathering
    from workbench.fleet.ingest.tally import Tally


def particulars_of(columns: dict[str, pd.Series], whose: pd.DataFrame, rows: Any, tally: Tally, *, alone: bool) -> pd.DataFrame:
    """What the columns tell of the stations of some rows, each combination once; of rows that stand alone, every one.

    Parameters
    ----------
    whose
        With the columns ``station`` and ``seen_at``, by row.
    rows
        Which rows: numbers, or a mask.
    """
    import pandas as pd  # noqa: PLC0415  # half a second that only a fleet pays

    numbers = np.flatnonzero(rows) if np.asarray(rows).dtype == bool else np.asarray(rows)
    found = pd.DataFrame(
        {"station": whose["station"].loc[list(numbers)].to_numpy(), "at": whose["seen_at"].loc[list(numbers)].array}
    )
    for name in STATION_COLUMNS:
        cells = columns[name].iloc[numbers] if name in columns else None
        found[name] = None if cells is None else cells.to_numpy()
    if not alone:
        found = found.dropna(subset=list(STATION_COLUMNS), how="all").drop_duplicates()
    read: dict[str, Any] = {"station": found["station"], "at": found["at"], "alone": [alone] * len(found)}
    for name in STATION_COLUMNS:
        codes, forms = pd.factorize(found[name])
        values = np.array([*(particular(name, form, tally) for form in forms), None], dtype=object)
        read[name] = values[codes]
    return pd.DataFrame({name: typed(list(read[name]), kind) for name, kind in STATIONS.items()})


def take_stations(columns: dict[str, pd.Series], checks: Checks, gathering: Gathering) -> None:
    """Take a table of stations: a row each, no answers."""
    station = columns["station"]
    checks.refuse(station.isna(), NO_STATION, STATION_HINT)
    whose = station.to_frame("station")
    whose["seen_at"] = times_of(columns["seen_at"], checks.tally) if "seen_at" in columns else None
    found = particulars_of(columns, whose, checks.alive, checks.tally, alone=True)
    again = found.duplicated()
    checks.tally.folded += int(again.sum())
    gathering.frames(frame_of([], ENTRIES), frame_of([], ANSWERS), found[~again])
