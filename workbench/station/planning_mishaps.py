"""What happens to a station in a rotation besides a lost connection: restarts, dead networks, wrong servers, failed migrations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from workbench.station.events import Connected, ConnectionFailed, ConnectionWanted, Disconnected, Restarted, ServerPresented
from workbench.station.moves import MOST_ATTEMPTS, connected, happen

if TYPE_CHECKING:
    from workbench.findings import Finding
    from workbench.station.events import Event
    from workbench.station.moves import Actor, Decider, Outcome, Server, World


@dataclass(frozen=True, slots=True)
class Restart:
    """The station is switched off and on, and connects again; its stores survive that."""

    actor: ClassVar[Actor] = "world"

    name: str = "restart"

    def made(self, world: World, personality: Decider) -> Outcome | None:
        """After it."""
        (world, said), _, _ = happen(world, Restarted(), personality)
        slot = world.state.preferred_slot
        after, more = connected(world, personality, slot, migration=slot != world.state.connection.slot)
        return after, (*said, *more)


@dataclass(frozen=True, slots=True)
class NetworkFailure:
    """The connection is lost, one attempt to connect finds no network, the next one finds it again."""

    actor: ClassVar[Actor] = "world"

    name: str = "network failure"

    def made(self, world: World, personality: Decider) -> Outcome | None:
        """After it."""
        at = world.state.connection
        events = (Disconnected(), ConnectionWanted(at.slot, at.security_profile), ConnectionFailed())
        return _connected_after(_through(world, events, personality), personality)


@dataclass(frozen=True, slots=True)
class WrongServer:
    """The connection is lost, one handshake is with another server at the same address, the next with the right one.

    A node that was forgotten in the roll-out, a proxy, an attacker: what people call it, and its chain.
    """

    actor: ClassVar[Actor] = "world"

    name: str
    server: Server

    def made(self, world: World, personality: Decider) -> Outcome | None:
        """After it; None where that server is the right one. A station that accepts it is connected to it."""
        if self.server == world.server():
            return None
        at = world.state.connection
        events = (Disconnected(), ConnectionWanted(at.slot, at.security_profile))
        before, said = _through(world, events, personality)
        (after, more), accepted, _ = happen(before, ServerPresented(self.server.chain, self.server.host), personality)
        if not accepted:
            return _connected_after((after, (*said, *more)), personality)
        stands, last = _through(after, (Connected(),), personality)
        return stands, (*said, *more, *last)


@dataclass(frozen=True, slots=True)
class FailedMigration:
    """The CSMS orders a migration, and the network there is dead: the station uses its attempts up and goes back home (B10)."""

    actor: ClassVar[Actor] = "world"

    name: str
    slot: int

    def made(self, world: World, personality: Decider) -> Outcome | None:
        """After it; None where the station is there already, or was not told over a connection."""
        home = world.state.connection
        if home.slot == self.slot or not home.connected:
            return None
        wanted = ConnectionWanted(self.slot, home.security_profile, migration=True)
        world, said = _through(world, (wanted,), personality)
        for _ in range(MOST_ATTEMPTS):
            if world.state.connection.slot != self.slot:
                break
            world, more = _through(world, (ConnectionFailed(),), personality)
            said = (*said, *more)
        return _connected_after((world, said), personality)


def _through(world: World, events: tuple[Event, ...], personality: Decider) -> Outcome:
    said: tuple[Finding, ...] = ()
    for event in events:
        (world, more), _, _ = happen(world, event, personality)
        said = (*said, *more)
    return world, said


def _connected_after(outcome: Outcome, personality: Decider) -> Outcome:
    world, said = outcome
    after, more = connected(world, personality, world.state.connection.slot)
    return after, (*said, *more)
