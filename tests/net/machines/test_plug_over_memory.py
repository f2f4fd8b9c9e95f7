"""M01, M02 and C07 from end to end: vehicle, station, CSMS, pool and responders, in memory and over a WebSocket."""

import asyncio
import time
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

import workbench as wb
from tests.net.machines.stories import MO_ROOT, decided, story
from tests.net.machines.test_status_over_memory import asked
from tests.station.plug_made import accepted, answer_of, refused, request_of
from workbench.contracts.parties import ISO_2, ISO_20, Contract, Vehicle
from workbench.contracts.pool import Pool, PoolPolicy
from workbench.errors import InputError, NetworkError
from workbench.net.fetcher import Fetcher, MappedResolver
from workbench.net.machines.clock import Clock
from workbench.net.machines.csms import Csms
from workbench.net.machines.linking import connect
from workbench.net.machines.station import Station
from workbench.net.ocppj.limits import Limits
from workbench.net.twin import Twin
from workbench.sample_pki import reference_time
from workbench.station.personalities import STRICT_STATION
from workbench.station.policy import Policy

EMAID = "DEPNCC00000042H"
QUICK = replace(STRICT_STATION, name="quick", policy=Policy(vehicle_budget=0.2))


@asynccontextmanager
async def world(*, over="memory", version="", pool=None, contracts=None, personality=STRICT_STATION, **ways):
    """A twin, a fetcher that leads there, a station and a CSMS that are connected; the pool is the samples' unless one is given."""
    clock = Clock(reference_time())
    async with Twin(clock=clock) as twin:
        resolver = MappedResolver(twin.resolver_entries)
        async with Fetcher(allow=(f"127.0.0.1:{twin.port}",), resolver=resolver) as fetcher:
            fetcher.switch_on("a test")
            pile = wb.load(wb.samples("iso15118-2"), wb.samples("iso15118-20")).items
            station = Station("factory", clock=clock, seed=b"keys", personality=personality)
            given = Pool.of_samples(clock.now(), seed=b"pool", contracts=3) if pool is None else pool
            csms = Csms(clock=clock, seed=b"serials", pile=pile, fetcher=fetcher, pool=given, contracts=contracts)
            async with connect(station, csms, over, version=version, **ways) as link:
                yield station, csms, link, twin


class Asked:
    """A pool that answers as it is told, and remembers what it was asked."""

    def __init__(self, *answers, waits=0.0):
        self.requests, self.answers, self.waits = [], list(answers), waits

    async def answer(self, request, now, *, version=None, longest=None):
        self.requests.append((request, now, version, longest))
        await asyncio.sleep(self.waits)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, str) else SimpleNamespace(response=answer)


@pytest.mark.requirement("M01.FR.01", "M01.FR.02", "M02.FR.01")
@pytest.mark.parametrize("over", ["memory", "websocket"])
@pytest.mark.parametrize("version", ["2.0.1", "2.1"])
@story
async def test_a_vehicle_of_iso_15118_2_gets_its_contract_and_later_its_update(over, version):
    vehicle = Vehicle.of_samples("iso15118-2", seed=b"vehicle")
    async with world(over=over, version=version) as (station, csms, link, _):
        now, leaves = station.clock.now(), set()
        for action in ("Install", "Update"):
            answer = await station.vehicle_asks(vehicle.request(now, action=action), ISO_2, action)
            assert answer.ok, answer.why
            assert vehicle.receive(answer.exi_response, now).ok
            leaves.add(vehicle.contracts[-1].chain[0].der)
        assert len(leaves) == 2, "the update brought another certificate"
        assert csms.mishaps == ()
        assert link.findings == ()
        assert {"M01.FR.01", "M02.FR.01"} <= set(decided(station))


