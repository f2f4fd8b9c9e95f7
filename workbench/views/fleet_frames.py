"""What pictures take out of an answer's frame: how many stations, under which name; columns may be absent, cells may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.display import Tone
from workbench.views.fleet_looks import BREAKS, DOUBT, HOLDS, OPEN, SAVED, SOLID, VERDICTS, Words, present

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from workbench.fleet.answer import Answer
    from workbench.views.fleet_looks import Look
    from workbench.views.trust_paper import Paper

NAMELESS = "an entry that nobody can name"
_TONE_LOOKS = {Tone.GOOD: HOLDS, Tone.ERROR: BREAKS, Tone.WARNING: DOUBT, Tone.MUTED: OPEN, Tone.INFO: SAVED}


@dataclass(frozen=True, slots=True)
class Drawn:
    """What an answer looks like.

    Attributes
    ----------
    height
        CSS pixels.
    paint
        Draws it.
    most
        What stands out, in words, for who cannot see it. Hostile text.
    """

    height: float
    paint: Callable[[Paper], None]
    most: str = ""


def words_for(answer: Answer, legend: tuple[tuple[Look, str], ...] = ()) -> Words:
    """Head and foot of an answer's picture."""
    return Words(answer.title, answer.sentence, tuple(answer.notes), legend)


def column(frame: pd.DataFrame, *names: str) -> str:
    """The first of these columns that the frame has; empty: it has none."""
    return next((name for name in names if name in frame.columns), "")


def rows_in(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as dicts."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def text_of(row: Any, *names: str) -> str:
    """The first of these fields of a row that says something."""
    return next((str(row[name]) for name in names if name in row and present(row[name])), "")


def name_of(row: Any) -> str:
    """The name of the certificate of a row; where nobody knows it, its serial number. Hostile text."""
    named = text_of(row, "name", "subject")
    if named:
        return named
    if digits := text_of(row, "certificate"):
        return f"certificate {digits[:16]}"
    serial = text_of(row, "serial_number")
    return f"unknown, serial {serial}" if serial else NAMELESS


def stations_by(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """By these columns how many stations, the most first: the keys that are there, and ``stations``."""
    there = [key for key in keys if key in frame.columns]
    filled = frame.assign(**{key: frame[key].astype("object").where(frame[key].notna(), None) for key in there})
    groups = filled.groupby(there, sort=False, dropna=False, observed=True)
    if "stations" in frame.columns:
        found = groups["stations"].sum()
    elif "station" in frame.columns:
        found = groups["station"].nunique()
    else:
        found = groups.size()
    counts: pd.DataFrame = found.rename("stations").reset_index()
    return counts.sort_values("stations", ascending=False, kind="stable").reset_index(drop=True)


def look_of(answer: Answer, name: str, value: Any) -> Look:
    """How a value of a column looks: by its word where that is a verdict, else by its colour in the table."""
    told = {**VERDICTS, "cannot": BREAKS, "fits": HOLDS}
    if str(value) in told:
        return told[str(value)]
    return _TONE_LOOKS.get(answer.tones.get(name, {}).get(value, Tone.PLAIN), SOLID)
