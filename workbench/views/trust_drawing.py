"""Drawing the things of a trust picture on any paper: areas, boxes, links, signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.kinds import Pki
from workbench.views.lettering import width_of
from workbench.views.palette import FADED, HUES, INK, LINE, PAPER, mixed
from workbench.views.shown import PKI_NAMES
from workbench.views.trust_layout import LABEL_HEIGHT, TITLE_SIZE
from workbench.views.trust_looks import ANCHOR_SIGN, LINES, LOOKS, TAG_INKS, Stroke
from workbench.views.trust_parts import Style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.views.sheet import Point
    from workbench.views.trust_layout import Area, Box, Route
    from workbench.views.trust_paper import Paper
    from workbench.views.trust_parts import Part
    from workbench.views.trust_words import Face

_RADIUS = 6
_INSET = 13
_LINES = (15, 31.5, 46.5)
_NOTES = 66
_BADGE = 7.5


def draw_area(paper: Paper, area: Area) -> None:
    """The area of a PKI, with its name."""
    hue = HUES[area.pki]
    paper.box((area.x, area.y), (area.width, area.height), radius=10, fill=hue.tint)


def draw_area_name(paper: Paper, area: Area) -> None:
    """Its name, and what that means where there is room."""
    hue = HUES[Pki.CSO if area.pki is Pki.V2G else area.pki]
    words = "charging station operator" if area.pki is Pki.V2G else PKI_NAMES[area.pki]
    at = (area.title_x, area.y + 13)
    paper.text(at, area.title, TITLE_SIZE, width=area.title_room, bold=True, color=hue.ink)
    used = width_of(area.title, TITLE_SIZE, bold=True) + 8
    if used + width_of(words, 10) <= area.title_room:
        paper.text((at[0] + used, at[1]), words, 10, color=FADED)


def draw_route(paper: Paper, route: Route, issuer: Pki) -> None:
    """A link; a plain step in its issuer's colour, so that lines that cross are told apart; any other has an arrow head."""
    line = LINES[route.link.style]
    ink = mixed(HUES[issuer].ink, 0.6) if route.link.style is Style.ISSUED else line.ink
    paper.line(route.points, color=ink, linewidth=line.width, dashes=line.dashes)
    if route.link.style in {Style.CROSS, Style.BROKEN} or route.points[1][1] < route.points[0][1]:
        (x, y), (before, _) = route.points[-1], route.points[-2]
        head = [(x - 4, y - 6), (x, y - 0.5), (x + 4, y - 6)] if before == x else [(x - 6, y - 4), (x - 0.5, y), (x - 6, y + 4)]
        paper.line(head, color=ink, linewidth=line.width)


def draw_reason(paper: Paper, route: Route, width: float) -> None:
    """The label of a link: what does not fit."""
    if route.label is None:
        return
    ink = LINES[route.link.style].ink if route.link.style is Style.BROKEN else FADED
    words = width_of(route.link.reason, 10, bold=True)
    across = min(words + 16, width)
    left = route.label[0] - across / 2
    paper.box((left, route.label[1] - LABEL_HEIGHT / 2), (across, LABEL_HEIGHT), radius=7, fill=PAPER, stroke=ink, linewidth=1)
    paper.text(route.label, route.link.reason, 10, width=across - 10, bold=True, color=ink, ha="center")


