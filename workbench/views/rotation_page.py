"""A picture of a search as a page of its own, for light and dark screens; no script, nothing loaded from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from workbench.display import html

if TYPE_CHECKING:
    from workbench.views.rotation import RotationPicture

_STYLE = Markup(
    "<style>"
    ":root{color-scheme:light dark}"
    "body{font:14px/1.45 system-ui,sans-serif;margin:1.2em auto;padding:0 1.2em;max-width:110em;background:#fff;color:#1f2430}"
    ".picture{overflow:auto;border:1px solid #8c959f66;border-radius:8px;background:#fff}"
    ".picture svg{display:block;margin:0 auto}"
    "@media(prefers-color-scheme:dark){body{background:#15181e;color:#e4e7ec}}"
    "@media print{.picture{overflow:visible;border:0}.picture svg{max-width:100%;height:auto}}"
    "</style>"
)


def page(picture: RotationPicture) -> str:
    """The whole document."""
    head = Markup('<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{}</title>').format(
        html(picture.title)
    )
    drawn = Markup(picture.svg)  # noqa: S704  # escaped as it was written
    body = Markup('<div class="picture" tabindex="0">{}</div>').format(drawn)
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}{_STYLE}</head><body>{body}</body></html>\n'
