"""What can happen to a CSMS with one of its stations."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.messages.versions import Version

if TYPE_CHECKING:
    from workbench.csms.effects import AskPool, LookUp, SignCsr
    from workbench.csms.status_looking import Found
    from workbench.findings import Finding
    from workbench.messages.actions import RequestToCsms, RequestToStation, ResponseFromStation
    from workbench.messages.ev_certificate import Get15118EVCertificateResponse


@dataclass(frozen=True, slots=True)
class Connected:
    """The station connected.

    Attributes
    ----------
    version
        The OCPP version of its subprotocol.
    security_profile
        0 to 3, as the connection is.
    server
        Which of its server certificates the CSMS showed, as the edge calls it; empty without TLS.
    """

    version: Version = Version.V21
    security_profile: int = 2
    server: str = ""


@dataclass(frozen=True, slots=True)
class Disconnected:
    """The connection ended."""


@dataclass(frozen=True, slots=True)
class Received:
    """A request of the station."""

    message: RequestToCsms


@dataclass(frozen=True, slots=True)
class Answered:
    """The station answered a request of ours."""

    request: RequestToStation
    response: ResponseFromStation


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """A request of ours has no response.

    Attributes
    ----------
    why
        A sentence: time-out, connection gone, or what the CALLERROR says. Hostile text.
    code
        The CALLERROR's code; empty where nothing came: then it is not known whether the station did what was asked.
    """

    request: RequestToStation
    why: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Signed:
    """The CA signed.

    Attributes
    ----------
    signing
        The effect that asked for it.
    chain
        PEM.
    """

    signing: SignCsr
    chain: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SigningFailed:
    """The CA did not sign; ``why`` is a sentence."""

    signing: SignCsr
    why: str


@dataclass(frozen=True, slots=True)
class LookedUp:
    """Everyone was asked who had to be (M06, M07).

    Attributes
    ----------
    found
        What became of each question, in their order.
    off
        Whether nobody was asked, for live checks are off.
    """

    looking: LookUp
    found: tuple[Found, ...]
    off: bool = False


@dataclass(frozen=True, slots=True)
class PoolAnswered:
    """The contract certificate pool answered; its findings say how it came to that."""

    asked: AskPool
    response: Get15118EVCertificateResponse
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class PoolFailed:
    """The pool gave no answer.

    Attributes
    ----------
    why
        A sentence, perhaps a stranger's: hostile text.
    none
        Whether there is no pool at all.
    """

    asked: AskPool
    why: str
    none: bool = False


Event = Connected | Disconnected | Received | Answered | NoAnswer | Signed | SigningFailed | LookedUp | PoolAnswered | PoolFailed
