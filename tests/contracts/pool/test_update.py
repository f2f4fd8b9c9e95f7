"""M02: updates. ISO 15118-2's successor is wrapped for the old contract; ISO 15118-20 knows none and installs."""

from datetime import timedelta

import pytest

from tests.contracts.making import NOW, handed_on
from workbench.contracts.installation.requests import update_2
from workbench.contracts.parties import Contract, Vehicle
from workbench.contracts.pool import Pool, PoolPolicy
from workbench.findings import Severity

LIFETIME = timedelta(days=180)


@pytest.fixture
def pool():
    return Pool.of_samples(NOW, seed=b"pool", lifetime=LIFETIME)


@pytest.fixture
def vehicle(pool):
    """One of ISO 15118-2 with its first contract."""
    one = Vehicle.of_samples("iso15118-2", seed=b"vehicle")
    assert one.receive(pool.answer(handed_on(one, one.request(NOW)), NOW).exi, NOW).ok
    return one


def updated(pool, vehicle, now):
    return pool.answer(handed_on(vehicle, vehicle.request(now, action="Update"), "Update"), now)


def codes(answer):
    return {one.code for one in answer.findings if one.severity is Severity.ERROR}


@pytest.mark.requirement("M02.FR.01")
def test_a_contract_gets_its_successor(pool, vehicle):
    (old,) = vehicle.contracts
    later = NOW + timedelta(days=160)
    answer = updated(pool, vehicle, later)
    assert (answer.ok, answer.findings) == (True, ())
    got = vehicle.receive(answer.exi, later)
    assert got.ok
    assert answer.not_checked == ("revocation of the old contract",)
    assert got.contract.emaid == old.emaid
    assert got.contract.not_after > old.not_after
    assert vehicle.contracts == (got.contract,)


@pytest.mark.requirement("M02.FR.01")
def test_an_update_after_the_end_is_refused_and_an_installation_helps(pool, vehicle):
    late = NOW + timedelta(days=181)
    answer = updated(pool, vehicle, late)
    assert not answer.ok
    assert codes(answer) == {"contract-ended"}
    assert "Install anew" in answer.findings[0].remedy
    installed = pool.answer(handed_on(vehicle, vehicle.request(late)), late)
    assert vehicle.receive(installed.exi, late).ok


def test_a_generous_pool_updates_after_the_end(vehicle):
    pool = Pool.of_samples(NOW, seed=b"pool", policy=PoolPolicy(update_after_expiry=True))
    late = NOW + timedelta(days=181)
    answer = updated(pool, vehicle, late)
    assert answer.ok
    assert [one.severity for one in answer.findings] == [Severity.WARNING]


def test_the_provisioning_key_cannot_ask_for_an_update(pool, vehicle):
    vehicle.fault = "lost-contract"
    assert codes(updated(pool, vehicle, NOW)) == {"message-signature"}


def test_another_operators_contract_is_not_updated(pool, vehicle):
    """Its chain leads to the V2G root, which is an anchor; its account is nobody's here."""
    vehicle.install(Contract.of_samples("iso15118-2", "v2g-contract"))
    foreign = next(one for one in vehicle.contracts if one.emaid == "NLEMXC00000001L")
    exi = vehicle.request(NOW, action="Update", contract=foreign)
    assert codes(pool.answer(handed_on(vehicle, exi, "Update"), NOW)) == {"contract-none"}
    pool.contract_roots = ()
    assert "contract-none" in codes(pool.answer(handed_on(vehicle, exi, "Update"), NOW))
    assert len(codes(pool.answer(handed_on(vehicle, exi, "Update"), NOW))) > 1


def test_another_operators_contract_is_not_updated_even_where_its_account_is_known(pool, vehicle):
    foreign = Contract.of_samples("iso15118-2", "v2g-contract")
    vehicle.install(foreign)
    pool.account(vehicle.pcid, foreign.emaid)
    answer = pool.answer(handed_on(vehicle, vehicle.request(NOW, action="Update", contract=foreign), "Update"), NOW)
    assert codes(answer) == {"contract-none"}
    assert "another operator's" in answer.findings[0].message


def test_one_accounts_key_does_not_ask_for_another_accounts_contract(pool, vehicle):
    (own,) = vehicle.contracts
    pool.account(vehicle.pcid, "DEPNCC00000099X")
    exi = update_2(own.chain, "DEPNCC00000099X", vehicle.v2g_roots, own.key, bytes(8))
    assert codes(pool.answer(handed_on(vehicle, exi, "Update"), NOW)) == {"contract-emaid-mismatch"}


def test_an_account_that_has_ended_gets_no_successor(pool, vehicle):
    pool.end(vehicle.contracts[0].emaid)
    answer = updated(pool, vehicle, NOW)
    assert codes(answer) == {"contract-none"}
    assert answer.response.status_info.reason_code == "NotFound"


@pytest.mark.requirement("M02.FR.01")
@pytest.mark.parametrize(("asked", "said"), [("Install", "Update"), ("Update", "Install")])
def test_ocpps_action_must_say_what_the_vehicle_asked_for(pool, vehicle, asked, said):
    answer = pool.answer(handed_on(vehicle, vehicle.request(NOW, action=asked), said), NOW)
    assert codes(answer) == {"exi-action-mismatch"}
    assert answer.response.status_info.reason_code == "InvalidValue"


@pytest.mark.requirement("M02.FR.02")
def test_in_20_an_update_is_answered_as_an_installation(pool):
    vehicle = Vehicle.of_samples("iso15118-20", seed=b"vehicle")
    exi = vehicle.request(NOW, action="Update", maximum=1)
    answer = pool.answer(handed_on(vehicle, exi, "Update", maximum_contract_certificate_chains=1), NOW)
    assert answer.ok
    assert [(one.requirement, one.severity) for one in answer.findings] == [("M02.FR.02", Severity.INFO)]
    assert vehicle.receive(answer.exi, NOW).ok
