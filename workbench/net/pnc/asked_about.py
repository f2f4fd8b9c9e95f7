"""May this contract charge here? The controller's own look at the chain; then the station and its CSMS, where there are (C07)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.findings import Finding, Severity
from workbench.net.pnc.step import Party

if TYPE_CHECKING:
    from workbench.net.machines.plug_answers import ContractVerdict
    from workbench.net.pnc.contract_checks import Presented
    from workbench.net.pnc.course import Backend, Course
    from workbench.net.pnc.step import Step

_CODES = {
    "Accepted": "FAILED",  # the certificate is good, the token is not
    "SignatureError": "FAILED_SignatureError",
    "CertificateExpired": "FAILED_CertificateExpired",
    "CertificateRevoked": "FAILED_CertificateRevoked",
    "NoCertificateAvailable": "FAILED_NoCertificateAvailable",
    "CertChainError": "FAILED_CertChainError",
    "ContractCancelled": "FAILED_ContractCanceled",
}
"""AuthorizeResponse's certificateStatus to ISO 15118-2's response codes, where the vehicle may not charge."""


async def asked_about(course: Course, seen: Presented, backend: Backend | None) -> str:
    """The response code of edition -2; where it is not ``"OK"``, ``course.refusal`` says whose doing that is and why.

    The controller refuses by itself what no CSMS could mend: another eMAID than the certificate's, an unreadable certificate.
    """
    course.emaid, course.contract = seen.emaid, seen.diagnosis
    own = seen.cause
    final = own is not None and (backend is None or own.code in {"identity-mismatch", "malformed-certificate"})
    course.does(
        Party.SECC,
        "looks at the contract chain",
        ok=own is None,
        said=_said(seen) if own is None else own.message if final else f"{own.message} It asks the station.",
        findings=seen.findings,
    )
    course.not_checked += _not_checked(seen, backend)
    if final or backend is None:
        course.refusal = None if own is None else (Party.SECC, own)
        return seen.response_code
    verdict, steps = await backend.contract_presented(seen.chain, seen.emaid)
    course.steps.extend(steps)
    if verdict.ok:
        return "OK"
    asked = any(one.sender is Party.CSMS for one in steps)
    course.refusal = (Party.CSMS, _refusal(verdict, steps)) if asked else (Party.SECC, own or _refusal(verdict, steps))
    return _CODES.get(verdict.certificate_status, "FAILED")


def _said(seen: Presented) -> str:
    return f"accepted by the roots at the station; {seen.askable} of {len(seen.chain)} certificates can be asked about by hash data"


def _not_checked(seen: Presented, backend: Backend | None) -> list[str]:
    if backend is None and seen.diagnosis is not None and "revocation" in seen.diagnosis.not_checked:
        return ["Whether the contract is revoked, and whether it is still paid for: the station stands alone, no CSMS is asked."]
    return []


def _refusal(verdict: ContractVerdict, steps: tuple[Step, ...]) -> Finding:
    """What the CSMS found; else the error among the verdict's findings, or one in its words."""
    ruled = (one for step in steps if step.sender is Party.CSMS and step.alone for one in step.findings)
    found = next((one for one in (*ruled, *verdict.findings) if one.severity is Severity.ERROR), None)
    if found is not None:
        return found
    statuses = f"certificateStatus {verdict.certificate_status or 'not said'}, idTokenInfo {verdict.token_status or 'not said'}"
    return Finding(
        code="contract-refused",
        message=verdict.why or f"The contract may not charge: {statuses}.",
        severity=Severity.ERROR,
        item="message",
        observed=statuses,
        expected="certificateStatus Accepted, idTokenInfo Accepted",
        remedy="See what the CSMS knows of the eMAID, and what it found in the certificate.",
    )
