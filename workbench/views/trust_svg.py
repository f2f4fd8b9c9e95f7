"""A sheet that becomes SVG: real text in any sans-serif font, held to its measured width; no script, nothing from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from workbench.display import html
from workbench.views.lettering import label, width_of
from workbench.views.palette import INK, PAPER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.views.sheet import Point

_HALF_CAPITAL = 0.365
_FONT = "'DejaVu Sans',Verdana,'Segoe UI',sans-serif"


class SvgSheet:
    """An empty sheet; it draws what :class:`~workbench.views.trust_drawing.Paper` asks for.

    Parameters
    ----------
    width, height
        In CSS pixels, as every number here.
    """

    def __init__(self, width: float, height: float) -> None:
        self._size = (width, height)
        self._parts: list[Markup] = []

    def text(  # noqa: PLR0913  # as on paper
        self,
        at: Point,
        text: str,
        size: float = 11,
        *,
        width: float | None = None,
        bold: bool = False,
        color: str = INK,
        ha: str = "left",
    ) -> None:
        """One line of any text, shortened to ``width``; ``at`` is its left end, or its middle, at half its height."""
        words = label(text, size, width, bold=bold).replace(r"\$", "$")
        if not words.strip():
            return
        anchor = Markup(' text-anchor="middle"') if ha == "center" else Markup("")
        weight = Markup(' font-weight="bold"') if bold else Markup("")
        self._parts.append(
            Markup(
                '<text x="{}" y="{}" font-size="{}" fill="{}" textLength="{}" lengthAdjust="spacingAndGlyphs"{}{}>{}</text>'
            ).format(
                _n(at[0]),
                _n(at[1] + _HALF_CAPITAL * size),
                _n(size),
                color,
                _n(width_of(words, size, bold=bold)),
                anchor,
                weight,
                html(words),
            )
        )

    def box(  # noqa: PLR0913
        self,
        at: Point,
        size: Point,
        *,
        radius: float = 0,
        fill: str = "none",
        stroke: str = "none",
        linewidth: float = 0,
        dashes: tuple[float, float] | None = None,
    ) -> None:
        """A box with its upper left corner ``at``."""
        self._parts.append(
            Markup('<rect x="{}" y="{}" width="{}" height="{}" rx="{}" fill="{}" stroke="{}" stroke-width="{}"{}/>').format(
                *map(_n, (*at, *size, radius)), fill, stroke, _n(linewidth), _dashes(dashes)
            )
        )

    def line(self, points: Sequence[Point], *, color: str, linewidth: float, dashes: tuple[float, float] | None = None) -> None:
        """Straight strokes from point to point."""
        self._parts.append(
            Markup('<polyline points="{}" fill="none" stroke="{}" stroke-width="{}"{}/>').format(
                " ".join(f"{_n(x)},{_n(y)}" for x, y in points), color, _n(linewidth), _dashes(dashes)
            )
        )

    def begin(self, hover: str) -> None:
        """What follows belongs together; ``hover`` is shown when the mouse rests on it."""
        self._parts.append(Markup("<g><title>{}</title>").format(html(hover, 900)) if hover else Markup("<g>"))

    def end(self) -> None:
        """It ends here."""
        self._parts.append(Markup("</g>"))

    def document(self, title: str, description: str) -> str:
        """The SVG with its accessible name and description."""
        width, height = map(_n, self._size)
        head = Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="img" '
            'aria-labelledby="pnc-title pnc-desc" font-family="{font}" stroke-linejoin="round" stroke-linecap="round">'
            '<title id="pnc-title">{title}</title><desc id="pnc-desc">{description}</desc>'
            '<rect width="{w}" height="{h}" fill="{paper}"/>'
        ).format(w=width, h=height, font=_FONT, title=html(title), description=html(description, 2000), paper=PAPER)
        return head + Markup("\n").join(self._parts) + Markup("</svg>\n")


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _dashes(dashes: tuple[float, float] | None) -> Markup:
    return Markup(' stroke-dasharray="{} {}"').format(*map(_n, dashes)) if dashes else Markup("")
