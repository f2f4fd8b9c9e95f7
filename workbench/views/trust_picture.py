"""The picture of a trust graph: the PKIs as clusters, roots on top, every edge with its reason; static, as PNG, SVG and page."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.views.picture import Picture
from workbench.views.trust_scene import TITLE, Scene
from workbench.views.trust_svg import SvgSheet
from workbench.views.trust_uses import serves

if TYPE_CHECKING:
    import os

    from workbench.trust.difference import Difference
    from workbench.trust.portrait import Portrait


@dataclass(frozen=True)
class TrustPicture(Picture):
    """A picture of a portrait; tables and data are in :attr:`portrait` and :attr:`difference`.

    Attributes
    ----------
    portrait
        What is drawn.
    difference
        What is marked in it; None where nothing is compared.
    heading
        What was supposed, in words that :attr:`Difference.summary` completes.
    """

    portrait: Portrait = field(kw_only=True, repr=False)
    difference: Difference | None = field(kw_only=True, default=None, repr=False)
    heading: str = field(kw_only=True, default="", repr=False)
    _drawn: Scene = field(kw_only=True, repr=False)

    @cached_property
    def svg(self) -> str:
        """SVG with real text, a tooltip on each box, and an accessible name."""
        sheet = SvgSheet(self._drawn.width, self._drawn.height)
        self._drawn.draw(sheet)
        return sheet.document(TITLE, self.alt)

    @cached_property
    def html(self) -> str:
        """A page of its own with picture and tables: nothing in it is loaded from elsewhere, nothing is run."""
        from workbench.views.trust_page import page  # noqa: PLC0415  # it stands on this module

        return page(self)

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


def picture_of(portrait: Portrait, difference: Difference | None = None, *, when: str = "", heading: str = "") -> TrustPicture:
    """The picture of a portrait, with the marks of a difference that leads to it.

    Parameters
    ----------
    when
        Why that time, for people.
    heading
        What was supposed, in a sentence; stands above everything else.
    """
    portrait = replace(portrait, serves=portrait.serves or serves())
    scene = Scene.of(portrait, difference, when, heading)
    alt = " ".join(filter(None, (heading, difference.summary if difference else "", portrait.summary)))
    return TrustPicture(
        alt[:1500], scene.width, scene.plotted, portrait=portrait, difference=difference, heading=heading, _drawn=scene
    )