@pytest.mark.requirement("M01.FR.03", "M01.FR.04", "M01.FR.05", "M01.FR.06", "M01.FR.07")
@story
async def test_a_vehicle_of_iso_15118_20_gets_three_contracts_one_after_the_other():
    vehicle = Vehicle.of_samples("iso15118-20", seed=b"vehicle")
    async with world() as (station, csms, link, _):
        now = station.clock.now()
        counts: list[int | None] = []
        exi = vehicle.request(now, maximum=3)
        while not counts or counts[-1]:
            answer = await station.vehicle_asks(exi, ISO_20)
            assert vehicle.receive(answer.exi_response, now).ok
            counts.append(answer.remaining)
        assert counts == [2, 1, 0]
        assert len({one.emaid for one in vehicle.contracts}) == 3
        await link.settled()
        calls = [one.text.partition("Get15118")[2] for one in link.wire_log.frames if '"Get15118EVCertificate"' in one.text]
        assert len(set(calls)) == 1, "the identical request"
        assert len(calls) == 3
        assert not [one for one in csms.findings if one.requirement.startswith("M01") and one.severity != "info"]


@pytest.mark.requirement("M01.FR.04", "M01.FR.06")
@story
async def test_the_total_read_literally_costs_one_request_too_many_that_fails():
    pool = Pool.of_samples(reference_time(), seed=b"pool", contracts=2, policy=PoolPolicy(remaining="total"))
    async with world(pool=pool) as (station, _, link, __):
        exi = request_of(ISO_20, maximum=3)
        answers = [await station.vehicle_asks(exi, ISO_20) for _ in range(3)]
        assert [(one.ok, one.remaining) for one in answers] == [(True, 2), (True, 1), (False, None)]
        await link.settled()
        assert station.state.plug.installations == ()


@pytest.mark.requirement("M01.FR.01")
@pytest.mark.parametrize(
    ("pool", "words"),
    [
        (Asked(RuntimeError("secret words")), "failed: RuntimeError"),
        (Asked(NetworkError("Nobody is there.", hint="")), "Nobody is there"),
        (Asked("nonsense"), "is no Get15118EVCertificateResponse"),
        (Asked(refused()), "says Failed"),
    ],
)
@story
async def test_whatever_a_pool_does_the_vehicle_is_told_failed_and_why(pool, words):
    async with world(pool=pool) as (station, csms, link, _):
        answer = await station.vehicle_asks(request_of(ISO_2), ISO_2)
        assert (answer.ok, answer.exi_response) == (False, b"")
        assert words in answer.why
        assert "secret" not in str(csms.findings)
        assert (link.connected, csms.mishaps) == (True, ())


@pytest.mark.requirement("M01.FR.01")
@pytest.mark.parametrize("findings", [None, "words", 5, ("no finding",)])
@story
async def test_findings_of_a_pool_that_are_none_are_left_out(findings):
    given = SimpleNamespace(response=accepted(answer_of(ISO_2)), findings=findings)
    pool = SimpleNamespace(answer=lambda *_, **__: given)
    async with world(pool=pool) as (station, csms, link, _):
        answer = await station.vehicle_asks(request_of(ISO_2), ISO_2)
        assert answer.ok is (findings != 5), "a number is no list of findings: the pool failed"
        assert {one.code for one in csms.findings}, "each is a finding"
        assert (link.connected, csms.mishaps) == (True, ())


@story
async def test_without_a_pool_the_vehicle_is_told_that_there_is_none():
    station, csms = Station("factory"), Csms()
    async with connect(station, csms):
        answer = await station.vehicle_asks(request_of(ISO_2), ISO_2)
        assert "NotEnabled" in answer.why
        assert "no contract certificate pool" in answer.why


@pytest.mark.requirement("M01.FR.01")
@story
async def test_a_slow_pool_is_answered_for_within_the_budget_and_its_late_answer_is_left_aside():
    pool = Asked(accepted(answer_of(ISO_2)), waits=0.5)
    async with world(pool=pool, personality=QUICK) as (station, _, link, __):
        answer = await station.vehicle_asks(request_of(ISO_2), ISO_2)
        assert (answer.ok, "time that a vehicle waits" in answer.why) == (False, True)
        await link.settled()
        assert any("too late" in one.message for one in station.findings)
        again = Asked(accepted(answer_of(ISO_2)))
        link.csms._pooling.pool = again
        assert (await station.vehicle_asks(request_of(ISO_2), ISO_2)).ok
        assert [(str(version), longest) for *_, version, longest in again.requests] == [("2.1", 17_000)]


