"""Station (A02) -> CSMS -> EST -> CertificateSigned -> station, over a real EST server on 127.0.0.1."""

import asyncio
import pickle
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

import workbench as wb
from tests.net.machines.stories import events, linked, story
from workbench.errors import InputError
from workbench.messages.certificates import GetInstalledCertificateIdsRequest
from workbench.net.est import Access, EstClient, EstFault, EstServer, Gate
from workbench.net.machines.authority import SigningAuthority
from workbench.net.machines.csms import Csms
from workbench.net.machines.est_authority import EstAuthority
from workbench.net.machines.linking import connect
from workbench.net.machines.station import Station

ROOT = wb.samples("iso15118-2/v2g-root.pem")


@asynccontextmanager
async def enrolling(*, paths="rfc", outfit="factory", **options):
    """A station, a CSMS whose CA is asked by EST, their link, and the EST server."""
    gate = Gate(tokens=("to-ken",), headers={"x-api-key": "k-e-y"})
    async with EstServer(gate=gate, seed=b"est", **options) as est:
        authority = EstAuthority.at(
            est.url,
            paths=paths,
            anchors=est.anchor,
            roots=[ROOT, wb.samples("iso15118-20/v2g-root.pem")],
            access=Access(token="to-ken", headers=(("x-api-key", "k-e-y"),)),
            allow=(f"127.0.0.1:{est.port}",),
            otherwise=SigningAuthority.of_samples(seed=b"otherwise"),
        )
        station, csms = Station(outfit, seed=b"keys"), Csms(authority=authority, seed=b"serials")
        async with connect(station, csms) as link:
            est.clock = csms.clock
            yield station, csms, link, est


async def until(true):
    while not true():  # noqa: ASYNC110  # of what happens elsewhere
        await asyncio.sleep(0.01)


def leaf(station):
    return station.state.v2g_chains[-1].leaf.facts


@pytest.mark.requirement("A02.FR.04", "A02.FR.06", "RFC 7030 4.2")
@pytest.mark.parametrize("paths", ["rfc", "maeve", "citrineos"])
@story
async def test_a_station_gets_its_secc_certificate_from_an_est_server(paths):
    async with enrolling(paths=paths) as (station, csms, link, est):
        before = leaf(station).sha256
        assert (await csms.trigger(station, "V2GCertificate")).ok
        await link.settled()
        assert leaf(station).sha256 != before
        assert not station.state.pending
        assert len(station.state.v2g_chains[-1].certificates) == 3
        assert [one.ok for one in csms.authority.answers] == [True]
        assert est.requests[-1].who == "a bearer token"
        chain = [one.item for one in station.state.v2g_chains[-1].certificates]
        assert wb.diagnose(chain, anchors=ROOT, use="secc", now=station.clock.now()).ok


@story
async def test_each_type_of_certificate_goes_to_its_own_label_and_the_others_to_the_authority_at_hand():
    async with enrolling(outfit="factory-20") as (station, csms, link, est):
        for use in ("V2GCertificate", "V2G20Certificate", "ChargingStationCertificate"):
            assert (await csms.trigger(station, use)).ok
            await link.settled()
            assert not station.state.pending, use
        assert [one.path for one in est.requests if one.method == "POST"] == [
            "/.well-known/est/iso15118-2/simpleenroll",
            "/.well-known/est/iso15118-20/simpleenroll",
        ]


@pytest.mark.requirement("A02.FR.04", "A02.FR.17")
@pytest.mark.parametrize(
    "fault", [EstFault.ERROR, EstFault.UNAUTHORIZED, EstFault.HTML_PAGE, EstFault.WRONG_KEY, EstFault.NOT_YET_VALID, EstFault.DEAD]
)
@story
async def test_a_ca_that_fails_leaves_the_station_waiting_and_the_csms_says_why(fault):
    async with enrolling() as (station, csms, link, est):
        before = station.state.v2g_chains
        est.set_fault(fault)
        await csms.trigger(station, "V2GCertificate")
        await link.settled()
        assert station.state.v2g_chains == before
        assert len(station.state.pending) == 1
        why = next(one.message for one in csms.findings if one.message.startswith("The CA did not sign"))
        assert csms.authority.answers[-1].sentence[:80] in why
        est.clear_fault()
        await csms.trigger(station, "V2GCertificate")
        await link.settled()
        assert station.state.v2g_chains != before
        assert link.connected


