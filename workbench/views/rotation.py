"""READ FIRST: what a search of event orders found, drawn: states as boxes, moves as arrows; and one stranding as a strip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.views.palette import ALARM, FADED, INK
from workbench.views.paper_picture import PictureWithPage
from workbench.views.rotation_drawing import WORLD_DASHES, WORLD_INK, chip, draw_box, draw_route
from workbench.views.rotation_layout import MARGIN, lay_out
from workbench.views.rotation_page import page
from workbench.views.rotation_states import states_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.station.explore import Exploration
    from workbench.station.planning_plan import Goal
    from workbench.views.rotation_states import States
    from workbench.views.trust_paper import Paper

_TOP = 124
_LEAST_WIDTH = 860


class RotationPicture(PictureWithPage):
    """A picture of a search, as PNG, SVG and page."""

    def _page(self) -> str:
        return page(self)


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
    return RotationPicture(alt, size=(width, layout.height), title="What a rotation can come to", paint=paint)


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
