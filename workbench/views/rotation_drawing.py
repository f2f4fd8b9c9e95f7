"""Drawing the things of a rotation picture on any paper: states, arrows, chips for roots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.kinds import Pki
from workbench.views.lettering import label, width_of
from workbench.views.palette import ALARM, FADED, HAIRLINE, HUES, INK, LINE, PAPER, mixed
from workbench.views.rotation_layout import BOX_WIDTH, HEAD, ROW
from workbench.views.trust_drawing import draw_sign
from workbench.views.trust_looks import GOOD, LOOKS

if TYPE_CHECKING:
    from workbench.views.rotation_layout import Box, Route
    from workbench.views.rotation_states import Arrow, Held, State, States
    from workbench.views.sheet import Point
    from workbench.views.trust_paper import Paper

_INKS = (HUES[Pki.CSO].ink, HUES[Pki.MO].ink, HUES[Pki.OEM].ink)
_RADII = (7.0, 1.5, 4.0)
"""Of the chips: round, square, in between; a letter says it too."""
START, GOAL = "start", "goal"
WORLD_INK = FADED
WORLD_DASHES = (4.0, 3.0)


def drawn_width(text: str, size: float, *, bold: bool = False) -> float:
    """Pixels that any text takes once it is drawn, with its escapes."""
    return width_of(label(text, size, bold=bold).replace(r"\$", "$"), size, bold=bold)


def root_ink(number: int) -> str:
    """The colour of a root by its number; unknown ones are grey."""
    return _INKS[number % len(_INKS)] if number >= 0 else FADED


def chip(  # noqa: PLR0913  # a root as it stands
    paper: Paper, at: Point, words: str, number: int, *, hollow: bool = False, over: bool = False, width: float = 120
) -> float:
    """A root, or a server below it: filled, or hollow and dashed; ``at`` is the middle of its left edge. Gives its width."""
    ink = ALARM if over else root_ink(number)
    across = min(drawn_width(words, 10, bold=True) + 14, width)
    look = {"fill": PAPER, "stroke": ink, "linewidth": 1.2, "dashes": (3.0, 2.0)} if hollow else {"fill": ink}
    paper.box((at[0], at[1] - 8.5), (across, 17), radius=_RADII[number % 3] if number >= 0 else 3, **look)
    paper.text((at[0] + across / 2, at[1]), words, 10, width=across - 8, bold=True, color=ink if hollow else PAPER, ha="center")
    return across


def draw_state(paper: Paper, at: Point, state: State, *, height: float = HEAD, width: float = BOX_WIDTH, tag: str = "") -> None:
    """The box of a state: whether it is connected, what its servers are, which roots it holds."""
    ink = GOOD if state.connected else ALARM
    ground = PAPER if state.connected else mixed(ALARM, 0.07)
    paper.box(
        at,
        (width, height),
        radius=7,
        fill=ground,
        stroke=LINE if state.connected else ALARM,
        linewidth=1.1 if state.connected else 2,
    )
    if tag:
        ink_of_tag = GOOD if tag == GOAL else INK
        paper.box((at[0] - 4, at[1] - 4), (width + 8, height + 8), radius=10, stroke=ink_of_tag, linewidth=1.6)
        across = width_of(tag, 10, bold=True) + 16
        paper.box((at[0] + 12, at[1] - 13), (across, 17), radius=8, fill=ink_of_tag)
        paper.text((at[0] + 12 + across / 2, at[1] - 4.5), tag, 10, bold=True, color=PAPER, ha="center")
    x, y = at[0] + 12, at[1]
    _sign(paper, (x + 7, y + 18), ok=state.connected)
    paper.text((x + 20, y + 18), _status(state), 11.5, width=width - 40, bold=True, color=ink)
    server = next((one for one in state.servers if one[0] == state.slot), None)
    paper.text((x, y + 41), "server" if state.slot == 1 else f"slot {state.slot}", 10, color=FADED)
    if server is not None:
        words = f"{server[1]}, expired" if server[3] else server[1]
        chip(paper, (x + 46, y + 41), words, server[2], width=width - 70, hollow=server[3], over=server[3])
    paper.text((x, y + 64), "holds", 10, color=FADED)
    _held(paper, (x + 46, y + 64), state.held, width - 66)


def _status(state: State) -> str:
    if not state.connected:
        return "Stranded"
    return f"Connected under {state.under.name}" if state.under is not None else "Connected"


def _held(paper: Paper, at: Point, held: tuple[Held, ...], room: float) -> None:
    if not held:
        paper.text(at, "no CSMS root", 10, color=ALARM)
        return
    x = at[0]
    for left, one in zip(range(len(held), 0, -1), held, strict=True):
        fair = (at[0] + room - x - 5 * (left - 1)) / left
        others = sum(_needed(other) + 5 for other in held[len(held) - left + 1 :])
        width = max(fair, at[0] + room - x - others)  # what the others do not need
        x += chip(paper, (x, at[1]), _words(one), one.number, hollow=one.fallback, over=one.over, width=width) + 5


def _needed(one: Held) -> float:
    return drawn_width(_words(one), 10, bold=True) + 14


def _words(one: Held) -> str:
    return ", ".join(filter(None, (one.name, "fallback" * one.fallback, "expired" * one.over)))


def _sign(paper: Paper, at: Point, *, ok: bool) -> None:
    look = LOOKS["valid" if ok else "expired"]
    if ok:
        paper.box((at[0] - 7.5, at[1] - 7.5), (15, 15), radius=7.5, fill=PAPER, stroke=look.ink, linewidth=1.2)
    else:  # another shape, for those who see no red
        paper.box((at[0] - 7.5, at[1] - 7.5), (15, 15), radius=2, fill=look.ink)
    draw_sign(paper, at, 7.5, look.sign, look.ink if ok else PAPER)


def draw_box(paper: Paper, box: Box, states: States) -> None:
    """A state with the moves that lead out of it."""
    tag = START if box.state == 0 else GOAL if box.state in states.goals else ""
    state = states.states[box.state]
    paper.begin(_hover(box, states))
    draw_state(paper, (box.x, box.y), state, height=box.height, tag=tag)
    if box.exits:
        paper.line([(box.x + 10, box.y + HEAD), (box.x + BOX_WIDTH - 10, box.y + HEAD)], color=HAIRLINE, linewidth=1)
    for number, arrow in enumerate(box.exits):
        y = box.y + HEAD + 5 + ROW * (number + 0.5)
        ink = _ink(arrow, states)
        _mark(paper, (box.x + 17, y), arrow, ink)
        strands = not states.states[arrow.after].connected
        paper.text((box.x + 28, y), arrow.words, 10, width=BOX_WIDTH - 40, bold=strands, color=ink if strands else INK)
    paper.end()


def _mark(paper: Paper, at: Point, arrow: Arrow, ink: str) -> None:
    """Who makes the move: a filled square for the CSMS, a ring for the world."""
    if arrow.by_csms:
        paper.box((at[0] - 3.5, at[1] - 3.5), (7, 7), radius=1, fill=ink)
    else:
        paper.box((at[0] - 3.5, at[1] - 3.5), (7, 7), radius=3.5, fill=PAPER, stroke=ink, linewidth=1.4)


def _hover(box: Box, states: States) -> str:
    state = states.states[box.state]
    roots = ", ".join(f"{one.name}{' (fallback)' if one.fallback else ''}" for one in state.held) or "none"
    lines = [f"{_status(state)}, slot {state.slot}", f"CSMS roots: {roots}"]
    lines += [f"slot {slot}: server under {name}{', expired' if over else ''}" for slot, name, _, over in state.servers]
    for arrow in box.exits:
        for name, (_, decided_by) in arrow.moves.items():
            lines.append(f"{name}{': ' + ', '.join(decided_by) if decided_by else ''}")
    return "\n".join(lines)


def _ink(arrow: Arrow, states: States) -> str:
    if not states.states[arrow.after].connected:
        return ALARM
    return INK if arrow.by_csms else WORLD_INK


def draw_route(paper: Paper, route: Route, states: States) -> None:
    """An arrow: solid where the CSMS makes the move, dashed where it happens, thick and red where it strands."""
    ink = _ink(route.arrow, states)
    strands = ink == ALARM
    colour = ink if strands else mixed(ink, 0.62)
    dashes = None if route.arrow.by_csms else WORLD_DASHES
    paper.line(route.points, color=colour, linewidth=1.8 if strands else 1.3, dashes=dashes)
    (x, y), (before, _) = route.points[-1], route.points[-2]
    back = -6 if before < x else 6
    paper.line([(x + back, y - 4), (x, y), (x + back, y + 4)], color=colour, linewidth=1.6)
