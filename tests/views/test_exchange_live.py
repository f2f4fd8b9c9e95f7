"""A station and a CSMS that talk: what one looks at is what was said."""

import asyncio

from tests.views.page_reading import harmless
from workbench.net.machines.csms import Csms
from workbench.net.machines.linking import connect
from workbench.net.machines.station import Station
from workbench.views.decision import decisions
from workbench.views.exchange import sequence
from workbench.views.side_by_side import side_by_side


async def _talk():
    station = Station()
    async with connect(station, Csms(clock=station.clock)) as link:
        await link.settled()
        await link.csms.list(station.identity)
        await link.settled()
        return sequence(link), decisions(link.station), side_by_side(link.station, link.csms), len(link.wire_log.frames)


def test_a_connection_is_shown_from_both_sides():
    drawn, decided, sides, frames = asyncio.run(_talk())
    assert sum(row.kind in {"request", "answer"} for row in drawn.rows) == frames
    told = [row.told[0] for row in drawn.rows]
    assert told.index("The connection stands") < told.index("BootNotification") < told.index("GetInstalledCertificateIds")
    assert drawn.names[0] == sides.names[0]
    assert len(decided) == len(decided.journal.entries)
    assert sides.agree
    harmless(drawn.html)
