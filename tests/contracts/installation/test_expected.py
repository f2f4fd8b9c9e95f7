"""A vehicle installs what it asked for, once: not another message, another account, another session's, or the same answer again."""

import pytest

from tests.contracts.making import EMAID, FOLDERS, NOW, SESSION, Trio
from workbench.contracts.parties.wrapping import Target
from workbench.findings import Severity

OTHER = "DEPNCC00000043F"


def codes(got):
    return [one.code for one in got.findings if one.severity is Severity.ERROR]


def with_contract():
    """A vehicle of ISO 15118-2 with its first contract, and those who made it."""
    trio = Trio("iso15118-2")
    assert trio.received().ok
    return trio, trio.vehicle.contracts[0]


@pytest.mark.parametrize("folder", FOLDERS)
def test_who_has_not_asked_installs_nothing(folder):
    exi, stranger = Trio(folder).answer(), Trio(folder).vehicle
    got = stranger.receive(exi, NOW)
    assert (codes(got), stranger.contracts) == (["session-mismatch"], ())


@pytest.mark.parametrize("folder", FOLDERS)
def test_an_answer_counts_once(folder):
    trio = Trio(folder)
    exi = trio.answer()
    (first, again) = (trio.vehicle.receive(exi, NOW) for _ in range(2))
    assert first.ok
    assert codes(again) == ["session-mismatch"]
    assert trio.vehicle.contracts == (first.contract,)


@pytest.mark.parametrize("folder", FOLDERS)
def test_after_a_bad_answer_the_right_one_still_comes_in(folder):
    trio = Trio(folder)
    right = trio.answer()
    assert codes(trio.vehicle.receive(right[:-1], NOW)) == ["exi-unreadable"]
    assert trio.vehicle.receive(right, NOW).ok


def test_in_20_so_many_contracts_come_in_as_were_asked_for():
    trio = Trio("iso15118-20")
    trio.vehicle.request(NOW, maximum=3)
    made = [trio.service.sign(trio.operator.make(trio.vehicle.chain, emaid, NOW), NOW) for emaid in (EMAID, OTHER)]
    assert trio.vehicle.receive(made[0].response(SESSION, NOW, remaining=1), NOW).ok
    assert trio.vehicle.receive(made[1].response(SESSION, NOW, remaining=0), NOW).ok
    assert codes(trio.vehicle.receive(made[0].response(SESSION, NOW, remaining=1), NOW)) == ["session-mismatch"]


@pytest.mark.parametrize(("asked", "answered"), [("Install", "Update"), ("Update", "Install")])
def test_an_installation_is_no_answer_to_an_update_nor_the_other_way_round(asked, answered):
    trio, old = with_contract()
    trio.vehicle.request(NOW, action=asked)
    data = trio.operator.renew(old.chain, NOW) if asked == "Update" else trio.operator.make(trio.vehicle.chain, EMAID, NOW)
    signed = trio.service.sign(data, NOW)
    assert codes(trio.vehicle.receive(signed.response(SESSION, NOW, action=answered), NOW)) == ["exi-another-message"]
    assert trio.vehicle.contracts == (old,)
    assert trio.vehicle.receive(signed.response(SESSION, NOW, action=asked), NOW).ok


def test_an_update_brings_no_other_account():
    """Signed by the CPS and wrapped for the old contract's key, but of another eMAID."""
    trio, old = with_contract()
    trio.vehicle.request(NOW, action="Update")
    data = trio.operator._make(Target(old.certificate.public_key(), old.emaid), OTHER, NOW, reveal=False)
    got = trio.vehicle.receive(trio.service.sign(data, NOW).response(SESSION, NOW, action="Update"), NOW)
    assert codes(got) == ["contract-emaid-mismatch"]
    assert trio.vehicle.contracts == (old,)
