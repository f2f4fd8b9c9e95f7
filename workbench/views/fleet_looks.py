"""What pictures of fleets share: the sizes of their sheet, a hue for each certificate type, a look for each verdict and result.

Nothing is told by hue alone: verdicts differ in fill, outline and dashes too, and a legend or the words beside it say it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.certs.kinds import Pki
from workbench.views.lettering import fitted, label, width_of
from workbench.views.palette import ALARM, FADED, HUES, INK, LINE, PAPER, mixed
from workbench.views.trust_looks import GOOD, WAITING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workbench.views.sheet import Point
    from workbench.views.trust_paper import Paper

WIDTH = 1072
MARGIN = 24
ROOM = WIDTH - 2 * MARGIN
_LINE = 17
_MOST_LINES = 3
_MOST_NOTES = 6
_READABLE = 0.95 * ROOM
"""A line's length: at few pixels an inch, letters come out a little wider than they are measured."""
_LONGEST_WORD = 120
_ABSENT = frozenset({"nan", "NaT", "<NA>"})
"""What a float's NaN and pandas' absent values write; a text of these letters is a text."""

TYPE_INKS = {
    "V2GRootCertificate": HUES[Pki.V2G].ink,
    "MORootCertificate": HUES[Pki.MO].ink,
    "CSMSRootCertificate": HUES[Pki.CSMS].ink,
    "V2GCertificateChain": HUES[Pki.CSO].ink,
    "ManufacturerRootCertificate": HUES[Pki.MANUFACTURER].ink,
    "OEMRootCertificate": HUES[Pki.OEM].ink,
}
"""The hues that their PKIs have in every picture."""


@dataclass(frozen=True, slots=True)
class Look:
    """How an area is filled and outlined."""

    fill: str
    stroke: str = "none"
    dashes: tuple[float, float] | None = None


SOLID = Look(INK)
BREAKS = Look(ALARM)
DOUBT = Look(mixed(WAITING, 0.22), WAITING)
HOLDS = Look(mixed(GOOD, 0.55))
SAVED = Look(mixed(GOOD, 0.14), GOOD)
OPEN = Look(PAPER, FADED, (3.0, 2.0))
BROKEN = Look(mixed(ALARM, 0.22), ALARM, (7.0, 2.0))
VERDICTS = {"breaks": BREAKS, "already broken": BROKEN, "not checked": OPEN, "saved": SAVED, "holds": HOLDS}
"""In the order in which bars show them."""


def ink_of(certificate_type: str) -> str:
    """The hue of a certificate type; of anything else, that of what is not known."""
    return TYPE_INKS.get(certificate_type, HUES[Pki.UNKNOWN].ink)


def result_look(result: str, ink: str) -> Look:
    """Of how an entry was found: solid where it is exact, pale where it was read as a mistake, hollow where nobody knows it."""
    if result == "exact":
        return Look(ink)
    return Look(mixed(ink, 0.3), ink) if result == "dialect" else Look(PAPER, ink, (3.0, 2.0))


def lines_of(text: str, width: float, size: float, most: int = _MOST_LINES) -> list[str]:
    """Any text in at most so many lines of this width; what is left over is cut."""
    lines: list[str] = []
    for word in text.split():
        harmless = _drawn(word[:_LONGEST_WORD], size)
        if lines and width_of(f"{lines[-1]} {harmless}", size) <= width:
            lines[-1] += f" {harmless}"
        elif len(lines) == most:
            lines[-1] = fitted(f"{lines[-1]} …", size, width)
            break
        else:
            lines.append(fitted(harmless, size, width))
    return lines


def drawn_width(text: str, size: float, *, bold: bool = False) -> float:
    """Pixels that any text takes once it is drawn, with its escapes."""
    return width_of(label(text, size, bold=bold).replace(r"\$", "$"), size, bold=bold)


def _drawn(text: str, size: float) -> str:
    return label(text, size).replace(r"\$", "$")


@dataclass(frozen=True, slots=True)
class Words:
    """What stands above and below what is drawn.

    Attributes
    ----------
    title, sentence
        The question and its answer. Hostile text.
    notes
        What was not checked. Hostile text.
    legend
        Looks and what they mean.
    """

    title: str
    sentence: str
    notes: tuple[str, ...] = ()
    legend: tuple[tuple[Look, str], ...] = ()

    @property
    def top(self) -> float:
        """Pixels that the head takes."""
        return 52 + _LINE * len(self._said) + (28 if self.legend else 8)

    @property
    def bottom(self) -> float:
        """Pixels that the foot takes."""
        return 14 + _LINE * len(self._noted)

    @property
    def _said(self) -> list[str]:
        return lines_of(self.sentence, _READABLE, 12)

    @property
    def _noted(self) -> list[str]:
        lines = [line for note in self.notes[:_MOST_NOTES] for line in lines_of(note, _READABLE, 10.5, 2)]
        more = len(self.notes) - _MOST_NOTES
        return [*lines, f"{more:,} more note{'s' * (more > 1)}: see the answer."] if more > 0 else lines

    def draw(self, paper: Paper, height: float) -> None:
        """Head and foot of a sheet of this height."""
        paper.text((MARGIN, 30), self.title, 17, width=ROOM, bold=True)
        for place, line in enumerate(self._said):
            paper.text((MARGIN, 55 + _LINE * place), line, 12, width=ROOM + 8)
        draw_legend(paper, (MARGIN, 58 + _LINE * len(self._said) + 4), self.legend)
        for place, line in enumerate(self._noted):
            paper.text((MARGIN, height - self.bottom + _LINE * place + 6), line, 10.5, width=ROOM + 8, color=FADED)


def draw_legend(paper: Paper, at: Point, legend: Sequence[tuple[Look, str]]) -> None:
    """A swatch and its words for each look, in a line."""
    x = at[0]
    for look, words in legend:
        swatch(paper, (x, at[1] - 6), (18, 12), look)
        paper.text((x + 24, at[1]), words, 10.5, color=FADED)
        x += 24 + drawn_width(words, 10.5) + 22


def swatch(paper: Paper, at: Point, size: Point, look: Look) -> None:
    """An area in a look; its outline is inside."""
    inset = 0.6 if look.stroke != "none" else 0.0
    paper.box(
        (at[0] + inset, at[1] + inset),
        (max(size[0] - 2 * inset, 0.8), size[1] - 2 * inset),
        radius=min(2.0, size[0] / 3),
        fill=look.fill,
        stroke=look.stroke,
        linewidth=1.2 if look.stroke != "none" else 0,
        dashes=look.dashes,
    )


def dotted(paper: Paper, start: Point, end: Point) -> None:
    """A line that only leads the eye."""
    paper.line([start, end], color=LINE, linewidth=0.8, dashes=(1.5, 3.0))


def count_words(number: int, of: int = 0) -> str:
    """``"1,234"``, with its share where there is a whole: ``"1,234 (12 %)"``."""
    if of <= 0:
        return f"{number:,}"
    share = 100 * number / of
    return f"{number:,} ({share:.0f} %)" if share >= 1 or not number else f"{number:,} (< 1 %)"


def present(value: Any) -> bool:
    """Whether a cell of a frame holds something."""
    return bool(value) if isinstance(value, str) else value is not None and str(value) not in _ABSENT


def sorted_types(types: Iterable[str]) -> list[str]:
    """Certificate types in OCPP's order, others behind."""
    known = list(TYPE_INKS)
    return sorted(set(types), key=lambda one: (known.index(one) if one in known else len(known), one))
