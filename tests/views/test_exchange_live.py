"""A station and a CSMS that talk: what one looks at is what was said."""

import asyncio

from tests.views.page_reading import harmless
from workbench import api
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


def _asked(station, *types):
    return station.handle("GetInstalledCertificateIds", {"certificateType": list(types)} if types else {})


def _install(station, name="mo-root.pem"):
    pem = api.samples(f"iso15118-2/{name}").read_text()
    return station.handle("InstallCertificate", {"certificateType": "MORootCertificate", "certificate": pem})


async def _directly(before):
    station = Station()
    for one in before:
        one(station)
    async with connect(station, Csms(clock=station.clock)) as link:
        await link.csms.list(station.identity)
        await link.settled()
        _asked(station, "OEMRootCertificate")
        await link.settled()
        await link.csms.list(station.identity)
        await link.settled()
        return sequence(link), link.wire_log


def test_a_direct_call_never_lends_its_finding_to_a_frame():
    before = [lambda station: _asked(station, "MORootCertificate"), _asked, _install]
    drawn, log = asyncio.run(_directly(before))
    arrows = [row for row in drawn.rows if row.kind in {"request", "answer"}]
    assert len(arrows) == len(log.frames)
    listed = [row for row in arrows if row.kind == "answer" and row.action == "GetInstalledCertificateIds"]
    assert {row.requirement for row in listed if row.told[0] == "Accepted"} == {"M03.FR.03"}
    for row in listed:
        count = len(row.payload.get("certificateHashDataChain", ()))
        assert row.because.startswith(str(count)), "the finding counts what this very answer lists"


def test_direct_calls_are_notes_in_their_place():
    drawn, _ = asyncio.run(_directly([_install]))
    notes = [row for row in drawn.rows if row.kind == "note"]
    assert [row.told[0] for row in notes] == [
        "Asked directly: InstallCertificate (Sample MO Root CA 1, MORootCertificate) → Accepted",
        "Asked directly: GetInstalledCertificateIds (OEMRootCertificate) → NotFound",
    ]
    assert [row.requirement for row in notes] == ["M05.FR.02", "M03.FR.02"]
    told = [row.told[0] for row in drawn.rows]
    assert told.index(notes[0].told[0]) < told.index("The connection stands") < told.index(notes[1].told[0]) < len(told) - 2


def test_many_direct_calls_before_the_connection_are_one_note():
    drawn, _ = asyncio.run(_directly([_asked] * 9))
    notes = [row.told[0] for row in drawn.rows if row.kind == "note"]
    assert notes[0] == "Asked directly 9 times before there was a connection: its decisions tell"
    assert len(notes) == 2


def test_a_station_that_was_only_asked_directly_shows_the_messages():
    station = Station()
    _install(station)
    assert [row.kind for row in sequence(station).rows] == ["request", "answer"]
