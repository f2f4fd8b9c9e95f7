"""The three answers of InstallCertificate: Accepted; Rejected for a bad certificate, or one too many; Failed for a good one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.messages.certificates import InstallCertificateResponse, InstallCertificateStatus
from workbench.messages.reason_codes import ReasonCode
from workbench.station.decision import Decision, answered, why
from workbench.station.device_model import SECURITY

if TYPE_CHECKING:
    from workbench.findings import Finding
    from workbench.station.installed import InstalledCertificate
    from workbench.station.policy import Policy
    from workbench.station.state import StationState

FIELD = "InstallCertificateRequest.certificate"


def installed(
    state: StationState, sentence: str, *, requirement: str, about: InstalledCertificate, notes: tuple[Finding, ...] = ()
) -> Decision:
    """Accepted, in a new state."""
    finding = answered("Accepted", sentence, requirement=requirement, about=about)
    return Decision(state, InstallCertificateResponse(status=InstallCertificateStatus.ACCEPTED), (finding, *notes))


def rejected(  # noqa: PLR0913  # the parts of an answer, by name
    state: StationState,
    sentence: str,
    *,
    requirement: str,
    reason: ReasonCode = ReasonCode.INVALID_CERTIFICATE,
    about: InstalledCertificate | None = None,
    because: tuple[Finding, ...] = (),
    remedy: str = "",
) -> Decision:
    """Rejected; the state stays as it was."""
    finding = answered("Rejected", sentence, requirement=requirement, about=about, remedy=remedy)
    reply = InstallCertificateResponse(status=InstallCertificateStatus.REJECTED, status_info=why(state, reason, sentence))
    return Decision(state, reply, (finding, *because))


def failed(state: StationState, reason: ReasonCode, sentence: str, *, requirement: str) -> Decision:
    """Failed; the state stays as it was."""
    finding = answered("Failed", sentence, requirement=requirement)
    reply = InstallCertificateResponse(status=InstallCertificateStatus.FAILED, status_info=why(state, reason, sentence))
    return Decision(state, reply, (finding,))


def beyond_limit(before: StationState, after: StationState, policy: Policy, *, uncounted: int = 0) -> str:
    """Why there is no room, in words; empty where there is. ``uncounted`` entries of the new state are not held against it."""
    variable = before.model.find(SECURITY, "CertificateEntries")
    most = variable.most if variable is not None else None
    if most is None or not policy.enforce_limit or after.entries - uncounted <= most:
        return ""
    return f"The station holds {before.entries} certificates and takes {most} (CertificateEntries.maxLimit)."
