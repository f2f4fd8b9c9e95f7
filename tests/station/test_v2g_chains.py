"""Several V2G certificates: which the SECC presents, which is renewed, and by which profile a new one is judged."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.station.makers import CSMS, V2G, chain, react, root, station
from tests.station.test_a02_a03_sign import CPO, SECC, STATE, V2G_ROOT, ready, requested, signed, taken
from tests.trust.pki import NOW, made
from workbench.station.effects import MakeKey
from workbench.station.events import TimePassed
from workbench.station.policy import Policy
from workbench.station.v2g_chains import in_use

DAY = timedelta(days=1)


def secc(name, *, since=-9, until=9, key="key:1", top=V2G_ROOT, sub=CPO):
    return chain(made(name, "CPO Sub2", ca=False, since=since, until=until), sub, top=top, key=key)


def used(*chains, at=NOW):
    return [one.chain.key for one in in_use(replace(STATE, v2g_chains=chains), at)]


@pytest.mark.requirement("A02.FR.15")
def test_of_several_valid_ones_under_one_root_the_one_that_began_last_is_used():
    old, young, future = secc("E1"), secc("E1", since=-2, key="key:2"), secc("E1", since=3, until=30, key="key:3")
    assert used(young, old, future) == used(old, future, young) == ["key:2"]
    assert used(old, young, future, at=NOW + 4 * DAY) == ["key:3"]
    assert used(old, at=NOW + 10 * DAY) == []
    (one,) = in_use(replace(STATE, v2g_chains=(old, young)), NOW)
    assert (one.finding.requirement, one.finding.certificate) == ("A02.FR.15", young.leaf.sha256)
    assert "of 2 valid" in one.finding.message


@pytest.mark.requirement("A03.FR.15")
def test_what_the_station_renewed_itself_has_the_number_of_a03():
    state = replace(STATE, v2g_chains=(secc("E1"),), own_initiative=frozenset({"V2GCertificate"}))
    assert in_use(state, NOW)[0].finding.requirement == "A03.FR.15"


@pytest.mark.requirement("A02.FR.15")
def test_another_root_another_secc_are_used_beside_it():
    other_root = root("V2G root B")
    other_sub = made("CPO Sub2", "V2G root B", own_key="CPO Sub2")
    other = secc("E1", since=-5, key="key:2", top=other_root, sub=other_sub)
    assert used(secc("E1"), other, secc("E2", key="key:3")) == ["key:1", "key:2", "key:3"]


@pytest.mark.requirement("A03.FR.02")
def test_each_secc_is_renewed_under_its_own_name_one_after_the_other():
    state = replace(station((CSMS, root("CSMS root")), (V2G, V2G_ROOT)), v2g_chains=(secc("E1", until=200), secc("E2", until=20)))
    decision = react(state, TimePassed(), NOW)
    (effect,) = decision.effects
    assert isinstance(effect, MakeKey)
    assert effect.common_name == "E2"
    assert react(decision.state, TimePassed(), NOW).effects == ()
    both = replace(state, v2g_chains=(secc("E1", until=21), secc("E2", until=20)))
    begun = react(both, TimePassed(), NOW)
    asked = react(begun.state, ready("V2GCertificate"), NOW).state
    renewed = signed(asked, made("E1", "CPO Sub2", own_key="new", ca=False, until=200), CPO).state
    assert [one.common_name for one in react(renewed, TimePassed(), NOW).effects] == ["E2"]


@pytest.mark.requirement("A03.FR.02")
def test_a_certificate_that_has_a_successor_is_not_renewed():
    state = replace(station(), v2g_chains=(secc("E1", until=5), secc("E1", since=-1, until=300, key="key:2")))
    assert react(state, TimePassed(), NOW).effects == ()


@pytest.mark.requirement("A00.FR.513", "A02.FR.06")
def test_a_certificate_that_breaks_the_profile_of_iso_15118_is_said_or_refused():
    state, _ = requested(use="V2GCertificate")
    lenient = signed(state, SECC, CPO)
    assert lenient.reply.status == "Accepted"
    assert "V2G2-925" in {one.requirement for one in lenient.findings}
    strict = signed(state, SECC, CPO, policy=Policy(v2g_profile="refuse"))
    assert (strict.reply.status, strict.decided_by) == ("Rejected", "A02.FR.07")


@pytest.mark.requirement("A00.FR.513", "A02.FR.23")
def test_the_edition_that_was_asked_for_is_the_one_that_judges():
    state, _ = requested(use="V2G20Certificate")
    assert "V2G20-2674" in {one.requirement for one in signed(state, SECC, CPO).findings}, "P-256 is not that edition's"
    state, _ = requested(use="V2GCertificate")
    assert "key-algorithm" not in {one.code for one in signed(state, SECC, CPO).findings}


@pytest.mark.requirement("A03.FR.17")
def test_a_repeat_with_a_new_key_keeps_the_name_of_the_secc():
    policy = Policy(new_key_for_each_resend=True)
    state = replace(station((V2G, V2G_ROOT)), v2g_chains=(secc("E2", until=20),))
    begun = react(state, TimePassed(), NOW).state
    asked = react(begun, ready("V2GCertificate"), NOW)
    waits = taken(asked.state, asked.effects[0].message)
    again = react(waits, TimePassed(), NOW + timedelta(seconds=30), policy)
    assert (again.decided_by, [one.common_name for one in again.effects]) == ("A03.FR.17", ["E2"])
