"""Groups of bars out of rows: the bars that there is room for, and what became of the others."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

from workbench.views.fleet_bars import Bar, Group, bars_height, draw_bars, shares
from workbench.views.fleet_frames import Drawn, rows_in, words_for
from workbench.views.fleet_looks import Look, ink_of, present, sorted_types

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import pandas as pd

    from workbench.fleet.answer import Answer


def typed(
    counts: pd.DataFrame | list[dict[str, Any]],
    bar: Callable[[dict[str, Any]], Bar],
    heading: str = "certificate_type",
    title: str = "By certificate",
) -> list[Group]:
    """A group for each value of the heading; in each the bars that there is room for, and what became of the others."""
    records: dict[str, list[dict[str, Any]]] = {}
    for row in counts if isinstance(counts, list) else rows_in(counts):
        records.setdefault(str(row[heading]) if heading and present(row.get(heading)) else "", []).append(row)
    kinds = sorted_types(records)
    rooms = shares([len(records[kind]) for kind in kinds])
    groups = []
    for kind, room in zip(kinds, rooms, strict=True):
        rows = records[kind]
        left_out = [int(row["stations"]) for row in rows[room:]]
        groups.append(Group(kind or title, ink_of(kind), tuple(bar(row) for row in rows[:room]), rest=rest_of(left_out)))
    return groups


def rest_of(left_out: list[int]) -> str:
    """What was left out, in words: how many bars, and how long they are at most."""
    return f"and {len(left_out):,} more, with at most {max(left_out):,} each: see the answer's rows" if left_out else ""


def stations_words(number: Any) -> str:
    """``"1 station"``, ``"1,234 stations"``."""
    return f"{int(number):,} station{'' if int(number) == 1 else 's'}"


def drawn(answer: Answer, groups: Sequence[Group], legend: Iterable[tuple[Look, str]] = ()) -> Drawn:
    """The picture of these groups; what stands out is told of the longest bars."""
    words = words_for(answer, tuple(legend))
    largest = Counter({bar.name: bar.length for group in groups for bar in group.bars}).most_common(3)
    most = "; ".join(f"{name[:80]}: {round(length):,}" for name, length in largest if length)
    return Drawn(bars_height(words, groups), partial(draw_bars, words=words, groups=groups), most)
