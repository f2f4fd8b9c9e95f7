"""A scenario: a rotation to search, with what the CSMS can do, what the world does to it, and what people get wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from workbench.station.device_model import default_model
from workbench.station.installed import CSMS_ROOT, InstalledCertificate, TrustStore
from workbench.station.moves import Delete, Install, Reconnect, Switch, Wait, World
from workbench.station.personalities import STRICT_STATION
from workbench.station.planning_evidence import ConnectedUnder, Listed
from workbench.station.planning_mishaps import NetworkFailure, Restart, WrongServer
from workbench.station.planning_pki import start, stranger
from workbench.station.state import StationState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from workbench.station.moves import Move, Server
    from workbench.station.planning_evidence import Guard
    from workbench.station.planning_pki import Root
    from workbench.station.planning_plan import Goal, Plan

SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A rotation to search.

    Attributes
    ----------
    name, says
        For command lines; and one sentence.
    world
        How it begins.
    moves
        What the CSMS can do.
    mishaps
        What may happen at any time, besides a lost connection.
    deadlines
        When certificates end, in order; a search that is to see it has them among its moves.
    guards
        Evidence that the CSMS can wait for.
    evidence
        Of a move: what shows that it has done what it should.
    goal
        What the rotation is to reach.
    mistakes
        Plans that look right, each with the sentence that says what it does.
    names
        SHA-256 of each root to its short name, the present one first.
    """

    name: str
    says: str
    world: World = field(repr=False)
    moves: tuple[Move, ...] = field(repr=False)
    mishaps: tuple[Move, ...] = field(repr=False)
    deadlines: tuple[Wait, ...] = field(repr=False)
    guards: tuple[Guard, ...] = field(repr=False)
    evidence: Mapping[Move, Guard] = field(repr=False)
    goal: Goal = field(repr=False)
    mistakes: tuple[Plan, ...] = field(repr=False)
    names: dict[str, str] = field(repr=False)

    @property
    def everything(self) -> tuple[Move, ...]:
        """All moves, the CSMS's and the world's."""
        return (*self.moves, *self.mishaps)


def beginning(*roots: Root, check: bool, servers: tuple[tuple[int, Server], ...], now: datetime | None = None) -> World:
    """A station that has these CSMS roots, connected to what stands in slot 1."""
    store = TrustStore(tuple((CSMS_ROOT, InstalledCertificate.of(one.item, one.item)) for one in roots))
    state = StationState(store=store, model=default_model(root_check=check))
    alone = World(state, servers, now or start())
    return (Reconnect().made(alone, STRICT_STATION) or (alone, ()))[0]


def install(root: Root) -> Install:
    """The CSMS installs it."""
    return Install(f"install {root.name}", root.pem)


def delete(root: Root) -> Delete:
    """The CSMS deletes it."""
    return Delete(f"delete {root.name}", root.sha256)


def server_to(root: Root, words: str = "server to") -> Switch:
    """The server behind slot 1 gets a chain below this root."""
    return Switch(f"{words} {root.name}", 1, root.server)


def shows(root: Root, issuer: Root) -> Listed:
    """M03 lists it."""
    return Listed(f"M03 shows {root.name}", InstalledCertificate.of(root.item, issuer.item).hash_data)


def shows_no_more(root: Root) -> Listed:
    """M03 lists it no longer."""
    return Listed(f"M03 shows {root.name} no more", InstalledCertificate.of(root.item, root.item).hash_data, there=False)


def under(root: Root) -> ConnectedUnder:
    """The station has connected under it."""
    return ConnectedUnder(f"the station is connected under {root.name}", root.sha256)


def usual_mishaps(old: Root) -> tuple[Move, ...]:
    """What happens to every station: restarts, dead networks, strangers, a node of the CSMS that the roll-out forgot."""
    return (
        Restart(),
        NetworkFailure(),
        WrongServer("a stranger's server answers once", stranger()),
        WrongServer(f"a forgotten node under {old.name} answers once", old.server),
    )


def deadlines(roots: Iterable[Root]) -> tuple[Wait, ...]:
    """When the certificates of these roots and of the servers below them end."""
    ends = {end: what for one in roots for end, what in one.ends}
    return tuple(Wait(f"{what} expires", end + SECOND) for end, what in sorted(ends.items()))
