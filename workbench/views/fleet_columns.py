"""A histogram: upright bars of stations side by side, each with its figure and the looks of what it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.views.fleet_looks import MARGIN, ROOM, swatch
from workbench.views.palette import FADED, HAIRLINE, INK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.views.fleet_bars import Part
    from workbench.views.fleet_looks import Words
    from workbench.views.trust_paper import Paper

_PLOT, _ABOVE, _BELOW = 220, 26, 44
_WIDEST = 90


@dataclass(frozen=True, slots=True)
class Column:
    """One bar: what it counts, and its parts from the bottom up."""

    name: str
    parts: tuple[Part, ...]

    @property
    def height(self) -> float:
        """All parts."""
        return sum(part.value for part in self.parts)


def columns_height(words: Words) -> float:
    """Pixels of the whole sheet."""
    return words.top + _ABOVE + _PLOT + _BELOW + words.bottom


def draw_columns(paper: Paper, words: Words, columns: Sequence[Column], axis: str) -> None:
    """Head, columns, what the axis counts, and foot."""
    words.draw(paper, columns_height(words))
    across = min(ROOM / max(len(columns), 1), _WIDEST)
    most = max((column.height for column in columns), default=0) or 1
    bottom = words.top + _ABOVE + _PLOT
    paper.line([(MARGIN, bottom), (MARGIN + across * len(columns), bottom)], color=HAIRLINE, linewidth=1)
    for place, column in enumerate(columns):
        x, level = MARGIN + across * place, bottom
        paper.begin(f"{column.name}: {column.height:,.0f}")
        for part in column.parts:
            if part.value > 0:
                tall = max(_PLOT * part.value / most, 2)
                swatch(paper, (x + across * 0.12, level - tall), (across * 0.76, tall), part.look)
                level -= tall + 1
        paper.text((x + across / 2, level - 10), f"{column.height:,.0f}", 11, width=across, ha="center", color=INK)
        paper.text((x + across / 2, bottom + 14), column.name, 11, width=across - 2, ha="center", color=FADED)
        paper.end()
    paper.text((MARGIN, bottom + 34), axis, 11, width=ROOM, color=FADED)
