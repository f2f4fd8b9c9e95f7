"""The tables of a browser as HTML: one page with rows of one height, one row in full, and what stands there without a widget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from workbench.display import Card, Cell, Table, Tone, html

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np

    from workbench.views.browsing_rows import Rows

    Tones = Mapping[str, Mapping[Any, Tone]]

ROW = 28
"""Pixels: as high as a button of ipywidgets."""
_CODE = ("hash", "serial", "certificate", "authority")
_SAMPLE = 300
_LETTER, _LEAST, _MOST, _MOST_CODE = 7.2, 72, 340, 200
_LONGEST = 400
_LONGEST_CARD = 4000
STYLE = Markup(
    "<style>"
    ".pnc-browse-table{table-layout:fixed;border-collapse:separate;border-spacing:0;font-size:13px;line-height:18px;"
    "color:var(--jp-ui-font-color1,inherit)}"
    ".pnc-browse-table td{height:28px;box-sizing:border-box;padding:0 8px;white-space:nowrap;"
    "overflow:hidden;text-overflow:ellipsis;"
    "text-align:left!important;vertical-align:middle;border-bottom:1px solid var(--jp-border-color2,#d0d7de)}"
    ".pnc-browse-table tr.pnc-picked td{background:var(--jp-layout-color3,#8882)}"
    ".pnc-browse-table thead th{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}"
    ".pnc-browse-table .pnc-code{font-family:var(--jp-code-font-family,monospace);font-size:12px}"
    ".pnc-browse-table .pnc-number{text-align:right!important;font-variant-numeric:tabular-nums}"
    ".pnc-browse-table .pnc-good{color:var(--jp-success-color0,#1a7f37)}"
    ".pnc-browse-table .pnc-info{color:var(--jp-info-color0,#0550ae)}"
    ".pnc-browse-table .pnc-warning{color:var(--jp-warn-color0,#9a6700)}"
    ".pnc-browse-table .pnc-error{color:var(--jp-error-color0,#cf222e);font-weight:600}"
    ".pnc-browse-table .pnc-muted,.pnc-browse-note{color:var(--jp-ui-font-color2,#656d76)}"
    ".pnc-browse-note,.pnc-browse-said{line-height:1.4;white-space:normal}"
    ".pnc-browse-said{font-weight:600;color:var(--jp-ui-font-color1,inherit)}.pnc-browse table.pnc{line-height:1.4}"
    ".pnc-browse .pnc-browse-head .jupyter-button,.pnc-browse .pnc-browse-rows .jupyter-button{padding:0 8px}"
    ".pnc-browse .jupyter-button{text-align:left;background:transparent;color:var(--jp-ui-font-color1,inherit);box-shadow:none}"
    ".pnc-browse .jupyter-button:hover,.pnc-browse .jupyter-button:focus-visible{background:var(--jp-layout-color2,#8883)}"
    ".pnc-browse .jupyter-button:focus-visible{outline:2px solid var(--jp-brand-color1,#0550ae);outline-offset:-2px}"
    ".pnc-browse .pnc-browse-head .jupyter-button{font-weight:600;border-bottom:2px solid var(--jp-border-color1,#8c959f)}"
    ".pnc-browse .pnc-browse-rows .jupyter-button{text-align:right;font-size:11px;color:var(--jp-ui-font-color2,#656d76)}"
    ".pnc-browse .pnc-browse-bar .jupyter-button,.pnc-browse .pnc-browse-chips .jupyter-button"
    "{border:1px solid var(--jp-border-color1,#8c959f);border-radius:3px;text-align:center}"
    "</style>"
)


def is_code(column: str) -> bool:
    """Whether a column's cells are digits of hashes and the like."""
    return any(word in column.lower() for word in _CODE) and column != "certificate_type"


def title(column: str) -> str:
    """A column's name for people."""
    return column.replace("_", " ")


def widths(rows: Rows) -> list[int]:
    """Pixels for each column, from what stands at the frame's beginning, in its middle and at its end."""
    step = max(len(rows) // _SAMPLE, 1)
    found = []
    for column in rows.columns:
        letters = int(rows.texts(column).iloc[::step].str.len().max()) if len(rows) else 0
        room = max(letters, len(title(column)) + 3) * _LETTER + 18
        found.append(round(min(max(room, _LEAST), _MOST_CODE if is_code(column) else _MOST)))
    return found


def page_html(rows: Rows, places: np.ndarray, across: Sequence[int], tones: Tones, picked: int | None = None) -> Markup:
    """The rows at these places; ``picked`` is the place of the one that is shown in full.

    Each cell is on one line, cut where its column ends; the whole text is shown on hover.
    """
    numbers = [_is_number(rows, column) for column in rows.columns]
    columns = Markup("").join(Markup('<col style="width:{}px">').format(pixels) for pixels in across)
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(html(title(column))) for column in rows.columns)
    body = []
    for place in places:
        cells = [
            _cell(rows, int(place), column, tones, number=number) for column, number in zip(rows.columns, numbers, strict=True)
        ]
        look = Markup(' class="pnc-picked" aria-selected="true"') if place == picked else Markup("")
        body.append(Markup("<tr{}>{}</tr>").format(look, Markup("").join(cells)))
    return Markup(
        '<table class="pnc-browse-table mathjax_ignore tex2jax_ignore" style="width:{}px"><colgroup>{}</colgroup>'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table>"
    ).format(sum(across), columns, head, Markup("").join(body))


def _cell(rows: Rows, place: int, column: str, tones: Tones, *, number: bool) -> Markup:
    text = rows.text(place, column)
    tone = tone_of(rows, place, column, tones)
    looks = [f"pnc-{tone.value}"] * (tone is not Tone.PLAIN) + ["pnc-code"] * is_code(column) + ["pnc-number"] * number
    attributes = Markup(' class="{}"').format(" ".join(looks)) if looks else Markup("")
    hover = Markup(' title="{}"').format(html(text, _LONGEST_CARD)) if len(text) > 8 else Markup("")
    return Markup("<td{}{}>{}</td>").format(attributes, hover, html(text, _LONGEST))


def tone_of(rows: Rows, place: int, column: str, tones: Tones) -> Tone:
    """The colour of a cell."""
    said = tones.get(column)
    if not said:
        return Tone.PLAIN
    value = rows.frame[column].iloc[place]
    try:
        return said.get(value, Tone.PLAIN)
    except TypeError:  # a list is no key
        return Tone.PLAIN


def _is_number(rows: Rows, column: str) -> bool:
    from pandas.api import types  # noqa: PLC0415  # half a second that only a fleet pays

    values = rows.frame[column]
    return types.is_numeric_dtype(values) and not types.is_bool_dtype(values)


def row_card(rows: Rows, place: int, tones: Tones, number: int) -> Card:
    """One row in full; ``number`` is its place in the order that is shown, from 1."""
    fields = [
        (
            title(column),
            Cell(rows.text(place, column)[:_LONGEST_CARD], tone_of(rows, place, column, tones), code=is_code(column)),
        )
        for column in rows.columns
    ]
    return Card(f"Row {number:,}", fields)


def first_rows(rows: Rows, places: np.ndarray, tones: Tones, most: int, caption: str = "") -> Table:
    """The first of these rows as a plain table."""
    shown = places[:most]
    cells = [
        [
            Cell(rows.text(int(place), column)[:_LONGEST], tone_of(rows, int(place), column, tones), code=is_code(column))
            for column in rows.columns
        ]
        for place in shown
    ]
    return Table([title(column) for column in rows.columns], cells, caption=caption, limit=most)
