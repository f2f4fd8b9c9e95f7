"""Drawing a page of a message sequence on any paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.views.exchange_layout import CSMS_X, HEADS, LINE, MARGIN, SIDE_ROOM, SIDE_SIZE, SIDE_X, STATION_X, WIDTH
from workbench.views.exchange_words import Outcome
from workbench.views.lettering import label, width_of
from workbench.views.palette import ALARM, FADED, GREYED, HAIRLINE, INK, PAPER, mixed
from workbench.views.palette import LINE as LIFE
from workbench.views.trust_drawing import draw_sign
from workbench.views.trust_looks import GOOD, LOOKS, WAITING, Stroke

if TYPE_CHECKING:
    from workbench.views.exchange_layout import Layout, Placed
    from workbench.views.sheet import Point
    from workbench.views.trust_paper import Paper


@dataclass(frozen=True, slots=True)
class OutcomeLook:
    """How an outcome looks: ink, ground and sign; the sign alone tells it too."""

    ink: str
    ground: str
    sign: tuple[Stroke, ...]


OUTCOMES = {
    Outcome.GOOD: OutcomeLook(GOOD, mixed(GOOD, 0.09), LOOKS["valid"].sign),
    Outcome.REFUSED: OutcomeLook(ALARM, mixed(ALARM, 0.09), LOOKS["expired"].sign),
    Outcome.DOUBT: OutcomeLook(WAITING, mixed(WAITING, 0.12), LOOKS["malformed"].sign),
    Outcome.PLAIN: OutcomeLook(INK, GREYED, ()),
}
_BETWEEN = CSMS_X - STATION_X
_HEAD = 216
_BADGE = 7.5
_PAD = 26


def draw_page(paper: Paper, layout: Layout, names: tuple[str, str], title: str, subtitle: str) -> None:
    """The page: what lies below first."""
    paper.text((MARGIN, 30), title, 17, width=WIDTH - 2 * MARGIN, bold=True)
    paper.text((MARGIN, 54), subtitle, 11.5, width=WIDTH - 2 * MARGIN, color=FADED)
    paper.text((SIDE_X, HEADS + 13), "Decided by", 11.5, bold=True, color=FADED)
    for y, words in layout.dates:
        paper.text((MARGIN, y), words, 11, bold=True, color=FADED)
        paper.line([(MARGIN + 116, y), (WIDTH - MARGIN, y)], color=HAIRLINE, linewidth=1)
    for x, name in ((STATION_X, names[0]), (CSMS_X, names[1])):
        paper.line([(x, HEADS + 26), (x, layout.bottom)], color=LIFE, linewidth=1.4)
        width = min(_length(name, 12, bold=True) + 28, _HEAD)
        left = min(max(x - width / 2, MARGIN), SIDE_X - 12 - width)
        paper.box((left, HEADS), (width, 26), radius=6, fill=INK)
        paper.text((left + width / 2, HEADS + 13), name, 12, width=width - 12, bold=True, color=PAPER, ha="center")
    for side, top, bottom in layout.busy:
        x = STATION_X if side == "station" else CSMS_X
        paper.box((x - 4, top - 3), (8, bottom - top + 6), radius=2, fill=PAPER, stroke=LIFE, linewidth=1.2)
    for one in layout.rows:
        _draw_row(paper, one)
    _draw_legend(paper, layout.height - 22)


def _draw_row(paper: Paper, one: Placed) -> None:
    row = one.row
    head, detail, outcome = row.told
    paper.begin(" ".join(filter(None, (f"{row.at:%Y-%m-%d %H:%M:%S}", head, detail, row.requirement, row.because))))
    if one.clock:
        paper.text((MARGIN, one.y + 11), one.clock, 11, color=FADED)
    match row.kind:
        case "band":
            _draw_band(paper, one, head, outcome)
        case "note":
            _draw_note(paper, one, head)
        case _:
            _draw_arrow(paper, one, head, detail, outcome)
    y = one.y + 11
    if row.requirement:
        paper.text((SIDE_X, y), row.requirement, SIDE_SIZE, width=SIDE_ROOM, bold=True, color=OUTCOMES[outcome].ink)
        y += LINE
    for line in one.lines:
        paper.text((SIDE_X, y), line, SIDE_SIZE, width=SIDE_ROOM)
        y += LINE
    paper.end()


def _draw_arrow(paper: Paper, one: Placed, head: str, detail: str, outcome: Outcome) -> None:
    row, y = one.row, one.y + 25
    look = OUTCOMES[outcome]
    begin, end = (STATION_X, CSMS_X) if row.sender == "station" else (CSMS_X, STATION_X)
    way = 1 if end > begin else -1
    dashes = (5.0, 4.0) if row.kind == "answer" else None
    tip = end - 5 * way
    paper.line([(begin + 5 * way, y), (tip - 2 * way, y)], color=look.ink, linewidth=1.6, dashes=dashes)
    paper.line([(tip - 8 * way, y - 5), (tip, y), (tip - 8 * way, y + 5)], color=look.ink, linewidth=1.6)
    _draw_words(paper, one.y + 11, head, detail, outcome)


def _draw_words(paper: Paper, y: float, head: str, detail: str, outcome: Outcome) -> None:
    """Sign, head and detail in the middle between the two sides."""
    look, room = OUTCOMES[outcome], _BETWEEN - 2 * _PAD
    sign = 2 * _BADGE + 6 if look.sign else 0
    first = min(_length(head, 11.5, bold=True), room - sign)
    rest = max(min(_length(detail, 11), room - sign - first - 10), 0) if detail else 0
    x = STATION_X + (_BETWEEN - sign - first - (rest + 10 if rest else 0)) / 2
    if sign:
        badge(paper, (x + _BADGE, y), outcome)
        x += sign
    paper.text((x, y), head, 11.5, width=first + 1, bold=True, color=look.ink)
    if rest > 20:
        paper.text((x + first + 10, y), detail, 11, width=rest + 1, color=FADED)


def _length(text: str, size: float, *, bold: bool = False) -> float:
    return width_of(label(text, size, bold=bold).replace(r"\$", "$"), size, bold=bold)


def _draw_band(paper: Paper, one: Placed, words: str, outcome: Outcome) -> None:
    look = OUTCOMES[outcome]
    left, width = STATION_X - 14, _BETWEEN + 28
    edge = mixed(look.ink, 0.45)
    paper.box((left, one.y - 2), (width, 27), radius=7, fill=look.ground, stroke=edge, linewidth=1)
    x = float(left + 12)
    if look.sign:
        badge(paper, (x + _BADGE, one.y + 11.5), outcome)
        x += 2 * _BADGE + 7
    paper.text((x, one.y + 11.5), words, 11, width=left + width - 10 - x, bold=True, color=look.ink)


def _draw_note(paper: Paper, one: Placed, words: str) -> None:
    width = min(_length(words, 10.5) + 22, _BETWEEN - 60)
    paper.box((STATION_X + 12, one.y), (width, 22), radius=4, fill=PAPER, stroke=LIFE, linewidth=1)
    paper.line([(STATION_X + 4, one.y + 11), (STATION_X + 12, one.y + 11)], color=LIFE, linewidth=1)
    paper.text((STATION_X + 21, one.y + 11), words, 10.5, width=width - 16)


def badge(paper: Paper, at: Point, outcome: Outcome) -> None:
    """The sign of an outcome in a round: hollow where all is well, filled where it is not."""
    look, solid = OUTCOMES[outcome], outcome is not Outcome.GOOD
    corner = (at[0] - _BADGE, at[1] - _BADGE)
    fill = look.ink if solid else PAPER
    paper.box(corner, (2 * _BADGE, 2 * _BADGE), radius=_BADGE, fill=fill, stroke=look.ink, linewidth=1.2)
    draw_sign(paper, at, _BADGE, look.sign, PAPER if solid else look.ink)


def _draw_legend(paper: Paper, y: float) -> None:
    x = float(MARGIN)
    for outcome in (Outcome.GOOD, Outcome.REFUSED, Outcome.DOUBT):
        badge(paper, (x + _BADGE, y), outcome)
        paper.text((x + 21, y), outcome.value, 10.5, color=FADED)
        x += 21 + width_of(outcome.value, 10.5) + 26
    for words, dashes in (("request", None), ("answer", (5.0, 4.0))):
        paper.line([(x, y), (x + 26, y)], color=FADED, linewidth=1.6, dashes=dashes)
        paper.line([(x + 20, y - 4), (x + 27, y), (x + 20, y + 4)], color=FADED, linewidth=1.6)
        paper.text((x + 35, y), words, 10.5, color=FADED)
        x += 35 + width_of(words, 10.5) + 26
