"""Where everything of a Plug & Charge session is, in CSS pixels: a life line for each party, the steps below each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from workbench.display import visible
from workbench.views.exchange_layout import wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 1180
MARGIN = 24
_SIDE, _NARROW_SIDE = 400, 330
"""How wide the words beside are; narrow where four life lines need the room."""
_MANY = 4
SIDE_SIZE = 11
SUBTITLE_SIZE = 12
LINE = 15
HEADS = 104
_FIRST = 144
_LEAST, _LEAST_ALONE = 40, 34
_GAP = 8
_MOST_LINES = 4
_LEGEND = 44
_LONGEST = 420
TITLES = {"EV": "EV", "SECC": "station (SECC)", "CSMS": "CSMS", "pool": "contract pool"}
"""What stands above the parties' lines, from left to right."""
LEFT_OUT = "not sent here"


class Step(Protocol):
    """A step as the picture sees it; :class:`workbench.net.pnc.step.Step` is one. All text is hostile."""

    @property
    def sender(self) -> str:
        """One of :data:`TITLES`."""

    @property
    def receiver(self) -> str:
        """The sender where a party does something by itself."""

    @property
    def name(self) -> str:
        """What is sent or done."""

    @property
    def size(self) -> int:
        """In octets; 0 where nothing is sent."""

    @property
    def said(self) -> str:
        """What it says."""

    @property
    def outcome(self) -> str:
        """``"said"``, ``"accepted"``, ``"refused"``, ``"not sent here"``."""

    @property
    def requirement(self) -> str:
        """What decided; empty where nothing is known."""


@dataclass(frozen=True, slots=True)
class PlacedStep:
    """A step with its place.

    Attributes
    ----------
    y, height
        Its upper edge, and how far it is down to the next.
    lines
        What it says, wrapped for the column beside.
    """

    step: Step
    y: float
    height: float
    lines: tuple[str, ...]

    @property
    def middle(self) -> float:
        """Where its arrow or box is."""
        return self.y + max(24, (self.height - _GAP) / 2)


@dataclass(frozen=True, slots=True)
class SessionLayout:
    """The whole picture.

    Attributes
    ----------
    lanes
        The x of each party's life line.
    channel
        From where to where down the picture the ground is another: what is encrypted. None where nothing is.
    side
        How wide the column of words beside is.
    """

    lanes: dict[str, float]
    steps: tuple[PlacedStep, ...]
    channel: tuple[float, float] | None
    side: float
    bottom: float
    height: float

    @property
    def side_x(self) -> float:
        """Where that column begins."""
        return WIDTH - MARGIN - self.side

    @property
    def titles(self) -> dict[str, str]:
        """What stands above each line."""
        return {party: TITLES[party] for party in self.lanes}


def lay_out(steps: Sequence[Step], *, tinted: tuple[int, int] | None) -> SessionLayout:
    """The steps below each other; ``tinted``: from which step to which the ground between vehicle and station is another."""
    parties = [party for party in TITLES if any(party in {one.sender, one.receiver} for one in steps)]
    side = _NARROW_SIDE if len(parties) >= _MANY else _SIDE
    edge = 66 if len(parties) >= _MANY else 84
    between = (WIDTH - 2 * MARGIN - side - 30 - 2 * edge) / max(len(parties) - 1, 1)
    lanes = {party: MARGIN + edge + between * place for place, party in enumerate(parties)}
    placed, y = [], float(_FIRST)
    for step in steps:
        lines = _lines(step, side)
        height = max(_LEAST_ALONE if step.sender == step.receiver else _LEAST, LINE * len(lines) + 12) + _GAP
        placed.append(PlacedStep(step, y, height, lines))
        y += height
    channel = None if tinted is None else (placed[tinted[0]].y, placed[tinted[1]].y + placed[tinted[1]].height - 4)
    return SessionLayout(lanes, tuple(placed), channel, side, y, y + _LEGEND)


def subtitle_lines(words: str) -> tuple[str, ...]:
    """One or two lines below the title."""
    return tuple(wrapped(visible(words, _LONGEST), WIDTH - 2 * MARGIN - 22, SUBTITLE_SIZE, 2))


def _lines(step: Step, room: float) -> tuple[str, ...]:
    words = f"{step.name}: {step.said}" if step.outcome == LEFT_OUT else step.said
    return tuple(wrapped(visible(words, _LONGEST), room, SIDE_SIZE, _MOST_LINES)) if words else ()