@pytest.mark.requirement("M01.FR.01")
@story
async def test_a_pool_that_never_answers_is_given_up_and_blocks_nothing_else():
    async with world(pool=Asked(accepted("QUJD"), waits=60), personality=QUICK) as (station, csms, link, _):
        csms._pooling.within = 0.4
        first = asyncio.ensure_future(station.vehicle_asks(request_of(ISO_2), ISO_2))
        assert (await csms.list(station)).ok, "the CSMS goes on meanwhile"
        assert not (await first).ok
        await link.settled()
        assert any("no answer within 0.4 seconds" in one.message for one in csms.findings)


@story
async def test_a_slow_pool_in_a_thread_does_not_stop_the_event_loop():
    class Slow:
        def answer(self, *_, **__):
            time.sleep(0.3)
            return SimpleNamespace(response=accepted(answer_of(ISO_2)))

    async with world(pool=Slow()) as (station, *_):
        ticks = 0

        async def tick():
            nonlocal ticks
            while True:
                await asyncio.sleep(0.01)
                ticks += 1

        ticking = asyncio.ensure_future(tick())
        assert (await station.vehicle_asks(request_of(ISO_2), ISO_2)).ok
        ticking.cancel()
        assert ticks >= 3


@story
async def test_a_pool_in_a_thread_is_asked_by_one_at_a_time_though_nobody_waits_for_the_first_any_more():
    class Counting:
        inside = most = 0

        def answer(self, *_, **__):
            self.inside += 1
            self.most = max(self.most, self.inside)
            time.sleep(0.3)
            self.inside -= 1
            return SimpleNamespace(response=accepted(answer_of(ISO_2)))

    pool = Counting()
    async with world(pool=pool, personality=QUICK) as (station, csms, link, _):
        csms._pooling.within = 0.1
        assert not (await station.vehicle_asks(request_of(ISO_2), ISO_2)).ok
        csms._pooling.within = 5.0
        await station.vehicle_asks(request_of(ISO_2), ISO_2)
        await link.settled()
        assert pool.most == 1
        assert csms.mishaps == ()


@story
async def test_what_a_notebook_gives_wrongly_is_said_and_nothing_happens():
    station = Station("factory")
    for wrong in ({"exi_request": "text"}, {"exi_request": b"x", "action": "Renew"}):
        with pytest.raises(InputError):
            await station.vehicle_asks(schema_version=ISO_2, **wrong)
    with pytest.raises(InputError):
        await station.contract_presented("")
    assert station.journal.entries == ()


@pytest.mark.requirement("M01.FR.01", "C07.FR.08")
@story
async def test_without_a_connection_the_vehicle_is_answered_at_once():
    station = Station("factory")
    answer = await station.vehicle_asks(request_of(ISO_2), ISO_2)
    assert (answer.ok, "no connection" in answer.why) == (False, True)
    verdict = await station.contract_presented(wb.samples("iso15118-2/contract-chain.pem"))
    assert (verdict.ok, "no connection" in verdict.why) == (False, True)
    assert station.outbox == ()


@story
async def test_a_vehicle_that_leaves_is_forgotten_and_one_that_asks_anew_takes_its_place():
    async with world(pool=Asked(accepted(answer_of(ISO_2)), waits=0.2)) as (station, _, link, __):
        left = asyncio.ensure_future(station.vehicle_asks(request_of(ISO_2), ISO_2))
        await asyncio.sleep(0.05)
        left.cancel()
        with pytest.raises(asyncio.CancelledError):
            await left
        assert station.state.plug.installations == ()
        await link.settled()


