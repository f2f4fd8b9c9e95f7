"""Every order of moves, searched breadth first: which of them strand a station, the shortest first."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.station.moves import Reconnect, Switch
from workbench.station.personalities import STRICT_STATION
from workbench.station.planning_evidence import Guard
from workbench.station.planning_memory import Remembering

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workbench.findings import Finding
    from workbench.station.moves import Decider, Move, World
    from workbench.station.planning_memory import Place
    from workbench.station.planning_plan import PlanStep

RECONNECT = Reconnect()


@dataclass(frozen=True, slots=True)
class Step:
    """A move, or what a plan waited for, and what the station made of it."""

    move: PlanStep
    findings: tuple[Finding, ...] = field(repr=False)

    @property
    def decided_by(self) -> tuple[str, ...]:
        """The requirements that decided, in order, each once."""
        return tuple(dict.fromkeys(finding.requirement for finding in self.findings if finding.requirement))


@dataclass(frozen=True, slots=True)
class Stranding:
    """An order of moves after which the station reaches no CSMS, as the servers are then.

    Attributes
    ----------
    steps
        From the beginning to the attempt to connect that fails.
    world
        How it ends.
    ways_back
        Switches of a server, by name, each of which alone brings it back; without one somebody has to go there.
    """

    steps: tuple[Step, ...]
    world: World = field(repr=False)
    ways_back: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The moves' names."""
        return tuple(step.move.name for step in self.steps)


@dataclass(frozen=True, slots=True)
class Edge:
    """A move from one world to another, by their places in :attr:`Exploration.reached`."""

    before: int
    step: Step
    after: int


@dataclass(frozen=True, slots=True)
class Exploration:
    """What :func:`explore` found.

    Attributes
    ----------
    strandings
        The shortest way into each world in which the station is cut off, the shortest first.
    worlds
        Different worlds that were reached.
    transitions
        Moves that were tried.
    complete
        Whether every order was seen: False where a bound was hit.
    reached
        The worlds, the start first.
    edges
        Every move that leads from one of them to another, in the order of the search.
    """

    strandings: tuple[Stranding, ...]
    worlds: int
    transitions: int
    complete: bool
    reached: tuple[World, ...] = field(default=(), repr=False)
    edges: tuple[Edge, ...] = field(default=(), repr=False)

    @property
    def essential(self) -> tuple[Stranding, ...]:
        """Those in which no shorter one is contained: each leaves something out that is harmless beside it."""
        kept: list[Stranding] = []
        for one in self.strandings:
            if not any(_within(other.names, one.names) for other in kept):
                kept.append(one)
        return tuple(kept)


def explore(
    start: World, moves: Iterable[Move], personality: Decider = STRICT_STATION, *, deepest: int = 12, most: int = 20_000
) -> Exploration:
    """All orders of these moves, each as often as it still changes something; a lost connection may come at any time.

    The result does not depend on the order in which the moves are given.

    Parameters
    ----------
    deepest
        Moves in one order at most.
    most
        Worlds at most.
    """
    return _Search(start, in_order([*moves, RECONNECT]), personality, most).run(deepest)


def in_order(moves: Iterable[Move]) -> tuple[Move, ...]:
    """Each move once: a plain reconnect first, for it tells most with least, then by name."""
    return tuple(sorted(dict.fromkeys(moves), key=lambda one: (one != RECONNECT, one.name, type(one).__name__, repr(one))))


class _Search:
    """Breadth first, so that the first way into a world is a shortest one."""

    def __init__(self, start: World, moves: Sequence[Move], personality: Decider, most: int) -> None:
        self._moves, self._most = moves, most
        self._station = Remembering.of(personality)
        self._places: dict[Place, int] = {self._station.place(start): 0}
        self._reached = [start]
        self._came_by: list[Edge | None] = [None]
        self._depths = [0]
        self._edges: list[Edge] = []
        self._cut_off: list[int] = []
        self._transitions = 0

    def run(self, deepest: int) -> Exploration:
        """The whole of it, or as much as the bounds allow."""
        queue = deque([0])
        complete = True
        while queue:
            number = queue.popleft()
            if self._depths[number] >= deepest:
                complete = False
                continue
            if not self._expand(number, queue):
                complete = False
                break
        strandings = tuple(self._stranding(number) for number in self._cut_off)
        return Exploration(strandings, len(self._reached), self._transitions, complete, tuple(self._reached), tuple(self._edges))

    def _expand(self, number: int, queue: deque[int]) -> bool:
        """Make every move; False once there are too many worlds."""
        world = self._reached[number]
        for move in self._moves:
            outcome = move.made(world, self._station)
            if outcome is None:
                continue
            self._transitions += 1
            after, findings = outcome
            place = self._station.place(after)
            known = self._places.get(place)
            if known is None and len(self._reached) >= self._most:
                return False
            edge = Edge(number, Step(move, findings), len(self._reached) if known is None else known)
            if edge.after != number:
                self._edges.append(edge)
            if known is None:
                self._add(after, place, edge, queue)
        return True

    def _add(self, world: World, place: Place, edge: Edge, queue: deque[int]) -> None:
        self._places[place] = edge.after
        self._reached.append(world)
        self._came_by.append(edge)
        self._depths.append(self._depths[edge.before] + 1)
        if world.state.connection.connected:
            queue.append(edge.after)
        else:
            self._cut_off.append(edge.after)

    def _stranding(self, number: int) -> Stranding:
        steps: list[Step] = []
        edge = self._came_by[number]
        while edge is not None:
            steps.append(edge.step)
            edge = self._came_by[edge.before]
        world = self._reached[number]
        return Stranding(tuple(reversed(steps)), world, ways_back(world, self._moves, self._station))


def ways_back(world: World, moves: Iterable[Move], personality: Decider) -> tuple[str, ...]:
    """The switches of a server each of which alone lets a station connect again that is cut off."""
    found = []
    for move in moves:
        switched = move.made(world, personality) if isinstance(move, Switch) else None
        outcome = RECONNECT.made(switched[0], personality) if switched is not None else None
        if outcome is not None and outcome[0].state.connection.connected:
            found.append(move.name)
    return tuple(found)


def _within(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether the one is what is left of the other when some of its moves are left out."""
    rest = iter(long)
    return all(name in rest for name in short)


def replayed(start: World, steps: Iterable[Step], personality: Decider = STRICT_STATION) -> tuple[World, ...]:
    """The world after each step; what a plan waited for changes nothing."""
    worlds = []
    world = start
    for step in steps:
        if not isinstance(step.move, Guard):
            world, _ = step.move.made(world, personality) or (world, ())
        worlds.append(world)
    return tuple(worlds)
