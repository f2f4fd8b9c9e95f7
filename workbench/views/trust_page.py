"""A trust picture as a page of its own, with tables, for light and dark screens; no script, nothing loaded from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from workbench.display import html, view
from workbench.trust import portrait_export

if TYPE_CHECKING:
    from workbench.views.trust_picture import TrustPicture

_ROWS = 5_000
_STYLE = Markup(
    "<style>"
    ":root{color-scheme:light dark;--jp-border-color1:#8c959f;--jp-border-color2:#d0d7de}"
    "body{font:14px/1.45 system-ui,sans-serif;margin:1.2em auto;padding:0 1.2em;max-width:84em;background:#fff;color:#1f2430}"
    "h1{font-size:1.35em;margin:.2em 0}h2{font-size:1.1em;margin:1.6em 0 .3em}"
    ".picture{overflow:auto;border:1px solid #8c959f66;border-radius:8px;background:#fff;max-height:92vh}"
    ".picture svg{display:block;margin:0 auto}.big{font-weight:600}"
    "@media(prefers-color-scheme:dark){body{background:#15181e;color:#e4e7ec}"
    ":root{--jp-border-color2:#3a404b;--jp-ui-font-color2:#a2a9b5;--jp-success-color0:#5fc08a;--jp-error-color0:#ff8b80;"
    "--jp-warn-color0:#e3b341;--jp-info-color0:#79b8ff}}"
    "@media print{.picture{overflow:visible;max-height:none;border:0}.picture svg{max-width:100%;height:auto}}"
    "</style>"
)


def page(picture: TrustPicture) -> str:
    """The whole document."""
    portrait, difference = picture.portrait, picture.difference
    parts = [Markup("<h1>{}</h1>").format(html("Trust graph"))]
    if difference is not None:
        parts.append(Markup('<p class="big">{}</p>').format(html(f"{picture.heading} {difference.summary}".strip(), 2000)))
    parts.append(Markup("<p>{}</p>").format(html(portrait.summary, 2000)))
    parts.append(Markup('<div class="picture" tabindex="0">{}</div>').format(Markup(picture.svg)))  # noqa: S704  # escaped as it was written
    if difference is not None and difference.changes:
        parts.append(difference.table(limit=_ROWS).to_html())
    parts += [table.to_html() for table in portrait_export.tables(portrait, limit=_ROWS)]
    head = Markup('<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{}</title>').format(
        html("Trust graph")
    )
    body = view(*parts)
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}{_STYLE}</head><body>{body}</body></html>\n'