@pytest.mark.requirement("C07.FR.01", "C07.FR.02", "C07.FR.05", "C07.FR.14", "C07.FR.16")
@pytest.mark.parametrize("over", ["memory", "websocket"])
@pytest.mark.parametrize("version", ["2.0.1", "2.1"])
@story
async def test_a_contract_charges_until_it_is_revoked(over, version):
    async with world(over=over, version=version, contracts={"DE-PNC-C00000042-H": "Accepted"}) as (station, csms, link, twin):
        await csms.install(station, MO_ROOT, wb.samples("iso15118-2/mo-root.pem"))
        chain = wb.samples("iso15118-2/contract-chain.pem")
        verdict = await station.contract_presented(chain, EMAID)
        assert (verdict.ok, verdict.certificate_status, verdict.token_status) == (True, "Accepted", "Accepted")
        assert asked(twin) == ["mo-sub-ca2", "mo-sub-ca1", "mo-root"]
        twin.revoke("iso15118-2/contract")
        assert (await station.contract_presented(chain)).ok, "what the responder said before still holds"
        assert len(twin.requests) == 3
        station.clock.advance(timedelta(days=8))
        verdict = await station.contract_presented(chain)
        assert (verdict.ok, verdict.certificate_status, verdict.token_status) == (False, "CertificateRevoked", "Invalid")
        assert (link.findings, csms.mishaps) == ((), ())


@pytest.mark.requirement("C07.FR.06", "C07.FR.13", "C07.FR.17")
@story
async def test_a_contract_under_an_unknown_root_is_validated_centrally():
    async with world(contracts={}) as (station, csms, _, twin):
        chain = wb.samples("iso15118-2/contract-chain.pem")
        verdict = await station.contract_presented(chain)
        assert (verdict.certificate_status, verdict.token_status) == ("ContractCancelled", "Unknown")
        csms.contracts[EMAID] = "Accepted"
        assert (await station.contract_presented(chain)).ok
        csms.contracts[EMAID] = "Blocked"
        assert (await station.contract_presented(chain)).token_status == "Blocked"
        new = Contract.of_samples("iso15118-2")
        assert new.emaid == EMAID
        assert asked(twin) == ["mo-sub-ca2", "mo-sub-ca1", "mo-root"]


@pytest.mark.requirement("C07.FR.07", "C07.FR.09")
@story
async def test_what_the_csms_said_before_serves_without_a_connection():
    async with world(contracts={EMAID: "Accepted"}) as (station, csms, link, _):
        await csms.install(station, MO_ROOT, wb.samples("iso15118-2/mo-root.pem"))
        chain = wb.samples("iso15118-2/contract-chain.pem")
        assert (await station.contract_presented(chain)).ok
        await csms.set_variables(station, {("ISO15118Ctrlr", "ContractValidationOffline"): "true"})
        await link.close()
        verdict = await station.contract_presented(chain)
        assert (verdict.ok, "C07.FR.09" in [one.requirement for one in verdict.findings]) == (True, True)


@pytest.mark.requirement("C07.FR.01")
@story
async def test_a_csms_that_never_answers_lets_nobody_charge():
    async def never(*_, **__):
        await asyncio.Event().wait()

    async with world(personality=QUICK, limits=Limits(answer_within=0.6)) as (station, csms, link, _):
        csms._looking_up.look_up = never
        verdict = await station.contract_presented(wb.samples("iso15118-2/contract-chain.pem"))
        assert (verdict.ok, "time that a vehicle waits" in verdict.why) == (False, True)
        await link.settled()
        assert station.outbox == ()


@story
async def test_how_answers_look_is_escaped():
    async with world(contracts={}) as (station, *_):
        verdict = await station.contract_presented(wb.samples("iso15118-2/contract-chain.pem"), "<script>alert(1)</script>")
        assert "<script>" not in verdict._repr_html_()
        assert "May charge" in str(verdict)
        answer = await station.vehicle_asks(b"\x80<script>", "urn:<script>")
        assert "<script>" not in answer._repr_html_()
        assert "Failed" in str(answer)


def test_a_status_of_a_contract_that_ocpp_does_not_have_is_refused_at_once():
    with pytest.raises(InputError):
        Csms(contracts={EMAID: "Perhaps"})
    contracts = Csms(contracts={"DE-PNC-C00000042-H": "Accepted"}).contracts
    with pytest.raises(InputError):
        contracts[EMAID] = "Perhaps"
    assert EMAID.lower() in contracts
    del contracts[EMAID]
    assert len(contracts) == 0
