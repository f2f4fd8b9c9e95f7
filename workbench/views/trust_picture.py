"""The picture of a trust graph: the PKIs as clusters, roots on top, every edge with its reason; static, as PNG, SVG and page."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from workbench.views.paper_picture import PictureWithPage
from workbench.views.trust_page import page
from workbench.views.trust_scene import TITLE, Scene
from workbench.views.trust_uses import serves

if TYPE_CHECKING:
    from workbench.trust.difference import Difference
    from workbench.trust.portrait import Portrait


@dataclass(frozen=True)
class TrustPicture(PictureWithPage):
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

    def _page(self) -> str:
        return page(self)


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
        alt[:1500],
        size=(scene.width, scene.height),
        title=TITLE,
        paint=scene.draw,
        portrait=portrait,
        difference=difference,
        heading=heading,
        _drawn=scene,
    )
