"""A hash inspection for notebooks: hexadecimal in which what is hashed and what is left out differ by colour, outline and word.

Without any style sheet (an untrusted notebook, a mail) the words remain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from workbench.certs.hash_inspection.as_text import LONGEST_MEANING, LONGEST_VALUE
from workbench.certs.hash_inspection.octets import spelled
from workbench.certs.hash_inspection.words import place, remark, signature, state, title
from workbench.display import Card, Cell, Table, html, view, visible

if TYPE_CHECKING:
    from workbench.certs.hash_inspection import HashInspection
    from workbench.certs.hash_inspection.fields import InspectedField
    from workbench.certs.hash_inspection.octets import Octets

_OPEN = 96
"""So many octets are shown at once; more are folded."""
_FIRST = 16
"""Octets of a folded run that are shown all the same."""
_MOST = 2048
"""Octets of a run at most."""

_STYLE = Markup(
    "<style>"
    ".pnc-view .pnc-field{margin:.9em 0 0;padding:.1em 0 .1em .8em;border-left:3px solid var(--jp-border-color1,#8c959f);"
    "max-width:70em}"
    ".pnc-view .pnc-field,.pnc-view p{font-size:13px}.pnc-view .pnc-field p{margin:.25em 0}"
    ".pnc-view .pnc-field summary{cursor:pointer}"
    ".pnc-view .pnc-included,.pnc-view .pnc-omitted{border-radius:3px;padding:.05em .35em;-webkit-box-decoration-break:clone;"
    "box-decoration-break:clone;line-height:1.75}"
    ".pnc-view .pnc-included{background:rgba(47,129,247,.2);border:1px solid rgba(47,129,247,.9);font-weight:600}"
    ".pnc-view .pnc-omitted{border:1px dashed var(--jp-ui-font-color2,#656d76);color:var(--jp-ui-font-color2,#656d76)}"
    "</style>"
)


def to_html(inspection: HashInspection) -> Markup:
    """The four values, then field by field: lesson, octets, mistakes."""
    values = Card(
        title(inspection),
        [(name, Cell(visible(value, LONGEST_VALUE), code=True)) for name, value in inspection.hash_data.to_dict().items()],
    ).to_html()
    tone = "pnc-muted" if inspection.signature.ok else "pnc-error"
    certain = Markup('<p class="{}">{}</p>').format(tone, html(signature(inspection)))
    return view(_STYLE, values, certain, *(_field(inspection, field) for field in inspection.fields))


def _field(inspection: HashInspection, field: InspectedField) -> Markup:
    parts = [Markup('<p>{} <span class="pnc-muted">[{}]</span></p>').format(html(field.lesson), html(field.clause))]
    if field.runs:
        parts.append(_octets(inspection, field))
    if words := remark(inspection, field):
        parts.append(Markup("<p>{}</p>").format(html(words)))
    if field.name == "issuerNameHash" and inspection.spelled_otherwise:
        parts.append(_spellings(inspection))
    parts.append(_mistakes(field))
    head = Markup('<p><b>{}</b> <code class="pnc-code">{}</code></p>').format(html(field.name), html(field.value, LONGEST_VALUE))
    return Markup('<div class="pnc-field">{}{}</div>').format(head, Markup("").join(parts))


def _octets(inspection: HashInspection, field: InspectedField) -> Markup:
    rows = Markup("").join(_row(field, run) for run in field.runs)
    head = Markup("").join(
        Markup('<th scope="col">{}</th>').format(html(words)) for words in ("", "Offset", "Octets", "Hexadecimal", "What it is")
    )
    return Markup('<table class="pnc"><caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>').format(
        html(place(inspection, field)), head, rows
    )


def _row(field: InspectedField, run: Octets) -> Markup:
    look, mark = ("pnc-included", "●") if run.included else ("pnc-omitted", "○")
    return Markup('<tr><td class="pnc-tight">{} {}</td><td>{}</td><td>{}</td><td class="pnc-code">{}</td><td>{}</td></tr>').format(
        mark,
        html(state(field, included=run.included)),
        html(f"{run.offset:,}"),
        html(f"{len(run.octets):,}"),
        _hexadecimal(run.octets, look),
        html(run.meaning, LONGEST_MEANING),
    )


def _hexadecimal(octets: bytes, look: str) -> Markup:
    span = Markup('<span class="{}">{}</span>')
    if len(octets) <= _OPEN:
        return span.format(look, octets.hex(" ")) if octets else Markup("")
    rest = span.format(look, octets[_FIRST:_MOST].hex(" "))
    more = html(f" … and {len(octets) - _MOST:,} more octets") if len(octets) > _MOST else Markup("")
    return Markup("<details><summary>{} …</summary>{}{}</details>").format(span.format(look, octets[:_FIRST].hex(" ")), rest, more)


def _spellings(inspection: HashInspection) -> Markup:
    """Both spellings, side by side where they have as many attributes."""
    ours, theirs = ([visible(spelled(a), LONGEST_MEANING) for a in name] for name in (inspection.name, inspection.issuer_name))
    rows = max(len(ours), len(theirs))
    both = [[*names, *[""] * (rows - len(names))] for names in (ours, theirs)]
    columns = ("In the checked certificate: hashed", "In the issuer's own certificate: not hashed")
    return Table(columns, list(zip(*both, strict=True))).to_html()


def _mistakes(field: InspectedField) -> Markup:
    table = Table(
        ("Mistake", "What was done", f"{field.name} would be"),
        [
            (
                Cell(", ".join(mistake.codes), code=True, tight=True),
                Cell(mistake.sentence),
                Cell(visible(mistake.value, LONGEST_VALUE), code=True),
            )
            for mistake in field.mistakes
        ],
    )
    return Markup("<details><summary>{}</summary>{}</details>").format(html("What the usual mistakes would give"), table.to_html())
