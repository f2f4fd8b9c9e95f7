import asyncio
from datetime import timedelta

import pytest

from tests.net.machines.stories import MO_ROOT, answer, driver_of, events, linked, sample, story
from workbench.csms.procedure import Ask, Outcome
from workbench.errors import InputError
from workbench.findings import Finding
from workbench.messages.certificates import GetInstalledCertificateIdsRequest
from workbench.net.machines import hosting
from workbench.net.machines.clock import Clock
from workbench.net.machines.csms import Csms
from workbench.net.machines.line import Line
from workbench.net.machines.linking import connect
from workbench.net.machines.servers import sample_servers
from workbench.net.machines.station import Station
from workbench.sample_pki import reference_time
from workbench.station.journal import Journal
from workbench.station.personalities import PERSONALITIES

MO = sample("iso15118-2/mo-root.pem")
NEW = sample("ocpp/csms-root-new.pem")


async def life(over: str) -> tuple[Journal, tuple[Finding, ...], list[str]]:
    """All that a station can go through; its journal, the CSMS's findings, and the frames without their ids."""
    async with linked(over=over, root_check=True, outfit="factory-20") as (station, csms, link):
        await csms.list(station)
        await csms.install(station, MO_ROOT, MO)
        await csms.trigger(station, "V2GCertificate")
        await csms.trigger(station, "ChargingStationCertificate")
        csms.authority.fault = "expired"
        await csms.trigger(station, "V2G20Certificate")
        csms.authority.fault = ""
        await station.pass_time(by=timedelta(days=14))
        await csms.rotate(station, NEW, "new")
        csms.switch_server("old")
        await station.reconnect()
        csms.switch_server("new")
        await station.restart()
        await csms.delete(station, MO)
        frames = [f"{one.sender} {one.head.cls.__name__} {one.head.action}" for one in link.wire_log.frames if one.head]
    return station.journal, csms.findings, frames


LIVED: list[tuple[Journal, tuple[Finding, ...], list[str]]] = []


async def life_in_memory() -> tuple[Journal, tuple[Finding, ...], list[str]]:
    """The first of them; it is lived once."""
    if not LIVED:
        LIVED.append(await life("memory"))
    return LIVED[0]


@story
async def test_memory_and_websocket_give_the_same_journal_the_same_findings_and_the_same_frames():
    memory, websocket = await life_in_memory(), await life("websocket")
    assert memory[2] == websocket[2]
    one, other = memory[0], websocket[0]
    assert [entry.event for entry in one.entries] == [entry.event for entry in other.entries]
    assert [entry.decision for entry in one.entries] == [entry.decision for entry in other.entries]
    assert memory[1] == websocket[1]


@story
async def test_the_same_life_again_is_the_same_life():
    assert await life("memory") == await life_in_memory()


@story
async def test_undo_over_a_link_keeps_the_connection_where_the_state_knows_it_and_closes_it_where_not():
    async with linked() as (station, csms, link):
        await csms.install(station, MO_ROOT, MO)
        while "Received" in events(station):
            station.undo()
        await link.settled()
        assert link.connected
        assert not station.state.store.of_type(MO_ROOT)
        station.redo()
        station.undo()
        await csms.list(station, MO_ROOT)
        assert "missing" in [one.kind.value for one in csms.drift(station)]
        while events(station):
            station.undo()
        await driver_of(station).drop("")
        await link.settled()
        await station.reconnect()
        assert link.connected


@story
async def test_a_closed_link_leaves_the_station_offline_and_usable():
    async with linked() as (station, csms, link):
        pass
    await link.close()
    assert not station.connected
    assert station.driver is None
    assert not station.state.connection.connected
    assert not csms.record(station.identity).connected
    assert answer(station, "GetInstalledCertificateIds").status == "Accepted"
    assert len(station.wire_log.frames) == 2
    async with connect(station, csms) as again:
        assert again.connected
    assert not [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]


@story
async def test_a_station_has_one_link():
    async with linked() as (station, csms, _):
        with pytest.raises(InputError, match="link already"):
            await connect(station, Csms(clock=station.clock))
        with pytest.raises(InputError, match="no such way"):
            await connect(Station(), csms, over="pigeon")  # type: ignore[arg-type]


@story
async def test_two_stations_of_one_identity_do_not_drive_each_other_out():
    csms = Csms()
    async with connect(Station("factory", identity="CS1"), csms) as link:
        with pytest.raises(InputError, match="of that identity"):
            await connect(Station("factory", identity="CS1"), csms)
        assert link.connected


@story
async def test_a_csms_that_always_hangs_up_is_left_alone_in_the_end(monkeypatch):
    async def hang_up(line: Line) -> None:
        await line.session.close("for a test")

    monkeypatch.setattr(Line, "run", hang_up)
    station, csms = Station("factory"), Csms()
    async with connect(station, csms) as link:
        assert not link.connected
        assert station.driver is not None
        assert station.driver.gave_up
        assert 10 < events(station).count("Connected") < 40
        monkeypatch.undo()
        await station.reconnect()
        assert link.connected


@story
async def test_one_clock_is_shared_and_two_that_were_given_are_refused():
    station, csms = Station("factory"), Csms()
    async with connect(station, csms):
        assert csms.clock is station.clock
        other = Station("factory", identity="CS2")
        async with connect(other, csms):
            assert other.clock is csms.clock
        with pytest.raises(InputError, match="different clocks"):
            await connect(Station("factory", identity="CS3", clock=Clock(reference_time())), csms)


