"""M06 and M07 from end to end: station, CSMS, the one way out and the offline twin's responders and CRLs, over memory."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import pairwise

import pytest

import workbench as wb
from tests.net.machines.stories import decided, story
from workbench.messages.certificate_status import GetCertificateChainStatusResponse
from workbench.net.fetcher import Fetcher, MappedResolver
from workbench.net.machines import looking_up
from workbench.net.machines.clock import Clock
from workbench.net.machines.csms import Csms
from workbench.net.machines.linking import connect
from workbench.net.machines.station import Station
from workbench.net.ocppj.limits import Limits
from workbench.net.twin import Fault, Part, Twin
from workbench.sample_pki import reference_time
from workbench.station.effects import AcceptVehicle, RefuseVehicle
from workbench.station.events import TimePassed, VehicleChain
from workbench.station.journal_export import from_dict
from workbench.station.staples import staples

DAY, NOTHING = timedelta(days=1), timedelta(0)
OURS = ("cpo-sub-ca2", "cpo-sub-ca1", "v2g-root")
"""Whose responders answer for leaf, sub-CA 2 and sub-CA 1 of the sample SECC."""


@asynccontextmanager
async def world(*, version="", on=True, outfit="factory", personality="strict", limits=None, **twin_ways):
    """A twin, a fetcher that leads there, a station and a CSMS that are connected."""
    clock = Clock(reference_time())
    async with Twin(clock=clock, **twin_ways) as twin:
        resolver = MappedResolver(twin.resolver_entries)
        async with Fetcher(allow=(f"127.0.0.1:{twin.port}",), resolver=resolver) as fetcher:
            if on:
                fetcher.switch_on("a test")
            pile = [*wb.load(wb.samples("iso15118-2")).items, *wb.load(wb.samples("iso15118-20")).items]
            station = Station(outfit, clock=clock, seed=b"keys", personality=personality)
            csms = Csms(clock=clock, seed=b"serials", pile=pile, fetcher=fetcher)
            async with connect(station, csms, version=version, limits=limits) as link:
                yield station, csms, link, twin


def asked(twin):
    return [one.url.rpartition("/")[2] for one in twin.requests]


def outcome(station):
    """What became of the vehicle."""
    return type(station.decisions[-1].effects[0]).__name__


def statuses(station):
    return sorted(one.status.value for one in station.state.statuses.cache)


@pytest.mark.requirement("M06.FR.01", "M06.FR.02", "M06.FR.06")
@pytest.mark.parametrize("version", ["2.0.1", "2.1"])
@story
async def test_the_stations_chain_is_asked_about_and_its_responses_can_be_stapled(version):
    async with world(version=version) as (station, csms, link, twin):
        await station.pass_time(by=NOTHING)
        assert asked(twin) == [*OURS]
        assert statuses(station) == ["Good"] * 3
        assert [one.answered for one in twin.requests] == ["good"] * 3
        (staple,) = staples(station.state, station.clock.now())
        assert staple.findings == ()
        assert staple.responses[0]
        assert link.findings == ()
        assert csms.mishaps == ()
        again = from_dict(station.export())
        assert dict(again.state.statuses.cache.entries) == dict(station.state.statuses.cache.entries)


@pytest.mark.requirement("M06.FR.06", "M06.FR.10")
@story
async def test_a_week_passes_in_a_moment_and_no_response_ends_without_a_successor():
    async with world(lasts=3 * DAY) as (station, _, __, twin):
        await station.pass_time(by=DAY)
        twin.revoke("iso15118-2/cpo-sub-ca1")
        for _ in range(8):
            await station.pass_time(by=DAY)
            (staple,) = staples(station.state, station.clock.now())
            assert all(staple.responses)
        assert len(twin.requests) == 3 * 5, "every other day, a day before the end"
        assert statuses(station) == ["Good", "Good", "Revoked"]
        assert twin.requests[-1].answered.startswith("revoked")
        assert any("says Revoked" in one.message for one in station.findings)
        assert "M06.FR.10" in decided(station)


@pytest.mark.requirement("M06.FR.10")
@story
async def test_a_response_that_lasts_for_months_is_fetched_anew_each_week():
    async with world(lasts=90 * DAY) as (station, _, __, twin):
        await station.pass_time(by=7 * DAY)
        assert asked(twin) == [*OURS, *OURS]
        assert twin.requests[-1].at == reference_time() + 6 * DAY


@pytest.mark.requirement("M06.FR.07")
@story
async def test_after_a_renewal_the_new_leaf_and_both_sub_cas_are_asked_about():
    async with world() as (station, csms, _, twin):
        await station.pass_time(by=NOTHING)
        twin.requests.clear()
        await csms.trigger(station, "V2GCertificate")
        assert asked(twin) == [*OURS]
        leaf = station.state.v2g_chains[0].leaf
        assert [one.answered for one in twin.requests] == ["unknown", "good", "good"], "its responder is behind its CA"
        assert station.state.statuses.question(leaf.hash_data) is not None
        twin.know(leaf.item.der)
        await station.pass_time(by=timedelta(minutes=2))
        assert station.state.statuses.question(leaf.hash_data) is None
        (staple,) = staples(station.state, station.clock.now())
        assert staple.findings == ()


USABLE = {
    "wrong-content-type",
    "redirect-same-host",
    "missing-next-update",
    "nonce-dropped",
    "nonce-wrong",
    "several-singles",
    "produced-at-odd",
    "sha1-only",
}
"""Faults under which a response that holds comes all the same; by SHA-1 too, for the CSMS and the station know the issuer."""
FAULTS = [one for one in Fault if one.part is not Part.CRL and one not in {Fault.SLOW, Fault.DRIP}]


@pytest.mark.requirement("M06.FR.04")
@pytest.mark.parametrize("fault", FAULTS)
@story
async def test_nothing_is_cached_that_does_not_hold_whatever_is_wrong_with_the_responder(fault):
    async with world(fault=fault) as (station, csms, _, twin):
        await station.pass_time(by=NOTHING)
        cached = len(station.state.statuses.cache)
        assert cached == (3 if fault.value in USABLE else 0)
        assert len(station.state.statuses.asked) == 3 - cached
        assert csms.mishaps == ()
        twin.clear_faults()
        await station.pass_time(by=timedelta(minutes=2))
        assert len(station.state.statuses.cache) == 3


@story
async def test_a_responder_that_is_slow_is_given_up_before_the_station_gives_the_csms_up(monkeypatch):
    monkeypatch.setattr(looking_up, "WITHIN", 0.2)
    async with world(fault=Fault.SLOW) as (station, csms, link, _):
        csms._looking_up._within = 0.2
        await station.pass_time(by=NOTHING)
        assert len(station.state.statuses.asked) == 3
        assert link.connected
        assert any("seconds that a station can wait" in one.message for one in csms.findings)


@pytest.mark.requirement("M06.FR.04")
@pytest.mark.parametrize("given", [True, False])
@story
async def test_while_live_checks_are_off_nobody_is_asked_and_the_station_is_told(given):
    async with world(on=False) as (station, csms, link, twin):
        if not given:
            csms._looking_up = looking_up.LookingUp(None)
        await station.pass_time(by=NOTHING)
        assert len(twin.requests) == 0
        assert any("Live revocation checks are off" in one.message for one in station.findings)
        station.happens(VehicleChain(wb.load(wb.samples("iso15118-20/vehicle-chain.pem")).items))
        await link.settled()
        assert outcome(station) == "RefuseVehicle"
        assert csms.mishaps == ()


@pytest.mark.requirement("M07.FR.01", "M07.FR.03", "M07.FR.09", "M07.FR.10", "M07.FR.11")
@story
async def test_a_contract_chain_is_checked_cached_and_not_asked_about_again():
    async with world() as (station, csms, link, twin):
        await csms.install(station, "MORootCertificate", wb.samples("iso15118-2/mo-root.pem"))
        chain = wb.load(wb.samples("iso15118-2/contract-chain.pem")).items
        station.happens(VehicleChain(chain))
        await link.settled()
        assert outcome(station) == "AcceptVehicle"
        assert asked(twin) == ["mo-sub-ca2", "mo-sub-ca1", "mo-root"]
        station.happens(VehicleChain(chain))
        await link.settled()
        assert outcome(station) == "AcceptVehicle"
        assert len(twin.requests) == 3
        twin.revoke("iso15118-2/contract")
        await station.pass_time(by=2 * DAY)
        twin.requests.clear()
        station.happens(VehicleChain(chain))
        await link.settled()
        assert outcome(station) == "RefuseVehicle"
        assert {"mo-sub-ca2", "mo-sub-ca1", "mo-root"} <= set(asked(twin))


@pytest.mark.requirement("M07.FR.08")
@pytest.mark.parametrize("times", [1, 3])
@story
async def test_a_csms_that_never_answers_costs_one_time_out_and_the_vehicles_check_ends(times):
    """M06 waits behind it, is not asked in the meantime, and is asked again later."""

    async def never(*_, **__):
        await asyncio.Event().wait()

    async with world(limits=Limits(answer_within=0.5)) as (station, csms, link, _):
        csms._looking_up.look_up = never
        if times > 1:  # questions about its own chain are out and behind it already
            station.happens(TimePassed())
            await asyncio.sleep(0.05)
        for name in ("v2g-contract-chain", "secc-chain", "v2g-contract-chain")[:times]:
            station.happens(VehicleChain(wb.load(wb.samples(f"iso15118-2/{name}.pem")).items))
        sent = link._driver.session.sent
        await station.pass_time(by=timedelta(seconds=61))
        await link.settled()
        assert link._driver.session.sent - sent <= 1, "a time-out is real time: one, not one for each question"
        assert link.connected
        effects = [effect for one in station.decisions for effect in one.effects]
        assert [type(one).__name__ for one in effects if isinstance(one, AcceptVehicle)] == []
        assert len({one.leaf for one in effects if isinstance(one, RefuseVehicle)}) == min(times, 2)
        assert station.state.statuses.vehicles == ()
        assert station.past.outbox == ()
        assert any("did not answer about" in one.message for one in station.findings)
        assert len(station.state.statuses.asked) == 3


@story
async def test_what_is_asked_about_a_vehicle_goes_before_the_questions_about_the_stations_own_chain():
    async with world() as (station, _, link, twin):
        station.happens(TimePassed())
        station.happens(VehicleChain(wb.load(wb.samples("iso15118-2/v2g-contract-chain.pem")).items))
        await link.settled()
        names = [one.action for one in link.wire_log.exchanges() if "Status" in one.action and one.action.startswith("GetCert")]
        assert names[:2] in (
            ["GetCertificateChainStatus", "GetCertificateStatus"],
            ["GetCertificateStatus", "GetCertificateChainStatus"],
        )
        assert len(names) == 4
        assert len(twin.requests) == 6


@story
async def test_a_csms_that_is_back_is_asked_again():
    async with world(limits=Limits(answer_within=0.5)) as (station, csms, link, _):
        true = csms._looking_up.look_up
        hanging = asyncio.Event()

        async def late(*given, **named):
            await hanging.wait()
            return await true(*given, **named)

        csms._looking_up.look_up = late
        await station.pass_time(by=NOTHING)
        assert len(station.state.statuses.asked) == 3
        assert len(link._driver.findings) == 3
        hanging.set()
        await station.pass_time(by=timedelta(minutes=2))
        assert statuses(station) == ["Good"] * 3


@pytest.mark.requirement("M07.FR.04", "M07.FR.07")
@story
async def test_a_vehicles_chain_is_checked_by_crls():
    async with world() as (station, csms, link, twin):
        await csms.install(station, "OEMRootCertificate", wb.samples("iso15118-20/oem-root.pem"))
        station.happens(VehicleChain(wb.load(wb.samples("iso15118-20/vehicle-chain.pem")).items))
        await link.settled()
        assert outcome(station) == "AcceptVehicle"
        assert [one.method for one in twin.requests] == ["GET"] * 3


def guides_example():
    """The M07 example of the certificate guide, corrected: hashes of full length, a serial number, URLs that name the sources."""
    chain = wb.load(wb.samples("iso15118-2/contract-chain.pem")).items
    data = [wb.hash_data_of(one, issuer, "SHA256").to_dict() for one, issuer in pairwise(chain)]
    return {
        "certificateStatusRequests": [
            {"certificateHashData": data[0], "source": "OCSP", "urls": ["http://ocsp.pnc.example/mo-sub-ca2"]},
            {
                "certificateHashData": data[1],
                "source": "CRL",
                "urls": ["http://pki.pnc.example/mo-sub-ca1.crl", "ftp://ftp.pnc.example/mo-sub-ca1.crl"],
            },
        ]
    }


@pytest.mark.requirement("M07.FR.01", "M07.FR.04", "M07.FR.06", "M07.FR.08")
@story
async def test_the_guides_example_corrected_runs_through_csms_fetcher_twin_and_station():
    async with world() as (station, csms, link, twin):
        payload = guides_example()
        answer = await station.call("GetCertificateChainStatus", payload)
        assert isinstance(answer, GetCertificateChainStatusResponse)
        assert [(one.source, one.status) for one in answer.certificate_status] == [("OCSP", "Good"), ("CRL", "Good")]
        assert [one.certificate_hash_data.serial_number for one in answer.certificate_status] == [
            one["certificateHashData"]["serialNumber"] for one in payload["certificateStatusRequests"]
        ]
        assert all(one.next_update.endswith("Z") and one.next_update > "2026-06-01T" for one in answer.certificate_status)
        assert sorted(one.method for one in twin.requests) == ["GET", "POST"]
        assert any(one.code == "status-url" and "ftp" in one.message for one in csms.findings)
        assert "GetCertificateChainStatus" in [one.action for one in link.wire_log.exchanges()]
        twin.revoke("iso15118-2/contract")
        twin.revoke("iso15118-2/mo-sub-ca2")
        answer = await station.call("GetCertificateChainStatus", payload)
        assert [one.status for one in answer.certificate_status] == ["Revoked", "Revoked"]


@pytest.mark.requirement("M06.FR.01")
@story
async def test_many_stations_that_ask_at_once_are_answered_and_too_many_are_told(monkeypatch):
    monkeypatch.setattr(looking_up, "MOST_AT_ONCE", 1)
    async with world() as (station, csms, _, twin):
        others = [Station("factory", identity=f"CS{one}", clock=csms.clock, seed=b"k") for one in range(2)]
        links = [await connect(one, csms) for one in others]
        await asyncio.gather(*(one.pass_time(by=NOTHING) for one in (station, *others)))
        told = [finding.message for finding in csms.findings if "stations already" in finding.message]
        assert told
        assert 1 <= len(twin.requests) < 9
        monkeypatch.setattr(looking_up, "MOST_AT_ONCE", 200)
        csms.clock.advance(timedelta(minutes=2))
        await asyncio.gather(*(one.pass_time(by=NOTHING) for one in (station, *others)))
        assert [len(one.state.statuses.cache) for one in (station, *others)] == [3, 3, 3]
        for link in links:
            await link.close()


@story
async def test_a_fetcher_that_is_not_open_is_no_fault_of_the_stations():
    csms = Csms(fetcher=Fetcher().switch_on("a test"))
    station = Station("factory")
    async with connect(station, csms):
        await station.pass_time(by=NOTHING)
        assert len(station.state.statuses.asked) == 3
        assert csms.mishaps == ()
        assert any("not open" in one.message for one in csms.findings)
