"""The provisioning certificate pool: publish, look up, withdraw; unknown and duplicate PCIDs; chains to the wrong root."""

from datetime import timedelta

import pytest

from tests.contracts.making import FOLDERS, NOW, new_vehicle
from workbench.contracts.parties.samples import sample_items
from workbench.contracts.pool import ProvisioningPool


@pytest.fixture(params=FOLDERS)
def folder(request):
    return request.param


@pytest.fixture
def pool(folder):
    return ProvisioningPool([("OEMRootCertificate", one) for one in sample_items(folder, "oem-root")])


@pytest.fixture
def vehicle(folder):
    return new_vehicle(folder)


def codes(findings):
    return {one.code for one in findings}


def test_what_was_published_is_found_with_its_chain(pool, vehicle):
    assert pool.publish(vehicle.chain, NOW) == ()
    got = pool.look_up(vehicle.pcid, NOW)
    assert (got.ok, got.entry.chain) == (True, vehicle.chain)
    assert len(pool) == 1


def test_separators_and_small_letters_do_not_matter(pool, vehicle):
    pool.publish(vehicle.chain, NOW)
    for separator in "-*":
        assert pool.look_up(f"{vehicle.pcid[:3]}{separator}{vehicle.pcid[3:].lower()}", NOW).ok


def test_an_unknown_pcid_is_said(pool):
    got = pool.look_up("WPNP99999999999999", NOW)
    assert (got.ok, got.entry, codes(got.findings)) == (False, None, {"pcid-unknown"})


def test_a_withdrawn_pcid_is_said(pool, vehicle):
    pool.publish(vehicle.chain, NOW)
    assert pool.withdraw(vehicle.pcid)
    got = pool.look_up(vehicle.pcid, NOW)
    assert (got.ok, codes(got.findings)) == (False, {"pcid-withdrawn"})
    assert not pool.withdraw("WPNP99999999999999")


def test_another_certificate_of_the_same_pcid_is_a_duplicate_unless_it_replaces(pool, folder, vehicle):
    other = new_vehicle(folder, seed=b"another key")
    assert other.pcid == vehicle.pcid
    pool.publish(vehicle.chain, NOW)
    assert codes(pool.publish(other.chain, NOW)) == {"pcid-duplicate"}
    assert pool.look_up(vehicle.pcid, NOW).entry.chain == vehicle.chain
    assert pool.publish(other.chain, NOW, replace=True) == ()
    assert pool.look_up(vehicle.pcid, NOW).entry.chain == other.chain
    assert pool.publish(other.chain, NOW) == ()


def test_a_chain_to_no_root_of_the_pool_is_not_taken(folder, vehicle):
    pool = ProvisioningPool([("OEMRootCertificate", one) for one in sample_items(folder, "mo-root")])
    assert codes(pool.publish(vehicle.chain, NOW)) & {"issuer-missing", "untrusted-root"}
    assert len(pool) == 0


def test_a_certificate_for_another_use_is_not_taken(pool, folder):
    chain = sample_items(folder, "contract", "mo-sub-ca2", "mo-sub-ca1")
    roots = [("OEMRootCertificate", one) for one in sample_items(folder, "mo-root")]
    assert ProvisioningPool(roots).publish(chain, NOW)
    assert pool.publish(chain, NOW)


def test_a_chain_without_its_sub_cas_is_not_taken(pool, vehicle):
    assert "issuer-missing" in codes(pool.publish(vehicle.chain[:1], NOW))


def test_a_certificate_that_ended_since_is_not_usable(pool, vehicle):
    pool.publish(vehicle.chain, NOW)
    got = pool.look_up(vehicle.pcid, NOW + timedelta(days=36 * 365))
    assert (got.ok, "expired" in codes(got.findings)) == (False, True)


def test_it_shows_what_it_has(pool, vehicle):
    pool.publish(vehicle.chain, NOW)
    assert vehicle.pcid in str(pool)
    assert vehicle.pcid in pool._repr_html_()
