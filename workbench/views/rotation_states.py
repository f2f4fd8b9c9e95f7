"""The worlds of a search as a picture shows them: those that look alike are one state, moves between the same two one arrow."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.certs.pairing import name_of
from workbench.station.installed import CSMS_ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.station.explore import Edge, Exploration
    from workbench.station.moves import World
    from workbench.station.planning_plan import Goal

MOST_STATES = 30
"""So many boxes can be read; beyond that the ways that strand are drawn, and what lies on them."""


@dataclass(frozen=True, slots=True)
class Held:
    """A CSMS root in a station's store.

    Attributes
    ----------
    name
        For people; may be hostile text.
    number
        Its place among the roots of the search; -1: it is none of them.
    fallback, over
        Whether it is kept as fallback; whether its validity has ended.
    """

    name: str
    number: int
    fallback: bool = False
    over: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """What a box shows; equal ones are one.

    Attributes
    ----------
    held
        The station's CSMS roots, the oldest installation first.
    servers
        For each slot that answers: slot, name of the server, number of the root above it (-1: none of the roots), whether a
        certificate of its chain has ended.
    slot
        Where the station is, or tries to be.
    under
        The root that verified the connection; None: the station is cut off.
    """

    held: tuple[Held, ...]
    servers: tuple[tuple[int, str, int, bool], ...]
    slot: int
    under: Held | None
    connected: bool


@dataclass(slots=True)
class Arrow:
    """Moves that lead from one state to another, by their places."""

    before: int
    after: int
    moves: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    """Name of each to who makes it, and what decided."""

    @property
    def by_csms(self) -> bool:
        """Whether the CSMS makes the first of them."""
        return next(iter(self.moves.values()))[0] == "csms"

    @property
    def words(self) -> str:
        """The first move, and how many others there are."""
        first, *others = self.moves
        if not others:
            return first
        return "any reconnect" if first == "reconnect" else f"{first}, or {len(others)} more"


@dataclass(frozen=True, slots=True)
class States:
    """The picture's content: the first state is the start; ``goals`` are the places of those that a rotation is to reach."""

    states: tuple[State, ...]
    depths: tuple[int, ...]
    arrows: tuple[Arrow, ...]
    left_out: int
    goals: frozenset[int] = frozenset()


def states_of(exploration: Exploration, names: Mapping[str, str], goal: Goal | None = None) -> States:
    """The states of a search.

    Parameters
    ----------
    names
        SHA-256 of a root to its short name; other roots go by their own.
    goal
        What the rotation is to reach, or None.
    """
    numbers = {sha256: number for number, sha256 in enumerate(names)}
    looks = [_look(world, names, numbers) for world in exploration.reached]
    shown = _shown(exploration, looks)
    places: dict[State, int] = {}
    depths: list[int] = []
    arrows: dict[tuple[int, int], Arrow] = {}
    for number in sorted(shown):
        if looks[number] not in places:
            places[looks[number]] = len(places)
            depths.append(0)
    reached = {0}
    for edge in exploration.edges:
        if looks[edge.before] not in places or looks[edge.after] not in places:
            continue
        before, after = places[looks[edge.before]], places[looks[edge.after]]
        if before == after:
            continue
        if after not in reached:
            reached.add(after)
            depths[after] = depths[before] + 1
        _add(arrows.setdefault((before, after), Arrow(before, after)), edge)
    left_out = len(set(looks)) - len(places)
    goals = frozenset(
        places[look]
        for world, look in zip(exploration.reached, looks, strict=True)
        if goal is not None and look in places and goal.reached(world)
    )
    return States(tuple(places), tuple(depths), tuple(arrows.values()), left_out, goals)


def state_of(world: World, names: Mapping[str, str]) -> State:
    """One world as a box shows it."""
    return _look(world, names, {sha256: number for number, sha256 in enumerate(names)})


def _add(arrow: Arrow, edge: Edge) -> None:
    actor = getattr(edge.step.move, "actor", "csms")
    arrow.moves.setdefault(edge.step.move.name, (actor, edge.step.decided_by))


def _look(world: World, names: Mapping[str, str], numbers: Mapping[str, int]) -> State:
    state = world.state
    held = tuple(
        Held(
            names.get(one.sha256) or name_of(one.facts),
            numbers.get(one.sha256, -1),
            fallback=one.sha256 == state.fallback,
            over=_over(one.item, world.now),
        )
        for one in state.store.of_type(CSMS_ROOT)
    )
    root = state.connection.root if state.connection.connected else None
    under = None
    if root is not None:
        own = next((name_of(one.facts) for one in state.store.of_type(CSMS_ROOT) if one.sha256 == root), "a root that is gone")
        under = Held(names.get(root) or own, numbers.get(root, -1))
    by_name = {name: number for number, name in enumerate(names.values())}
    servers = tuple(
        (slot, server.name, by_name.get(server.name, -1), any(_over(item, world.now) for item in server.chain))
        for slot, server in world.servers
    )
    return State(held, servers, state.connection.slot, under, state.connection.connected)


def _over(item: Item, now: datetime) -> bool:
    """Whether its validity has ended."""
    return item.facts is not None and item.facts.not_after is not None and now > item.facts.not_after


def _shown(exploration: Exploration, looks: list[State]) -> set[int]:
    """All worlds; where their states are too many to read, those on the essential ways that strand, shortest first."""
    if len(set(looks)) <= MOST_STATES:
        return set(range(len(looks)))
    came_by: dict[int, int] = {}
    for edge in exploration.edges:
        came_by.setdefault(edge.after, edge.before)
    place = {id(world): number for number, world in enumerate(exploration.reached)}
    shown = {0}
    for stranding in exploration.essential:
        way, number = set[int](), place[id(stranding.world)]
        while number:
            way.add(number)
            number = came_by[number]
        if len({looks[one] for one in shown | way}) > MOST_STATES:
            break
        shown |= way
    return shown
