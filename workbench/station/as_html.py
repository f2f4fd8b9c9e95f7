"""A station's state for a notebook: anchors, own chains, signing requests, connection; the device model folded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from workbench.display import html, view
from workbench.station.as_tables import StateTables, full, plainly, short
from workbench.station.settings_tables import security_log, variables

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.station.installed import InstalledCertificate
    from workbench.station.state import StationState

_HEAD = Markup('<div style="font-weight:600;margin:.3em 0">{}</div>')
_LINE = Markup('<div class="pnc-muted" style="font-size:13px">{}</div>')
_FOLD = Markup('<details class="pnc" style="font-size:13px"><summary>{}</summary>{}</details>')
_HASHES = Markup(
    '<details><summary style="cursor:pointer">{}</summary>'
    '<pre style="user-select:all;white-space:pre-wrap;overflow-wrap:anywhere;margin:.3em 0;background:none;color:inherit">{}</pre>'
    "</details>"
)


def page(state: StationState, at: datetime | None = None, title: str = "") -> Markup:
    """The state as one notebook output.

    Parameters
    ----------
    at
        The time to judge validity at, UTC-aware; None: dates are shown and not judged.
    title
        Who it is, such as ``"CS0001"``. Hostile text is welcome.
    """
    return view(*parts(state, at, title))


def parts(state: StationState, at: datetime | None = None, title: str = "") -> list[Markup]:
    """The same, to stand in a larger output."""
    tables = StateTables(state, at, _hash_cell)
    found = [_HEAD.format(html(f"{title}: {tables.headline}" if title else tables.headline, 600))]
    found.append(tables.store().to_html() if state.store.entries else _LINE.format("It trusts nobody: there is no trust anchor."))
    own = tables.own()
    found.append(own.to_html() if own.rows else _LINE.format("It has no certificate of its own."))
    if state.pending or state.making:
        found.append(tables.pending().to_html())
    found.append(tables.connection().to_html())
    if (log := security_log(state)).rows:
        found.append(_FOLD.format(html(f"Security log: {len(log.rows):,} events"), log.to_html()))
    declared = variables(state)
    found.append(_FOLD.format(html(f"Device model: {len(declared.rows):,} variables"), declared.to_html()))
    return found


def _hash_cell(one: InstalledCertificate) -> Markup:
    """The short form; opened, each algorithm's object as JSON, which one click selects."""
    if not one.hash_data:
        return html(plainly(one))
    lines = (line for data in one.hash_data for line in full(data).splitlines())
    return _HASHES.format(html(short(one.hash_data[0])), Markup("\n").join(map(html, lines)))
