"""What can be done to a station in a rotation, one step each: by the CSMS, by its server, by the station itself, by time."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar, Literal, Protocol

from workbench.messages.certificates import (
    DeleteCertificateRequest,
    GetCertificateIdUse,
    GetInstalledCertificateIdsRequest,
    GetInstalledCertificateIdsResponse,
    InstallCertificateRequest,
    InstallCertificateUse,
)
from workbench.messages.hash_data import CertificateHashDataType
from workbench.station.effects import AcceptServer, OpenConnection
from workbench.station.events import Connected, ConnectionWanted, Disconnected, Received, ServerPresented
from workbench.station.installed import CSMS_ROOT

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.findings import Finding
    from workbench.station.decision import Decision
    from workbench.station.events import Event
    from workbench.station.installed import InstalledCertificate
    from workbench.station.state import StationState

Actor = Literal["csms", "world"]
"""Who makes a move: the CSMS and whoever runs its servers, by plan; or the world, at any time."""
MOST_ATTEMPTS = 250
"""More than NetworkProfileConnectionAttempts allows."""


@dataclass(frozen=True, slots=True)
class Server:
    """A CSMS's TLS server.

    Attributes
    ----------
    name
        For people.
    chain
        What it presents, its own certificate first.
    host
        What stations call to reach it; empty: not known, and the certificate's name is not checked.
    """

    name: str
    chain: tuple[Item, ...] = field(repr=False)
    host: str = ""


@dataclass(frozen=True, slots=True)
class World:
    """A station and what is around it.

    Attributes
    ----------
    state
        The station's.
    servers
        The servers that answer, by the slot of the connection profile that leads there.
    now
        UTC-aware.
    """

    state: StationState
    servers: tuple[tuple[int, Server], ...]
    now: datetime

    def server(self) -> Server | None:
        """The server behind the station's present slot."""
        return next((server for slot, server in self.servers if slot == self.state.connection.slot), None)


Outcome = tuple[World, tuple["Finding", ...]]


class Decider(Protocol):
    """What decides for the station: a personality, or one that remembers."""

    def decide(self, state: StationState, event: Event, now: datetime) -> Decision:
        """As :func:`workbench.station.station.decide`."""


class Move(Protocol):
    """What can be done, or happen, to a station; equal moves do the same."""

    actor: ClassVar[Actor]

    @property
    def name(self) -> str:
        """For people."""

    def made(self, world: World, personality: Decider) -> Outcome | None:
        """The world after it, and what the station said; None where it cannot be done, or changes nothing."""


def happen(world: World, event: Event, personality: Decider) -> tuple[Outcome, bool, bool]:
    """One event; whether a server was accepted, and whether the station tries again."""
    decision = personality.decide(world.state, event, world.now)
    accepted = any(isinstance(effect, AcceptServer) for effect in decision.effects)
    again = any(isinstance(effect, OpenConnection) for effect in decision.effects)
    return (replace(world, state=decision.state), decision.findings), accepted, again


def connected(world: World, personality: Decider, slot: int, *, migration: bool = False) -> Outcome:
    """The world after the station has tried to connect for as long as it tries."""
    profile = world.state.connection.security_profile
    (world, said), _, again = happen(world, ConnectionWanted(slot, profile, migration), personality)
    for _ in range(MOST_ATTEMPTS):
        server = world.server()
        if server is None or not again:
            break
        (world, more), accepted, again = happen(world, ServerPresented(server.chain, server.host), personality)
        said = (*said, *more)
        if accepted:
            (world, more), _, _ = happen(world, Connected(), personality)
            return world, (*said, *more)
    return world, said


