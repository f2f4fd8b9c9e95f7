"""READ FIRST of monitoring: what ends when, whose renewal is due, who must act, and what happens if nobody does."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from workbench.display import Cell, Findings, Readable, Table, Tone, terminal, view
from workbench.display.counting import counted
from workbench.display.frame import frame
from workbench.errors import InputError
from workbench.lab.watching_given import Given
from workbench.lab.watching_rows import STATES, URGENT, Watched, rows_of
from workbench.lab.watching_said import about_the_clock, finding
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from workbench.views.paper_picture import PaperPicture

HORIZON = 90
"""Days that a watch looks ahead."""
_MOST_DAYS = 36_525
_ROWS = 60
_TONES = {"ended": Tone.ERROR, "overdue": Tone.ERROR, "due": Tone.WARNING, "not yet valid": Tone.WARNING, "replaced": Tone.MUTED}
_COLUMNS = (
    "state", "what", "name", "where", "stations", "begins", "ends", "chain_ends", "first_link", "due", "who", "how", "otherwise",
    "requirement", "sha256",
)  # fmt: skip


@dataclass(frozen=True)
class Watch(Readable):
    """What ends when.

    Attributes
    ----------
    rows
        The most urgent first.
    at, at_reason
        When is now, UTC-aware, and why that.
    horizon
        Days that are looked ahead.
    notes
        What is odd about the clock, and what is not covered.
    """

    rows: tuple[Watched, ...] = field(repr=False)
    at: datetime
    at_reason: str
    horizon: int
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Watched]:
        return iter(self.rows)

    @property
    def ok(self) -> bool:
        """Whether nobody has to act within the horizon."""
        return not any(one.urgent for one in self.rows)

    @property
    def urgent(self) -> tuple[Watched, ...]:
        """Those for which somebody has to act."""
        return tuple(one for one in self.rows if one.urgent)

    @property
    def sentence(self) -> str:
        """All of it in a sentence."""
        count = Counter(one.state for one in self.rows)
        words = {
            "ended": ("is over", "are over"),
            "overdue": ("should have been renewed", "should have been renewed"),
            "due": (f"is due within {counted(self.horizon, 'day')}", f"are due within {counted(self.horizon, 'day')}"),
        }
        parts = [f"{count[state]:,} {words[state][count[state] != 1]}" for state in STATES if state in URGENT and count[state]]
        if not parts:
            return f"{len(self.rows):,} watched: none is due within {counted(self.horizon, 'day')}."
        ends = [(one.chain_ends, one.what, one.name) for one in self.urgent if one.state != "ended" and one.chain_ends is not None]
        next_end = "The next to end: {1} {2} on {0:%Y-%m-%d}.".format(*min(ends)) if ends else ""
        return f"{len(self.rows):,} watched: {', '.join(parts)}. {next_end}".rstrip()

    @cached_property
    def findings(self) -> Findings:
        """One for each that is urgent, and for each chain that ends with a CA before its leaf."""
        return Findings(finding(one) for one in self.rows if one.urgent or (one.first_link and one.state == "later"))

    @cached_property
    def picture(self) -> PaperPicture:
        """Bars up to each end, with the day on which the renewal is due."""
        from workbench.views.watching import watch_picture  # noqa: PLC0415  # matplotlib: only pictures pay

        return watch_picture(self)

    def to_frame(self) -> pd.DataFrame:
        """A row each, times UTC, in the order of :attr:`rows`."""
        return frame(([getattr(one, name) for name in _COLUMNS] for one in self.rows), _COLUMNS)

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``pnc watch --format json`` without its schema."""
        return {
            "ok": self.ok,
            "sentence": self.sentence,
            "at": rfc3339(self.at),
            "at_reason": self.at_reason,
            "within_days": self.horizon,
            "notes": list(self.notes),
            "rows": [one.to_dict() for one in self.rows],
            "findings": [one.to_dict() for one in self.findings],
        }

    def table(self, most: int = _ROWS) -> Table:
        """The first so many rows."""
        rows = [
            (
                Cell(one.state, _TONES.get(one.state, Tone.GOOD if one.state == "later" else Tone.PLAIN), tight=True),
                one.what,
                one.name,
                one.where,
                _end(one),
                Cell(f"{one.due:%Y-%m-%d}" if one.due is not None else "", tight=True),
                f"{one.who} ({one.how})",
                one.otherwise,
            )
            for one in self.rows[:most]
        ]
        more = f" (the first {most} of {len(self.rows):,})" if len(self.rows) > most else ""
        head = ("", "What", "Name", "Where", "Ends", "Renewal due", "Who must act, and how", "If nobody does")
        return Table(head, rows, caption=f"At {self.at:%Y-%m-%d %H:%M} UTC ({self.at_reason}){more}")

    def _repr_html_(self) -> str:
        head = Table(("",), [(Cell(self.sentence, Tone.GOOD if self.ok else Tone.WARNING),), *((one,) for one in self.notes)])
        return str(view(head.to_html(), self.table().to_html()))

    def __str__(self) -> str:
        return "\n\n".join((terminal(self.sentence), *map(terminal, self.notes), self.table().to_text(160)))


def watch(*given: Any, at: datetime | None = None, horizon: int = HORIZON) -> Watch:
    """What ends when in what is given, and who must act.

    A CA is due while it can still issue certificates of full length, everything else by the rule of its kind: SECC and client
    certificates a month before their end (A03.FR.02), OCSP responses a day (M06.FR.10). A chain ends when its first link ends.

    Parameters
    ----------
    given
        What :func:`workbench.load` gives or takes; stations, CSMSs, vehicles, contracts, a fleet's inventory; or lists of these.
    at
        When is now; by default a station's or CSMS's clock, an inventory's time, else as piles are judged: now, or the samples'
        reference time where all is sample data.
    horizon
        Days to look ahead.

    Raises
    ------
    InputError
        There is nothing to watch, a path does not exist, ``at`` has no time zone, or the horizon is none.
    """
    if not given:
        raise InputError("There is nothing to watch.", hint="Give certificates, a station, contracts or an inventory.")
    if type(horizon) is not int or not 0 <= horizon <= _MOST_DAYS:
        raise InputError("That is no number of days to look ahead.", hint=f"Give 0 to {_MOST_DAYS:,}.")
    if at is not None and at.tzinfo is None:
        raise InputError("The time has no time zone.", hint="Write datetime(2026, 11, 21, tzinfo=UTC).")
    everything = Given()
    for one in given:
        everything.take(one)
    now, reason = (at, "as given") if at is not None else everything.now()
    rows = rows_of(everything, now, timedelta(days=horizon))
    return Watch(rows, now, reason, horizon, (*about_the_clock(rows, now), *dict.fromkeys(everything.notes)))


def _end(one: Watched) -> Cell:
    if one.chain_ends is None:
        return Cell("cannot be read", Tone.ERROR)
    words = f"{one.chain_ends:%Y-%m-%d}"
    return Cell(f"{words}, with {one.first_link}" if one.first_link else words)
