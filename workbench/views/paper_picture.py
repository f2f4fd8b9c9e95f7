"""A picture that is painted on either paper: PNG by matplotlib, SVG with real text; with a page of its own or without."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.views.picture import Picture
from workbench.views.sheet import Sheet
from workbench.views.trust_paper import PlotPaper
from workbench.views.trust_svg import SvgSheet

if TYPE_CHECKING:
    import os
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
        Draws it on any paper; called when it is first looked at.
    """

    width: int = field(init=False)
    draw: Callable[[], Figure] = field(init=False, repr=False, compare=False)
    size: tuple[float, float] = field(kw_only=True)
    title: str = field(kw_only=True)
    paint: Callable[[Paper], None] = field(kw_only=True, repr=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "width", round(self.size[0]))
        object.__setattr__(self, "draw", self._plotted)

    def _plotted(self) -> Figure:
        sheet = Sheet(*self.size)
        self.paint(PlotPaper(sheet))
        return sheet.figure

    @cached_property
    def svg(self) -> str:
        """SVG with real text, what each thing says on hover, and an accessible name."""
        sheet = SvgSheet(*self.size)
        self.paint(sheet)
        return sheet.document(self.title, self.alt)


@dataclass(frozen=True)
class PictureWithPage(PaperPicture, ABC):
    """The same with a page, as which it can be saved too."""

    @abstractmethod
    def _page(self) -> str:
        """The document."""

    @cached_property
    def html(self) -> str:
        """A page of its own: nothing in it is loaded from elsewhere, nothing is run."""
        return self._page()

    def save(self, path: str | os.PathLike[str], *, width: int | None = None) -> None:
        """Write ``.png``, ``.svg`` or ``.html``, by the path's ending; ``width`` in pixels is for the PNG alone.

        Raises
        ------
        InputError
            The path ends in none of them.
        """
        if Path(path).suffix.lower() == ".html":
            Path(path).write_text(self.html, encoding="utf-8", newline="\n")
        else:
            super().save(path, width=width)