@pytest.mark.requirement("A02.FR.17")
@story
async def test_the_stations_own_repetition_goes_to_the_ca_that_failed_before():
    async with enrolling() as (station, csms, link, est):
        before = leaf(station).sha256
        est.set_fault(EstFault.ERROR, times=1)
        csms.authority.clients["V2GCertificate"].ca_certificates = csms.pile
        await csms.trigger(station, "V2GCertificate")
        await link.settled()
        assert [one.http_status for one in csms.authority.answers] == [500]
        await station.pass_time(by=timedelta(minutes=1))
        await link.settled()
        assert [one.http_status for one in csms.authority.answers] == [500, 200]
        assert leaf(station).sha256 != before


@pytest.mark.requirement("RFC 7030 4.2.3", "A02.FR.17")
@story
async def test_not_yet_is_asked_again_when_the_ca_said_and_a_repeated_request_is_not_sent_twice():
    async with enrolling(retry_after=3600) as (station, csms, link, est):
        before = leaf(station).sha256
        est.set_fault(EstFault.RETRY_AFTER)
        await csms.trigger(station, "V2GCertificate")
        await link.settled()
        assert [one.pending is not None for one in csms.authority.answers] == [True]
        await station.pass_time(by=timedelta(minutes=59))
        await link.settled()
        assert len(csms.authority.answers) == 1
        asked = [one for one in events(station) if one == "Received"]
        assert asked
        await station.pass_time(by=timedelta(minutes=2))
        await link.settled()
        assert [one.ok for one in csms.authority.answers] == [False, True]
        assert leaf(station).sha256 != before


@story
async def test_a_ca_that_never_decides_is_given_up():
    async with enrolling(retry_after=60) as (station, csms, link, est):
        est.set_fault(EstFault.NEVER)
        await csms.trigger(station, "V2GCertificate")
        await station.pass_time(by=timedelta(minutes=30))
        await link.settled()
        assert len(csms.authority.answers) == 10
        assert any("10 times to come again" in one.message for one in csms.findings)
        est.set_fault(EstFault.NO_TIME)
        await csms.trigger(station, "V2GCertificate")
        await link.settled()
        assert any("come again and not when" in one.message for one in csms.findings)


@story
async def test_a_slow_ca_keeps_neither_the_loop_nor_the_stations_other_messages_waiting():
    async with enrolling(slow=30.0) as (station, csms, link, est):
        est.set_fault(EstFault.SLOW)
        line = csms.line(station.identity)
        trigger = asyncio.create_task(csms.trigger(station, "V2GCertificate"))
        await until(lambda: est.requests)
        assert not csms.idle(station.identity)
        response, _ = await line.ask(GetInstalledCertificateIdsRequest())
        assert response is not None
        assert not csms.authority.answers
        est.closing.set()  # the slow answer comes now
        await trigger
        await link.settled()
        assert csms.authority.answers[-1].ok


@story
async def test_a_certificate_that_comes_while_the_station_is_away_waits_for_it():
    async with enrolling() as (station, csms, link, est):
        before = leaf(station).sha256
        est.set_fault(EstFault.RETRY_AFTER)
        await csms.trigger(station, "V2GCertificate")
        await link.settled()
        await link.close()
        csms.clock.advance(timedelta(minutes=5))
        csms.time_passed()
        await until(lambda: not csms.authority.answers[-1].pending)
        assert leaf(station).sha256 == before
        async with connect(station, csms) as again:
            await again.settled()
            assert leaf(station).sha256 != before


@story
async def test_credentials_are_in_nothing_that_is_shown_and_no_task_is_left():
    async with enrolling() as (station, csms, link, est):
        await csms.trigger(station, "V2GCertificate")
        await link.settled()
        shown = [csms, csms.authority, est, station, *csms.authority.answers]
        text = "".join(repr(one) + str(one) + str(getattr(one, "_repr_html_", str)()) for one in shown)
        assert "to-ken" not in text
        assert "k-e-y" not in text
        with pytest.raises(TypeError):
            pickle.dumps(csms.authority)
    await asyncio.sleep(0)
    assert not [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]


@story
async def test_a_type_without_a_server_is_refused_with_the_reason():
    async with EstServer() as est:
        authority = EstAuthority({"V2GCertificate": est.client()})
        async with linked() as (station, csms, link):
            csms.authority = authority
            await csms.trigger(station, "ChargingStationCertificate")
            await link.settled()
            assert any("no EST server" in one.message for one in csms.findings)
    with pytest.raises(InputError):
        EstAuthority({})
    assert isinstance(EstAuthority.at("https://ca.example").clients["V2G20Certificate"], EstClient)
