"""C07: from what the responders said to certificateStatus, with the requirement that decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workbench.csms.decision import said
from workbench.csms.m06_certificate_status import OFF
from workbench.findings import Finding, Severity
from workbench.messages.authorize import AuthorizeCertificateStatus
from workbench.messages.certificate_status import CertificateStatusValue
from workbench.messages.id_token import AuthorizationStatus

if TYPE_CHECKING:
    from workbench.csms.events import LookedUp
    from workbench.csms.policy import Policy

ACCEPTED = AuthorizeCertificateStatus.ACCEPTED
GOOD, REVOKED = CertificateStatusValue.GOOD, CertificateStatusValue.REVOKED
_DECIDES = {
    AuthorizeCertificateStatus.CERTIFICATE_EXPIRED: ("C07.FR.15", AuthorizationStatus.EXPIRED),
    AuthorizeCertificateStatus.CERTIFICATE_REVOKED: ("C07.FR.16", AuthorizationStatus.INVALID),
    AuthorizeCertificateStatus.CERT_CHAIN_ERROR: ("C07.FR.17", AuthorizationStatus.INVALID),
}

_NEW = "Let the vehicle ask for a new contract (M01): neither an end nor a revocation can be taken back."


class Answer(NamedTuple):
    """What is said of the certificate; the token's status where that follows from it, else None: the contract list says it."""

    certificate: AuthorizeCertificateStatus
    token: AuthorizationStatus | None
    findings: tuple[Finding, ...]


def told(status: AuthorizeCertificateStatus, why: str, findings: tuple[Finding, ...] = (), remedy: str = "") -> Answer:
    """A refusal for the certificate's sake."""
    requirement, token = _DECIDES[status]
    remedy = remedy or ("See the chain's findings." if status is AuthorizeCertificateStatus.CERT_CHAIN_ERROR else _NEW)
    note = said("csms-answered", why, Severity.ERROR, requirement=requirement, observed=str(status), remedy=remedy)
    return Answer(status, token, (note, *findings))


def answer(event: LookedUp, unasked: int, policy: Policy) -> Answer:
    """Revoked before all else; then what could not be had, as the policy says; else Accepted.

    Parameters
    ----------
    unasked
        Certificates of the chain about which nobody could be asked.
    """
    findings = tuple(one for found in event.found for one in found.findings)
    statuses = [(found.question.name, CertificateStatusValue.FAILED if event.off else found.status) for found in event.found]
    if revoked := [name for name, status in statuses if status is REVOKED]:
        return told(
            AuthorizeCertificateStatus.CERTIFICATE_REVOKED, f"Revoked in the contract's chain: {', '.join(revoked)}.", findings
        )
    unknown = [f"{name} is {status}" for name, status in statuses if status is not GOOD]
    if unasked:
        unknown.append(f"about {unasked} nobody could be asked")
    if not unknown and statuses:
        note = said(
            "csms-answered", f"Each of the {len(statuses)} certificates of the contract's chain is Good.", requirement="C07.FR.14"
        )
        return Answer(ACCEPTED, None, (note, *findings))
    why = (
        OFF
        if event.off
        else f"Not every status of the contract's chain could be had: {'; '.join(unknown) or 'none was asked for'}."
    )
    if policy.contract_without_status == "refuse":
        remedy = "Give the CSMS a fetcher that is switched on." if event.off else "See what was said of each responder."
        return told(AuthorizeCertificateStatus.CERT_CHAIN_ERROR, why, findings, remedy)
    sentence = f"{why} It counts as sound, as this CSMS's policy has it."
    note = said("revocation-unknown", sentence, Severity.WARNING, requirement="C07.FR.05")
    return Answer(ACCEPTED, None, (note, *findings))
