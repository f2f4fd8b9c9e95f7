"""What a station's driver does when the other side is slow, refuses, disagrees or goes away, and by the real clock."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.net.machines.stories import MO_ROOT, driver_of, events, linked, sample, story
from workbench.csms.policy import Policy
from workbench.errors import NetworkError, PeerProtocolError
from workbench.messages.authorize import AuthorizeRequest
from workbench.messages.id_token import IdToken
from workbench.messages.sign_certificate import SignCertificateRequest
from workbench.net import clock as real_clock
from workbench.net.machines.clock import Clock
from workbench.net.machines.csms import Csms
from workbench.net.machines.driver import Driver
from workbench.net.machines.due import due
from workbench.net.machines.linking import URL, Link, connect
from workbench.net.machines.memory import MemoryOpener
from workbench.net.machines.opening import Presented
from workbench.net.machines.patience import Patience
from workbench.net.machines.station import Station
from workbench.net.machines.ticking import ticking
from workbench.net.ocppj.session import Session
from workbench.sample_pki import reference_time
from workbench.station.a02_a03_time_passed import renewal_of
from workbench.station.policy import STRICT
from workbench.station.state import Rest, SigningUse

MO = sample("iso15118-2/mo-root.pem")
REFUSED = AuthorizeRequest(id_token=IdToken(id_token="x", type="ISO14443"))
"""What the CSMS does not do."""


@pytest.mark.parametrize(("openssl_says", "chain_is"), [(False, "good"), (True, "bad")])
@story
async def test_where_openssl_and_the_station_disagree_the_stricter_counts_and_a_finding_says_so(openssl_says, chain_is):
    csms, station = Csms(), Station("factory")
    csms.switch_server("old" if chain_is == "good" else "new")

    class Other(MemoryOpener):
        async def present(self, *given):
            presented = await super().present(*given)
            assert isinstance(presented, Presented)
            return replace(presented, trusted=openssl_says, said="for a test")

    driver = Driver(station, Other({URL: csms}, handshake="judged"), url=URL)
    await driver.start()
    assert not driver.connected
    assert driver.gave_up
    assert {one.code for one in driver.findings} == {"engines-disagree"}
    assert csms.stations == {}
    await driver.stop()


def ends(station) -> datetime:
    """When its client certificate ends."""
    found = station.state.station_chain.leaf.facts.not_after
    assert isinstance(found, datetime)
    return found


def signing(station):
    """Signing requests that wait for a connection."""
    return sum(isinstance(one, SignCertificateRequest) for one in station.outbox)


@story
async def test_a_station_that_is_not_accepted_yet_sends_nothing_else_and_presents_itself_again():
    station, csms = Station("factory"), Csms(policy=Policy(accept_boot=False, heartbeat_interval=60))
    async with connect(station, csms) as link:
        station.handle("TriggerMessage", {"requestedMessage": "SignV2GCertificate"})
        await link.settled()
        held = [signing(station)]
        csms.policy = Policy()
        for seconds in (59, 2):
            await station.pass_time(by=timedelta(seconds=seconds))
            held.append(signing(station))
        assert held == [1, 1, 0]
        assert station.outbox == ()
        assert [one.action for one in link.wire_log.exchanges()].count("BootNotification") == 2


@story
async def test_what_the_csms_refuses_is_given_up_and_what_comes_after_it_goes_out(monkeypatch):
    async with linked() as (station, _, link):
        real = Session.call

        async def call(session, request, *more):
            if request is REFUSED:
                raise PeerProtocolError("NotSupported", hint="")
            return await real(session, request, *more)

        monkeypatch.setattr(Session, "call", call)
        station.past.outbox = (REFUSED,)
        station.handle("TriggerMessage", {"requestedMessage": "SignV2GCertificate"})
        await link.settled()
        assert station.outbox == ()
        assert not station.state.pending
        assert [one.code for one in driver_of(station).findings] == ["message-refused"]
        assert link.connected


@story
async def test_what_is_never_answered_is_repeated_a_few_times_and_given_up(monkeypatch):
    async with linked() as (station, _, link):
        asked = 0

        async def silent(*_: object) -> None:
            nonlocal asked
            asked += 1
            raise NetworkError("Nothing came in time.", hint="")

        monkeypatch.setattr(Session, "call", silent)
        station.past.outbox = (REFUSED,)
        driver_of(station).follow(())
        await link.settled()
        assert asked == 4
        assert [one.code for one in driver_of(station).findings] == ["message-refused"]


@story
async def test_what_was_not_answered_before_the_connection_was_lost_is_sent_over_the_next_one(monkeypatch):
    async with linked() as (station, csms, link):
        real = Session.call

        async def lost(self, request):
            monkeypatch.setattr(Session, "call", real)
            await self.close("for a test")
            return await real(self, request)

        monkeypatch.setattr(Session, "call", lost)
        before = station.state.v2g_chains
        station.handle("TriggerMessage", {"requestedMessage": "SignV2GCertificate"})
        await link.settled()
        assert link.connected
        assert station.outbox == ()
        assert station.state.v2g_chains != before
        assert "Disconnected" in events(station)
        assert csms.record(station.identity).connected


@pytest.mark.parametrize("steps", range(0, 66, 3))
@story
async def test_a_link_may_be_closed_at_any_moment_and_nothing_is_left_running(steps):
    station, csms = Station("factory", root_check=True), Csms()
    link = await connect(station, csms)
    task = asyncio.ensure_future(csms.trigger(station, "ChargingStationCertificate"))
    for _ in range(steps):
        await asyncio.sleep(0)
    await link.close()
    await asyncio.wait([task], timeout=5)
    assert task.done()
    assert not station.connected
    assert not station.state.connection.connected
    assert not csms.record(station.identity).connected
    assert [one for one in asyncio.all_tasks() if one is not asyncio.current_task()] == []
    async with connect(station, csms) as again:
        assert again.connected
        assert (await csms.list(station)).ok


@story
async def test_by_the_real_clock_time_passes_by_itself_and_the_heart_beats(monkeypatch):
    now = reference_time()
    monkeypatch.setattr(real_clock, "now", lambda: now)

    async def sleep(_: float) -> None:
        nonlocal now
        now += timedelta(days=1)
        await asyncio.sleep(0.001)

    station, csms = Station("factory", clock=Clock()), Csms(clock=Clock(), policy=Policy(heartbeat_interval=20))
    csms.clock = station.clock
    before = station.state.v2g_chains
    link = await connect(station, csms, handshake="judged", patience=Patience(sleep=sleep))
    async with asyncio.timeout(20):
        while station.state.v2g_chains == before or "Heartbeat" not in said(link):  # noqa: ASYNC110  # there is no event for it
            await asyncio.sleep(0.005)
    assert "TimePassed" in events(station)
    await link.close()


def said(link: Link) -> set[str]:
    return {one.action for one in link.wire_log.exchanges()}


@story
async def test_patience_doubles_its_waiting_up_to_the_longest():
    waited = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    patience = Patience(first=2, longest=30, sleep=sleep)
    for failures in (1, 2, 3, 4, 5, 500):
        await patience.wait(failures)
    assert waited == [2, 4, 8, 16, 30, 30]


@story
async def test_an_endless_patience_goes_on_and_finds_a_server_that_comes_back():
    tries = 0
    csms, station = Csms(), Station("factory")
    csms.switch_server("new")

    async def sleep(_: float) -> None:
        nonlocal tries
        tries += 1
        if tries == 50:
            csms.switch_server("old")
        await asyncio.sleep(0)

    async with connect(station, csms, patience=Patience(endless=True, first=1, sleep=sleep), handshake="judged") as link:
        assert link.connected
        assert tries == 50
        assert (await csms.install(station, MO_ROOT, MO)).ok


@story
@pytest.mark.requirement("A03.FR.02", "A03.FR.17")
async def test_a_renewal_outlives_a_csms_that_answered_no_signing_request_for_a_while(monkeypatch):
    async with linked() as (station, _, link):
        real, broken, asked = Session.call, True, 0

        async def call(session, request, *more):
            nonlocal asked
            if isinstance(request, SignCertificateRequest) and broken:
                asked += request.certificate_type == "ChargingStationCertificate"
                raise PeerProtocolError("InternalError", hint="")
            return await real(session, request, *more)

        monkeypatch.setattr(Session, "call", call)
        end = ends(station)
        await station.pass_time(end - timedelta(days=20))
        assert 10 < asked < 30, "more and more seldom, at least once a day"
        assert any(one.certificate_type == "ChargingStationCertificate" for one in station.state.pending)
        await station.reconnect()
        await station.restart()
        broken = False
        await station.pass_time(by=timedelta(days=1))
        assert ends(station) > end
        assert link.connected


@pytest.mark.requirement("A03.FR.02")
def test_nothing_is_due_while_a_renewal_is_under_way_or_pauses():
    station = Station("factory")
    state, now = station.state, station.clock.now()

    def moments(of):
        return set(due(of, now, STRICT))

    use: SigningUse = "ChargingStationCertificate"
    until = now + timedelta(seconds=30)
    assert state.station_chain is not None
    begins = renewal_of(state.station_chain)
    assert begins in moments(state)
    pausing = replace(state, resting=(Rest(use, until, 1),))
    assert moments(pausing) == (moments(state) - {begins}) | {until}
    assert begins not in moments(replace(state, making=frozenset({use})))


@story
async def test_time_passes_by_the_real_clock_while_a_heartbeat_has_no_answer():
    looks = 0

    class Deaf:
        connected, heartbeat = True, 1

        def look(self):
            nonlocal looks
            looks += 1

        def follow(self, _):
            pass

        async def call(self, _):
            await asyncio.Event().wait()

    async def no_time(_):
        await asyncio.sleep(0)

    deaf: Any = Deaf()
    task = asyncio.ensure_future(ticking(deaf, Station("factory", clock=Clock()), no_time))
    for _ in range(20):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert looks > 3
    assert asyncio.all_tasks() == {asyncio.current_task()}
