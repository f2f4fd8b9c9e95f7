"""How a station opens a connection, in the steps between which it decides: handshake, judgement, WebSocket or breaking off."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from workbench.certs.items import Item
    from workbench.messages.versions import Version
    from workbench.net.ocppj.transport import Transport


@dataclass(frozen=True, slots=True)
class ClientSide:
    """What the station brings to a handshake. Neither its password nor its key is in its repr.

    Attributes
    ----------
    identity
        Of the station: the last part of the WebSocket's path, and the user name under security profiles 1 and 2.
    version
        Of OCPP; names the WebSocket subprotocol.
    anchors
        The CSMS roots that the station may use now; empty under security profiles 0 and 1.
    chain
        Its TLS client chain, leaf first; empty unless the security profile is 3.
    key
        The private key of the chain's leaf.
    password
        BasicAuthPassword, for security profiles 1 and 2; empty: none is sent.
    at
        The station's time, UTC-aware, where its clock is simulated; None: the machine's.
    """

    identity: str
    version: Version
    anchors: tuple[Item, ...] = ()
    chain: tuple[Item, ...] = ()
    key: PrivateKeyTypes | None = field(default=None, repr=False)
    password: str = field(default="", repr=False)
    at: datetime | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Presented:
    """A TLS server's certificates, before a byte of HTTP is sent; the connection waits for the station's judgement.

    Attributes
    ----------
    url, client
        What was asked, and by whom.
    chain
        As the server sent it, its own certificate first.
    trusted
        OpenSSL's verdict with the station's anchors; where False, the handshake is over and the server has had its alert. None:
        OpenSSL was not asked.
    said
        OpenSSL's words where it refused.
    name
        The server name that the opener held the certificate against; empty: it checked none.
    handle
        The connection itself, in the opener's own form; None where the handshake is over.
    """

    url: str
    client: ClientSide
    chain: tuple[Item, ...]
    trusted: bool | None
    said: str = ""
    name: str = ""
    handle: object = field(default=None, repr=False)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("an open handshake cannot be copied")


class Opener(Protocol):
    """Opens connections for one station; stateless but for what is in a :class:`Presented`."""

    async def present(self, url: str, security_profile: int, client: ClientSide) -> Presented | None:
        """The TLS handshake alone; None for security profiles 0 and 1, which have none.

        Raises
        ------
        NetworkError
            There is no server, or no handshake came about for another reason than the server's certificate: its refusal of the
            client certificate is one.
        """
        ...

    async def go_on(self, presented: Presented | None, url: str, client: ClientSide) -> Transport:
        """The WebSocket upgrade, with subprotocol and Basic authentication; over TLS where a handshake was ``presented``.

        Raises
        ------
        NetworkError
            With the HTTP status, and a hint.
        """
        ...

    async def break_off(self, presented: Presented) -> None:
        """End the connection without a byte of HTTP; does nothing where it has ended. Never raises."""
        ...
