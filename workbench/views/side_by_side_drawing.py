"""Drawing the two sides: a box for each entry, and between the boxes whether they are the same."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from workbench.station.as_tables import short
from workbench.views.exchange_drawing import OUTCOMES
from workbench.views.exchange_words import Outcome
from workbench.views.lettering import width_of
from workbench.views.palette import FADED, HAIRLINE, INK, LINE, PAPER, mixed
from workbench.views.side_by_side_rows import Mark
from workbench.views.trust_drawing import draw_sign

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.views.side_by_side_rows import Held, Pair
    from workbench.views.trust_looks import Stroke
    from workbench.views.trust_paper import Paper

WIDTH = 1072
MARGIN = 24
_BOX = 420
_BOX_HEIGHT = 46
_ROW = 54
_TYPE = 32
_TOP = 112
_FOOT = 16
_RIGHT = WIDTH - MARGIN - _BOX
OUTCOME_OF = {
    Mark.SAME: Outcome.GOOD,
    Mark.DIFFERENT: Outcome.DOUBT,
    Mark.ONLY_HERE: Outcome.REFUSED,
    Mark.ONLY_THERE: Outcome.REFUSED,
}

_EQUAL: tuple[Stroke, ...] = (((-0.5, -0.22), (0.5, -0.22)), ((-0.5, 0.22), (0.5, 0.22)))
SIGNS: dict[Mark, tuple[Stroke, ...]] = {
    Mark.SAME: _EQUAL,
    Mark.DIFFERENT: (*_EQUAL, ((0.3, -0.6), (-0.3, 0.6))),
    Mark.ONLY_HERE: (((0.2, -0.5), (-0.35, 0.0), (0.2, 0.5)),),
    Mark.ONLY_THERE: (((-0.2, -0.5), (0.35, 0.0), (-0.2, 0.5)),),
}
_ROUND = 8.5


def height_of(pairs: Sequence[Pair]) -> float:
    """Of the whole picture, in pixels."""
    types = len({pair.certificate_type for pair in pairs})
    return _TOP + _TYPE * types + _ROW * len(pairs) + _FOOT


def draw(paper: Paper, pairs: Sequence[Pair], names: tuple[str, str], title: str, subtitle: str) -> None:
    """The picture."""
    paper.text((MARGIN, 30), title, 17, width=WIDTH - 2 * MARGIN, bold=True)
    paper.text((MARGIN, 54), subtitle, 11.5, width=WIDTH - 2 * MARGIN, color=FADED)
    for x, name in ((MARGIN, names[0]), (_RIGHT, names[1])):
        paper.box((x, 76), (_BOX, 26), radius=6, fill=INK)
        paper.text((x + _BOX / 2, 89), name, 12, width=_BOX - 16, bold=True, color=PAPER, ha="center")
    y = float(_TOP)
    for type_, group in groupby(pairs, key=lambda pair: pair.certificate_type):
        paper.text((MARGIN, y + 16), type_, 11.5, width=WIDTH - 2 * MARGIN, bold=True, color=FADED)
        y += _TYPE
        for pair in group:
            _draw_pair(paper, pair, y)
            y += _ROW


def _draw_pair(paper: Paper, pair: Pair, y: float) -> None:
    outcome = OUTCOME_OF[pair.mark]
    look = OUTCOMES[outcome]
    middle, half = y + 14, WIDTH / 2
    known = pair.here or pair.there
    paper.begin(" ".join(filter(None, (known.name if known is not None else "", pair.mark, pair.why))))
    left, right = MARGIN + _BOX, float(_RIGHT)
    begin = left if pair.here is not None else half
    end = right if pair.there is not None else half
    paper.line([(begin + 3, middle), (end - 3, middle)], color=look.ink, linewidth=1.4)
    fill = PAPER if pair.mark is Mark.SAME else look.ink
    corner = (half - _ROUND, middle - _ROUND)
    paper.box(corner, (2 * _ROUND, 2 * _ROUND), radius=_ROUND, fill=fill, stroke=look.ink, linewidth=1.3)
    draw_sign(paper, (half, middle), _ROUND, SIGNS[pair.mark], look.ink if pair.mark is Mark.SAME else PAPER)
    room = right - left - 12
    paper.text((half, y + 31), str(pair.mark), 10.5, width=room, bold=True, color=look.ink, ha="center")
    _draw_side(paper, MARGIN, y, pair.here, pair.there, outcome)
    _draw_side(paper, _RIGHT, y, pair.there, pair.here, outcome)
    if pair.why:
        # on the side that has room: the empty one, else the record's
        x = MARGIN if pair.here is None else _RIGHT
        if pair.here is None or pair.there is None:
            paper.text((x + 12, y + 31), pair.why, 10.5, width=_BOX - 24, color=look.ink)
        else:
            paper.text((half, y + 45), pair.why, 10, width=room, color=look.ink, ha="center")
    paper.end()


def _draw_side(paper: Paper, x: float, y: float, held: Held | None, other: Held | None, outcome: Outcome) -> None:
    look, size = OUTCOMES[outcome], (float(_BOX), float(_BOX_HEIGHT))
    if held is None:
        paper.box((x, y), size, radius=6, fill=PAPER, stroke=LINE, linewidth=1.2, dashes=(5, 4))
        paper.text((x + 12, y + 15), "not here", 11, color=FADED)
        return
    plain = outcome is Outcome.GOOD
    paper.box(
        (x, y),
        size,
        radius=6,
        fill=PAPER if plain else look.ground,
        stroke=HAIRLINE if plain else mixed(look.ink, 0.6),
        linewidth=1.2,
    )
    paper.box((x + 1, y + 5), (4, _BOX_HEIGHT - 10), radius=2, fill=look.ink)
    room = width_of(held.note, 10.5) + 12 if held.note else 0
    paper.text((x + 14, y + 15), label_of(held, other), 11.5, width=_BOX - 26 - room, bold=True)
    if held.note:
        paper.text((x + _BOX - room, y + 15), held.note, 10.5, color=FADED)
    paper.text((x + 14, y + 32), details_of(held), 10.5, width=_BOX - 26, color=FADED)


def label_of(held: Held, other: Held | None) -> str:
    """Its name; where this side has none, the other's in brackets, or that it is not known."""
    if held.name:
        return held.name
    return f"({other.name})" if other is not None and other.name else "certificate not at hand"


def details_of(held: Held) -> str:
    """Hash data to be recognised by, and how many sub-CAs there are."""
    data = short(held.hash_data[0]) if held.hash_data else "hash data unknown: can be neither listed nor deleted"
    count = len(held.children)
    return f"{data} · {count} sub-CA{'s' * (count != 1)}" if count else data
