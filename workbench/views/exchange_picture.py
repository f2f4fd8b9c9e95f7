"""A picture that is drawn on either paper: PNG by matplotlib, SVG with real text."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.views.picture import Picture
from workbench.views.sheet import Sheet
from workbench.views.trust_paper import PlotPaper
from workbench.views.trust_svg import SvgSheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure

    from workbench.views.trust_paper import Paper


@dataclass(frozen=True)
class PaperPicture(Picture):
    """A picture of this size.

    Attributes
    ----------
    size
        Width and height in CSS pixels.
    title
        The SVG's accessible name.
    paint
        Draws it on any paper.
    """

    size: tuple[float, float] = field(kw_only=True)
    title: str = field(kw_only=True)
    paint: Callable[[Paper], None] = field(kw_only=True, repr=False)

    @cached_property
    def svg(self) -> str:
        """SVG with real text, and what each thing says on hover."""
        sheet = SvgSheet(*self.size)
        self.paint(sheet)
        return sheet.document(self.title, self.alt)


def on_paper(alt: str, title: str, size: tuple[float, float], paint: Callable[[Paper], None]) -> PaperPicture:
    """The picture; nothing is drawn yet."""

    def plotted() -> Figure:
        sheet = Sheet(*size)
        paint(PlotPaper(sheet))
        return sheet.figure

    return PaperPicture(alt, round(size[0]), plotted, size=size, title=title, paint=paint)
