"""One stranding, or one run of a plan, as a strip: time from left to right, each step with what the station made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.views.palette import ALARM, FADED, HAIRLINE, INK, PAPER, mixed
from workbench.views.rotation import RotationPicture
from workbench.views.rotation_drawing import WORLD_DASHES, draw_state, drawn_width
from workbench.views.rotation_layout import BOX_WIDTH, HEAD, MARGIN
from workbench.views.rotation_states import state_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.findings import Finding
    from workbench.station.explore import Step, Stranding
    from workbench.station.moves import World
    from workbench.views.rotation_states import State
    from workbench.views.sheet import Point
    from workbench.views.trust_paper import Paper

    _Column = tuple[Step | None, State, list[tuple[str, bool]]]

_COLUMN = BOX_WIDTH + 46
_TOP = 100
_LINE = 15
_MOST_LINES = 7
_MOST_COLUMNS = 4
_ROW = 46 + HEAD + 42
_LEAST_WIDTH = 640.0


def stranding_strip(stranding: Stranding, start: World, names: Mapping[str, str], worlds: Sequence[World]) -> RotationPicture:
    """How a station is stranded, move by move: who made it, what decided, and the state after it.

    Parameters
    ----------
    names
        SHA-256 of a CSMS root to its short name.
    worlds
        After each step, in order; :func:`workbench.station.explore.replayed` gives them.
    """
    moved = [(step, world) for step, world in zip(stranding.steps, worlds, strict=True) if hasattr(step.move, "actor")]
    columns: list[_Column] = [(None, state_of(start, names), [])]
    columns += [(step, state_of(world, names), _said(step)) for step, world in moved]
    rows = [columns[first : first + _MOST_COLUMNS] for first in range(0, len(columns), _MOST_COLUMNS)]
    heights = [_ROW + _LINE * max(len(said) for _, _, said in row) for row in rows]
    size = (max(2 * MARGIN + len(rows[0]) * _COLUMN - 46.0, _LEAST_WIDTH), _TOP + sum(heights) + 8.0)
    way = ", then ".join(step.move.name for step, _ in moved)
    back = f"One move brings it back: {' or '.join(stranding.ways_back)}." if stranding.ways_back else "Somebody has to go there."

    def paint(paper: Paper) -> None:
        paper.text((MARGIN, 30), "How the station is stranded", 17, bold=True)
        paper.text((MARGIN, 54), f"{len(moved)} steps: {way}. {back}", 11, width=size[0] - 2 * MARGIN, color=FADED)
        for number, row in enumerate(rows):
            top = _TOP + sum(heights[:number])
            paper.line([(MARGIN, top), (MARGIN + len(row) * _COLUMN - 46, top)], color=HAIRLINE, linewidth=3)
            for place, column in enumerate(row):
                _column(paper, (MARGIN + place * _COLUMN, top), number * _MOST_COLUMNS + place, column, follows=place > 0)

    alt = f"{len(moved)} steps strand the station: {way}. {back}"
    return RotationPicture(alt, size=size, title="How a station is stranded", paint=paint)


def _column(paper: Paper, at: Point, number: int, column: _Column, *, follows: bool) -> None:
    step, state, said = column
    x, y = at
    ink = INK if state.connected else ALARM
    by_csms = step is None or getattr(step.move, "actor", "csms") == "csms"
    if by_csms:
        paper.box((x, y - 11), (22, 22), radius=4, fill=ink)
    else:
        paper.box((x, y - 11), (22, 22), radius=11, fill=PAPER, stroke=ink, linewidth=1.6)
    paper.text((x + 11, y), str(number), 10.5, bold=True, color=PAPER if by_csms else ink, ha="center")
    paper.text((x, y + 28), step.move.name if step is not None else "start", 11.5, width=BOX_WIDTH, bold=True, color=ink)
    top = y + 46
    if follows:
        middle, colour = top + HEAD / 2, mixed(ink, 0.7)
        paper.line([(x - 44, middle), (x - 3, middle)], color=colour, linewidth=1.6, dashes=None if by_csms else WORLD_DASHES)
        paper.line([(x - 9, middle - 4), (x - 3, middle), (x - 9, middle + 4)], color=colour, linewidth=1.6)
    draw_state(paper, (x, top), state)
    for place, (line, bold) in enumerate(said):
        paper.text((x, top + HEAD + 20 + place * _LINE), line, 10.5, width=BOX_WIDTH + 20, bold=bold, color=INK if bold else FADED)


def _said(step: Step) -> list[tuple[str, bool]]:
    """What decided, then the sentence behind it, in lines."""
    decided = [(line, True) for line in _wrapped(", ".join(step.decided_by), BOX_WIDTH - 20)]
    sentence = [(line, False) for line in _wrapped(_telling(step.findings), BOX_WIDTH - 8)]
    return decided + sentence[:_MOST_LINES]


def _telling(findings: Sequence[Finding]) -> str:
    """The last refusal or acceptance of a server; else the first thing that was said."""
    of_server = [one for one in findings if one.code in {"server-refused", "server-verified"}]
    told = of_server[-1:] or list(findings[:1])
    return told[0].message if told else ""


def _wrapped(text: str, width: float, size: float = 10.5) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and drawn_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
