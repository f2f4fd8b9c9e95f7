"""From the plug to the pool and back: vehicle, station, CSMS, HTTP, pool; and what becomes of the vehicle where a pool fails."""

import pytest

from tests.net.contract_pool.made import NOW, of_2, of_20, pool
from tests.net.machines.stories import story
from workbench.net.contract_pool import ContractPoolServer, PoolFault
from workbench.net.est import Access, Gate
from workbench.net.machines.clock import Clock
from workbench.net.machines.csms import Csms
from workbench.net.machines.linking import connect
from workbench.net.machines.station import Station


def pair(asking, **more):
    clock = Clock(NOW)
    return Station("factory", clock=clock, seed=b"keys"), Csms(clock=clock, seed=b"serials", pool=asking, **more)


@pytest.mark.requirement("M01.FR.01")
@pytest.mark.parametrize("version", ["2.0.1", "2.1"])
@story
async def test_a_contract_arrives_in_the_vehicle(version):
    async with ContractPoolServer(pool(), gate=Gate(tokens=("t",)), tls=True) as server:
        station, csms = pair(server.client(access=Access(token="t")))
        async with connect(station, csms, version=version):
            vehicle = of_2()
            answer = await station.vehicle_asks(vehicle.request(NOW), vehicle.schema)
            assert answer.ok
            got = vehicle.receive(answer.exi_response, NOW)
            assert got.ok
            assert vehicle.contracts == (got.contract,)
            assert [one.status for one in server.requests] == [200]


@pytest.mark.requirement("M01.FR.06", "M01.FR.07")
@story
async def test_three_contracts_arrive_one_after_the_other_and_the_pool_is_asked_once():
    async with ContractPoolServer(pool(contracts=3)) as server:
        station, csms = pair(server.client())
        async with connect(station, csms) as link:
            vehicle = of_20()
            exi = vehicle.request(NOW, maximum=3)
            left = []
            for _ in range(3):
                answer = await station.vehicle_asks(exi, vehicle.schema, maximum=3, session="one")
                assert answer.ok, answer.why
                left.append(answer.remaining)
                assert vehicle.receive(answer.exi_response, NOW).ok
                await link.settled()
            assert left == [2, 1, 0]
            assert sorted(one.emaid for one in vehicle.contracts) == sorted(server.pool.accounts(vehicle.pcid))
            assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (PoolFault.UNAUTHORIZED, "wants to know who asks"),
        (PoolFault.HTML_PAGE, "HTML page"),
        (PoolFault.OTHER_SCHEMA, "cannot read it"),
        (PoolFault.SLOW, "was not done within"),
    ],
)
@story
async def test_a_pools_fault_reaches_the_vehicle_as_failed_with_the_reason(fault, words):
    async with ContractPoolServer(pool(), fault=fault, slow=30) as server:
        station, csms = pair(server.client(seconds=0.5 if fault is PoolFault.SLOW else 4))
        async with connect(station, csms):
            vehicle = of_2()
            answer = await station.vehicle_asks(vehicle.request(NOW), vehicle.schema)
            assert (answer.ok, answer.exi_response) == (False, b"")
            assert words in answer.why


@story
async def test_a_refusal_of_the_pool_reaches_the_vehicle_itself():
    async with ContractPoolServer(pool(), fault=PoolFault.REFUSAL) as server:
        station, csms = pair(server.client())
        async with connect(station, csms):
            vehicle = of_2()
            answer = await station.vehicle_asks(vehicle.request(NOW), vehicle.schema)
            got = vehicle.receive(answer.exi_response, NOW)
            assert (got.ok, got.response_code) == (False, "FAILED_NoCertificateAvailable")
