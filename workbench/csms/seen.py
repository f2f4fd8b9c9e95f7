"""What a record keeps of a station's words: variables, certificates on their way, answers, security events, its outfit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.messages.sign_certificate import CertificateSigningUse


@dataclass(frozen=True, slots=True)
class Reading:
    """One attribute of one variable as the station gave it; ``value`` is None where it refused, and ``status`` says how."""

    component: str
    variable: str
    instance: str
    attribute: str
    value: str | None
    status: str
    at: datetime

    @property
    def address(self) -> tuple[str, str, str, str]:
        """Component, variable, instance and attribute, case folded."""
        return address(self.component, self.variable, self.instance, self.attribute)


def address(component: str, variable: str, instance: str = "", attribute: str = "Actual") -> tuple[str, str, str, str]:
    """How a reading is found: OCPP's names have no letter case."""
    return component.casefold(), variable.casefold(), instance.casefold(), attribute


class Stage(StrEnum):
    """How far a signing has come."""

    AT_THE_CA = "at the CA"
    SENT = "sent"
    NOT_ANSWERED = "not answered"


@dataclass(frozen=True, slots=True)
class Signing:
    """A certificate that is on its way (A02, A03); None as type is one certificate for OCPP and ISO 15118 [A02.FR.13]."""

    certificate_type: CertificateSigningUse | None
    request_id: int | None
    public_key_sha256: str
    since: datetime
    stage: Stage = Stage.AT_THE_CA


@dataclass(frozen=True, slots=True)
class Issued:
    """A chain that the station took."""

    certificate_type: CertificateSigningUse | None
    chain: tuple[Item, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Remembered:
    """One answer of the station, for what it tells of its ways.

    Attributes
    ----------
    action
        ``"InstallCertificate"`` ...
    about
        A certificate type, a variable, a trigger; may be empty.
    status
        As answered; ``"no answer"``, or the code of a CALLERROR.
    reason
        The statusInfo's reason code. Hostile text.
    """

    at: datetime
    action: str
    about: str
    status: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Handed:
    """A contract that went to a vehicle of ISO 15118-20, by the SHA-256 of its request, and how many remained then."""

    request_sha256: str
    remaining: int


@dataclass(frozen=True, slots=True)
class SecurityEventSeen:
    """A security event that the station reported. Hostile text."""

    type: str
    timestamp: str
    tech_info: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Outfit:
    """What BootNotification said; stations of one outfit are expected to behave alike. Hostile text."""

    vendor: str = ""
    model: str = ""
    firmware: str = ""
