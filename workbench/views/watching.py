"""A watch as a picture: a bar up to each end, the day on which its renewal is due, and who must act."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from workbench.display import visible
from workbench.views.exchange_drawing import badge
from workbench.views.exchange_words import Outcome
from workbench.views.lettering import width_of
from workbench.views.palette import ALARM, FADED, GREYED, HAIRLINE, HUES, INK, LINE
from workbench.views.paper_picture import PaperPicture
from workbench.views.timeline_axis import TimeAxis, axis_for

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from workbench.certs.kinds import Pki
    from workbench.views.trust_paper import Paper

WIDTH = 1072
MOST = 40
"""Rows; the others are in the table."""
_MARGIN, _WHAT, _NAME, _WHERE, _PLOT, _END = 24, 52, 220, 352, 452, 800
_TOP, _ROW, _BAR = 118, 27, 12
_OUTCOMES = {
    "ended": Outcome.REFUSED,
    "overdue": Outcome.REFUSED,
    "due": Outcome.DOUBT,
    "not yet valid": Outcome.DOUBT,
    "later": Outcome.GOOD,
    "replaced": Outcome.PLAIN,
    "unknown": Outcome.DOUBT,
}
_WORDS = {
    "ended": "over",
    "overdue": "overdue",
    "due": "due",
    "not yet valid": "not yet valid",
    "later": "",
    "replaced": "replaced",
}
_TICKS_APART = 60


class Watched(Protocol):
    """One row of a watch: :class:`workbench.lab.watching_rows.Watched`."""

    @property
    def what(self) -> str: ...  # noqa: D102
    @property
    def pki(self) -> Pki: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def where(self) -> str: ...  # noqa: D102
    @property
    def begins(self) -> datetime | None: ...  # noqa: D102
    @property
    def ends(self) -> datetime | None: ...  # noqa: D102
    @property
    def chain_ends(self) -> datetime | None: ...  # noqa: D102
    @property
    def first_link(self) -> str: ...  # noqa: D102
    @property
    def due(self) -> datetime | None: ...  # noqa: D102
    @property
    def state(self) -> str: ...  # noqa: D102
    @property
    def who(self) -> str: ...  # noqa: D102
    @property
    def how(self) -> str: ...  # noqa: D102
    @property
    def otherwise(self) -> str: ...  # noqa: D102


class Watch(Protocol):
    """A watch: :class:`workbench.lab.watching.Watch`."""

    @property
    def rows(self) -> Sequence[Watched]: ...  # noqa: D102
    @property
    def urgent(self) -> Sequence[Watched]: ...  # noqa: D102
    @property
    def at(self) -> datetime: ...  # noqa: D102
    @property
    def ok(self) -> bool: ...  # noqa: D102
    @property
    def sentence(self) -> str: ...  # noqa: D102
    @property
    def notes(self) -> Sequence[str]: ...  # noqa: D102


def watch_picture(watch: Watch) -> PaperPicture:
    """The most urgent rows. Solid: valid; outlined: its renewal is due; dotted: its own time beyond the end of its chain."""
    rows = tuple(watch.rows[:MOST])
    moments = [moment for one in rows for moment in (one.chain_ends, one.due) if moment is not None]
    layout = _Layout(rows, axis_for(moments, watch.at), float(_TOP + _ROW * len(rows) + 78))
    count = Counter(one.state for one in watch.rows)
    said = ", ".join(f"{number:,} {state}" for state, number in count.items())
    first = "; ".join(f"{one.what} {one.name} at {one.where}: {one.state}" for one in watch.urgent[:5])
    return PaperPicture(
        visible(f"When certificates end, seen on {watch.at:%Y-%m-%d}. {watch.sentence} {said}. {first}".strip(), 1000),
        size=(float(WIDTH), layout.height),
        title="When certificates end, and whose renewal is due",
        paint=lambda paper: _draw(paper, watch, layout),
    )


@dataclass(frozen=True, slots=True)
class _Layout:
    rows: tuple[Watched, ...]
    axis: TimeAxis
    height: float

    def x(self, moment: datetime) -> float:
        """Where a moment is."""
        return _PLOT + self.axis.place(moment) * (_END - _PLOT)


def _draw(paper: Paper, watch: Watch, layout: _Layout) -> None:
    bottom = layout.height - 66
    paper.text((_MARGIN, 30), "When certificates end, and whose renewal is due", 17, bold=True)
    paper.text((_MARGIN, 56), watch.sentence, 11.5, width=WIDTH - 2 * _MARGIN, color=INK if watch.ok else ALARM)
    if watch.notes:
        paper.text((_MARGIN, 75), watch.notes[0], 10.5, width=WIDTH - 2 * _MARGIN, color=FADED)
    for place, words in layout.axis.ticks(_TICKS_APART / (_END - _PLOT)):
        x = _PLOT + place * (_END - _PLOT)
        paper.line([(x, _TOP - 8), (x, bottom)], color=HAIRLINE, linewidth=1)
        paper.text((x, bottom + 14), words, 10, color=FADED, ha="center")
    for place, one in enumerate(layout.rows):
        _row(paper, layout, one, _TOP + _ROW * (place + 0.5), watch.at)
    now = layout.x(watch.at)
    paper.line([(now, _TOP - 8), (now, bottom)], color=INK, linewidth=1.3)
    paper.text((now, _TOP - 17), f"{watch.at:%Y-%m-%d}", 11, bold=True, ha="center")
    if not layout.rows:
        paper.text((_PLOT, _TOP), "nothing has an end", 11, color=FADED)
    _legend(paper, bottom + 44, left_out=len(watch.rows) - len(layout.rows))


def _row(paper: Paper, layout: _Layout, one: Watched, y: float, now: datetime) -> None:
    hue = HUES[one.pki]
    paper.begin(f"{one.what} {one.name} at {one.where}: {one.state}. {one.who}: {one.how}. If nobody does: {one.otherwise}.")
    badge(paper, (_MARGIN + 10, y), _OUTCOMES[one.state])
    paper.text((_WHAT, y), one.what, 11, width=_NAME - _WHAT - 8, color=hue.ink)
    paper.text((_NAME, y), one.name, 10.5, width=_WHERE - _NAME - 8)
    paper.text((_WHERE, y), one.where.replace("\\", "/").rpartition("/")[2], 10.5, width=_PLOT - _WHERE - 12, color=FADED)
    if one.chain_ends is None or one.due is None:
        paper.text((_PLOT, y), "its dates cannot be read", 10.5, color=ALARM)
    else:
        _bar(paper, layout, one, y, now)
    paper.end()


def _bar(paper: Paper, layout: _Layout, one: Watched, y: float, now: datetime) -> None:
    if one.chain_ends is None or one.due is None:
        return
    hue, top = HUES[one.pki], y - _BAR / 2
    begin, due, end = (layout.x(moment) for moment in (max(now, one.begins or now), max(one.due, now), one.chain_ends))
    if one.state == "ended":
        paper.box((end - 3, top), (6, _BAR), fill=ALARM)
        begin = due = end
    else:
        due = min(due, end)
        paper.box((begin, top), (max(due - begin, 0), _BAR), fill=hue.ink)
        paper.box((due, top), (max(end - due, 3), _BAR), fill=GREYED, stroke=hue.ink, linewidth=1.3)
        paper.line([(due, top - 3), (due, top + _BAR + 3)], color=hue.ink, linewidth=1.8)
    if one.first_link and one.ends is not None:
        paper.line([(end, y), (max(layout.x(one.ends), end + 10), y)], color=LINE, linewidth=1.4, dashes=(2.0, 3.0))
    words = _WORDS.get(one.state, "")
    said = f"{words}: ends {one.chain_ends:%Y-%m-%d}" if words and one.state != "ended" else f"{one.chain_ends:%Y-%m-%d}"
    if one.state == "ended":
        said = f"over since {one.chain_ends:%Y-%m-%d}"
    elif one.state == "later":
        said = f"{one.chain_ends:%Y-%m-%d}, due {one.due:%Y-%m-%d}"
    if one.first_link:
        said += f" with {one.first_link}"
    colour = ALARM if _OUTCOMES[one.state] is Outcome.REFUSED else INK
    paper.text((_END + 16, y), said, 10.5, width=WIDTH - _MARGIN - _END - 16, color=colour)


def _legend(paper: Paper, y: float, *, left_out: int) -> None:
    x = float(_MARGIN)
    paper.box((x, y - 6), (26, 12), fill=INK)
    x = _said(paper, x + 34, y, "valid")
    paper.line([(x, y - 9), (x, y + 9)], color=INK, linewidth=1.8)
    paper.box((x, y - 6), (26, 12), fill=GREYED, stroke=INK, linewidth=1.3)
    x = _said(paper, x + 34, y, "from here on its renewal is due")
    paper.line([(x, y), (x + 26, y)], color=LINE, linewidth=1.4, dashes=(2.0, 3.0))
    x = _said(paper, x + 34, y, "its own time, of no use: a CA above it ends first")
    if left_out > 0:
        _said(paper, x, y, f"{left_out:,} more in the table")


def _said(paper: Paper, x: float, y: float, words: str) -> float:
    paper.text((x, y), words, 10.5, color=FADED)
    return x + width_of(words, 10.5) + 22
