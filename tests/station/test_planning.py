"""Plans proved by search: the safe ones stay safe by brute force, the wrong ones are refuted by an order that really strands."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import InputError
from workbench.station.explore import RECONNECT, replayed
from workbench.station.moves import World
from workbench.station.personalities import PERSONALITIES, STRICT_STATION, personality
from workbench.station.planning import lasts_until, prove, prove_in
from workbench.station.planning_answer import answer, planned
from workbench.station.planning_evidence import Guard
from workbench.station.planning_finding import guarded, safe_plans
from workbench.station.planning_plan import Plan
from workbench.station.planning_scenarios import SCENARIOS, scenario

SAFE = ["csms-root-rotation", "linked-root", "second-rotation", "future-root", "old-root-expires"]
HOPELESS = ["unsigned-root"]


@pytest.fixture(scope="module")
def plans():
    """Of each scenario with a plan: the shortest one with evidence after every step."""
    return {name: guarded(scenario(name), safe_plans(scenario(name))[0]) for name in SAFE}


def runs(plan, place, who):
    """Every run of a plan by brute force, without a memory: worlds with the steps taken, closed under what the world does."""
    seen, queue = {(place.world, 0)}, [(place.world, 0)]
    while queue:
        world, taken = queue.pop()
        following = []
        if taken < len(plan.steps):
            step = plan.steps[taken]
            if isinstance(step, Guard):
                following += [(world, taken + 1)] if step.holds(world, who) else []
            else:
                following.append(((step.made(world, who) or (world, ()))[0], taken + 1))
        outcomes = (move.made(world, who) for move in (RECONNECT, *place.mishaps))
        following += [(outcome[0], taken) for outcome in outcomes if outcome is not None]
        for one in following:
            if one not in seen:
                seen.add(one)
                queue.append(one)
    return seen


@pytest.mark.parametrize("who", PERSONALITIES, ids=lambda one: one.name)
@pytest.mark.parametrize("name", SAFE)
def test_a_safe_plan_strands_no_personality_by_brute_force(plans, name, who):
    place = scenario(name)
    reached = runs(plans[name], place, who)
    assert all(world.state.connection.connected for world, _ in reached)
    proof = prove_in(place, plans[name], who)
    assert proof.safe
    assert proof.worlds == len(reached)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_plan_s_proof_holds_when_it_is_replayed_step_by_step(plans, data):
    name, who = data.draw(st.sampled_from(SAFE)), data.draw(st.sampled_from(PERSONALITIES))
    place, plan = scenario(name), plans[name]
    world, taken = place.world, 0
    for mishap in data.draw(st.lists(st.sampled_from([None, RECONNECT, *place.mishaps]), max_size=14)):
        if mishap is not None:
            world = (mishap.made(world, who) or (world, ()))[0]
        elif taken < len(plan.steps):
            step = plan.steps[taken]
            if not isinstance(step, Guard):
                world, taken = (step.made(world, who) or (world, ()))[0], taken + 1
            elif step.holds(world, who):
                taken += 1
        assert world.state.connection.connected
    if taken == len(plan.steps):
        assert place.goal.reached(world) or place.goal.reached((RECONNECT.made(world, who) or (world, ()))[0])


@pytest.mark.requirement("M05.FR.12", "M05.FR.13", "M05.FR.14")
def test_the_plan_is_install_look_switch_reconnect(plans):
    assert plans["csms-root-rotation"].names == (
        "install root B",
        "wait until M03 shows root B",
        "server to root B",
        "wait until the station is connected under root B",
    )


def test_a_station_that_keeps_to_the_standard_needs_no_look():
    (shortest, *_) = safe_plans(scenario(), (STRICT_STATION,))
    assert shortest.names == ("install root B", "server to root B")
    assert not prove_in(scenario(), shortest, personality("no-root-under-check")).safe


def test_for_stations_that_do_not_the_look_cannot_be_left_out():
    (shortest, *_) = safe_plans(scenario())
    assert shortest.names == ("install root B", "wait until M03 shows root B", "server to root B")


@pytest.mark.parametrize("name", SAFE)
def test_every_plan_that_is_found_is_proved(name):
    place = scenario(name)
    for plan in safe_plans(place, (STRICT_STATION,)):
        assert prove_in(place, plan).ok


@pytest.mark.requirement("M04.FR.02")
def test_without_the_check_the_old_root_is_deleted_last_and_looked_for():
    place = scenario(check=False)
    (shortest, *_) = safe_plans(place)
    assert shortest.names == ("install root C", "server to root C", "delete root A")
    careful = guarded(place, shortest)
    assert careful.names[-2:] == ("delete root A", "wait until M03 shows root A no more")
    assert prove_in(place, careful).ok
    gone = careful.steps[-1]
    assert isinstance(gone, Guard)
    assert not gone.holds(place.world, STRICT_STATION)


def test_the_goal_is_not_reached_while_the_server_is_back_under_the_old_root():
    place = scenario()
    steps = next(one for one in place.mistakes if one.steps[-1].name == "server back to root A").steps
    worlds = [place.world]
    for step in steps:
        if not isinstance(step, Guard):
            worlds.append((step.made(worlds[-1], STRICT_STATION) or (worlds[-1], ()))[0])
            worlds.append((RECONNECT.made(worlds[-1], STRICT_STATION) or (worlds[-1], ()))[0])
    back = worlds[-2]
    assert back.state.connection.connected
    assert place.goal.reached(worlds[-3])
    assert not place.goal.reached(back)


@pytest.mark.requirement("M05.FR.09")
def test_the_next_rotation_waits_until_the_fallback_is_gone(plans):
    assert plans["second-rotation"].names[:3] == (
        "server to root B",
        "wait until the station is connected under root B",
        "install root D",
    )


@pytest.mark.parametrize("name", HOPELESS)
def test_where_the_station_takes_no_new_root_there_is_no_plan(name):
    found = planned(scenario(name))
    assert not found.ok
    assert (found.shortest, found.with_evidence, found.waiting) == ((), None, ())


@pytest.mark.parametrize("name", [*SCENARIOS])
def test_what_looks_right_is_refuted_by_an_order_that_strands(name):
    place = scenario(name)
    assert place.mistakes
    for plan in place.mistakes:
        proof = prove_in(place, plan)
        assert proof.stranding is not None
        assert not proof.ok
        assert str(proof).startswith("strands: ")
        assert replayed(place.world, proof.stranding.steps)[-1] == proof.stranding.world
        assert not proof.stranding.world.state.connection.connected


@pytest.mark.parametrize(
    ("name", "requirement"),
    [
        ("unsigned-root", "M05.FR.11"),
        ("future-root", "M05.FR.07"),
        ("second-rotation", "M05.FR.09"),
    ],
)
def test_the_refusal_behind_a_mistake_is_named(name, requirement):
    place = scenario(name)
    stranding = prove_in(place, place.mistakes[0]).stranding
    assert stranding is not None
    assert stranding.steps[0].decided_by[0] == requirement


def test_a_station_that_takes_self_signed_roots_only_waits_for_ever_where_the_new_one_is_linked(plans):
    proof = prove_in(scenario("linked-root"), plans["linked-root"], personality("self-signed-only"))
    assert proof.safe
    assert not proof.ok


def test_a_plan_that_waits_for_ever_is_safe_and_not_enough(plans):
    proof = prove_in(scenario(), plans["csms-root-rotation"], personality("own-key"))
    assert proof.safe
    assert not proof.ok
    assert proof.stuck is not None
    assert proof.stuck.waits_for == "M03 shows root B"
    assert proof.stuck.because is None, "the station said nothing wrong but in its listing"


def test_a_plan_that_ends_elsewhere_says_so():
    proof = prove_in(scenario(), Plan(()))
    assert proof.stuck is not None
    assert (proof.safe, proof.stuck.waits_for) == (True, "")
    assert str(proof) == "safe, but may not reach its goal: it ends elsewhere"


def test_a_plan_lasts_until_the_first_certificate_ends_that_it_needs(plans):
    for name, ends in (("csms-root-rotation", "the server below root A expires"), ("old-root-expires", "root F expires")):
        found = lasts_until(scenario(name), plans[name])
        assert found is not None
        assert found.name == ends
    assert lasts_until(replace(scenario(), deadlines=()), plans["csms-root-rotation"]) is None


def test_a_search_that_grows_too_large_proves_nothing(plans):
    place = scenario()
    with pytest.raises(ValueError, match="more than 2 worlds"):
        prove(plans["csms-root-rotation"], place.world, place.mishaps, place.goal, most=2)


@given(st.randoms(use_true_random=False))
@settings(max_examples=10, deadline=None)
def test_the_plans_do_not_depend_on_the_order_of_moves(random):
    place = scenario()
    moves, mishaps = list(place.moves), list(place.mishaps)
    random.shuffle(moves)
    random.shuffle(mishaps)
    shuffled = replace(place, moves=tuple(moves), mishaps=tuple(mishaps))
    assert safe_plans(shuffled, (STRICT_STATION,)) == safe_plans(place, (STRICT_STATION,))


def test_scenarios_are_of_the_samples_and_begin_connected():
    for name in SCENARIOS:
        place = scenario(name, expiry=True, migration=True)
        assert place.name == name
        assert place.world.state.connection.connected
        assert place.world.now.utcoffset() is not None
    assert not scenario(check=False).world.state.root_check
    assert isinstance(scenario().world, World)


def test_what_is_not_there_is_said_with_what_is():
    with pytest.raises(InputError) as wrong:
        scenario("nonsense\x1b[31m")
    assert "\x1b" not in wrong.value.message
    assert "second-rotation" in wrong.value.hint
    with pytest.raises(InputError, match="No move of this scenario begins with 'fly'"):
        answer(scenario(), only=["install", "fly"])


def test_only_some_moves():
    found = answer(scenario(), only=["install", "delete"])
    assert {step.move.name for one in found.exploration.strandings for step in one.steps} == {
        "install root B",
        "delete root A",
        "reconnect",
    }


@pytest.mark.parametrize("name", [*SCENARIOS])
def test_an_answer_is_shown_as_text_and_as_tables_and_names_are_escaped(name):
    place = scenario(name)
    evil = replace(place, says="<script>alert(1)</script>\x1b[31m")
    found = answer(evil, plan=True)
    assert "<script" not in found._repr_html_()
    assert "&lt;script&gt;" in found._repr_html_()
    assert "\x1b" not in str(found)
    for words in ("Plans that look right", "Stranded, way 1"):
        assert words in found._repr_html_()
        assert words in str(found)
    assert ("The safe plan: it strands none" in found._repr_html_()) is (name in SAFE)
