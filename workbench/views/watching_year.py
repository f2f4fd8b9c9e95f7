"""A year of renewals as a picture: a lane for each kind of certificate, a bar for each one in use, and the times without."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

from workbench.certs.kinds import Pki
from workbench.display import visible
from workbench.views.lettering import width_of
from workbench.views.palette import ALARM, FADED, HAIRLINE, HUES, INK, LINE, PAPER, mixed
from workbench.views.paper_picture import PaperPicture

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from workbench.views.trust_paper import Paper

WIDTH = 1072
_MARGIN, _LEFT, _RIGHT = 24, 190, 1072 - 40
_TOP, _LANE, _BAR = 112, 58, 16
_HUES = {
    "station client": HUES[Pki.CSMS],
    "SECC, ISO 15118-2": HUES[Pki.CSO],
    "SECC, ISO 15118-20": HUES[Pki.CSO],
    "OCSP status": HUES[Pki.V2G],
    "contract": HUES[Pki.MO],
}
_SIGNS = {"rejected": "✕", "invalid": "✕", "stopped": "■", "no contract": "✕", "asked again": "↻"}
_TROUBLE = mixed(ALARM, 0.07)
_STRIPE = 7


class Year(Protocol):
    """A year of renewals: :class:`workbench.lab.renewals_year.Year`."""

    @property
    def begin(self) -> datetime: ...  # noqa: D102
    @property
    def end(self) -> datetime: ...  # noqa: D102
    @property
    def ok(self) -> bool: ...  # noqa: D102
    @property
    def sentence(self) -> str: ...  # noqa: D102
    @property
    def troubles(self) -> Sequence[Any]: ...  # noqa: D102
    @property
    def happenings(self) -> Sequence[Any]: ...  # noqa: D102
    @property
    def spans(self) -> Sequence[Any]: ...  # noqa: D102
    @property
    def gaps(self) -> Sequence[Any]: ...  # noqa: D102


def year_picture(year: Year) -> PaperPicture:
    """Bars by lane over the year; times without a valid certificate are hatched and say how many days; troubles lie behind all."""
    lanes = tuple(dict.fromkeys([*(one.lane for one in year.spans), *(one.lane for one in year.gaps)]))
    lanes = tuple(sorted(lanes, key=list(_HUES).index))
    height = _TOP + _LANE * len(lanes) + 84
    title = f"{(year.end - year.begin).days} days of renewals"
    gaps = "; ".join(f"{one.lane} without a valid one from {one.since:%Y-%m-%d} for {one.days} days" for one in year.gaps[:6])
    return PaperPicture(
        visible(f"{title}. {year.sentence} {gaps}".strip(), 1000),
        size=(float(WIDTH), float(height)),
        title=title,
        paint=lambda paper: _Drawing(paper, year, lanes, float(height)).draw(title),
    )


@dataclass
class _Drawing:
    paper: Paper
    year: Year
    lanes: tuple[str, ...]
    height: float

    def draw(self, title: str) -> None:
        paper, bottom = self.paper, _TOP + _LANE * len(self.lanes)
        paper.text((_MARGIN, 30), title, 17, bold=True)
        paper.text((_MARGIN, 56), self.year.sentence, 12, width=WIDTH - 2 * _MARGIN, color=INK if self.year.ok else ALARM)
        self._troubles(bottom)
        for x, words in self._months():
            paper.line([(x, _TOP), (x, bottom)], color=HAIRLINE, linewidth=1)
            paper.text((x, bottom + 14), words, 10, color=FADED, ha="center")
        for place, lane in enumerate(self.lanes):
            self._lane(lane, _TOP + _LANE * place)
        self._legend(bottom + 50)

    def _x(self, moment: datetime) -> float:
        year = self.year
        share = (moment - year.begin) / (year.end - year.begin)
        return _LEFT + min(max(share, 0.0), 1.0) * (_RIGHT - _LEFT)

    def _months(self) -> Iterator[tuple[float, str]]:
        last = -100.0
        moment = self.year.begin.replace(day=1, hour=0, minute=0, second=0)
        while moment <= self.year.end:
            x = self._x(moment)
            if moment >= self.year.begin and x - last > 58:
                yield x, f"{moment:%Y-%m}"
                last = x
            moment = (moment + timedelta(days=32)).replace(day=1)

    def _troubles(self, bottom: float) -> None:
        ends: list[float] = [0.0, 0.0]
        for one in sorted(self.year.troubles, key=lambda one: one.day):
            always = one.name == "no-new-sub-ca"
            since = self.year.begin if always else self.year.begin + timedelta(days=one.day)
            if since >= self.year.end:
                continue
            until = self.year.end if always else min(self.year.begin + timedelta(days=one.end), self.year.end)
            x, end = self._x(since), max(self._x(until), self._x(since) + 3)
            row = 0 if x >= ends[0] else 1
            ends[row] = x + width_of(one.name, 10.5) + 12
            self.paper.begin(str(one))
            if not always:
                self.paper.box((x, _TOP - 6), (end - x, bottom - _TOP + 6), fill=_TROUBLE)
            for side in (x,) if always else (x, end):
                self.paper.line([(side, _TOP - 6), (side, bottom)], color=ALARM, linewidth=1, dashes=(3, 3))
            at = min(x, _RIGHT - width_of(one.name, 10.5))
            self.paper.text((at, _TOP - 15 - 13 * row), one.name, 10.5, color=ALARM)
            self.paper.end()

    def _lane(self, lane: str, y: float) -> None:
        paper, hue, middle = self.paper, _HUES[lane], y + 24
        paper.line([(_MARGIN, y), (_RIGHT, y)], color=HAIRLINE, linewidth=1)
        paper.text((_MARGIN, middle), lane[0].upper() + lane[1:], 12, width=_LEFT - _MARGIN - 10, bold=True, color=hue.ink)
        spans = [one for one in self.year.spans if one.lane == lane]
        for place, one in enumerate(spans):
            since, until = one.held
            x, end = self._x(since), self._x(min(until, self.year.end))
            if end <= x:
                continue
            paper.begin(f"{one.name}: in use from {one.since:%Y-%m-%d}, ends {one.ends:%Y-%m-%d} {one.first_link}".strip())
            fill = hue.ink if place % 2 == 0 else mixed(hue.ink, 0.62)
            paper.box((x, middle - _BAR / 2), (max(end - x - 1, 1.5), _BAR), fill=fill)
            paper.end()
        for gap in (one for one in self.year.gaps if one.lane == lane):
            self._gap(self._x(gap.since), self._x(gap.until), middle, gap.days)
        self._marks(lane, middle + 19)

    def _gap(self, x: float, end: float, middle: float, days: int) -> None:
        paper, wide = self.paper, max(end - x, 4.0)
        top, low = middle - _BAR / 2, middle + _BAR / 2
        paper.begin(f"{days} days without a valid certificate")
        paper.box((x, top), (wide, _BAR), fill=PAPER, stroke=ALARM, linewidth=1.4)
        at = x + _STRIPE
        while at < x + wide:
            paper.line([(max(at - _BAR, x), low - max(_BAR - (at - x), 0)), (at, top)], color=ALARM, linewidth=1)
            at += _STRIPE
        words = f"{days} day{'' if days == 1 else 's'} without"
        size = width_of(words, 11, bold=True)
        left = min(max(x, _LEFT), _RIGHT - size)
        paper.box((left - 2, middle - 24), (size + 4, 14), fill=PAPER)
        paper.text((left, middle - 17), words, 11, bold=True, color=ALARM)
        paper.end()

    def _marks(self, lane: str, y: float) -> None:
        last = -100.0
        for one in self.year.happenings:
            if one.lane != lane or one.what not in _SIGNS:
                continue
            x = self._x(one.at)
            if x - last < 7:
                continue  # a row of the same would be a blot
            last = x
            self.paper.begin(f"{one.at:%Y-%m-%d %H:%M} {one.what}: {one.says} {one.requirement}")
            self.paper.text((x, y), _SIGNS[one.what], 11, bold=True, color=ALARM, ha="center")
            self.paper.end()

    def _legend(self, y: float) -> None:
        paper, x = self.paper, float(_MARGIN)
        paper.box((x, y - 6), (14, 12), fill=INK)
        paper.box((x + 15, y - 6), (14, 12), fill=mixed(INK, 0.62))
        x = self._words(x + 36, y, "one certificate after the other, in use and valid")
        paper.box((x, y - 6), (22, 12), fill=PAPER, stroke=ALARM, linewidth=1.4)
        for step in (7, 14, 21):
            paper.line([(x + max(step - 12, 0), y + 6 - max(12 - step, 0)), (x + step, y - 6)], color=ALARM, linewidth=1)
        x = self._words(x + 29, y, "none is valid")
        paper.box((x, y - 6), (22, 12), fill=_TROUBLE, stroke=LINE, linewidth=1)
        x = self._words(x + 29, y, "a trouble")
        for sign, words in (("✕", "rejected or refused"), ("↻", "asked again"), ("■", "asks no more")):
            paper.text((x, y), sign, 11, bold=True, color=ALARM)
            x = self._words(x + 16, y, words)

    def _words(self, x: float, y: float, words: str) -> float:
        self.paper.text((x, y), words, 10.5, color=FADED)
        return x + width_of(words, 10.5) + 20
