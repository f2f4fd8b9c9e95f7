"""The answer to who breaks: for what, why, and whose stations they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.views.fleet_bars import Bar, Group, Part
from workbench.views.fleet_frames import Drawn, column, rows_in, stations_by, text_of
from workbench.views.fleet_groups import drawn, rest_of, stations_words
from workbench.views.fleet_looks import VERDICTS, sorted_types
from workbench.views.palette import ALARM, INK

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from workbench.fleet.answer import Answer

_SEVERAL = r" \([\d,]+ entries concerned[^)]*\)$"
"""What a reason adds where several entries of a station are concerned."""
_MOST_REASONS, _MOST_VENDORS = 10, 12


def who_breaks(answer: Answer) -> Drawn:
    """Stations by purpose and verdict; then why they break, and whose they are where that is told."""
    frame = answer.frame
    groups = [Group("What it is for", INK, _verdict_bars(frame, column(frame, "purpose", "certificate_type")))]
    if "certificate_type" in frame.columns and "purpose" in frame.columns:
        groups = [Group("By certificate type", INK, _verdict_bars(frame, "certificate_type", "purpose"))]
    broken = frame[frame["verdict"] == "breaks"]
    if "reason" in frame.columns and len(broken):
        plain = broken["reason"].astype("str").str.replace(_SEVERAL, "", regex=True)
        reasons = stations_by(broken.assign(reason=plain), ["reason"])
        bars = tuple(
            Bar(text_of(row, "reason"), (Part(row["stations"], VERDICTS["breaks"]),), stations_words(row["stations"]))
            for row in reasons.head(_MOST_REASONS).to_dict("records")
        )
        groups.append(Group("Why they break", ALARM, bars, rest=rest_of(reasons["stations"].tolist()[_MOST_REASONS:])))
    sender = column(frame, "vendor_name", "vendor")
    if sender:
        groups.append(_vendors(_verdict_bars(frame, sender)))
    return drawn(answer, groups, tuple((look, verdict) for verdict, look in VERDICTS.items()))


def _verdict_bars(frame: pd.DataFrame, by: str, aside: str = "") -> tuple[Bar, ...]:
    counts = stations_by(frame, [by, "verdict"])
    asides = dict(zip(frame[by], frame[aside], strict=True)) if aside else {}
    numbers: dict[str, dict[str, int]] = {}
    for row in rows_in(counts):
        numbers.setdefault(text_of(row, by), {})[str(row["verdict"])] = int(row["stations"])
    bars = []
    for value in sorted_types(numbers) if by == "certificate_type" else numbers:
        found = numbers[value]
        parts = tuple(Part(found[verdict], look) for verdict, look in VERDICTS.items() if found.get(verdict))
        figure = ", ".join(f"{verdict} {found[verdict]:,}" for verdict in VERDICTS if found.get(verdict))
        bars.append(Bar(value or "not known", parts, figure, str(asides.get(value, ""))[:60]))
    return tuple(bars)


def _vendors(bars: Sequence[Bar]) -> Group:
    rest = rest_of([int(bar.length) for bar in bars[_MOST_VENDORS:]])
    return Group("By vendor", INK, tuple(bars[:_MOST_VENDORS]), rest, own_scale=True)
