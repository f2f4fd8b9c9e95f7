"""A message sequence as a page of its own, and as lines for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from workbench.display import html, terminal, view
from workbench.views.exchange_html import SIGNS

if TYPE_CHECKING:
    from workbench.views.exchange_rows import Row

_PAGE = Markup(
    '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"><title>{}</title>"
    "<style>:root{{color-scheme:light dark}}body{{font-family:system-ui,sans-serif;margin:2em}}"
    "@media(prefers-color-scheme:dark){{body{{background:#111418;--jp-success-color0:#5fd38d;--jp-info-color0:#79b8ff;"
    "--jp-warn-color0:#e3b341;--jp-error-color0:#ff8a80;--jp-ui-font-color1:#e6e9ee;--jp-ui-font-color2:#9aa1ad;"
    "--jp-border-color1:#6b7280;--jp-border-color2:#3a4150}}}}</style><body>{}</body></html>\n"
)


def page(title: str, content: Markup) -> str:
    """A whole page: nothing in it is loaded from elsewhere, nothing is run; light or dark as the reader's system."""
    return str(_PAGE.format(html(title), view(Markup("<h2>{}</h2>").format(html(title)), content)))


def line(row: Row) -> str:
    """A row on one line: time, arrow, sign, words, requirement, sentence."""
    head, detail, outcome = row.told
    sign = f"{SIGNS[outcome]} " if SIGNS[outcome] else ""
    arrows = {"request": ("──▶", "◀──"), "answer": ("╌╌▶", "◀╌╌")}
    arrow = arrows[row.kind][row.sender != "station"] if row.kind in arrows else "═══" if row.kind == "band" else "  ·"
    why = f"  [{row.requirement}]" if row.requirement else ""
    because = f" {row.because}" if row.because else ""
    return terminal(f"{row.at:%Y-%m-%d %H:%M:%S} {arrow} {sign}{head}{f'  {detail}' if detail else ''}{why}{because}", 300)
