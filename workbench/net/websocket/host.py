"""Whose port it is: what the server asks of a CSMS, and nothing else of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from workbench.certs.items import Item
    from workbench.messages.versions import Version
    from workbench.net.ocppj.transport import Transport


class ServerIdentity(Protocol):
    """What the CSMS shows in the handshake."""

    @property
    def name(self) -> str:
        """As people call it."""

    @property
    def chain(self) -> tuple[Item, ...]:
        """Its certificate first, then its sub-CAs."""

    @property
    def key(self) -> PrivateKeyTypes:
        """Of its certificate."""


class Clock(Protocol):
    """What the time is; :class:`workbench.net.machines.clock.Clock`."""

    @property
    def simulated(self) -> bool:
        """Whether it is another than the machine's."""

    def now(self) -> datetime:
        """The time, UTC-aware."""


class Host(Protocol):
    """Whose port this is; :class:`workbench.net.machines.csms.Csms`."""

    @property
    def server(self) -> ServerIdentity:
        """What it shows now; asked at each handshake, for a rotation switches it."""

    @property
    def client_anchors(self) -> tuple[Item, ...]:
        """The roots of station certificates."""

    @property
    def clock(self) -> Clock:
        """By which certificates are judged."""

    def admits(self, identity: str, security_profile: int, password: str = "", client_chain: tuple[Item, ...] = ()) -> str:
        """Why this station may not connect; empty where it may."""

    def has_room(self, identity: str) -> bool:
        """Whether it knows this station, or can remember one more."""

    async def serve(
        self,
        identity: str,
        transport: Transport,
        version: Version,
        security_profile: int,
        client_chain: tuple[Item, ...] = (),
        *,
        server: str | None = None,
    ) -> None:
        """One station's connection to its end; ``server``: the name of what its handshake showed."""
