"""What the edge must do for the station; what comes of it returns as an event."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.messages.actions import RequestToCsms
    from workbench.station.installed import KeyReference
    from workbench.station.state import SigningUse


@dataclass(frozen=True, slots=True)
class AcceptServer:
    """Go on with the TLS handshake: this CSMS root, by SHA-256, verifies the server."""

    root: str


@dataclass(frozen=True, slots=True)
class RefuseServer:
    """Break the TLS handshake off; the alert says that the certificate is not trusted."""

    reason: str


@dataclass(frozen=True, slots=True)
class OpenConnection:
    """Connect to the profile in this slot."""

    slot: int


@dataclass(frozen=True, slots=True)
class DestroyKey:
    """Destroy the private key at this reference: nothing uses it any more."""

    key: KeyReference


@dataclass(frozen=True, slots=True)
class MakeKey:
    """Make a key pair and a CSR signed with it; :class:`~workbench.station.events.KeyReady` tells of it.

    Attributes
    ----------
    certificate_type
        What the certificate is for.
    common_name, organization_name, country_name
        The subject; an empty one is left out.
    key
        ``"P-256"`` or ``"P-521"``.
    """

    certificate_type: SigningUse
    common_name: str
    organization_name: str
    country_name: str
    key: str


@dataclass(frozen=True, slots=True)
class Send:
    """Send this request; while offline it waits [A04.FR.02]."""

    message: RequestToCsms


@dataclass(frozen=True, slots=True)
class KeepSecret:
    """Keep the value of a write-only variable, a password; no state holds it."""

    component: str
    name: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Restart:
    """Switch the station off and on again."""


@dataclass(frozen=True, slots=True)
class AcceptVehicle:
    """Go on with a vehicle: the status of its chain is no obstacle (M07). Its leaf, by SHA-256."""

    leaf: str


@dataclass(frozen=True, slots=True)
class RefuseVehicle:
    """Break off with a vehicle; the reason may quote its certificates: hostile text."""

    leaf: str
    reason: str


@dataclass(frozen=True, slots=True)
class AnswerVehicle:
    """Answer a vehicle that asked for a contract certificate (M01, M02).

    Attributes
    ----------
    session
        Which vehicle's.
    status
        ``"Accepted"`` or ``"Failed"``.
    exi_response
        The message for it, EXI; empty where it failed: the station makes its own then.
    remaining
        How many more contracts there are (ISO 15118-20); None: not said.
    why
        A sentence for people. May quote the CSMS: hostile text.
    """

    session: str
    status: str
    exi_response: bytes = field(repr=False)
    remaining: int | None
    why: str


@dataclass(frozen=True, slots=True)
class AuthorizeVehicle:
    """Let a vehicle charge on its contract (C07).

    Attributes
    ----------
    leaf
        SHA-256 of the contract certificate.
    certificate_status, token_status
        What the CSMS said of the certificate and of the eMAID; empty where nobody did.
    """

    session: str
    leaf: str
    emaid: str
    certificate_status: str
    token_status: str
    why: str


@dataclass(frozen=True, slots=True)
class DenyVehicle:
    """Do not let a vehicle charge on its contract (C07); as :class:`AuthorizeVehicle`, and ``why`` may quote: hostile text."""

    session: str
    leaf: str
    emaid: str
    certificate_status: str
    token_status: str
    why: str


Effect = (
    AcceptServer
    | RefuseServer
    | OpenConnection
    | DestroyKey
    | MakeKey
    | Send
    | KeepSecret
    | Restart
    | AcceptVehicle
    | RefuseVehicle
    | AnswerVehicle
    | AuthorizeVehicle
    | DenyVehicle
)