def draw_box(paper: Paper, box: Box, part: Part, face: Face) -> None:
    """A part: anchors filled with their PKI's colour, missing and removed ones dashed, all others by status."""
    hue, look = HUES[part.pki], LOOKS[face.status]
    at, size = (box.x, box.y), (box.width, box.height)
    ink, plain, faded = hue.ink, INK, look.ink if face.status != "valid" else FADED
    paper.begin(face.hover)
    gone = part.change == "removed"
    if face.status == "missing" or gone:
        paper.box(at, size, radius=_RADIUS, fill=PAPER, stroke=LINE, linewidth=1.4, dashes=(5, 4))
        ink = plain = faded = FADED
    elif part.anchor and face.status == "valid":
        paper.box(at, size, radius=_RADIUS, fill=hue.ink)
        ink = plain = faded = PAPER
    else:
        if len(part.members) > 1:
            paper.box((at[0] + 3, at[1] + 4), size, radius=_RADIUS, fill=PAPER, stroke=hue.pale, linewidth=1)
        edge = look.ink if face.status != "valid" else hue.pale
        paper.box(at, size, radius=_RADIUS, fill=look.ground, stroke=edge, linewidth=1.6 if face.status != "valid" else 1)
        paper.box((at[0] + 1, at[1] + 5), (4, size[1] - 10), radius=2, fill=hue.ink)
    room = size[0] - _INSET - 8
    tag = width_of(face.tag, 9.5, bold=True) + 12 if face.tag else 0
    paper.text((at[0] + _INSET, at[1] + _LINES[0]), face.heading, 10.5, width=room - 20 - tag, bold=True, color=ink)
    paper.text((at[0] + _INSET, at[1] + _LINES[1]), face.title, 11.5, width=room, color=plain)
    paper.text(
        (at[0] + _INSET, at[1] + _LINES[2]), face.state, 10, width=room, bold=face.status not in {"valid", "missing"}, color=faded
    )
    if face.tag:
        colour = TAG_INKS.get(part.change, FADED)
        left = at[0] + size[0] - 25 - tag
        paper.box((left, at[1] + 7), (tag, 15), radius=7, fill=PAPER, stroke=colour, linewidth=1)
        paper.text((left + tag / 2, at[1] + 14.5), face.tag, 9.5, bold=True, color=colour, ha="center")
    if face.status != "missing" and not gone:
        badge(paper, (at[0] + size[0] - 13, at[1] + 14.5), face.status, on_dark=part.anchor and face.status == "valid")
    _draw_notes(paper, box, face, ink if part.anchor and face.status == "valid" else INK)
    if face.bar:
        _draw_bar(paper, (at[0] + _INSET, at[1] + size[1] - 14), size[0] - 2 * _INSET, face.bar)
    paper.end()


def _draw_notes(paper: Paper, box: Box, face: Face, ink: str) -> None:
    """Who trusts an anchor for what."""
    for number, note in enumerate(face.notes):
        y = box.y + _NOTES + 14.5 * number
        indent = 17 if not number else 0
        if not number:
            draw_sign(paper, (box.x + _INSET + 6, y), 6.5, ANCHOR_SIGN, ink)
        paper.text((box.x + _INSET + indent, y), note, 10, width=box.width - _INSET - 8 - indent, bold=not number, color=ink)


def _draw_bar(paper: Paper, at: Point, width: float, counts: Sequence[tuple[str, int]]) -> None:
    """So many of each status as lengths, none of them too short to be seen."""
    total = sum(count for _, count in counts)
    least = 5.0
    free = width - least * len(counts)
    x = at[0]
    for status, count in counts:
        length = least + free * count / total
        paper.box((x, at[1]), (max(length - 1, 2), 6), radius=2, fill=LOOKS[status].ink if status != "valid" else "#7fb8a8")
        x += length


def badge(paper: Paper, at: Point, status: str, *, on_dark: bool = False) -> None:
    """The sign of a status in a round."""
    look = LOOKS[status]
    ink = PAPER if on_dark else look.ink
    solid = status != "valid"
    paper.box(
        (at[0] - _BADGE, at[1] - _BADGE),
        (2 * _BADGE, 2 * _BADGE),
        radius=_BADGE,
        fill=look.ink if solid else "none",
        stroke=ink,
        linewidth=1.2,
    )
    draw_sign(paper, at, _BADGE, look.sign, PAPER if solid else ink)


def draw_sign(paper: Paper, at: Point, size: float, sign: Sequence[Stroke], colour: str) -> None:
    """Strokes around a point."""
    for stroke in sign:
        paper.line([(at[0] + x * size, at[1] + y * size) for x, y in stroke], color=colour, linewidth=1.6)
