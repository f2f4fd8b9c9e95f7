"""A decision: the new state, the answer, which requirement decided it and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.certs.pairing import name_of
from workbench.findings import Finding, Severity
from workbench.messages.status_info import status_info

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.messages.actions import ResponseFromStation
    from workbench.messages.reason_codes import ReasonCode
    from workbench.messages.status_info import StatusInfo
    from workbench.station.effects import Effect
    from workbench.station.installed import InstalledCertificate
    from workbench.station.state import StationState


@dataclass(frozen=True, slots=True)
class Decision:
    """What :func:`workbench.station.station.decide` gives.

    Attributes
    ----------
    state
        The new state; the old one is unchanged.
    reply
        The response to a request; None where the event was none.
    findings
        The one that decided first, then what speaks for it and what follows.
    effects
        What the edge must do, in this order: after the reply was sent [F06.FR.04].
    raw
        A payload that goes over the wire in place of the reply's, for personalities that break the schema; else None.
    """

    state: StationState
    reply: ResponseFromStation | None = None
    findings: tuple[Finding, ...] = ()
    effects: tuple[Effect, ...] = ()
    raw: Mapping[str, Any] | None = None

    @property
    def decided_by(self) -> str:
        """The requirement that decided; empty where none did."""
        return self.findings[0].requirement if self.findings else ""


_SEVERITIES = {
    "Accepted": Severity.INFO,
    "NotFound": Severity.INFO,
    "Rejected": Severity.ERROR,
    "Failed": Severity.ERROR,
}


def answered(
    status: str, message: str, *, requirement: str, about: InstalledCertificate | None = None, remedy: str = ""
) -> Finding:
    """The finding behind an answer: ``station-accepted``, ``station-rejected``, ``station-failed`` or ``station-not-found``."""
    return Finding(
        code=f"station-{'not-found' if status == 'NotFound' else status.lower()}",
        message=message,
        severity=_SEVERITIES.get(status, Severity.ERROR),
        requirement=requirement,
        item="message",
        observed=status,
        certificate=about.sha256 if about else None,
        subject=str(about.facts.subject) if about else "",
        remedy=remedy,
    )


def consequence(
    message: str,
    *,
    requirement: str = "",
    about: InstalledCertificate | None = None,
    severity: Severity = Severity.WARNING,
    remedy: str = "",
) -> Finding:
    """``station-consequence``: what follows from a decision. ``{}`` in the message is the certificate's name."""
    return Finding(
        code="station-consequence",
        message=message.replace("{}", name_of(about.facts), 1) if about else message,
        severity=severity,
        requirement=requirement,
        item="certificate" if about else "message",
        certificate=about.sha256 if about else None,
        subject=str(about.facts.subject) if about else "",
        remedy=remedy,
    )


def told(message: str, about: InstalledCertificate) -> str:
    """A sentence with the certificate's name for its ``{}``."""
    return message.replace("{}", name_of(about.facts), 1)


def why(state: StationState, reason: ReasonCode, sentence: str) -> StatusInfo:
    """The statusInfo of a refusal, in the version that is spoken."""
    return status_info(reason, sentence, state.connection.version)
