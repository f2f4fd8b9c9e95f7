"""What the edge must do for the CSMS; what comes of it returns as an event."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.certs.hashdata import CertificateHashData
    from workbench.messages.actions import RequestToStation
    from workbench.messages.authorize import AuthorizeRequest
    from workbench.messages.certificate_status import GetCertificateChainStatusRequest, GetCertificateStatusRequest
    from workbench.messages.ev_certificate import Get15118EVCertificateRequest
    from workbench.messages.sign_certificate import CertificateSigningUse
    from workbench.revocation.questions import Question


@dataclass(frozen=True, slots=True)
class SignCsr:
    """Have a CA sign this [A02.FR.04]: :class:`~workbench.csms.events.Signed` or ``SigningFailed`` tells of it.

    Attributes
    ----------
    identity
        The station.
    certificate_type
        None: one certificate for OCPP and ISO 15118.
    csr
        PEM; its signature was checked.
    public_key_sha256
        SHA-256 of its SubjectPublicKeyInfo.
    root
        The V2G root that the station wants to be under [A02.FR.27].
    """

    identity: str
    certificate_type: CertificateSigningUse | None
    request_id: int | None
    csr: str = field(repr=False)
    public_key_sha256: str
    root: CertificateHashData | None = None


@dataclass(frozen=True, slots=True)
class Send:
    """Send this request to the station, after the response to what it asked; its answer is an event."""

    message: RequestToStation


@dataclass(frozen=True, slots=True)
class LookUp:
    """Ask OCSP responders and CRL servers, then let :class:`~workbench.csms.events.LookedUp` happen: its decision has the reply.

    Attributes
    ----------
    request
        What the station asked; it waits for the answer.
    questions
        One for each certificate that it names, in its order.
    """

    request: GetCertificateStatusRequest | GetCertificateChainStatusRequest | AuthorizeRequest
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class AskPool:
    """Ask the contract certificate pool (M01, M02); ``PoolAnswered`` or ``PoolFailed`` tells of it, and its decision has the reply.

    Attributes
    ----------
    longest
        Characters of exiResponse that the station takes.
    """

    request: Get15118EVCertificateRequest
    longest: int


Effect = SignCsr | Send | LookUp | AskPool
