"""Text in pictures: how wide it is, how it is made to fit, how hostile text is made harmless.

All in DejaVu Sans as matplotlib brings it along: what is drawn does not depend on the fonts of the machine.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from workbench.display import mathtext, visible

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties
    from matplotlib.ft2font import FT2Font

_ELLIPSIS = "…"
_LONGEST = 200
"""Characters of a name that are looked at; no label has room for more."""


def label(text: str, size: float, width: float | None = None, *, bold: bool = False) -> str:
    r"""Any text as a label for matplotlib, shortened in the middle to ``width``.

    Parameters
    ----------
    text
        Hostile text is welcome: what is invisible, what DejaVu Sans cannot draw and what piles up accents becomes a visible escape.
    size, width
        In pixels.
    """
    return mathtext(fitted(_drawable(text), size, width, bold=bold))


def fitted(text: str, size: float, width: float | None, *, bold: bool = False) -> str:
    """The text, or its beginning and end around ``…``, whichever is at most ``width`` pixels wide."""
    if width is None or width_of(text, size, bold=bold) <= width:
        return text
    room = width - width_of(_ELLIPSIS, size, bold=bold)
    head, tail = 0, 0
    while head + tail < len(text):
        # both ends grow in turn: the end of a name tells as much as its beginning
        more = (head + 1, tail) if head <= tail else (head, tail + 1)
        kept = text[: more[0]] + text[len(text) - more[1] :]
        if width_of(kept, size, bold=bold) > room:
            break
        head, tail = more
    return text[:head] + _ELLIPSIS + text[len(text) - tail :]


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Pixels from the text's beginning to its end, kerning left out."""
    return size * sum(_advance(character, bold) for character in text)


@cache
def font(*, bold: bool = False) -> FontProperties:
    """DejaVu Sans."""
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415  # matplotlib takes half a second: only pictures pay

    return FontProperties(fname=_file(bold))


def _file(bold: bool) -> str:  # noqa: FBT001
    from matplotlib import get_data_path  # noqa: PLC0415

    return f"{get_data_path()}/fonts/ttf/DejaVuSans{'-Bold' if bold else ''}.ttf"


@cache
def _face(bold: bool) -> FT2Font:  # noqa: FBT001
    from matplotlib.font_manager import get_font  # noqa: PLC0415

    return get_font(_file(bold))


@lru_cache(maxsize=4096)
def _advance(character: str, bold: bool) -> float:  # noqa: FBT001
    """Width of a character at size 1."""
    face = _face(bold)
    face.set_size(100, 72)
    return float(face.load_char(ord(character)).linearHoriAdvance) / 65536 / 100


def _drawable(text: str) -> str:
    if len(text) > _LONGEST:
        text = text[: _LONGEST // 2] + _ELLIPSIS + text[-_LONGEST // 2 :]
    drawn, combined = [], False
    for character in visible(unicodedata.normalize("NFC", text)):
        category = unicodedata.category(character)
        piled = category == "Me" or (category == "Mn" and combined)
        missing = not _face(bold=False).get_char_index(ord(character))
        drawn.append(character.encode("unicode_escape").decode("ascii") if piled or missing else character)
        combined = category == "Mn"
    return "".join(drawn)
