"""A matrix of figures: the more, the darker its cell; the figure says it too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.views.fleet_looks import MARGIN, ROOM, drawn_width
from workbench.views.palette import FADED, HAIRLINE, INK, PAPER, mixed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.views.fleet_looks import Words
    from workbench.views.trust_paper import Paper

_NAME_X, _CELLS_X, _TOTAL = 24, 280, 100
_ROW, _GAP = 28, 3
_WIDEST = 84
_DARK = 0.179
"""Relative luminance (WCAG 2.2) at which black and white text are read equally well."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows and columns with a figure where they cross.

    Attributes
    ----------
    rows
        Name and hue. Hostile text.
    columns
        Lines of each heading. Hostile text.
    figures
        By (row, column); none there: the cell is empty.
    totals
        What stands at a row's end.
    below
        What the headings mean, where they are numbers; what was left out.
    """

    rows: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, ...], ...]
    figures: Mapping[tuple[int, int], int]
    totals: tuple[str, ...]
    below: tuple[str, ...] = ()

    @property
    def head(self) -> float:
        """Pixels of the headings."""
        return 10 + 15 * max((len(lines) for lines in self.columns), default=1)


def matrix_height(words: Words, matrix: Matrix) -> float:
    """Pixels of the whole sheet."""
    return words.top + matrix.head + _ROW * len(matrix.rows) + 14 + 18 * len(matrix.below) + words.bottom


def draw_matrix(paper: Paper, words: Words, matrix: Matrix) -> None:
    """Head, matrix, what its numbers mean, and foot."""
    words.draw(paper, matrix_height(words, matrix))
    across = min((MARGIN + ROOM - _TOTAL - _CELLS_X) / max(len(matrix.columns), 1), _WIDEST)
    most = max(matrix.figures.values(), default=0) or 1
    y = words.top
    for place, lines in enumerate(matrix.columns):
        for line, word in enumerate(lines):
            x = _CELLS_X + across * (place + 0.5)
            paper.text((x, y + 8 + 15 * line), word, 10, width=across - 2, ha="center", color=FADED, bold=line == 0)
    y += matrix.head
    for number, (name, ink) in enumerate(matrix.rows):
        middle = y + _ROW / 2
        paper.text((_NAME_X, middle), name, 11, width=_CELLS_X - _NAME_X - 12, color=ink)
        for place in range(len(matrix.columns)):
            _draw_cell(paper, (_CELLS_X + across * place, y), across, matrix.figures.get((number, place), 0), (most, ink))
        total = _CELLS_X + across * len(matrix.columns) + 12
        paper.text((total, middle), matrix.totals[number], 11, width=_TOTAL - 12, bold=True)
        y += _ROW
    for words_below in matrix.below:
        y += 18
        paper.text((_NAME_X, y), words_below, 11, width=ROOM, color=INK)


def _draw_cell(paper: Paper, at: tuple[float, float], across: float, figure: int, scale: tuple[int, str]) -> None:
    most, ink = scale
    size = (across - _GAP, _ROW - _GAP)
    if not figure:
        paper.box(at, size, radius=3, fill=PAPER, stroke=HAIRLINE, linewidth=0.8)
        return
    # the square root: few among many are still seen
    share = 0.1 + 0.9 * (figure / most) ** 0.5
    paper.box(at, size, radius=3, fill=mixed(ink, share))
    words = short(figure) if drawn_width(f"{figure:,}", 10.5) > across - 6 else f"{figure:,}"
    colour = PAPER if _is_dark(mixed(ink, share)) else INK
    paper.text((at[0] + size[0] / 2, at[1] + size[1] / 2), words, 10.5, width=across - 2, ha="center", color=colour)


def _is_dark(colour: str) -> bool:
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue < _DARK


def short(number: int) -> str:
    """``"950"``, ``"12k"``, ``"3.4M"``."""
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if number >= size:
            share = number / size
            return f"{share:.0f}{letter}" if share >= 10 else f"{share:.1f}{letter}"
    return str(number)
