"""Everything of a trust picture in its place: heading, clusters, links, boxes, legend; drawn on any paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.trust.portrait_export import anchors_told
from workbench.views import trust_drawing as drawing
from workbench.views import trust_legend as legend
from workbench.views.lettering import width_of
from workbench.views.palette import FADED, INK
from workbench.views.trust_across import MARGIN
from workbench.views.trust_folding import folded
from workbench.views.trust_layout import TrustLayout, lay_out
from workbench.views.trust_parts import Parts, Style, parts_of
from workbench.views.trust_words import WIDTH, Face, face_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.certs.kinds import Kind
    from workbench.trust.difference import Difference
    from workbench.trust.portrait import Portrait
    from workbench.views.trust_paper import Paper

TITLE = "Who vouches for whom"
_NARROWEST = 860
_TOP = 34
_FOOT = 22
_LONGEST = 190
"""Characters of a line: lettering looks at 200."""
_LINE = 19


@dataclass(frozen=True)
class Scene:
    """Everything in its place, to be drawn on any paper.

    Attributes
    ----------
    whole, faces
        What is drawn, folded, and what stands in each box, by the keys of parts.
    words, strong
        The lines below the title; the first so many of them are bold.
    width
        In CSS pixels.
    """

    whole: Parts
    faces: Mapping[str, Face]
    layout: TrustLayout
    words: tuple[str, ...]
    strong: int
    width: int

    @classmethod
    def of(cls, portrait: Portrait, difference: Difference | None, when: str, heading: str) -> Scene:
        """A portrait laid out."""
        whole = folded(parts_of(portrait, difference))
        leaves = _leaves(portrait)
        crossed = {link.certificate for link in whole.links if link.style is Style.CROSS}
        faces = {
            key: face_of(part, leaves.get(part.members[0].sha256, ()) if part.members else (), cross=key in crossed)
            for key, part in whole.parts.items()
        }
        width = round(max(lay_out(whole, faces, 0).width, _NARROWEST))
        room = width - 2 * MARGIN
        strong = _wrapped([f"{heading} {difference.summary}".strip()], room, bold=True) if difference else []
        words = (*strong, *_wrapped(_heading(portrait, when, whole), room))
        return cls(whole, faces, lay_out(whole, faces, _TOP + _LINE * (len(words) + 0.9)), words, len(strong), width)

    @property
    def legend(self) -> list[tuple[str, str]]:
        """What is explained at the foot."""
        styles = {route.link.style for route in self.layout.routes}
        statuses = {face.status for face in self.faces.values()} | {s for face in self.faces.values() for s, _ in face.bar}
        several = any(face.bar for face in self.faces.values())
        anchors = any(part.anchor for part in self.whole.parts.values())
        return legend.entries(sorted(statuses), sorted(styles), several=several, anchors=anchors)

    @property
    def height(self) -> float:
        """In pixels, legend and all."""
        return round(self.layout.height + _FOOT + legend.height(self.legend, self.width))

    def draw(self, paper: Paper) -> None:
        """On any paper."""
        paper.text((MARGIN, _TOP - 4), TITLE, 17, bold=True)
        for number, line in enumerate(self.words):
            strong = number < self.strong
            look = INK if strong else FADED
            paper.text((MARGIN, _TOP + _LINE * (number + 1)), line, 11.5, width=self.width - 2 * MARGIN, bold=strong, color=look)
        for area in self.layout.areas:
            drawing.draw_area(paper, area)
        order = list(Style)
        for route in sorted(self.layout.routes, key=lambda route: order.index(route.link.style)):
            drawing.draw_route(paper, route, self.whole.parts[route.link.issuer].pki)
        for area in self.layout.areas:
            drawing.draw_area_name(paper, area)
        for box in self.layout.boxes:
            drawing.draw_box(paper, box, self.whole.parts[box.key], self.faces[box.key])
        for route in self.layout.routes:
            drawing.draw_reason(paper, route, WIDTH)
        legend.draw(paper, self.legend, self.layout.height + _FOOT, self.width)


def _leaves(portrait: Portrait) -> dict[str, set[Kind]]:
    """To each anchor the kinds of leaves that lead to it."""
    found: dict[str, set[Kind]] = {}
    for one in portrait.standings.values():
        if one.leaf:
            for anchor in one.anchors:
                found.setdefault(anchor, set()).add(one.classification.kind)
    return found


def _heading(portrait: Portrait, when: str, whole: Parts) -> list[str]:
    count = len(portrait)
    statuses = " · ".join(f"{number:,} {status.value}" for status, number in portrait.counts.items())
    time = f"{portrait.at:%Y-%m-%d}" + (f" ({when})" if when else "")
    lines = [f"{count:,} certificate{'' if count == 1 else 's'} at {time}: {statuses or 'none'}."]
    notes = [anchors_told(portrait), "Names, keys, signatures and dates decide here; profiles and revocation do not."]
    if whole.left_out:
        notes.append(f"{whole.left_out:,} certificates are not drawn.")
    if not portrait.complete:
        notes.append("The search for issuers was stopped: links may be missing.")
    return [*lines, " ".join(notes)]


def _wrapped(lines: Sequence[str], width: float, *, bold: bool = False) -> list[str]:
    """Lines broken between words; a word that is longer is shortened where it is drawn."""
    found: list[str] = []
    for line in lines:
        current = ""
        for word in line[:600].split():
            longer = f"{current} {word}".strip()
            if current and (width_of(longer, 11.5, bold=bold) > width or len(longer) > _LONGEST):
                found.append(current)
                longer = word
            current = longer
        found.append(current)
    return found
