"""How a CSMS looks where nothing finer is at hand: a plain table, escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.display import Table

if TYPE_CHECKING:
    from workbench.net.machines.csms import Csms


def csms_line(csms: Csms) -> str:
    """One line."""
    there = sum(record.connected for record in csms.stations.values())
    return f"Csms({len(csms.stations)} stations, {there} connected, server {csms.server.name!r}, simulated CA)"


def csms_table(csms: Csms) -> Table:
    """What it knows of each station."""
    rows = [
        [
            identity,
            "yes" if record.connected else "no",
            str(record.version),
            "" if record.security_profile is None else record.security_profile,
            record.server,
            len(record.believed),
            ", ".join(one.certificate_type for one in record.listings),
            len(record.security_events),
        ]
        for identity, record in sorted(csms.stations.items())
    ]
    columns = ("station", "connected", "OCPP", "security profile", "server", "believed", "listed", "security events")
    return Table(columns, rows, caption=f"CSMS, shows the server {csms.server.name}; its CA is simulated")
