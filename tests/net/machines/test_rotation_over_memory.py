"""The CSMS root changes while the station is connected, and after; migrations to another CSMS; what cannot be connected at all."""

import pytest

from tests.net.machines.stories import CSMS_ROOT, decided, events, linked, roots, sample, story
from workbench.errors import InputError
from workbench.net.given import items_of
from workbench.net.machines.csms import Csms
from workbench.net.machines.issuer import SERVER, Issuer, sample_key
from workbench.net.machines.issuer import sample as items
from workbench.net.machines.linking import connect
from workbench.net.machines.servers import Server, sample_servers
from workbench.net.machines.station import Station
from workbench.station.events import ConnectionFailed

NEW = sample("ocpp/csms-root-new.pem")
OTHER = "wss://csms.pnc.example/other"


def profile(slot: int, url: str, security_profile: int = 2) -> tuple[str, dict[str, object]]:
    data = {
        "ocppVersion": "OCPP20",
        "ocppInterface": "Wired0",
        "ocppTransport": "JSON",
        "messageTimeout": 30,
        "ocppCsmsUrl": url,
        "securityProfile": security_profile,
    }
    return "SetNetworkProfile", {"configurationSlot": slot, "connectionData": data}


@pytest.mark.requirement("M05.FR.10", "M05.FR.12", "M05.FR.13")
@pytest.mark.parametrize("over", ["memory", "websocket"])
@story
async def test_the_root_is_rotated_under_the_check_and_the_fallback_goes_with_the_first_connection(over):
    async with linked(over=over, root_check=True) as (station, csms, link):
        (outcome,) = await csms.rotate(station, NEW, "new")
        assert outcome.ok, outcome.sentence
        assert roots(station) == ["B"]
        assert station.state.fallback is None
        assert csms.server.name == "new"
        assert link.connected
        assert csms.record(station.identity).server == "new"


@pytest.mark.requirement("M05.FR.12", "M05.FR.13", "M05.FR.14")
@story
async def test_the_fallback_is_used_until_a_server_under_the_new_root_was_met_and_never_again():
    async with linked(root_check=True) as (station, csms, link):
        assert (await csms.install(station, CSMS_ROOT, NEW)).ok
        assert roots(station) == ["A", "B"]
        await station.reconnect()
        assert link.connected
        assert decided(station)[-1] == "M05.FR.14"
        assert roots(station) == ["A", "B"]
        csms.switch_server("new")
        assert link.connected, "connections that stand are not touched"
        await station.reconnect()
        assert link.connected
        assert roots(station) == ["B"]
        csms.switch_server("old")
        await station.reconnect()
        assert not station.connected
        assert not csms.record(station.identity).connected


@pytest.mark.requirement("M05.FR.11")
@story
async def test_a_root_that_the_old_one_did_not_sign_stops_the_rotation_before_the_server_is_switched():
    async with linked(root_check=True) as (station, csms, link):
        (outcome,) = await csms.rotate([station], sample("ocpp/csms-root-unsigned.pem"), "new")
        assert not outcome.ok
        assert csms.server.name == "old"
        assert roots(station) == ["A"]
        assert link.connected


@story
async def test_without_the_check_a_self_signed_root_is_rotated_in_and_the_old_one_deleted():
    issuer = Issuer(items("ocpp/csms-root-unsigned"), sample_key("ocpp/csms-root-unsigned"))
    (old, *_) = sample_servers()
    begin = old.leaf.not_valid_before_utc
    der = issuer.issue(old.leaf.subject.public_bytes(), old.key, SERVER, serial=7, not_before=begin, names=["csms.pnc.example"])
    servers = [old, Server("unsigned", items_of(der), old.key)]
    async with linked(servers=servers) as (station, csms, link):
        root = sample("ocpp/csms-root-unsigned.pem")
        (outcome,) = await csms.rotate(station, root, "unsigned", old_root=sample("ocpp/csms-root.pem"))
        assert outcome.ok, outcome.sentence
        assert roots(station) == ["C"]
        assert link.connected


