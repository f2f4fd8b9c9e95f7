"""A picture of an answer: PNG, SVG, and a page of its own that has the rows too."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from markupsafe import Markup

from workbench.display import html, view
from workbench.views.browsing_rows import Wanted, rows_of
from workbench.views.browsing_table import first_rows
from workbench.views.paper_picture import PictureWithPage

if TYPE_CHECKING:
    import pandas as pd

    from workbench.views.browsing_table import Tones

_ROWS = 200
_STYLE = Markup(
    "<style>"
    ":root{color-scheme:light dark}"
    "body{font:14px/1.45 system-ui,sans-serif;margin:1.2em auto;padding:0 1.2em;max-width:80em;background:#fff;color:#1f2430}"
    ".picture{overflow:auto;border:1px solid #8c959f66;border-radius:8px;background:#fff}"
    ".picture svg{display:block;margin:0 auto}"
    "@media(prefers-color-scheme:dark){body{background:#15181e;color:#e4e7ec;"
    "--jp-success-color0:#56d364;--jp-info-color0:#79c0ff;--jp-warn-color0:#e3b341;--jp-error-color0:#ff7b72;"
    "--jp-ui-font-color2:#9aa4b2;--jp-border-color1:#565e6b;--jp-border-color2:#333a45}}"
    "@media print{.picture{overflow:visible;border:0}.picture svg{max-width:100%;height:auto}}"
    "</style>"
)


@dataclass(frozen=True)
class FleetPicture(PictureWithPage):
    """The picture of an answer about a fleet.

    Attributes
    ----------
    frame, tones
        The answer's rows and their colours: on the page they stand below the picture.
    notes
        What was assumed and what was not checked. Hostile text.
    """

    frame: pd.DataFrame | None = field(default=None, kw_only=True, repr=False)
    tones: Tones = field(default_factory=dict, kw_only=True, repr=False)
    notes: tuple[str, ...] = field(default=(), kw_only=True)

    def _page(self) -> str:
        head = Markup('<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{}</title>').format(
            html(self.title)
        )
        drawn = Markup(self.svg)  # noqa: S704  # escaped as it was written
        parts = [Markup('<div class="picture" tabindex="0">{}</div>').format(drawn)]
        parts += [Markup("<p>{}</p>").format(html(note)) for note in self.notes]
        if self.frame is not None and len(self.frame):
            parts.append(view(self._table()))
        return f'<!DOCTYPE html>\n<html lang="en"><head>{head}{_STYLE}</head><body>{Markup("").join(parts)}</body></html>\n'

    def _table(self) -> Markup:
        assert self.frame is not None  # noqa: S101  # asked for rows only where there are some
        rows = rows_of(self.frame.head(_ROWS))
        every = len(self.frame)
        caption = f"The first {_ROWS:,} of {every:,} rows" if every > _ROWS else "All rows"
        return first_rows(rows, rows.places(Wanted()), self.tones, _ROWS, caption).to_html()