@dataclass(frozen=True, slots=True)
class Install:
    """The CSMS installs a CSMS root: its name for people, and its PEM."""

    actor: ClassVar[Actor] = "csms"

    name: str
    certificate: str = field(repr=False)

    def made(self, world: World, personality: Decider) -> Outcome | None:
        """After it; None where it cannot be done: over no connection no message comes."""
        if not world.state.connection.connected:
            return None
        use = InstallCertificateUse(CSMS_ROOT)
        message = InstallCertificateRequest(certificate_type=use, certificate=self.certificate)
        return happen(world, Received(message), personality)[0]


@dataclass(frozen=True, slots=True)
class Delete:
    """The CSMS deletes a CSMS root: its name for people, and its SHA-256."""

    actor: ClassVar[Actor] = "csms"

    name: str
    sha256: str

    def made(self, world: World, personality: Decider) -> Outcome | None:
        """After it; None where there is no connection, or no such root."""
        held = next((one for one in world.state.store.of_type(CSMS_ROOT) if one.sha256 == self.sha256), None)
        if held is None or not held.hash_data or not world.state.connection.connected:
            return None
        message = DeleteCertificateRequest(certificate_hash_data=_reported(world, held, personality))
        return happen(world, Received(message), personality)[0]


_LIST = Received(GetInstalledCertificateIdsRequest(certificate_type=(GetCertificateIdUse(CSMS_ROOT),)))


def _reported(world: World, held: InstalledCertificate, personality: Decider) -> CertificateHashDataType:
    """The hash data by which the station lists a root, for a deletion to echo [M04.FR.07]; as computed where none fits."""
    reply = personality.decide(world.state, _LIST, world.now).reply
    listed = reply.certificate_hash_data_chain if isinstance(reply, GetInstalledCertificateIdsResponse) else None
    wanted = {_told(CertificateHashDataType.of(one)) for one in held.hash_data}
    fitting = (one.certificate_hash_data for one in listed or () if _told(one.certificate_hash_data) in wanted)
    return next(fitting, CertificateHashDataType.of(held.hash_data[0]))


def _told(data: CertificateHashDataType) -> tuple[str, str, str]:
    """What hash data says, however the serial number is written."""
    return data.issuer_name_hash.casefold(), data.issuer_key_hash.casefold(), data.serial_number.casefold().lstrip("0")


@dataclass(frozen=True, slots=True)
class Switch:
    """A server gets another chain; connections that stand are not touched."""

    actor: ClassVar[Actor] = "csms"

    name: str
    slot: int
    server: Server

    def made(self, world: World, personality: Decider) -> Outcome | None:  # noqa: ARG002  # as every move
        """After it; None where the server has that chain already."""
        if (self.slot, self.server) in world.servers:
            return None
        others = tuple(one for one in world.servers if one[0] != self.slot)
        return replace(world, servers=tuple(sorted((*others, (self.slot, self.server)), key=lambda one: one[0]))), ()


@dataclass(frozen=True, slots=True)
class Reconnect:
    """The connection is lost, and the station connects again."""

    actor: ClassVar[Actor] = "world"

    name: str = "reconnect"

    def made(self, world: World, personality: Decider) -> Outcome | None:
        """After it."""
        (world, said), _, _ = happen(world, Disconnected(), personality)
        after, more = connected(world, personality, world.state.connection.slot)
        return after, (*said, *more)


@dataclass(frozen=True, slots=True)
class Migrate:
    """The station moves to the CSMS in another slot (B10)."""

    actor: ClassVar[Actor] = "csms"

    name: str
    slot: int

    def made(self, world: World, personality: Decider) -> Outcome | None:
        """After it; None where it is there already, or was not told over a connection."""
        if world.state.connection.slot == self.slot or not world.state.connection.connected:
            return None
        return connected(world, personality, self.slot, migration=True)


@dataclass(frozen=True, slots=True)
class Wait:
    """Time passes."""

    actor: ClassVar[Actor] = "world"

    name: str
    until: datetime

    def made(self, world: World, personality: Decider) -> Outcome | None:  # noqa: ARG002  # as every move
        """After it; None where that time is over."""
        return (replace(world, now=self.until), ()) if self.until > world.now else None
