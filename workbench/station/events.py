"""What can happen to a station: messages that came in, connections, handshakes, time that passes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.messages.certificate_status import CertificateStatusSource
from workbench.messages.ev_certificate import CertificateAction

if TYPE_CHECKING:
    from workbench.certs.items import Item
    from workbench.messages.actions import RequestToStation
    from workbench.messages.authorize import AuthorizeRequest, AuthorizeResponse
    from workbench.messages.certificate_status import (
        GetCertificateChainStatusRequest,
        GetCertificateChainStatusResponse,
        GetCertificateStatusRequest,
        GetCertificateStatusResponse,
    )
    from workbench.messages.ev_certificate import Get15118EVCertificateRequest, Get15118EVCertificateResponse
    from workbench.messages.security_event import SecurityEvent
    from workbench.messages.sign_certificate import SignCertificateRequest, SignCertificateResponse
    from workbench.station.installed import KeyReference
    from workbench.station.state import SigningUse

    PlugRequest = Get15118EVCertificateRequest | AuthorizeRequest
    StatusRequest = GetCertificateStatusRequest | GetCertificateChainStatusRequest
    StatusResponse = GetCertificateStatusResponse | GetCertificateChainStatusResponse


@dataclass(frozen=True, slots=True)
class Received:
    """A request of the CSMS.

    Attributes
    ----------
    message
        The request, as :mod:`workbench.messages` reads it.
    """

    message: RequestToStation


@dataclass(frozen=True, slots=True)
class ConnectionWanted:
    """The station is about to connect: after a loss or a restart, or on its way to another profile (B10).

    Attributes
    ----------
    slot
        The connection profile.
    security_profile
        Of that profile: 0 to 3.
    migration
        Whether this is a change to another CSMS that was ordered, no plain reconnect.
    """

    slot: int
    security_profile: int = 2
    migration: bool = False


@dataclass(frozen=True, slots=True)
class ServerPresented:
    """A TLS server sent its certificates; the handshake waits for the station's judgement.

    Attributes
    ----------
    chain
        As it came, the server's own certificate first.
    host
        What the station called: an FQDN, a URL; the certificate's name is checked where this is one. Empty: not known.
    """

    chain: tuple[Item, ...]
    host: str = ""


@dataclass(frozen=True, slots=True)
class Connected:
    """The connection stands, TLS handshake and all."""


@dataclass(frozen=True, slots=True)
class ConnectionFailed:
    """The connection could not be opened, for another reason than the server's certificate.

    Attributes
    ----------
    noticed
        The security event that it amounts to, if any: InvalidTLSVersion, InvalidTLSCipherSuite, FailedToAuthenticateAtCsms.
    said
        What the edge saw, for people.
    """

    noticed: SecurityEvent | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Disconnected:
    """The connection was lost or closed."""


@dataclass(frozen=True, slots=True)
class Restarted:
    """The station was switched on again. Its stores survive that."""


@dataclass(frozen=True, slots=True)
class KeyReady:
    """A key pair was made and a CSR signed with it, as :class:`~workbench.station.effects.MakeKey` asked.

    Attributes
    ----------
    certificate_type
        As asked.
    key
        Where the private key is.
    public_key_sha256
        SHA-256 of the SubjectPublicKeyInfo.
    csr
        PEM.
    """

    certificate_type: SigningUse
    key: KeyReference
    public_key_sha256: str
    csr: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SigningAnswered:
    """The CSMS answered a SignCertificateRequest; the edge knows which by the message id."""

    request: SignCertificateRequest
    response: SignCertificateResponse


@dataclass(frozen=True, slots=True)
class StatusAnswered:
    """The CSMS answered a question about certificates' status (M06, M07)."""

    request: StatusRequest
    response: StatusResponse


@dataclass(frozen=True, slots=True)
class StatusUnanswered:
    """A question about certificates' status has no response; ``said`` is a sentence, or a CALLERROR's words: hostile text."""

    request: StatusRequest
    said: str


@dataclass(frozen=True, slots=True)
class VehicleChain:
    """A vehicle presented certificates: its own in the handshake of ISO 15118-20, or those of a contract.

    Attributes
    ----------
    chain
        As it came, the leaf first.
    prefer
        Which source is asked where a certificate names both.
    """

    chain: tuple[Item, ...]
    prefer: CertificateStatusSource = CertificateStatusSource.OCSP


@dataclass(frozen=True, slots=True)
class VehicleAsks:
    """A vehicle asks for a contract certificate (M01, M02), or in a session of ISO 15118-20 for the next one.

    Attributes
    ----------
    exi_request
        Its CertificateInstallationReq or CertificateUpdateReq, EXI.
    schema_version
        The URN of its schema, as iso15118SchemaVersion names it.
    action
        Install or Update.
    maximum, prioritized
        ISO 15118-20: the most contracts it takes, the eMAIDs it wants first. None and empty: what its message says.
    session
        Names the vehicle's session; a station has one for each plug.
    """

    exi_request: bytes = field(repr=False)
    schema_version: str
    action: CertificateAction = CertificateAction.INSTALL
    maximum: int | None = None
    prioritized: tuple[str, ...] = ()
    session: str = ""


@dataclass(frozen=True, slots=True)
class ContractPresented:
    """A vehicle presents its contract for Plug & Charge (C07): in PaymentDetailsReq, in -20 in AuthorizationReq.

    Attributes
    ----------
    chain
        As it came, the contract certificate first.
    emaid
        As the vehicle names it beside; empty: its certificate does.
    """

    chain: tuple[Item, ...]
    emaid: str = ""
    session: str = ""


@dataclass(frozen=True, slots=True)
class EvCertificateAnswered:
    """The CSMS answered about contract certificates (M01, M02)."""

    request: Get15118EVCertificateRequest
    response: Get15118EVCertificateResponse


@dataclass(frozen=True, slots=True)
class AuthorizeAnswered:
    """The CSMS answered about a contract (C07)."""

    request: AuthorizeRequest
    response: AuthorizeResponse


@dataclass(frozen=True, slots=True)
class PlugUnanswered:
    """A request on behalf of a vehicle has no response; ``said`` is a sentence, or a CALLERROR's words: hostile text."""

    request: PlugRequest
    said: str


@dataclass(frozen=True, slots=True)
class VehicleWaited:
    """A vehicle waited as long as it does (or the edge's timer says so), and must be told something now."""

    session: str = ""


@dataclass(frozen=True, slots=True)
class VehicleGone:
    """A vehicle left: nothing waits for an answer any more."""

    session: str = ""


@dataclass(frozen=True, slots=True)
class SigningFailed:
    """A SignCertificateRequest got no answer that can be used: a CALLERROR, or none at all while the connection stood.

    Attributes
    ----------
    request
        As it was sent.
    said
        What the edge saw, for people; a peer's words: hostile text.
    """

    request: SignCertificateRequest
    said: str = ""


@dataclass(frozen=True, slots=True)
class TimePassed:
    """The clock is looked at: something may be due."""


Event = (
    Received
    | ConnectionWanted
    | ServerPresented
    | Connected
    | ConnectionFailed
    | Disconnected
    | Restarted
    | KeyReady
    | SigningAnswered
    | SigningFailed
    | StatusAnswered
    | StatusUnanswered
    | VehicleChain
    | VehicleAsks
    | ContractPresented
    | EvCertificateAnswered
    | AuthorizeAnswered
    | PlugUnanswered
    | VehicleWaited
    | VehicleGone
    | TimePassed
)