@story
async def test_a_fleet_is_switched_when_all_are_ready_and_not_at_all_where_one_is_not():
    csms = Csms(seed=b"1")
    ways = ("strict", "strict", "self-signed-only")
    stations = [Station("factory", identity=f"CS{number}", personality=one) for number, one in enumerate(ways)]
    links = [await connect(one, csms) for one in stations]
    outcomes = await csms.rotate(stations, NEW, "new")
    assert [one.ok for one in outcomes] == [False, False, False]
    assert csms.server.name == "old"
    assert all(one.exchanges for one in outcomes)
    assert ["not every station" in one.sentence for one in outcomes] == [True, True, False]
    assert all(link.connected for link in links)
    outcomes = await csms.rotate(["CS0", "CS1"], NEW, "new")
    assert [one.ok for one in outcomes] == [True, True]
    assert [roots(one) for one in stations] == [["B"], ["B"], ["A"]]
    await stations[2].reconnect()
    assert [link.connected for link in links] == [True, True, False]
    for link in links:
        await link.close()


@pytest.mark.requirement("A02.FR.06")
@pytest.mark.parametrize("profile", [2, 3])
@story
async def test_after_a_rotation_the_authority_signs_below_the_new_root_and_the_station_takes_it(profile):
    async with linked(root_check=True, security_profile=profile) as (station, csms, link):
        before = station.state.station_chain
        (outcome,) = await csms.rotate(station, NEW, "new")
        assert outcome.ok, outcome.sentence
        await csms.trigger(station, "ChargingStationCertificate")
        await link.settled()
        chain = station.state.station_chain
        assert chain is not None
        assert chain != before
        assert chain.certificates[1].item.der == csms.server.chain[1].der
        assert link.connected


@pytest.mark.requirement("M05.FR.15", "M05.FR.16")
@story
async def test_a_migration_knows_the_new_root_alone_and_goes_home_by_the_fallback():
    other = Csms()
    async with linked(root_check=True, others={OTHER: other}) as (station, csms, link):
        await csms.install(station, CSMS_ROOT, NEW)
        station.handle(*profile(1, link.url))
        station.handle(*profile(2, OTHER))
        await station.migrate(2)
        assert station.state.connection.slot == 1
        assert link.connected
        assert {"M05.FR.15", "M05.FR.16"} <= set(decided(station))
        assert events(station).count("ServerPresented") == 1 + 3 + 1
        assert other.stations == {}
        other.switch_server("new")
        await station.migrate(2)
        assert station.state.connection.slot == 2
        assert roots(station) == ["B"]
        assert other.record(station.identity).connected
        assert not csms.record(station.identity).connected


@story
async def test_a_restart_connects_to_the_slot_that_comes_first_and_presents_the_station_anew():
    async with linked() as (station, csms, link):
        await station.restart()
        assert link.connected
        assert events(station)[-5:] == ["Disconnected", "Restarted", "ConnectionWanted", "ServerPresented", "Connected"]
        boots = [one for one in link.wire_log.exchanges() if one.action == "BootNotification"]
        assert len(boots) == 2
        assert csms.record(station.identity).connected


@story
async def test_a_server_that_is_never_trusted_is_tried_as_often_as_the_station_says_and_then_no_more():
    csms = Csms()
    csms.switch_server("new")
    station = Station("factory")
    async with connect(station, csms) as link:
        assert not link.connected
        assert events(station) == ["ConnectionWanted", *["ServerPresented"] * 3]
        assert station.driver is not None
        assert station.driver.gave_up
        assert csms.stations == {}
        csms.switch_server("old")
        await station.reconnect()
        assert link.connected


@story
async def test_without_a_csms_root_no_server_is_trusted():
    async with linked(outfit="empty", clock=None) as (station, _, link):
        assert not link.connected
        assert station.findings[0].code == "server-refused"


