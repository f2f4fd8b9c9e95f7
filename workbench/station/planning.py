"""READ FIRST: rotation plans proved by search: whatever the world does meanwhile, no station is stranded, the goal is reached.

Between two moves a station is connected, or it is stranded: whatever cuts its connection ends with its next attempts. Time stands
still but for moves that are waits.

``planning_plan`` says what a plan is, ``planning_proof`` what a proof, ``planning_scenarios`` what can be searched,
``planning_mishaps`` what the world does, ``planning_evidence`` what a plan can wait for; ``planning_finding`` finds the safe plans,
``planning_fleet`` asks for a fleet, ``planning_answer`` puts it all together.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from workbench.station.explore import RECONNECT, Step, Stranding, in_order, ways_back
from workbench.station.personalities import STRICT_STATION
from workbench.station.planning_evidence import Guard
from workbench.station.planning_memory import Remembering
from workbench.station.planning_proof import Proof, Stuck

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.station.moves import Decider, Move, Wait, World
    from workbench.station.planning_memory import Place
    from workbench.station.planning_plan import Goal, Plan
    from workbench.station.planning_scenario import Scenario


def prove(  # noqa: PLR0913  # the parts of a game
    plan: Plan,
    start: World,
    mishaps: Sequence[Move],
    goal: Goal,
    personality: Decider = STRICT_STATION,
    *,
    spare: Sequence[Move] = (),
    most: int = 200_000,
) -> Proof:
    """Every order of the plan's steps with the world's moves between, before and after them.

    Parameters
    ----------
    mishaps
        What the world does, as often and as late as it likes; a lost connection is always among it.
    spare
        What the CSMS could do besides, for the ways back from a stranding.
    most
        Worlds at most.

    Raises
    ------
    ValueError
        There are more worlds: nothing is proved.
    """
    return _Proving(plan, in_order([*mishaps, RECONNECT]), goal, personality, most, spare).run(start)


def prove_in(scenario: Scenario, plan: Plan, personality: Decider = STRICT_STATION) -> Proof:
    """The same in a scenario."""
    return prove(plan, scenario.world, scenario.mishaps, scenario.goal, personality, spare=scenario.moves)


def lasts_until(scenario: Scenario, plan: Plan, personality: Decider = STRICT_STATION) -> Wait | None:
    """The first end of a certificate that breaks a plan which is slower than that; None where none does."""
    for end in scenario.deadlines:
        patient = replace(scenario, mishaps=(*scenario.mishaps, end))
        if not prove_in(patient, plan, personality).safe:
            return end
    return None


class _At(NamedTuple):
    """A world, and how many steps of the plan are taken."""

    place: Place
    taken: int


class _Way(NamedTuple):
    """How a place was first reached."""

    before: _At
    step: Step


@dataclass(slots=True)
class _Proving:
    plan: Plan
    mishaps: Sequence[Move]
    goal: Goal
    personality: Decider
    most: int
    spare: Sequence[Move] = ()
    station: Remembering = field(init=False)
    worlds: dict[_At, World] = field(default_factory=dict)
    ways: dict[_At, _Way] = field(default_factory=dict)
    onward: dict[_At, list[_At]] = field(default_factory=dict)
    transitions: int = 0

    def run(self, start: World) -> Proof:
        self.station = Remembering.of(self.personality)
        first = _At(self.station.place(start), 0)
        self.worlds[first] = start
        queue = deque([first])
        stranded = None
        while queue and stranded is None:
            at = queue.popleft()
            for after, world, step in self._moves(at):
                self.transitions += 1
                self.onward.setdefault(at, []).append(after)
                if after in self.worlds:
                    continue
                if len(self.worlds) >= self.most:
                    raise ValueError(f"more than {self.most} worlds")
                self.worlds[after] = world
                self.ways[after] = _Way(at, step)
                if not world.state.connection.connected:
                    stranded = after
                    break
                queue.append(after)
        stranding = self._stranding(stranded) if stranded is not None else None
        stuck = self._stuck() if stranding is None else None
        return Proof(self.plan, stranding, stuck, len(self.worlds), self.transitions)

    def _moves(self, at: _At) -> list[tuple[_At, World, Step]]:
        """What can come next: the world's moves, and the plan's next step."""
        world = self.worlds[at]
        found = []
        if at.taken < len(self.plan.steps):
            step = self.plan.steps[at.taken]
            if isinstance(step, Guard):
                if step.holds(world, self.station):
                    found.append((_At(at.place, at.taken + 1), world, Step(step, ())))
            else:
                after, said = step.made(world, self.station) or (world, ())
                found.append((_At(self.station.place(after), at.taken + 1), after, Step(step, said)))
        for move in self.mishaps:
            outcome = move.made(world, self.station)
            if outcome is not None:
                after, said = outcome
                found.append((_At(self.station.place(after), at.taken), after, Step(move, said)))
        return found

    def _steps(self, at: _At) -> tuple[Step, ...]:
        steps: list[Step] = []
        while at in self.ways:
            at, step = self.ways[at]
            steps.append(step)
        return tuple(reversed(steps))

    def _stranding(self, at: _At) -> Stranding:
        world = self.worlds[at]
        moves = [*self.spare, *(step for step in self.plan.steps if not isinstance(step, Guard))]
        return Stranding(self._steps(at), world, ways_back(world, in_order(moves), self.station))

    def _stuck(self) -> Stuck | None:
        """The first place from which no order leads to the plan's end and its goal."""
        length = len(self.plan.steps)
        good = {at for at, world in self.worlds.items() if at.taken == length and self.goal.reached(world)}
        before: dict[_At, list[_At]] = {}
        for at, afters in self.onward.items():
            for after in afters:
                before.setdefault(after, []).append(at)
        queue = deque(good)
        while queue:
            for at in before.get(queue.popleft(), ()):
                if at not in good:
                    good.add(at)
                    queue.append(at)
        bad = next((at for at in reversed(self.worlds) if at not in good), None)
        if bad is None:
            return None
        return Stuck(self._steps(bad), self.plan.steps[bad.taken].name if bad.taken < length else "")
