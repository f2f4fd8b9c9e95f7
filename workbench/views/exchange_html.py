"""A message sequence as HTML: a table whose middle column has the arrows; it reads without its style sheet too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from workbench.display import html
from workbench.views.exchange_words import Outcome, as_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.views.exchange_rows import Row

SIGNS = {Outcome.GOOD: "✓", Outcome.REFUSED: "✗", Outcome.DOUBT: "!", Outcome.PLAIN: ""}
TONES = {Outcome.GOOD: "pnc-good", Outcome.REFUSED: "pnc-error", Outcome.DOUBT: "pnc-warning", Outcome.PLAIN: ""}
STYLE = Markup(
    "<style>"
    ".pnc-view table.pnc-seq td{border-bottom:none;vertical-align:top;padding:.15em .7em}"
    ".pnc-view table.pnc-seq th{border-bottom:none}.pnc-view table.pnc-seq tbody tr{background:none!important}"
    ".pnc-view table.pnc-seq .pnc-mid{min-width:37em;max-width:37em;padding:.15em 0;"
    "border-left:2px solid var(--jp-border-color1,#8c959f);border-right:2px solid var(--jp-border-color1,#8c959f)}"
    ".pnc-view table.pnc-seq th.pnc-mid{border:none}.pnc-view .pnc-sides{display:flex;justify-content:space-between;gap:1em}"
    ".pnc-view .pnc-row{display:flex;align-items:center;gap:.45em;padding:.15em .3em}"
    ".pnc-view .pnc-row>i{flex:1 1 2em;min-width:1.5em;border-top:2px solid currentColor;opacity:.75;height:0}"
    ".pnc-view .pnc-answer>i{border-top-style:dashed}"
    ".pnc-view .pnc-row span{max-width:31em;overflow-wrap:anywhere}"
    ".pnc-view table.pnc-seq td:last-child{overflow-wrap:anywhere;min-width:12em}"
    ".pnc-view .pnc-row span span{font-weight:400;color:var(--jp-ui-font-color2,#656d76)}"
    ".pnc-view .pnc-band{margin:.15em .35em;padding:.25em .7em;border:1px solid currentColor;border-radius:6px;"
    "background:color-mix(in srgb,currentColor 8%,transparent);"
    "font-weight:600;overflow-wrap:anywhere}"
    ".pnc-view .pnc-note{margin:.1em .35em;padding:.1em .6em;border:1px solid var(--jp-border-color2,#d0d7de);border-radius:4px;"
    "display:inline-block;overflow-wrap:anywhere}"
    ".pnc-view table.pnc-seq pre{max-height:18em;overflow:auto;white-space:pre-wrap;overflow-wrap:anywhere;font-size:12px;"
    "background:none;color:inherit;margin:.2em .6em;padding:.3em .6em;border:1px solid var(--jp-border-color2,#d0d7de)}"
    ".pnc-view table.pnc-seq summary{cursor:pointer;list-style:none}"
    ".pnc-view table.pnc-seq summary:hover b{text-decoration:underline}"
    ".pnc-view table.pnc-seq summary::-webkit-details-marker{display:none}"
    ".pnc-view .pnc-seq b,.pnc-view .pnc-row b{font-weight:600}"
    "</style>"
)
_TABLE = Markup(
    '<table class="pnc pnc-seq"><thead><tr><th scope="col">Time, UTC</th><th scope="col" class="pnc-mid">'
    '<div class="pnc-sides"><span>{}</span><span>{}</span></div></th><th scope="col">Decided by</th></tr></thead>'
    "<tbody>{}</tbody></table>"
)
_ROW = Markup('<tr><td class="pnc-tight pnc-muted">{}</td><td class="pnc-mid">{}</td><td>{}</td></tr>')
_FOLD = Markup("<details><summary>{}</summary><pre>{}</pre></details>")


def table(rows: Sequence[Row], names: tuple[str, str]) -> Markup:
    """The rows below each other; put it into :func:`workbench.display.view` behind :data:`STYLE`."""
    body, last = [], ""
    for row in rows:
        moment = f"{row.at:%Y-%m-%d %H:%M:%S}"
        shown = "" if moment == last else moment if moment[:10] != last[:10] else moment[11:]
        body.append(_ROW.format(shown, _middle(row), _side(row)))
        last = moment
    return _TABLE.format(html(names[0], 60), html(names[1], 60), Markup("").join(body))


def _middle(row: Row) -> Markup:
    head, detail, outcome = row.told
    tone, sign = TONES[outcome], SIGNS[outcome]
    words = Markup("{}<b>{}</b>").format(f"{sign} " if sign else "", html(head, 200))
    if row.kind == "band":
        return Markup('<div class="pnc-band {}">{}</div>').format(tone, words)
    if row.kind == "note":
        return Markup('<div class="pnc-note">{}</div>').format(html(head, 200))
    if detail:
        words += Markup(" <span>{}</span>").format(html(detail, 200))
    right, line = row.sender == "station", Markup("<i></i>")
    parts = (Markup("<span>{}</span>").format(words), line, "▶") if right else ("◀", line, Markup("<span>{}</span>").format(words))
    arrow = Markup('<div class="pnc-row pnc-{} {}">{} {} {}</div>').format(row.kind, tone, *parts)
    text = as_json(row.payload) if row.payload is not None else ""
    return _FOLD.format(arrow, Markup("\n").join(map(html, text.splitlines()))) if text else arrow


def _side(row: Row) -> Markup:
    parts = Markup("")
    tone = TONES[row.told[2]]
    if row.requirement:
        parts += Markup('<b class="{}">{}</b> ').format(tone, html(row.requirement, 60))
    if row.because:
        more = f" (+{row.more} more)" if row.more > 0 else ""
        parts += html(f"{row.because[:600]}{more}", 640)
    return parts
