"""Several contracts for one vehicle (ISO 15118-20): their order, their number, and how many are said to remain."""

from typing import Any

import pytest

from tests.contracts.making import NOW, handed_on
from workbench.contracts.parties import Vehicle
from workbench.contracts.pool import Pool, PoolPolicy
from workbench.contracts.pool.delivering import MOST, Deliveries, Progress
from workbench.findings import Severity
from workbench.messages.versions import Version


@pytest.fixture
def vehicle():
    return Vehicle.of_samples("iso15118-20", seed=b"vehicle")


def pool_of(contracts, **policy):
    return Pool.of_samples(NOW, seed=b"pool", contracts=contracts, policy=PoolPolicy(**policy))


def asked(vehicle, maximum, prioritized=()):
    exi = vehicle.request(NOW, maximum=maximum, prioritized=prioritized)
    fields: Any = {"prioritized_emaids": tuple(prioritized)} if prioritized else {}
    return handed_on(vehicle, exi, maximum_contract_certificate_chains=maximum, **fields)


def all_answers(pool, request, most=8):
    """As a station does: the same request while something remains (M01.FR.06)."""
    found = [pool.answer(request, NOW)]
    while found[-1].response.remaining_contracts and len(found) < most:
        found.append(pool.answer(request, NOW))
    return found


@pytest.mark.requirement("M01.FR.04", "M01.FR.07")
def test_contracts_come_one_after_another_and_the_last_says_none_remains(vehicle):
    pool = pool_of(3)
    answers = all_answers(pool, asked(vehicle, 5))
    assert [one.response.remaining_contracts for one in answers] == [2, 1, 0]
    got = [vehicle.receive(one.exi, NOW) for one in answers]
    assert [one.remaining for one in got] == [2, 1, 0]
    assert [one.contract.emaid for one in got] == list(pool.accounts(vehicle.pcid))
    assert len(vehicle.contracts) == 3


@pytest.mark.requirement("M01.FR.04")
def test_by_the_words_of_the_standard_a_station_asks_once_too_often(vehicle):
    pool = pool_of(3, remaining="total")
    answers = all_answers(pool, asked(vehicle, 5))
    assert [one.response.remaining_contracts for one in answers] == [3, 2, 1, None]
    assert [one.ok for one in answers] == [True, True, True, False]
    (finding,) = answers[-1].findings
    assert (finding.code, finding.requirement) == ("contracts-all-delivered", "M01.FR.04")
    assert answers[-1].response.status_info.reason_code == "NotFound"


def test_after_the_last_contract_the_same_request_starts_anew(vehicle):
    for counting in ("total-1", "total"):
        pool, request = pool_of(2, remaining=counting), asked(vehicle, 2)
        first = [one.response.remaining_contracts for one in all_answers(pool, request)]
        assert [one.response.remaining_contracts for one in all_answers(pool, request)] == first


@pytest.mark.requirement("M01.FR.03")
def test_no_more_come_than_the_vehicle_can_take(vehicle):
    answers = all_answers(pool_of(4), asked(vehicle, 2))
    assert [one.response.remaining_contracts for one in answers] == [1, 0]


def test_a_vehicle_that_can_take_none_gets_none(vehicle):
    answer = pool_of(2).answer(asked(vehicle, 0), NOW)
    assert not answer.ok


def test_prioritized_accounts_come_first_in_their_order_and_unknown_ones_not_at_all(vehicle):
    pool = pool_of(4)
    first, second, third, fourth = pool.accounts(vehicle.pcid)
    answers = all_answers(pool, asked(vehicle, 4, [third, "DE8AACA2B3C4D5L", first]))
    got = [vehicle.receive(one.exi, NOW).contract.emaid for one in answers]
    assert got == [third, first, second, fourth]


def test_two_vehicles_requests_do_not_disturb_each_other(vehicle):
    pool = pool_of(2)
    one, other = asked(vehicle, 2), asked(vehicle, 2, pool.accounts(vehicle.pcid)[1:])
    counts = [pool.answer(request, NOW).response.remaining_contracts for request in (one, other, one, other)]
    assert counts == [1, 1, 0, 0]


def test_over_ocpp_201_only_the_first_contract_comes(vehicle):
    """There is no remainingContracts, so nothing could be asked again."""
    pool = pool_of(3)
    request = handed_on(vehicle, vehicle.request(NOW, maximum=3))
    for _ in range(2):
        answer = pool.answer(request, NOW, version=Version.V201, longest=17000)
        assert answer.response.remaining_contracts is None
        assert not any(one.severity is Severity.WARNING for one in answer.findings)


def conflicts(answer):
    return [(one.requirement, one.severity) for one in answer.findings if one.code == "contracts-maximum-conflict"]


@pytest.mark.requirement("M01.FR.03")
def test_a_maximum_that_the_station_left_out_or_changed_is_a_finding_and_the_vehicles_own_is_taken(vehicle):
    exi = vehicle.request(NOW, maximum=2)
    wrong: Any = ({}, {"maximum_contract_certificate_chains": 5})
    for fields in wrong:
        answer = pool_of(4).answer(handed_on(vehicle, exi, **fields), NOW)
        assert answer.ok
        assert conflicts(answer) == [("M01.FR.03", Severity.WARNING)]
        assert answer.response.remaining_contracts == 1


@pytest.mark.requirement("M01.FR.02")
def test_a_maximum_with_iso_15118_2_is_a_finding_and_ignored():
    vehicle = Vehicle.of_samples("iso15118-2", seed=b"vehicle")
    request = handed_on(
        vehicle, vehicle.request(NOW), maximum_contract_certificate_chains=3, prioritized_emaids=("DE8AACA2B3C4D5L",)
    )
    answer = pool_of(3).answer(request, NOW)
    assert answer.ok
    assert conflicts(answer) == [("M01.FR.02", Severity.WARNING)] * 2
    assert answer.response.remaining_contracts is None


def test_priorities_that_the_station_changed_are_a_finding(vehicle):
    pool = pool_of(2)
    exi = vehicle.request(NOW, maximum=2, prioritized=pool.accounts(vehicle.pcid)[1:])
    answer = pool.answer(handed_on(vehicle, exi, maximum_contract_certificate_chains=2), NOW)
    assert conflicts(answer) == [("M01.FR.03", Severity.WARNING)]
    assert vehicle.receive(answer.exi, NOW).contract.emaid == pool.accounts(vehicle.pcid)[1]


def test_an_account_that_ended_meanwhile_does_not_come(vehicle):
    pool, request = pool_of(2), asked(vehicle, 2)
    pool.answer(request, NOW)
    pool.end(pool.accounts(vehicle.pcid)[1])
    assert not pool.answer(request, NOW).ok


def test_only_so_many_requests_are_remembered():
    deliveries = Deliveries()
    for number in range(MOST + 3):
        deliveries.note(str(number), Progress(("one",)))
    assert [deliveries.of(str(number)) is not None for number in (0, 2, 3, MOST + 2)] == [False, False, True, True]
