"""The legend of a trust picture: what its signs, lines and boxes mean, as far as they occur."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.kinds import Pki
from workbench.views.lettering import width_of
from workbench.views.palette import FADED, HAIRLINE, HUES, LINE, PAPER
from workbench.views.trust_across import MARGIN
from workbench.views.trust_drawing import badge, draw_sign
from workbench.views.trust_looks import ANCHOR_SIGN, LINES, LOOKS
from workbench.views.trust_parts import Style

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbench.views.sheet import Point
    from workbench.views.trust_paper import Paper

_ROW = 22
_SIGN = 30
_BETWEEN = 22
_SIZE = 10.5


def entries(statuses: Sequence[str], styles: Sequence[Style], *, several: bool, anchors: bool) -> list[tuple[str, str]]:
    """What is to be explained, each as (sort, what)."""
    found = [("status", status) for status in LOOKS if status in statuses and status != "missing"]
    found += [("line", style.value) for style in Style if style in styles]
    if "missing" in statuses:
        found.append(("dashed", "an issuer that is not here"))
    if several:
        found.append(("stack", "several in one box; the bar: how they stand"))
    return [*([("anchor", "trust anchor, and who trusts it for what")] if anchors else []), *found]


def height(explained: Sequence[tuple[str, str]], width: float) -> float:
    """The height of the legend in a picture of such a width."""
    return 20 + max((y for *_, y in _places(explained, width)), default=0) + _ROW


def draw(paper: Paper, explained: Sequence[tuple[str, str]], top: float, width: float) -> None:
    """The legend from ``top`` on."""
    paper.line([(MARGIN, top), (width - MARGIN, top)], color=HAIRLINE, linewidth=1)
    for sort, what, words, x, y in _places(explained, width):
        at = (x, top + 20 + y)
        _draw_sign(paper, sort, what, at)
        paper.text((x + _SIGN, at[1]), words, _SIZE, color=FADED)


def _places(explained: Sequence[tuple[str, str]], width: float) -> Iterator[tuple[str, str, str, float, float]]:
    """Each entry with its words and its place; y from 0."""
    x, y = float(MARGIN), 0.0
    for sort, what in explained:
        words = LINES[Style(what)].words if sort == "line" else what
        across = _SIGN + width_of(words, _SIZE) + _BETWEEN
        if x + across - _BETWEEN > width - MARGIN and x > MARGIN:
            x, y = float(MARGIN), y + _ROW
        yield sort, what, words, x, y
        x += across


def _draw_sign(paper: Paper, sort: str, what: str, at: Point) -> None:
    x, y = at
    match sort:
        case "status":
            badge(paper, (x + 14, y), what)
        case "line":
            line = LINES[Style(what)]
            paper.line([(x, y), (x + 24, y)], color=line.ink, linewidth=line.width, dashes=line.dashes)
        case "anchor":
            paper.box((x + 2, y - 8), (24, 16), radius=4, fill=HUES[Pki.V2G].ink)
            draw_sign(paper, (x + 14, y), 5.5, ANCHOR_SIGN, PAPER)
        case "dashed":
            paper.box((x + 2, y - 7), (22, 14), radius=4, fill=PAPER, stroke=LINE, linewidth=1.4, dashes=(4, 3))
        case _:
            paper.box((x + 5, y - 4), (20, 12), radius=3, fill=PAPER, stroke=LINE, linewidth=1)
            paper.box((x + 2, y - 7), (20, 12), radius=3, fill=PAPER, stroke=LINE, linewidth=1)