@pytest.mark.parametrize(("security_profile", "presented"), [(0, 0), (1, 0), (2, 1), (3, 1)])
@pytest.mark.parametrize("over", ["memory", "websocket"])
@story
async def test_every_security_profile_connects(over, security_profile, presented):
    async with linked(over=over, security_profile=security_profile) as (station, csms, link):
        assert link.connected
        assert events(station).count("ServerPresented") == presented
        assert csms.record(station.identity).security_profile == security_profile
        assert station.state.connection.security_profile == security_profile


@story
async def test_under_security_profile_3_the_client_certificate_must_be_the_stations_own():
    async with linked(security_profile=3, identity="CS0001") as (station, csms, link):
        assert not link.connected
        failed = [one.event for one in station.journal.entries if isinstance(one.event, ConnectionFailed)]
        assert "another station's" in failed[0].said
        assert csms.stations == {}
    async with linked(security_profile=3, outfit="roots") as (station, _, link):
        assert not link.connected
        assert "ConnectionFailed" in events(station)


@story
async def test_passwords_are_asked_for_where_the_csms_knows_them():
    for password, admitted in (("the right password", True), ("a wrong password", False)):
        csms = Csms(passwords={"CS0001": "the right password"})
        station = Station("factory", identity="CS0001", password=password)
        async with connect(station, csms, security_profile=1) as link:
            assert link.connected is admitted
        assert "the right password" not in repr(vars(csms))


NEW_PASSWORD = {("SecurityCtrlr", "BasicAuthPassword"): "a new password 0123"}


@pytest.mark.parametrize("over", ["memory", "websocket"])
@story
async def test_a_password_that_the_csms_sets_is_the_one_that_it_takes(over):
    csms = Csms(passwords={"CS0001": "the former password"})
    station = Station("factory", identity="CS0001", password="the former password")
    async with connect(station, csms, over) as link:
        assert (await csms.set_variables(station, NEW_PASSWORD)).ok
        assert not csms.admits("CS0001", 2, "the former password"), "the station may not use the new one yet"
        await station.reconnect()
        assert link.connected
    assert csms.admits("CS0001", 2, "the former password")
    assert not csms.admits("CS0001", 2, "a new password 0123")
    assert csms.admits("CS0002", 2, "a new password 0123")
    assert csms.admits("CS0001", 2, "")


@story
async def test_a_password_that_was_refused_or_not_sent_changes_nothing():
    csms = Csms(passwords={"CS0001": "the former password"})
    station = Station("factory", identity="CS0001", password="the former password")
    async with connect(station, csms) as link:
        assert not (await csms.set_variables(station, {("SecurityCtrlr", "BasicAuthPassword"): ""})).ok
        assert not (await csms.set_variables(station, {("SecurityCtrlr", "Nothing"): "a new password 0123"})).ok
        await station.reconnect()
        assert link.connected
    assert csms.admits("CS0001", 2, "a new password 0123")


@story
async def test_the_root_of_the_present_server_is_not_deleted_without_the_word():
    async with linked() as (station, csms, link):
        assert (await csms.install(station, CSMS_ROOT, sample("ocpp/csms-root-new.pem"))).ok
        assert not (await csms.delete(station, sample("ocpp/csms-root.pem"))).ok
        await station.reconnect()
        assert link.connected
        csms.switch_server("new")
        await station.reconnect()
        assert (await csms.delete(station, sample("ocpp/csms-root.pem"))).ok
        assert not (await csms.delete(station, sample("ocpp/csms-root-new.pem"))).ok


@story
async def test_a_rotation_to_a_server_that_is_not_there_is_not_begun():
    async with linked() as (station, csms, _):
        with pytest.raises(InputError, match="There is no such server"):
            await csms.rotate(station, sample("ocpp/csms-root-new.pem"), "newest")
        assert roots(station) == ["A"]
