"""The one place where hostile text is made harmless. Certificate text never meets a page, picture, sheet or terminal elsewhere.

A certificate's subject is written by whoever made the certificate: it may hold script tags, terminal escape sequences,
right-to-left overrides, spreadsheet formulas or mathematical markup. :func:`visible` is the common first step (what cannot be seen
becomes a visible escape); each function below adds what its medium needs.
"""

from __future__ import annotations

import re
import unicodedata

from markupsafe import Markup
from markupsafe import escape as _markup_escape

# Control (Cc: terminal escapes, NUL, line breaks), format (Cf: bidi overrides, zero-width), surrogates, private use and unassigned
# code points, line and paragraph separators: none of them has a picture of its own, each can lie about the text around it.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Most text is printable ASCII; the check for it is one C call.
_PLAIN = re.compile(r"[ -~]*").fullmatch
_FORMULA_START = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
_ELLIPSIS = "…"


def visible(text: str, limit: int | None = None) -> str:
    r"""Text on one line in which nothing is invisible.

    Parameters
    ----------
    text
        Any text, lone surrogates included.
    limit
        Longest result in characters; what is cut is marked with ``…``. None: not cut.

    Returns
    -------
    str
        Control, format and unassigned characters as ``\n``-style, ``\xNN``, ``\uNNNN`` or ``\UNNNNNNNN`` escapes. Backslashes
        stay as they are, so the result is for reading, not for decoding.

    Examples
    --------
    >>> print(visible("safe\u202etxt.exe\x1b[31m"))
    safe\u202etxt.exe\x1b[31m
    """
    if limit is not None and len(text) > limit:
        text = text[: max(limit - 1, 0)] + _ELLIPSIS
    if _PLAIN(text):
        return text
    shown = "".join(
        char.encode("unicode_escape").decode("ascii") if unicodedata.category(char) in _INVISIBLE else char for char in text
    )
    return shown if limit is None or len(shown) <= limit else shown[: max(limit - 1, 0)] + _ELLIPSIS


def html(text: object, limit: int | None = None) -> Markup:
    """Text for HTML and SVG, element content and quoted attributes alike; a :class:`markupsafe.Markup` passes unchanged."""
    return text if isinstance(text, Markup) else _markup_escape(visible(str(text), limit))


def mathtext(text: str, limit: int | None = None) -> str:
    r"""Text for matplotlib labels: ``$`` begins mathematical markup there.

    >>> print(mathtext("CN=$\\frac{1}{2}$"))
    CN=\$\frac{1}{2}\$
    """
    return visible(text, limit).replace("$", r"\$")


def terminal(text: str, limit: int | None = None) -> str:
    """Text for a terminal or a log: no escape sequence survives :func:`visible`."""
    return visible(text, limit)


def csv_cell(text: str) -> str:
    """Text for a spreadsheet cell: what would be run as a formula (a leading ``=``, ``+``, ``-`` or ``@``) gets an apostrophe.

    >>> print(csv_cell('=HYPERLINK("http://evil")'))
    '=HYPERLINK("http://evil")
    """
    shown = visible(text)
    return f"'{shown}" if text.lstrip().startswith(_FORMULA_START) or text.startswith(_FORMULA_START) else shown
