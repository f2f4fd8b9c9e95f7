"""The family picture of a pile: who issued whom, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.kinds import Level
from workbench.views.family_layout import BOX_HEIGHT, MARGIN, lay_out
from workbench.views.family_tree import families
from workbench.views.family_words import doubtful, summary, words_of
from workbench.views.nothing import nothing
from workbench.views.palette import ALARM, FADED, GREYED, HUES, INK, LINE, PAPER
from workbench.views.picture import Picture
from workbench.views.sheet import Sheet
from workbench.views.shown import PKI_TITLES, shown

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from workbench.certs.bundle import Bundle
    from workbench.views.family_layout import Box, FamilyLayout, Panel

_NARROWEST = 640
_FOOT = 30
_RADIUS = 6
_INSET = 13
_LINES = (15, 31.5, 46.5)
"""From a box's upper edge to its three lines of text."""


def family(bundle: Bundle) -> Picture:
    """Who issued whom: roots on top, leaves below, the PKIs side by side.

    Placed by issuer name and, where there is one, key identifier; no signature is looked at. A dashed box is an issuer that is not
    in the pile. Where there are more than 60 boxes, those of one kind below one issuer become one.
    """
    certificates = shown(bundle)
    if not certificates:
        return nothing(bundle)
    trees = families(certificates)
    layout = lay_out(trees)
    width = round(max(layout.width, _NARROWEST))
    return Picture(summary(certificates, trees), width, lambda: _drawn(layout, width, len(certificates)))


def _drawn(layout: FamilyLayout, width: int, count: int) -> Figure:
    notes = "  ".join(_notes(layout))
    sheet = Sheet(width, layout.height + (_FOOT if notes else 0))
    sheet.text((MARGIN, 32), "Who issued whom", 17, bold=True)
    words = f"{count:,} certificate{'s' if count > 1 else ''}, placed by issuer name and key identifier"
    sheet.text((MARGIN, 57), f"{words}; signatures are not checked here.", 11.5, color=FADED)
    for panel in reversed(layout.panels):
        _draw_panel(sheet, panel)
    for line in layout.lines:
        sheet.line(line, color=LINE, linewidth=1.125)
    for box in layout.boxes:
        _draw_box(sheet, box)
    sheet.text((MARGIN, layout.height + 4), notes, 10.5, color=FADED)
    return sheet.figure


def _notes(layout: FamilyLayout) -> list[str]:
    relatives = [box.relative for box in layout.boxes]
    notes = []
    if any(relative.missing for relative in relatives):
        notes.append("Dashed: an issuer that is not in this pile.")
    if any(relative.below or len(relative.certificates) > 1 for relative in relatives):
        notes.append("Too many for a box each: a box with a count stands for several.")
    if any(doubtful(relative) for relative in relatives):
        notes.append("?: the kind is only possible.")
    return notes


def _draw_panel(sheet: Sheet, panel: Panel) -> None:
    hue = HUES[panel.pki]
    sheet.box((panel.x, panel.y), (panel.width, panel.height), radius=10, facecolor=hue.tint)
    # a line comes down to the middle
    room = panel.x + panel.width / 2 - 4 - panel.title
    sheet.text((panel.title, panel.y + 12), PKI_TITLES[panel.pki], 11, width=room, bold=True, color=hue.ink)


def _draw_box(sheet: Sheet, box: Box) -> None:
    relative, hue = box.relative, HUES[box.relative.pki]
    words = words_of(relative)
    at, size = (box.x, box.y), (box.width, BOX_HEIGHT)
    ink, plain, faded = hue.ink, INK, FADED
    if relative.missing:
        sheet.box(at, size, radius=_RADIUS, facecolor=PAPER, edgecolor=LINE, linestyle=(0, (4, 3)), linewidth=1.1)
        ink = plain = FADED
    elif relative.level is Level.ROOT and not words.alarm:
        sheet.box(at, size, radius=_RADIUS, facecolor=hue.ink)
        ink = plain = faded = PAPER
    else:
        if len(relative.certificates) > 1:
            sheet.box((at[0] + 3, at[1] + 4), size, radius=_RADIUS, facecolor=PAPER, edgecolor=hue.pale, linewidth=1)
        card = sheet.box(at, size, radius=_RADIUS, facecolor=GREYED if words.alarm else PAPER)
        sheet.box(at, (5, BOX_HEIGHT), facecolor=hue.ink, within=card)
        sheet.box(at, size, radius=_RADIUS, facecolor="none", edgecolor=hue.pale, linewidth=1)
    x, room = at[0] + _INSET, size[0] - _INSET - 8
    sheet.text((x, at[1] + _LINES[0]), words.kind, 10.5, width=room, bold=True, color=ink)
    sheet.text((x, at[1] + _LINES[1]), words.name, 11.5, width=room, color=plain)
    sheet.text((x, at[1] + _LINES[2]), words.state, 10, width=room, bold=words.alarm, color=ALARM if words.alarm else faded)
