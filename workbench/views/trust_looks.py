"""How a status and a link look: an ink, a ground and a sign. Nothing is told by colour alone: the sign and the words say it too."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.views.palette import ALARM, FADED, INK, LINE, PAPER, mixed
from workbench.views.trust_parts import Style

Stroke = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Look:
    """Of a status.

    Attributes
    ----------
    ink
        Of sign and words, ``#rrggbb``.
    ground
        Of the box.
    sign
        Strokes in a square from (-1, -1) to (1, 1).
    """

    ink: str
    ground: str
    sign: tuple[Stroke, ...]


_CHECK: tuple[Stroke, ...] = (((-0.55, 0.05), (-0.15, 0.45), (0.6, -0.45)),)
_CROSS: tuple[Stroke, ...] = (((-0.45, -0.45), (0.45, 0.45)), ((-0.45, 0.45), (0.45, -0.45)))
_CLOCK: tuple[Stroke, ...] = (((0.0, -0.6), (0.0, 0.0), (0.5, 0.25)),)
_BAR: tuple[Stroke, ...] = (((-0.6, 0.0), (0.6, 0.0)),)
_BANG: tuple[Stroke, ...] = (((0.0, -0.6), (0.0, 0.15)), ((0.0, 0.5), (0.0, 0.55)))
_GAP: tuple[Stroke, ...] = (((-0.7, 0.45), (-0.25, 0.0)), ((0.25, 0.0), (0.7, -0.45)))
ANCHOR_SIGN: tuple[Stroke, ...] = (
    ((0.0, -0.55), (0.0, 0.9)),
    ((-0.4, -0.25), (0.4, -0.25)),
    ((-0.8, 0.25), (-0.6, 0.7), (0.0, 0.9), (0.6, 0.7), (0.8, 0.25)),
    ((0.0, -0.55), (-0.22, -0.75), (0.0, -0.98), (0.22, -0.75), (0.0, -0.55)),
)

GOOD, WAITING, CUT_OFF, OUTCAST = "#00664f", "#8a5a00", "#5d3f92", "#7a1450"
LOOKS = {
    "valid": Look(GOOD, PAPER, _CHECK),
    "expired": Look(ALARM, mixed(ALARM, 0.10), _CROSS),
    "not yet valid": Look(WAITING, mixed(WAITING, 0.12), _CLOCK),
    "no path to an anchor": Look(CUT_OFF, mixed(CUT_OFF, 0.10), _GAP),
    "revoked": Look(OUTCAST, mixed(OUTCAST, 0.12), _BAR),
    "distrusted": Look(OUTCAST, mixed(OUTCAST, 0.12), _BAR),
    "malformed": Look(ALARM, mixed(ALARM, 0.10), _BANG),
    "missing": Look(FADED, PAPER, ()),
}
TAG_INKS = {"added": GOOD, "removed": FADED, "loses its last path": ALARM, "regains a path": GOOD}


@dataclass(frozen=True, slots=True)
class Line:
    """Of a link."""

    ink: str
    width: float
    dashes: tuple[float, float] | None
    words: str


CROSS_INK = "#a3199a"
LINES = {
    Style.ISSUED: Line(LINE, 1.2, None, "signed, and verified"),
    Style.CROSS: Line(CROSS_INK, 1.6, None, "cross-sign"),
    Style.BROKEN: Line(ALARM, 1.8, (5, 3.5), "does not fit, and why"),
    Style.WANTED: Line(FADED, 1.1, (2, 3), "asks for a missing issuer"),
    Style.GONE: Line(mixed(INK, 0.55), 1.1, (1, 3), "taken away"),
}
