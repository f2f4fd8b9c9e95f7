"""The workbench's own station and CSMS over real sockets: every security profile, both versions, and a rotation."""

import asyncio

import pytest

from tests.net.tls.wire_pki import NAME, STATION, sample
from tests.net.websocket.ports import PASSWORD, boots, codes, csms_of, opened, port
from workbench import api
from workbench.net.machines.csms import Csms
from workbench.net.machines.driver import Driver
from workbench.net.machines.station import Station
from workbench.net.websocket import ServerName, WebSocketOpener
from workbench.station.device_model import SECURITY


def driven(server, version="2.1", **more):
    station = Station(version=version, **more)
    station.past.secrets = station.past.secrets.keeping(SECURITY, "BasicAuthPassword", PASSWORD)
    return station, Driver(station, WebSocketOpener(server_name=ServerName(name=NAME)), url=server.url)


@pytest.mark.parametrize("version", ["2.1", "2.0.1"])
@pytest.mark.parametrize("profile", [0, 1, 2, 3])
def test_a_station_connects_and_lists_what_it_holds(profile, version):
    async def run():
        async with port(profile) as server:
            _, driver = driven(server, version)
            await driver.start(slot=1, security_profile=profile)
            listed = await csms_of(server).list(STATION)
            record = csms_of(server).record(STATION)
            assert listed.ok
            assert (record.version, record.security_profile, record.connected) == (version, profile, True)
            assert record.server == ("old" if profile >= 2 else "")
            await driver.stop()
        assert codes(server) == []
        assert not driver.findings

    asyncio.run(run())


@pytest.mark.requirement("M05.FR.13", "M05.FR.14")
@pytest.mark.parametrize("profile", [2, 3])
def test_a_csms_root_is_rotated_over_real_tls(profile):
    async def run():
        async with port(profile, csms=Csms()) as server:
            station, driver = driven(server, root_check=True)
            await driver.start(slot=1, security_profile=profile)
            (outcome,) = await csms_of(server).rotate([STATION], api.samples("ocpp/csms-root-new.pem"), "new")
            assert outcome.ok, outcome.sentence
            assert csms_of(server).record(STATION).server == "new"
            assert [one.item.der for one in station.state.store.of_type("CSMSRootCertificate")] == [sample("csms-root-new")[0].der]
            await driver.stop()

    asyncio.run(run())


def test_a_station_whose_roots_do_not_fit_says_why_and_stays_out():
    async def run():
        async with port(2, csms=Csms()) as server:
            csms_of(server).switch_server("new")
            station, driver = driven(server)
            await driver.start(slot=1, security_profile=2)
            assert driver.gave_up
            assert any(one.code == "server-refused" for one in station.findings)
            assert set(codes(server)) == {"handshake-failed"}
            assert "unknown_ca" in server.findings[0].message
            await driver.stop()

    asyncio.run(run())


def test_the_newer_connection_of_a_station_wins_and_the_older_is_told():
    async def run():
        async with port() as server:
            older = await opened(server)
            assert await boots(older)
            newer = await opened(server)
            assert await boots(newer)
            with pytest.raises(Exception, match="replaced by a newer connection"):
                await older.recv()
            assert server.connected == (STATION,)
            assert codes(server) == ["connected-twice"]
            await newer.close()

    asyncio.run(run())


def test_stations_under_one_csms_do_not_disturb_each_other():
    async def run():
        async with port(0) as server:
            ways = [await opened(server, 0, identity=f"CS{number}") for number in range(20)]
            await ways[0].send("garbage")
            await ways[1].close()
            assert all(await asyncio.gather(*(boots(way) for way in ways[2:])))
            assert len(server.connected) == 19
            for way in ways:
                await way.close()

    asyncio.run(run())


def test_closing_says_good_bye():
    async def run():
        async with port(0) as server:
            way = await opened(server, 0)
            assert await boots(way)
        with pytest.raises(Exception, match="going away"):
            await way.recv()
        await way.close()

    asyncio.run(run())
