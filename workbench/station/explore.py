"""Every order of moves, searched breadth first: which of them strand a station, the shortest first."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.station.moves import Reconnect
from workbench.station.personalities import STRICT_STATION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.findings import Finding
    from workbench.station.moves import Move, World
    from workbench.station.personalities import Personality


@dataclass(frozen=True, slots=True)
class Step:
    """A move and what the station made of it."""

    move: Move
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
        From the beginning to the reconnect that fails.
    world
        How it ends.
    """

    steps: tuple[Step, ...]
    world: World = field(repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The moves' names."""
        return tuple(step.move.name for step in self.steps)


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
    """

    strandings: tuple[Stranding, ...]
    worlds: int
    transitions: int
    complete: bool


def explore(
    start: World, moves: Sequence[Move], personality: Personality = STRICT_STATION, *, deepest: int = 12, most: int = 20_000
) -> Exploration:
    """All orders of these moves, each as often as it still changes something; a lost connection may come at any time.

    Parameters
    ----------
    deepest
        Moves in one order at most.
    most
        Worlds at most.
    """
    ways: dict[World, tuple[Step, ...]] = {start: ()}
    queue = deque([start])
    strandings: list[Stranding] = []
    transitions, complete = 0, True
    while queue:
        world = queue.popleft()
        steps = ways[world]
        if len(steps) >= deepest:
            complete = False
            continue
        for move in (*moves, Reconnect()):
            outcome = move.made(world, personality)
            if outcome is None:
                continue
            transitions += 1
            after, findings = outcome
            if after in ways:
                continue
            if len(ways) >= most:
                return Exploration(tuple(strandings), len(ways), transitions, complete=False)
            ways[after] = (*steps, Step(move, findings))
            if after.state.connection.connected:
                queue.append(after)
            else:
                strandings.append(Stranding(ways[after], after))
    return Exploration(tuple(strandings), len(ways), transitions, complete)
