"""A sheet of paper to draw on: CSS pixels from the upper left corner, over matplotlib's Figure (no pyplot, no global state)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.views.lettering import font, label
from workbench.views.palette import INK, PAPER
from workbench.views.picture import PIXELS_PER_INCH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist
    from matplotlib.figure import Figure
    from matplotlib.patches import Patch

Point = tuple[float, float]
_HALF_CAPITAL = 0.365
"""Half the height of a capital of DejaVu Sans, at size 1."""


class Sheet:
    """An empty sheet.

    Parameters
    ----------
    width, height
        In CSS pixels, as every number here.
    """

    def __init__(self, width: float, height: float) -> None:
        from matplotlib.figure import Figure  # noqa: PLC0415  # takes half a second: only pictures pay

        self.figure: Figure = Figure(figsize=(width / PIXELS_PER_INCH, height / PIXELS_PER_INCH), facecolor=PAPER)
        self._axes = self.figure.add_axes((0, 0, 1, 1))
        self._axes.set(xlim=(0, width), ylim=(height, 0))
        self._axes.axis("off")
        self._layer = 0

    def text(self, at: Point, text: str, size: float = 11, *, width: float | None = None, bold: bool = False, **look: Any) -> None:
        """One line of any text, shortened to ``width``; ``at`` is its left end at half its height, or as ``ha`` says."""
        look = {"ha": "left", "color": INK} | look
        words = label(text, size, width, bold=bold)
        x, baseline = at[0], at[1] + _HALF_CAPITAL * size  # accents and descenders move nothing
        points = size * 72 / PIXELS_PER_INCH
        self._add(self._axes.text(x, baseline, words, fontproperties=font(bold=bold), fontsize=points, va="baseline", **look))

    def box(self, at: Point, size: Point, *, radius: float = 0, within: Patch | None = None, **look: Any) -> Patch:
        """A box with its upper left corner ``at``; what is outside ``within`` is cut off."""
        from matplotlib.patches import BoxStyle, FancyBboxPatch  # noqa: PLC0415

        patch = FancyBboxPatch(at, *size, boxstyle=BoxStyle.Round(pad=0, rounding_size=radius), **{"linewidth": 0} | look)
        self._add(self._axes.add_patch(patch))
        if within is not None:
            patch.set_clip_path(within)
        return patch

    def line(self, points: Sequence[Point], *, snap: bool = True, **look: Any) -> None:
        """Straight strokes from point to point; ``snap`` to whole pixels, so that lines upon lines stay thin."""
        from matplotlib.lines import Line2D  # noqa: PLC0415

        line = Line2D(*zip(*points, strict=True), **{"solid_joinstyle": "round", "solid_capstyle": "round"} | look)
        line.set_snap(snap)
        self._add(self._axes.add_line(line))

    def _add(self, artist: Artist) -> None:
        # each new thing covers the ones before
        self._layer += 1
        artist.set_zorder(self._layer)