@story
async def test_an_own_fault_in_an_effect_is_said_and_both_live_on(monkeypatch):
    async with linked() as (station, csms, link):

        def broken(*_: object) -> None:
            raise RuntimeError("broken on purpose")

        monkeypatch.setattr(type(station.past.keys), "make", broken)
        await csms.trigger(station, "V2GCertificate")
        monkeypatch.undo()
        assert [one.code for one in driver_of(station).findings] == ["check-failed"]
        monkeypatch.setattr(type(csms.authority), "sign", broken)
        await csms.trigger(station, "V2GCertificate")
        monkeypatch.undo()
        assert [one.code for one in csms.mishaps] == ["check-failed"]
        assert (await csms.list(station)).ok
        assert link.connected


@story
async def test_a_decision_that_fails_becomes_a_callerror_and_the_connection_stays(monkeypatch):
    async with linked() as (station, csms, link):
        before = station.state

        def broken(*_: object, **__: object) -> None:
            raise RuntimeError("broken on purpose")

        monkeypatch.setattr(type(station.journal.personality), "decide", broken)
        outcome = await csms.list(station)
        monkeypatch.undo()
        assert not outcome.ok
        assert station.state == before
        assert link.connected


@pytest.mark.parametrize("name", [one.name for one in PERSONALITIES])
@story
async def test_stations_of_every_personality_live_through_it(name):
    async with linked(personality=name, root_check=True) as (station, csms, link):
        await csms.list(station)
        await csms.install(station, MO_ROOT, MO)
        await csms.rotate(station, NEW, "new")
        await csms.delete(station, MO)
        assert link.connected
        assert csms.mishaps == ()


@story
async def test_the_librarys_schemas_look_at_every_frame_and_what_they_find_is_said():
    async with linked(personality="empty-list", outfit="empty", servers=None, handshake="judged", security_profile=0) as made:
        station, csms, link = made
        assert link.connected
        await csms.list(station)
        assert {one.code for one in link.findings} == {"schema-invalid"}
        assert any("not valid" in one.note for one in link.wire_log.frames)
    async with linked() as (station, csms, link):
        await csms.list(station)
        await csms.trigger(station, "V2GCertificate")
        assert link.findings == ()


@story
async def test_a_csms_serves_many_stations_each_with_its_record():
    csms = Csms()
    links = [await connect(Station("factory", identity=f"CS{n}"), csms, handshake="judged") for n in range(20)]
    assert all(one.connected for one in links)
    await csms.install("CS3", MO_ROOT, MO)
    assert [identity for identity, record in csms.stations.items() if record.believed] == ["CS3"]
    assert sum(record.connected for record in csms.stations.values()) == 20
    assert "20 stations" in repr(csms)
    assert "CS19" in csms._repr_html_()
    for link in links:
        await link.close()
    assert not any(record.connected for record in csms.stations.values())


@story
async def test_a_procedure_of_ones_own_is_run():
    async with linked() as (station, csms, _):

        def ask(record):
            heard = yield Ask(GetInstalledCertificateIdsRequest())
            return Outcome(heard.response is not None, "asked", record)

        outcome = await csms.run(station, ask)
        assert outcome.ok
        assert csms.outcomes == (outcome,)


@story
async def test_an_offline_station_is_asked_nothing():
    async with linked() as (station, csms, _):
        pass
    outcome = await csms.list(station)
    assert not outcome.ok
    assert csms.findings[-1].code == "csms-no-answer"


def test_a_server_is_switched_by_name_and_renewed_in_time():
    csms = Csms()
    with pytest.raises(InputError, match="no such server"):
        csms.switch_server("newest")
    old = csms.server
    assert csms.server is old
    csms.clock.advance(timedelta(days=60))
    assert csms.server is not old
    assert csms.server.leaf.subject == old.leaf.subject
    assert csms.server.leaf.not_valid_after_utc > old.leaf.not_valid_after_utc
    (other, *_) = sample_servers()
    csms.add_server(other)
    assert csms.servers["old"] is other
    with pytest.raises(InputError):
        Csms(servers=[])


@pytest.mark.parametrize(
    "wrong", [{"version": "1.6"}, {"security_profile": 7}, {"security_profile": "2"}, {"security_profile": True}]
)
@story
async def test_a_version_or_profile_that_there_is_not_is_said(wrong):
    with pytest.raises(InputError, match="There is no such") as said:
        async with connect(Station("factory"), Csms(), **wrong):
            pass
    assert any(one in said.value.hint for one in ("2.0.1", "0, 1, 2 or 3"))


@pytest.mark.parametrize("state", [5, None, b"factory"])
def test_what_is_no_state_of_a_station_is_said(state):
    with pytest.raises(InputError, match="no state of a station"):
        Station(state)


def test_a_station_of_no_known_version_is_not_made():
    with pytest.raises(InputError, match="no such version"):
        Station("factory", version="1.6")


@story
async def test_a_station_that_never_came_is_said_and_those_that_are_there_are_named():
    async with linked() as (station, csms, _):
        for work in (csms.list("NOPE"), csms.rotate(["NOPE"], sample("ocpp/csms-root-new.pem"), "new")):
            with pytest.raises(InputError, match="There is no such station: NOPE") as said:
                await work
            assert station.identity in said.value.hint
        with pytest.raises(InputError):
            csms.drift("NOPE")
        assert list(csms.stations) == [station.identity], "and no record of it is made"


@story
async def test_a_csms_keeps_the_latest_events_and_counts_the_rest():
    async with linked() as (station, csms, _):
        before = len(csms.journal)
        csms._journal.extend([csms.journal[0]] * (hosting.MOST_KEPT - before))
        await csms.list(station)
        assert (len(csms.journal), csms.forgotten) == (hosting.MOST_KEPT, 1)
