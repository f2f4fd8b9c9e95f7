"""A station that remembers what it decided: the same state, event and time are decided once in a search, with the same result."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.station.decision import Decision
    from workbench.station.events import Event
    from workbench.station.moves import Decider, Server, World
    from workbench.station.state import StationState

MOST_DECISIONS = 100_000
"""So many are remembered; what comes later is decided each time."""
Place = tuple[int, int, "datetime"]


class Remembering:
    """Decides as another does, and each thing once.

    Equal states become one object, so that worlds are told apart by numbers and no certificate is hashed twice.

    Parameters
    ----------
    decider
        A personality.
    """

    def __init__(self, decider: Decider) -> None:
        self._decider = decider
        self._decisions: dict[tuple[int, Event, datetime], Decision] = {}
        self._states: dict[StationState, StationState] = {}
        self._known: set[int] = set()
        self._servers: dict[tuple[tuple[int, Server], ...], int] = {}
        self._servers_by_identity: dict[int, tuple[object, int]] = {}

    @classmethod
    def of(cls, decider: Decider) -> Remembering:
        """One that remembers, which may have begun in another search."""
        return decider if isinstance(decider, cls) else cls(decider)

    def decide(self, state: StationState, event: Event, now: datetime) -> Decision:
        """As :func:`workbench.station.station.decide`."""
        state = self._one(state)
        key = (id(state), event, now)  # the state is kept, so its number stays its own
        known = self._decisions.get(key)
        if known is None:
            known = self._decider.decide(state, event, now)
            known = replace(known, state=self._one(known.state))
            if len(self._decisions) < MOST_DECISIONS:
                self._decisions[key] = known
        return known

    def place(self, world: World) -> Place:
        """What equal worlds share, and no others."""
        return id(self._one(world.state)), self._number(world.servers), world.now

    def _one(self, state: StationState) -> StationState:
        if id(state) in self._known:
            return state
        one = self._states.setdefault(state, state)
        if one is state:
            self._known.add(id(state))
        return one

    def _number(self, servers: tuple[tuple[int, Server], ...]) -> int:
        seen = self._servers_by_identity.get(id(servers))
        if seen is None:
            seen = servers, self._servers.setdefault(servers, len(self._servers))
            if len(self._servers_by_identity) < MOST_DECISIONS:
                self._servers_by_identity[id(servers)] = seen
        return seen[1]
