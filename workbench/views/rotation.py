"""READ FIRST: what a search of event orders found, drawn: states as boxes, moves as arrows; and one stranding as a strip."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.views.palette import ALARM, FADED, INK
from workbench.views.picture import Picture
from workbench.views.rotation_drawing import WORLD_DASHES, WORLD_INK, chip, draw_box, draw_route
from workbench.views.rotation_layout import MARGIN, lay_out
from workbench.views.rotation_states import states_of
from workbench.views.sheet import Sheet
from workbench.views.trust_paper import PlotPaper
from workbench.views.trust_svg import SvgSheet

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping

    from matplotlib.figure import Figure

    from workbench.station.explore import Exploration
    from workbench.station.planning_plan import Goal
    from workbench.views.rotation_states import States
    from workbench.views.trust_paper import Paper

_TOP = 124
_LEAST_WIDTH = 860


@dataclass(frozen=True)
class RotationPicture(Picture):
    """A picture of a search, as PNG, SVG and page.

    Attributes
    ----------
    title
        What it shows; harmless or not, it is escaped.
    """

    title: str = field(kw_only=True)
    height: float = field(kw_only=True, repr=False)
    _paint: Callable[[Any], None] = field(kw_only=True, repr=False)

    @cached_property
    def svg(self) -> str:
        """SVG with real text, a tooltip on each box, and an accessible name."""
        sheet = SvgSheet(self.width, self.height)
        self._paint(sheet)
        return sheet.document(self.title, self.alt)

    @cached_property
    def html(self) -> str:
        """A page of its own: nothing in it is loaded from elsewhere, nothing is run."""
        from workbench.views.rotation_page import page  # noqa: PLC0415  # only pages pay

        return page(self)

    def save(self, path: str | os.PathLike[str], *, width: int | None = None) -> None:
        """Write ``.png``, ``.svg`` or ``.html``, by the path's ending; ``width`` in pixels is for the PNG alone.

        Raises
        ------
        InputError
            The path ends in none of them.
        """
        if Path(path).suffix.lower() == ".html":
            Path(path).write_text(self.html, encoding="utf-8", newline="\n")
        else:
            super().save(path, width=width)


def painted(title: str, alt: str, size: tuple[float, float], paint: Callable[[Paper], None]) -> RotationPicture:
    """A picture of what ``paint`` draws on any paper of this size, in CSS pixels."""

    def draw() -> Figure:
        sheet = Sheet(*size)
        paint(PlotPaper(sheet))
        return sheet.figure

    return RotationPicture(alt, round(size[0]), draw, title=title, height=size[1], _paint=paint)


def rotation(exploration: Exploration, names: Mapping[str, str], *, heading: str = "", goal: Goal | None = None) -> RotationPicture:
    """What a rotation can come to: each state once, what leads from one to the other, and where the station is stranded.

    Parameters
    ----------
    names
        SHA-256 of a CSMS root to its short name, the present one first.
    heading
        What was searched, in a sentence.
    goal
        What the rotation is to reach: such states are marked.
    """
    states = states_of(exploration, names, goal)
    layout = lay_out(states, _TOP)
    width = max(layout.width, _LEAST_WIDTH)
    summary = summary_of(exploration, states)

    def paint(paper: Paper) -> None:
        _head(paper, width, heading, summary)
        for route in layout.routes:
            draw_route(paper, route, states)
        for box in layout.boxes:
            draw_box(paper, box, states)

    alt = f"{heading} {summary}".strip()
    return painted("What a rotation can come to", alt, (width, layout.height), paint)


def summary_of(exploration: Exploration, states: States) -> str:
    """What was found, in sentences."""
    count, cut_off = len(states.states), sum(not one.connected for one in states.states)
    words = f"{exploration.transitions:,} moves were tried: {count} different states, in {cut_off} of them the station is stranded."
    if states.left_out:
        words += f" {states.left_out} more are not drawn: the shortest ways that strand are."
    if exploration.essential:
        words += f" The shortest way: {', then '.join(exploration.essential[0].names)}."
    return words if exploration.complete else f"{words} The search was ended by a bound: there may be more."


def _head(paper: Paper, width: float, heading: str, summary: str) -> None:
    paper.text((MARGIN, 30), "What a rotation can come to", 17, bold=True)
    paper.text((MARGIN, 54), heading, 11.5, width=width - 2 * MARGIN, color=INK)
    paper.text((MARGIN, 73), summary, 11, width=width - 2 * MARGIN, color=FADED)
    x, y = float(MARGIN), 97.0
    paper.box((x, y - 3.5), (7, 7), radius=1, fill=INK)
    paper.line([(x + 12, y), (x + 40, y)], color=INK, linewidth=1.3)
    paper.text((x + 47, y), "the CSMS does it", 10.5, color=FADED)
    x += 165
    paper.box((x, y - 3.5), (7, 7), radius=3.5, stroke=WORLD_INK, linewidth=1.4)
    paper.line([(x + 12, y), (x + 40, y)], color=WORLD_INK, linewidth=1.3, dashes=WORLD_DASHES)
    paper.text((x + 47, y), "it happens, at any time", 10.5, color=FADED)
    x += 200
    paper.line([(x, y), (x + 32, y)], color=ALARM, linewidth=1.8)
    paper.text((x + 39, y), "it strands the station", 10.5, color=FADED)
    x += 180
    x += chip(paper, (x, y), "root", 0) + 6
    paper.text((x, y), "held", 10.5, color=FADED)
    x += 40
    x += chip(paper, (x, y), "root", 0, hollow=True) + 6
    paper.text((x, y), "held as fallback", 10.5, color=FADED)
