"""What a trust picture is drawn on: a protocol, and matplotlib's sheet in that form."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from workbench.views.palette import INK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.views.sheet import Point, Sheet


class Paper(Protocol):
    """What a trust picture is drawn on; numbers are CSS pixels from the upper left corner, text is hostile."""

    def text(  # noqa: D102, PLR0913
        self,
        at: Point,
        text: str,
        size: float = ...,
        *,
        width: float | None = ...,
        bold: bool = ...,
        color: str = ...,
        ha: str = ...,
    ) -> None: ...
    def box(  # noqa: D102, PLR0913
        self,
        at: Point,
        size: Point,
        *,
        radius: float = ...,
        fill: str = ...,
        stroke: str = ...,
        linewidth: float = ...,
        dashes: tuple[float, float] | None = ...,
    ) -> None: ...
    def line(  # noqa: D102
        self, points: Sequence[Point], *, color: str, linewidth: float, dashes: tuple[float, float] | None = ...
    ) -> None: ...
    def begin(self, hover: str) -> None: ...  # noqa: D102
    def end(self) -> None: ...  # noqa: D102


class PlotPaper:
    """Matplotlib's sheet as paper."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

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
        """See :class:`Paper`."""
        self._sheet.text(at, text, size, width=width, bold=bold, color=color, ha=ha)

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
        """See :class:`Paper`."""
        self._sheet.box(
            at,
            size,
            radius=radius,
            facecolor=fill,
            edgecolor=stroke,
            linewidth=linewidth * 0.75,
            linestyle=_style(dashes, linewidth),
        )

    def line(self, points: Sequence[Point], *, color: str, linewidth: float, dashes: tuple[float, float] | None = None) -> None:
        """See :class:`Paper`."""
        upright = all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(points))
        self._sheet.line(points, snap=upright, color=color, linewidth=linewidth * 0.75, linestyle=_style(dashes, linewidth))

    def begin(self, hover: str) -> None:
        """Nothing: a PNG has no tooltips."""

    def end(self) -> None:
        """Nothing."""


def _style(dashes: tuple[float, float] | None, linewidth: float) -> object:
    # matplotlib counts dashes in line widths, SVG in pixels
    return (0, tuple(dash / linewidth for dash in dashes)) if dashes and linewidth else "-"
