"""How a station looks: its state, and what happened last. Escaped, without a secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.display import Table, view, visible
from workbench.station.as_html import parts
from workbench.station.as_text import text

if TYPE_CHECKING:
    from workbench.net.machines.station import Station

_LAST = 5
_LONGEST_NAME = 60


def station_line(station: Station) -> str:
    """One line."""
    words = (
        visible(station.identity, _LONGEST_NAME),
        station.journal.personality.name,
        _there(station),
        f"{station.state.entries} certificates",
        f"{len(station.journal.entries)} events",
    )
    return f"Station({', '.join(words)})"


def station_text(station: Station) -> str:
    """Tables as text."""
    said = text(station.state, station.clock.now(), _title(station))
    return f"{said}\n\n{_last(station).to_text()}" if station.journal.entries else said


def station_html(station: Station) -> str:
    """Tables as HTML."""
    last = (_last(station).to_html(),) if station.journal.entries else ()
    return str(view(*parts(station.state, station.clock.now(), _title(station)), *last))


def _title(station: Station) -> str:
    clock = "simulated time" if station.clock.simulated else "real time"
    return f"Charging station {station.identity}, {_there(station)}, {station.clock.now():%Y-%m-%d %H:%M:%S} UTC ({clock})"


def _there(station: Station) -> str:
    return "connected" if station.connected else "offline"


def _last(station: Station) -> Table:
    rows = [
        [type(entry.event).__name__, entry.decision.decided_by, " ".join(one.message for one in entry.decision.findings[:1])]
        for entry in station.journal.entries[-_LAST:]
    ]
    waits = f"; {len(station.outbox)} wait to be sent" if station.outbox else ""
    return Table(("event", "decided by", "because"), rows, caption=f"What happened last{waits}")
