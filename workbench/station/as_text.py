"""A station's state for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.display import terminal
from workbench.station.as_tables import StateTables

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.station.state import StationState


def text(state: StationState, at: datetime | None = None, title: str = "", *, width: int = 120, colour: bool = False) -> str:
    """The state in blocks, as :func:`workbench.station.as_html.page` shows it, but for the device model."""
    tables = StateTables(state, at)
    headline = f"{title}: {tables.headline}" if title else tables.headline
    blocks = [terminal(headline, 600)]
    own = tables.own()
    blocks += [table.to_text(width, colour=colour) for table in (tables.store(), own) if table.rows]
    if state.pending or state.making:
        blocks.append(tables.pending().to_text(width, colour=colour))
    blocks.append(tables.connection().to_text(width))
    return "\n\n".join(blocks)
