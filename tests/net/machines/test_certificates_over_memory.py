"""M03 to M05 and A02, A03 between a station and a CSMS, message by message, with a real TLS handshake before."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.net.machines.stories import CSMS_ROOT, MO_ROOT, decided, events, linked, roots, sample, story
from workbench.errors import InputError, NetworkError
from workbench.messages.boot_notification import HeartbeatRequest, HeartbeatResponse
from workbench.messages.sign_certificate import SignCertificateRequest
from workbench.messages.wire_log import WireLog
from workbench.net.ocppj.calling import RequestRefused
from workbench.station.events import Received

MO = sample("iso15118-2/mo-root.pem")
USES = {
    "ChargingStationCertificate": "station_chain",
    "V2GCertificate": "v2g_chains",
    "V2G20Certificate": "v2g_chains",
    "Combined": "v2g_chains",
}


def actions(log: WireLog) -> list[str]:
    return [one.action for one in log.exchanges()]


@pytest.mark.requirement("M03.FR.03", "M04.FR.02", "M05.FR.02")
@story
async def test_a_root_is_installed_listed_and_deleted():
    async with linked() as (station, csms, _):
        assert (await csms.list(station)).ok
        assert (await csms.install(station, MO_ROOT, MO)).ok
        assert station.state.store.of_type(MO_ROOT)
        assert (await csms.list(station, MO_ROOT)).ok
        outcome = await csms.delete(station, MO)
        assert outcome.ok
        assert not station.state.store.of_type(MO_ROOT)
        assert csms.outcomes[-1] is outcome
        assert len(csms.outcomes) == 4
        assert [one.kind.value for one in csms.drift(station) if one.kind.value != "not checked"] == []


@pytest.mark.requirement("M04.FR.07")
@story
async def test_a_certificate_may_be_deleted_by_hash_data_in_any_form():
    async with linked() as (station, csms, _):
        await csms.install(station, MO_ROOT, MO)
        entry = station.state.store.of_type(MO_ROOT)[0].hash_data[0]
        assert (await csms.delete(station, entry.to_dict())).ok
        await csms.install(station, MO_ROOT, MO.read_text())
        assert (await csms.delete(station, entry)).ok


@pytest.mark.requirement("M04.FR.03")
@story
async def test_the_last_csms_root_is_not_deleted_unless_it_is_meant_and_the_station_keeps_it_all_the_same():
    async with linked() as (station, csms, _):
        root = sample("ocpp/csms-root.pem")
        assert not (await csms.delete(station, root)).ok
        assert "DeleteCertificate" not in actions(station.wire_log)
        assert not (await csms.delete(station, root, really=True)).ok
        assert "DeleteCertificate" in actions(station.wire_log)
        assert roots(station) == ["A"]


@story
async def test_what_is_no_certificate_is_not_sent_and_what_is_damaged_is():
    async with linked() as (station, csms, _):
        with pytest.raises(InputError):
            await csms.install(station, MO_ROOT, sample("iso15118-2/secc.csr.pem"))
        damaged = MO.read_text().replace("M", "N", 3)
        assert not (await csms.install(station, MO_ROOT, damaged)).ok
        assert not station.state.store.of_type(MO_ROOT)


@pytest.mark.requirement("A02.FR.02", "A02.FR.08", "F06.FR.10")
@pytest.mark.parametrize(
    ("version", "use"),
    [*(("2.1", use) for use in USES), ("2.0.1", "ChargingStationCertificate"), ("2.0.1", "V2GCertificate")],
)
@story
async def test_a_certificate_of_every_type_is_renewed(version, use):
    async with linked(outfit="factory-20", version=version) as (station, csms, link):
        before = (station.state.station_chain, station.state.v2g_chains)
        assert (await csms.trigger(station, use)).ok
        assert (station.state.station_chain, station.state.v2g_chains) != before
        assert not station.state.pending
        assert link.connected
        held = [*station.state.v2g_chains, station.state.station_chain]
        assert all(one is not None and one.key in station.past.keys for one in held)
        said = actions(link.wire_log)
        assert said.index("TriggerMessage") < said.index("SignCertificate") < said.index("CertificateSigned")


@pytest.mark.requirement("F06.FR.10")
@story
async def test_the_triggered_message_comes_after_the_answer():
    async with linked() as (station, csms, link):
        await csms.trigger(station, "V2GCertificate")
        kinds = [(one.sender, one.head.cls.__name__, one.head.action) for one in link.wire_log.frames if one.head]
        asked = kinds.index(("csms", "Call", "TriggerMessage"))
        assert kinds[asked + 1] == ("station", "CallResult", "")
        assert kinds[asked + 2] == ("station", "Call", "SignCertificate")


@pytest.mark.requirement("A02.FR.10")
@story
async def test_a_renewed_client_certificate_is_tried_at_once_and_the_former_key_destroyed():
    async with linked(security_profile=3) as (station, csms, link):
        former = station.state.station_chain
        await csms.trigger(station, "ChargingStationCertificate")
        assert link.connected
        assert station.state.former_station_chain is None
        assert former is not None
        assert former.key not in station.past.keys
        assert events(station)[-4:] == ["Received", "Disconnected", "ServerPresented", "Connected"]


@pytest.mark.requirement("A02.FR.07", "A04.FR.01")
@pytest.mark.parametrize("fault", ["wrong-key", "expired", "not-yet-valid", "no-chain", "wrong-chain"])
@story
async def test_what_a_faulty_authority_signs_is_not_used_and_somebody_says_so(fault):
    async with linked() as (station, csms, _):
        before = station.state.v2g_chains
        csms.authority.fault = fault
        await csms.trigger(station, "V2GCertificate")
        assert station.state.v2g_chains == before
        told = [one.type for one in csms.record(station.identity).security_events]
        guarded = [one for one in csms.findings if one.severity == "error"]
        assert "InvalidChargingStationCertificate" in told or guarded


@story
async def test_an_authority_that_refuses_leaves_the_station_waiting():
    async with linked() as (station, csms, _):
        csms.authority.fault = "refuses"
        await csms.trigger(station, "V2GCertificate")
        assert [one.certificate_type for one in station.state.pending] == ["V2GCertificate"]
        assert any("simulated authority" in one.message for one in csms.findings)


@pytest.mark.requirement("A02.FR.17", "A02.FR.18")
@story
async def test_a_slow_authority_makes_the_station_ask_again_and_its_certificate_is_taken_when_it_comes():
    async with linked() as (station, csms, link):
        csms.authority.fault = "slow"
        await csms.trigger(station, "V2GCertificate")
        before = station.state.v2g_chains
        await station.pass_time(by=timedelta(minutes=9))
        assert station.state.v2g_chains == before
        assert actions(link.wire_log).count("SignCertificate") == 4
        assert "A02.FR.17" in decided(station)
        await station.pass_time(by=timedelta(minutes=2))
        assert station.state.v2g_chains != before
        assert not station.state.pending


@pytest.mark.requirement("A03.FR.02", "A03.FR.03", "A03.FR.08")
@pytest.mark.parametrize("unseen", [200, pytest.param(0, marks=pytest.mark.deep)])
@story
async def test_in_eleven_months_the_station_renews_all_that_ends_a_month_before(unseen):
    """The same where it slept through some of the days, between two renewals."""
    async with linked() as (station, _, link):
        await station.pass_time(by=timedelta(days=75))
        station.clock.advance(timedelta(days=unseen))
        await station.pass_time(by=timedelta(days=225 - unseen))
        assert station.clock.now() == datetime(2026, 6, 1, tzinfo=UTC) + timedelta(days=300)
        begun = [
            f"{one.at:%m-%d}" for one in station.journal.entries if "A03.FR.02" in [f.requirement for f in one.decision.findings]
        ]
        assert begun[:2] == ["06-14", "08-13"]
        client = station.state.station_chain
        assert client is not None
        assert client.leaf.facts.not_after is not None
        assert client.leaf.facts.not_after > datetime(2028, 1, 1, tzinfo=UTC)
        assert link.connected
        assert "CertificateSigned" in actions(link.wire_log)
        assert "TriggerMessage" not in actions(link.wire_log)


@pytest.mark.requirement("A04.FR.02")
@story
async def test_what_happens_offline_is_reported_after_the_next_connection():
    async with linked() as (station, csms, link):
        csms.switch_server("new")
        await station.reconnect()
        assert not station.connected
        station.handle("TriggerMessage", {"requestedMessage": "SignV2GCertificate"})
        await link.settled()
        assert [type(one) for one in station.outbox] == [SignCertificateRequest]
        csms.switch_server("old")
        before = station.state.v2g_chains
        await station.reconnect()
        assert link.connected
        assert len(station.outbox) == 0
        assert station.state.v2g_chains != before
        assert [one.type for one in csms.record(station.identity).security_events] == ["InvalidCsmsCertificate"]


@story
async def test_a_station_can_call_its_csms_and_says_where_there_is_none():
    async with linked() as (station, _, link):
        for asked in ("Heartbeat", HeartbeatRequest()):
            assert await station.call(asked) == HeartbeatResponse(current_time="2026-06-01T00:00:00Z")
        with pytest.raises(RequestRefused, match="NotSupported"):
            await station.call("Authorize", {"idToken": {"idToken": "x", "type": "ISO14443"}})
        assert link.connected
    with pytest.raises(NetworkError):
        await station.call("Heartbeat")


@story
async def test_a_full_store_is_said_before_anything_is_sent():
    async with linked(max_entries=6) as (station, csms, link):
        assert not (await csms.install(station, MO_ROOT, MO)).ok
        assert "InstallCertificate" not in actions(link.wire_log)
        assert not station.state.store.of_type(MO_ROOT)


@story
async def test_the_station_journal_has_just_what_came_in():
    async with linked() as (station, csms, link):
        await csms.list(station, CSMS_ROOT)
        await csms.read_limits(station)
        received = [one.event.message for one in station.journal.entries if isinstance(one.event, Received)]
        calls = [one for one in link.wire_log.exchanges() if one.first.sender == "csms"]
        assert len(received) == len(calls) >= 2
        assert all(one.answer is not None for one in link.wire_log.exchanges())
