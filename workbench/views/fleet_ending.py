"""Answers about ends: what is over, what ends soon, what a station stands on alone; the first to end first."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from workbench.views.fleet_bars import Bar, Part
from workbench.views.fleet_frames import Drawn, column, name_of, rows_in, stations_by, text_of
from workbench.views.fleet_groups import drawn, stations_words, typed
from workbench.views.fleet_looks import DOUBT, VERDICTS, Look, ink_of, present
from workbench.views.palette import FADED

if TYPE_CHECKING:
    from workbench.fleet.answer import Answer

_SOON = 30
_MOST_ALONE = 6


def ending(answer: Answer) -> Drawn:
    """Bars of stations by certificate, the first to end first."""
    frame = answer.frame
    heading = column(frame, "certificate_type", "verdict", "purpose")
    name = column(frame, "name", "last_root", "root", "certificate")
    keys = [key for key in dict.fromkeys([heading, "certificate", name, "not_after", "days_left"]) if key]
    counts = stations_by(frame, keys)
    when = column(counts, "not_after", "days_left")
    counts = counts.sort_values(when, kind="stable", na_position="last") if when else counts
    rows = _folded(rows_in(counts), heading)

    def bar(row: dict[str, Any]) -> Bar:
        days: Any = row.get("days_left")
        left = int(days) if present(days) else None
        kind = str(row.get(heading, ""))
        look = Look(ink_of(kind)) if left is None or left >= _SOON else VERDICTS["breaks"] if left < 0 else DOUBT
        aside = f"{row['not_after']:%Y-%m-%d}" if present(row.get("not_after")) else ""
        called = row.get("several") or (text_of(row, name) if name and name != "certificate" else name_of(row))
        return Bar(called or name_of(row), (Part(row["stations"], look),), f"{stations_words(row['stations'])}{_days(left)}", aside)

    legend = ((VERDICTS["breaks"], "over"), (DOUBT, f"within {_SOON} days"), (Look(FADED), "later"))
    return drawn(answer, typed(rows, bar, heading), legend)


def _folded(rows: list[dict[str, Any]], heading: str) -> list[dict[str, Any]]:
    """The same, but certificates that one station has alone, as each its own leaf, are summed up by month where they are many."""
    alone = Counter(str(row.get(heading)) for row in rows if row["stations"] == 1)
    kept: list[dict[str, Any]] = []
    months: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        kind, ends = str(row.get(heading)), row.get("not_after")
        if row["stations"] != 1 or alone[kind] <= _MOST_ALONE or not present(ends):
            kept.append(row)
            continue
        month = f"{ends:%Y-%m}"
        first = months.get((kind, month))
        if first is None:
            first = months[kind, month] = {**row, "stations": 0}
            kept.append(first)
        first["stations"] += 1
        first["several"] = f"{first['stations']:,} with one station each, {month}, the first"
    return kept


def _days(left: int | None) -> str:
    if left is None:
        return ""
    return f", {left:,} day{'' if left == 1 else 's'} left" if left >= 0 else f", {-left:,} day{'' if left == -1 else 's'} ago"
