"""The safe plans of a scenario, found by search: the shortest first, nothing in them that could be left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.station.explore import RECONNECT, in_order
from workbench.station.personalities import PERSONALITIES
from workbench.station.planning import prove_in
from workbench.station.planning_evidence import Guard
from workbench.station.planning_memory import Remembering
from workbench.station.planning_plan import Plan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.station.moves import Decider, Move, World
    from workbench.station.planning_memory import Place
    from workbench.station.planning_plan import PlanStep
    from workbench.station.planning_scenario import Scenario

LONGEST = 8
"""Steps of a plan at most."""
_Reach = dict["Place", "World"]


def safe_plans(scenario: Scenario, stations: Sequence[Decider] = PERSONALITIES, *, most: int = 3) -> tuple[Plan, ...]:
    """The plans that strand none of these stations, whatever happens, and with the first one always reach their goal.

    A plan whose beginning strands a station is not looked at further; a step that changes nothing is left out. Other stations
    than the first may make a plan wait for ever; that is what guards are for.

    Parameters
    ----------
    most
        So many at most, those with the fewest moves first; longer ones that hold a shorter one are left out.
    """
    search = _Finding(scenario, stations)
    found: list[Plan] = []
    begin = search.begin()
    if len(begin) < len(stations):  # something that may happen at any time strands one of them whatever is done
        return ()
    wave: list[tuple[tuple[PlanStep, ...], list[_Reach]]] = [((), begin)]
    for _ in range(LONGEST + 1):
        following = []
        for steps, reaches in wave:
            if any(_within(one.steps, steps) for one in found):
                continue
            if search.arrived(reaches[0]):
                found += [plan for plan in (Plan(steps),) if prove_in(scenario, plan, stations[0]).ok]
                continue
            for step in search.choices:
                if step in steps:
                    continue
                after = search.onward(reaches, step)
                if after is not None:
                    following.append(((*steps, step), after))
        if len(found) >= most:
            break
        wave = following
    return tuple(sorted(found, key=_effort)[:most])


def _effort(plan: Plan) -> tuple[int, int, tuple[str, ...]]:
    """To wait is less than to do something."""
    return sum(not isinstance(step, Guard) for step in plan.steps), len(plan.steps), plan.names


def guarded(scenario: Scenario, plan: Plan) -> Plan:
    """The same with evidence after every step: M03 after an installation and a deletion, the connection after a new server.

    The search knows the stations that it was given; evidence holds a CSMS back before one that it does not know.
    """
    steps: list[PlanStep] = []
    for step in plan.steps:
        shown = None if isinstance(step, Guard) else scenario.evidence.get(step)
        steps += [one for one in (step, shown) if one is not None and one not in steps]
    return Plan(tuple(steps))


class _Finding:
    """What each station may have come to after the beginning of a plan: all its worlds, closed under what the world does."""

    def __init__(self, scenario: Scenario, stations: Sequence[Decider]) -> None:
        self._scenario = scenario
        self._stations = [Remembering.of(one) for one in stations]
        self._mishaps = in_order([*scenario.mishaps, RECONNECT])
        self.choices: tuple[PlanStep, ...] = (*in_order_of_names(scenario.moves), *scenario.guards)

    def begin(self) -> list[_Reach]:
        """Before the first step."""
        reaches = [self._closed(station, [self._scenario.world]) for station in self._stations]
        return [reach for reach in reaches if reach is not None]

    def arrived(self, reach: _Reach) -> bool:
        """Whether every world of a station has the goal, or comes to it by a reconnect at the latest."""
        goal, station = self._scenario.goal, self._stations[0]
        for world in reach.values():
            after = RECONNECT.made(world, station)
            if not (goal.reached(world) or (after is not None and goal.reached(after[0]))):
                return False
        return True

    def onward(self, reaches: list[_Reach], step: PlanStep) -> list[_Reach] | None:
        """After one more step; None where it strands a station, changes nothing, or stops the first one for good."""
        after: list[_Reach] = []
        changed = False
        for station, reach in zip(self._stations, reaches, strict=True):
            if isinstance(step, Guard):
                worlds = [world for world in reach.values() if step.holds(world, station)]
            else:
                worlds = [(step.made(world, station) or (world, ()))[0] for world in reach.values()]
            closed = self._closed(station, worlds)
            if closed is None:
                return None
            changed = changed or closed.keys() != reach.keys()
            after.append(closed)
        return after if changed and after[0] else None

    def _closed(self, station: Remembering, worlds: Sequence[World]) -> _Reach | None:
        """All worlds that these may become; None where one of them is cut off."""
        reach: _Reach = {}
        queue = list(worlds)
        while queue:
            world = queue.pop()
            place = station.place(world)
            if place in reach:
                continue
            if not world.state.connection.connected:
                return None
            reach[place] = world
            for mishap in self._mishaps:
                outcome = mishap.made(world, station)
                if outcome is not None:
                    queue.append(outcome[0])
        return reach


def in_order_of_names(moves: Sequence[Move]) -> tuple[Move, ...]:
    """Each once, so that what is found does not depend on how they were given."""
    return tuple(sorted(dict.fromkeys(moves), key=lambda one: one.name))


def _within(short: Sequence[PlanStep], long: Sequence[PlanStep]) -> bool:
    rest = iter(long)
    return all(step in rest for step in short)
