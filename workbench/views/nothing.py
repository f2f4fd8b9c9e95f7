"""The picture of a pile without certificates: it says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.views.palette import FADED
from workbench.views.picture import Picture
from workbench.views.sheet import Sheet

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from workbench.certs.bundle import Bundle

_WIDTH, _HEIGHT = 640, 120


def nothing(bundle: Bundle) -> Picture:
    """One sentence, and what to do."""
    others = len(bundle)
    words = f"It holds {others:,} other thing{'s' if others > 1 else ''}; show the bundle for a list." if others else "It is empty."
    return Picture(f"There is no certificate to draw in this pile. {words}", _WIDTH, lambda: _drawn(words))


def _drawn(words: str) -> Figure:
    sheet = Sheet(_WIDTH, _HEIGHT)
    sheet.text((_WIDTH / 2, 50), "There is no certificate to draw in this pile", 15, ha="center", bold=True)
    sheet.text((_WIDTH / 2, 76), words, 12, ha="center", color=FADED)
    return sheet.figure
