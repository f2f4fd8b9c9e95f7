"""A year of renewals as a value: what happened, which certificate was in use when, and when there was none."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from workbench.display import Card, Cell, Findings, Readable, Table, Tone, findings_table, view
from workbench.display.counting import counted
from workbench.display.frame import frame
from workbench.lab.renewals_judged import judged
from workbench.lab.renewals_spans import SECC_2
from workbench.lab.renewals_told import BAD
from workbench.times import rfc3339

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

    from workbench.lab.renewals_spans import Gap, Span
    from workbench.lab.renewals_told import Happening
    from workbench.lab.renewals_troubles import Trouble
    from workbench.net.machines.station import Station
    from workbench.views.paper_picture import PaperPicture

_ROWS = 60


@dataclass(frozen=True)
class Year(Readable):
    """What became of a station's certificates, and a vehicle's contract.

    Attributes
    ----------
    begin, end
        UTC-aware.
    troubles
        What went wrong on purpose.
    watched
        Whether an operator triggered what was overdue.
    happenings
        What happened, in order.
    spans
        Which certificate was in use when.
    gaps
        When there was none, by lane and time.
    station
        The station as it is at the end; its journal has every decision.
    """

    begin: datetime
    end: datetime
    troubles: tuple[Trouble, ...]
    watched: bool
    happenings: tuple[Happening, ...] = field(repr=False)
    spans: tuple[Span, ...] = field(repr=False)
    gaps: tuple[Gap, ...]
    station: Station = field(repr=False, compare=False)

    @property
    def ok(self) -> bool:
        """Whether there was a valid certificate of each kind at every time."""
        return not self.gaps

    @cached_property
    def findings(self) -> Findings:
        """What is wrong with it."""
        return Findings(judged(self.happenings, self.spans, self.gaps))

    def days_without(self, lane: str = SECC_2) -> int:
        """Days on which there was no valid certificate of a lane: for SECC certificates those on which vehicles are refused."""
        return sum(one.days for one in self.gaps if one.lane == lane)

    @property
    def sentence(self) -> str:
        """The year in a sentence."""
        renewed = sum(one.what == "in use" for one in self.happenings)
        days = counted((self.end - self.begin).days, "day")
        if self.ok:
            return f"{days}, {counted(renewed, 'renewal')}, and never without a valid certificate."
        lanes = dict.fromkeys(one.lane for one in self.gaps)
        without = "; ".join(f"{lane}: {counted(self.days_without(lane), 'day')} without" for lane in lanes)
        return f"{days}, {counted(renewed, 'renewal')}. {without[0].upper()}{without[1:]}."

    @cached_property
    def picture(self) -> PaperPicture:
        """The certificates as bars over the year, with what happened and when there was none."""
        from workbench.views.watching_year import year_picture  # noqa: PLC0415  # matplotlib: only pictures pay

        return year_picture(self)

    def to_frame(self) -> pd.DataFrame:
        """The happenings: at, day, lane, what, says, requirement."""
        return frame(
            ((one.at, one.day, one.lane, one.what, one.says, one.requirement) for one in self.happenings),
            ["at", "day", "lane", "what", "says", "requirement"],
        )

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "begin": rfc3339(self.begin),
            "end": rfc3339(self.end),
            "ok": self.ok,
            "sentence": self.sentence,
            "watched": self.watched,
            "troubles": [str(one) for one in self.troubles],
            "gaps": [
                {"lane": one.lane, "since": rfc3339(one.since), "until": rfc3339(one.until), "days": one.days} for one in self.gaps
            ],
            "spans": [
                {
                    "lane": one.lane,
                    "name": one.name,
                    "sha256": one.sha256,
                    "since": rfc3339(one.since),
                    "until": rfc3339(one.until),
                    "ends": rfc3339(one.ends),
                    "first_link": one.first_link,
                }
                for one in self.spans
            ],
            "happenings": [one.to_dict() for one in self.happenings],
            "findings": [one.to_dict() for one in self.findings],
        }

    def _card(self) -> Card:
        troubles = "; ".join(map(str, self.troubles)) or "none"
        tone = Tone.GOOD if self.ok else Tone.ERROR
        return Card(
            f"{self.begin:%Y-%m-%d} to {self.end:%Y-%m-%d} (simulated)",
            (
                ("Outcome", Cell(self.sentence, tone)),
                ("Troubles", troubles),
                ("Somebody watches", "yes, and triggers what is overdue" if self.watched else "no"),
            ),
        )

    def _table(self) -> Table:
        rows = [
            (
                Cell(f"{one.at:%Y-%m-%d %H:%M}", tight=True),
                one.lane,
                Cell(one.what, Tone.ERROR if one.what in BAD else Tone.GOOD if one.what in {"in use", "contract"} else Tone.PLAIN),
                one.says,
                Cell(one.requirement, tight=True),
            )
            for one in self.happenings
        ]
        left = len(rows) - _ROWS
        caption = "What happened" + (f" (the first {_ROWS}; {left:,} more in to_frame())" if left > 0 else "")
        return Table(("When", "Certificate", "What", "", "Decided by"), rows[:_ROWS], caption=caption)

    def _repr_html_(self) -> str:
        found = [findings_table(self.findings).to_html()] if self.findings else []
        return str(view(self._card().to_html(), *found, self._table().to_html()))

    def __str__(self) -> str:
        found = [findings_table(self.findings).to_text()] if self.findings else []
        return "\n\n".join((self._card().to_text(), *found, self._table().to_text()))
