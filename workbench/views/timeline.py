"""The time line of a pile: since when and until when each certificate is valid."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from workbench.views.nothing import nothing
from workbench.views.palette import ALARM, FADED, GREYED, HAIRLINE, HUES, INK, LINE, PAPER
from workbench.views.picture import Picture
from workbench.views.sheet import Sheet
from workbench.views.shown import PKI_NAMES, PKI_TITLES, shown
from workbench.views.timeline_layout import BAR, MARGIN, NAME_X, NOUN_X, PLOT_X, TOP, WIDTH, lay_out
from workbench.views.timeline_rows import MOST_ROWS, rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from matplotlib.figure import Figure

    from workbench.certs.bundle import Bundle
    from workbench.views.shown import Shown
    from workbench.views.timeline_layout import Bar, TimelineLayout
    from workbench.views.timeline_rows import Row

_RADIUS = 3
_CLEAR = 8
"""Pixels between a bar and its date."""


def timeline(bundle: Bundle) -> Picture:
    """Validity periods as bars, by PKI and level; the day of judgement is a line.

    What is past is pale; an expired certificate is hatched, one that is not valid yet is hollow. The axis is stretched around the
    day of judgement. Above 40 certificates each bar is one kind, and says which end comes next.
    """
    certificates = shown(bundle)
    if not certificates:
        return nothing(bundle)
    every = rows(certificates)
    layout = lay_out(every, bundle.at)
    subtitle = _subtitle(len(certificates), len(every), judged=bundle.at is not None)
    return Picture(_alt(certificates, bundle), WIDTH, lambda: _drawn(layout, subtitle, bundle))


def _drawn(layout: TimelineLayout, subtitle: str, bundle: Bundle) -> Figure:
    sheet = Sheet(WIDTH, layout.height)
    sheet.text((MARGIN, 32), "How long each certificate is valid", 17, bold=True)
    sheet.text((MARGIN, 57), subtitle, 11.5, color=FADED)
    for panel in layout.panels:
        hue = HUES[panel.pki]
        sheet.box((MARGIN, panel.y), (WIDTH - 2 * MARGIN, panel.height), radius=8, facecolor=hue.tint)
    bottom = layout.panels[-1].y + layout.panels[-1].height
    for x, words in layout.ticks:
        sheet.line([(x, TOP), (x, bottom)], color=HAIRLINE, linewidth=0.75)
        sheet.text((x, bottom + 16), words, 10.5, ha="center", color=FADED)
    if any(bar.row.heading.endswith("?") for bar in layout.bars):
        sheet.text((NOUN_X, bottom + 16), "?: the kind is only possible.", 10.5, color=FADED)
    for panel in layout.panels:
        sheet.text((NOUN_X, panel.y + 17), PKI_TITLES[panel.pki], 12.5, bold=True, color=HUES[panel.pki].ink)
        sheet.text((NAME_X, panel.y + 17), PKI_NAMES[panel.pki], 11, color=FADED)
    for bar in layout.bars:
        if bar.start is not None:
            _draw_bar(sheet, bar, bar.start)
    if bundle.at is not None and layout.day is not None:
        sheet.line([(layout.day, TOP - 8), (layout.day, bottom)], color=INK, linewidth=1)
        words = f"{bundle.at:%Y-%m-%d} ({bundle.at_reason})" if bundle.at_reason else f"{bundle.at:%Y-%m-%d}"
        room = 2 * min(layout.day - MARGIN, WIDTH - MARGIN - layout.day)
        sheet.text((layout.day, TOP - 20), words, 11.5, ha="center", bold=True, width=room)
    for bar in layout.bars:
        _letter(sheet, bar, bundle.at)
    return sheet.figure


def _letter(sheet: Sheet, bar: Bar, at: datetime | None) -> None:
    row, hue = bar.row, HUES[bar.row.pki]
    expired = row.validity == "expired"
    sheet.text((NOUN_X, bar.y), row.heading, 11, width=NAME_X - NOUN_X - _CLEAR, color=FADED if expired else hue.ink)
    sheet.text((NAME_X, bar.y), row.name, 11, width=PLOT_X - NAME_X - 2 * _CLEAR, color=FADED if expired else INK)
    if bar.start is None:
        sheet.text((PLOT_X, bar.y), "its dates cannot be read, or end before they begin", 11, color=ALARM)
        return
    right = bar.last + _CLEAR + (6 if bar.goes_on else 0)
    behind = {"facecolor": hue.tint, "linewidth": 0, "pad": 1}  # no line of the scale runs through a date
    colour = ALARM if expired else INK
    sheet.text((right, bar.y), _end(row, at), 11, width=WIDTH - MARGIN - _CLEAR - right, color=colour, bbox=behind)


def _draw_bar(sheet: Sheet, bar: Bar, start: float) -> None:
    hue, top = HUES[bar.row.pki], bar.y - BAR / 2
    whole = ((start, top), (bar.last - start, BAR))
    if bar.row.validity == "expired":
        sheet.box(*whole, radius=_RADIUS, facecolor=GREYED, edgecolor=LINE, hatch="//////", linewidth=0.75)
    elif bar.row.validity == "not yet valid":
        sheet.box(*whole, radius=_RADIUS, facecolor=PAPER, edgecolor=hue.ink, linewidth=1.2)
    else:
        outline = sheet.box(*whole, radius=_RADIUS, facecolor=hue.pale)
        sheet.box((bar.past, top), (bar.end - bar.past, BAR), facecolor=hue.ink, within=outline)
    for x, direction, cut in ((start - 4, -1, bar.begins_before), (bar.last + 4, 1, bar.goes_on)):
        if cut:
            sheet.line([(x, bar.y - 4), (x + 4 * direction, bar.y), (x, bar.y + 4)], color=hue.ink, linewidth=1.2, snap=False)


def _end(row: Row, at: datetime | None) -> str:
    """What stands behind a bar: its date, and how far off that is."""
    if row.start is None or row.end is None or row.last is None:
        return ""
    day = f"{row.end:%Y-%m-%d}"
    if row.validity == "expired":
        return f"expired {day}" if row.count == 1 else f"all expired, the last {row.last:%Y-%m-%d}"
    if row.validity == "not yet valid":
        return f"from {row.start:%Y-%m-%d}"
    left = f"  {_span((row.end - at).total_seconds() / 86400)}" if at is not None else ""
    return f"{'next end ' if row.count > 1 else ''}{day}{left}"


def _span(days: float) -> str:
    """A length of time in words: ``"43 days"``, ``"20 months"``, ``"34 years"``."""
    if days < 100:
        return f"{days:.0f} day{'' if round(days) == 1 else 's'}" if days >= 1 else "< 1 day"
    return f"{days / 30.44:.0f} months" if days < 1000 else f"{days / 365.2425:.0f} years"


def _subtitle(count: int, drawn: int, *, judged: bool) -> str:
    words = f"{count:,} certificate{'s' if count > 1 else ''}"
    if count > MOST_ROWS:
        words += f", too many for a bar each: one bar for each of {drawn} kinds, solid up to the end that comes next"
    return f"{words}. Time is stretched around the line: the nearer, the finer." if judged else f"{words}."


def _alt(certificates: Sequence[Shown], bundle: Bundle) -> str:
    count = len(certificates)
    words = f"How long each of {count:,} certificates is valid" if count > 1 else "How long the certificate is valid"
    if bundle.at is None:
        return f"{words}."
    states = Counter(one.validity or "without a date that can be read" for one in certificates)
    counts = ", ".join(f"{states[state]:,} {state}" for state in sorted(states, reverse=True))
    words += f", judged at {bundle.at:%Y-%m-%d}: {counts}"
    valid = [one for one in certificates if one.validity == "valid" and one.until is not None]
    if valid:
        first = min(valid, key=lambda one: (one.until, one.order))
        words += f". The next to end is {first.noun} {first.name} on {first.until:%Y-%m-%d}"
    return f"{words}."
