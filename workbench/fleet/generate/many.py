"""A fleet of any size for measuring: a thousand generated stations, repeated under other names and with leaves of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workbench.errors import InputError
from workbench.fleet.generate.generating import REFERENCE_TIME, generate
from workbench.fleet.schema import CHAIN_TYPE, Side

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    import pandas as pd

    from workbench.fleet.generate.generated import GeneratedFleet

PATTERN = 1_000
"""Stations that are generated one by one."""
_FIRST_PREFIX = 100_000


class Part(NamedTuple):
    """Some of the stations, with all their rows: frames with the columns of :mod:`workbench.fleet.schema`."""

    sightings: pd.DataFrame
    answers: pd.DataFrame
    stations: pd.DataFrame


def pattern(rows_per_station: float, *, seed: int = 7, at: datetime = REFERENCE_TIME, stations: int = PATTERN) -> GeneratedFleet:
    """The fleet that is repeated, with as many days as give each station at least so many rows on average."""
    first = generate(stations, seed=seed, at=at)
    a_day = int((first.sightings["source"] == str(Side.STATION)).sum()) / stations
    days = max(1, -int(-rows_per_station // (0.9 * a_day)))  # some do not answer on a day
    return first if days == 1 else generate(stations, seed=seed, at=at, days=days)


def many(
    stations: int = 100_000, rows: int = 1_000_000, *, seed: int = 7, at: datetime = REFERENCE_TIME, part: int = 100_000
) -> Iterator[Part]:
    """The stations' answers of a large fleet, in parts that fit into memory.

    Parameters
    ----------
    stations
        How many.
    rows
        Hash entries of all of them together, within one hundredth; the latest answers first, older ones as far as they fit.
    part
        Stations in a part, at most; rounded to whole thousands.

    Yields
    ------
    Part
        ``answers.answer`` goes on from part to part; the pattern's certificates name everything but the further leaves.

    Raises
    ------
    InputError
        There are no stations, or fewer rows than stations.
    """
    if stations < 1 or rows < stations:
        raise InputError(f"{stations:,} stations cannot have {rows:,} rows.", hint="Give each station one row at least.")
    size = min(PATTERN, stations)
    one = _cut(pattern(rows / stations, seed=seed, at=at, stations=size), round(rows / stations * size))
    copies, step = -(-stations // size), max(1, part // size)
    for start in range(0, copies, step):
        yield _repeated(one, range(start, min(copies, start + step)), size, stations)


def _cut(fleet: GeneratedFleet, rows: int) -> Part:
    """The stations' own answers alone, the latest first, until there are so many rows."""
    answers = fleet.answers[fleet.answers["source"] == str(Side.STATION)]
    listed = fleet.sightings.groupby("answer").size().reindex(answers["answer"], fill_value=0)
    age = answers.groupby("station").cumcount(ascending=False)
    scattered = answers["answer"] * 2_654_435_761 % 2**32  # of the same age, some of all stations
    latest_first = answers.assign(rows=listed.to_numpy(), age=age, scattered=scattered).sort_values(["age", "scattered"])
    kept = latest_first[latest_first["rows"].cumsum() <= rows]["answer"]
    answers = answers[answers["answer"].isin(kept)].reset_index(drop=True)
    sightings = fleet.sightings[fleet.sightings["answer"].isin(kept)].reset_index(drop=True)
    dense = {old: new for new, old in enumerate(answers["answer"])}
    return Part(
        sightings.assign(answer=sightings["answer"].map(dense)), answers.assign(answer=answers["answer"].map(dense)), fleet.stations
    )


def _repeated(one: Part, copies: range, size: int, stations: int) -> Part:
    import numpy as np  # noqa: PLC0415  # only a fleet pays
    import pandas as pd  # noqa: PLC0415

    number = {name: place for place, name in enumerate(one.stations["station"])}
    names = pd.Series([f"CS-{copy * size + place + 1:07}" for copy in copies for place in range(size)], dtype="str")

    def repeated(frame: pd.DataFrame) -> pd.DataFrame:
        turn = np.repeat(np.arange(len(copies)), len(frame))
        place = np.tile(frame["station"].map(number).to_numpy(), len(copies)) + turn * size
        result = pd.concat([frame] * len(copies), ignore_index=True)
        result["station"] = names.take(place).to_numpy()
        if "answer" in result:
            result["answer"] += (turn + copies.start) * len(one.answers)
        if "seen_at" in result:
            result["seen_at"] -= pd.to_timedelta((turn + copies.start) % 3600, unit="s").astype("timedelta64[us]")
        if "serial_number" in result:
            _own_leaves(result, turn + copies.start)
        last = place + copies.start * size < stations
        return result if last.all() else result[last].reset_index(drop=True)

    return Part(*(repeated(frame) for frame in one))


def _own_leaves(sightings: pd.DataFrame, copy: object) -> None:
    """Each station's leaf gets a serial number of its own; those of the pattern itself stay."""
    import numpy as np  # noqa: PLC0415  # see _repeated

    copies = np.asarray(copy)
    leaf = ((sightings["certificate_type"] == CHAIN_TYPE) & (sightings["child"] == 0)).to_numpy() & (copies > 0)
    serials = sightings["serial_number"].to_numpy(dtype=object)
    serials[leaf] = [f"{_FIRST_PREFIX + turn}{serial}" for turn, serial in zip(copies[leaf], serials[leaf], strict=True)]
    sightings["serial_number"] = serials
