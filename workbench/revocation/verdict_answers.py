"""What a CSMS sends back: GetCertificateStatusResponse (M06) for octets, CertificateStatusType (M07) for a verdict."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from workbench.findings import Finding, Severity
from workbench.messages.certificate_status import (
    CertificateStatus,
    CertificateStatusValue,
    GetCertificateStatusResponse,
    GetCertificateStatusStatus,
)
from workbench.revocation.cache_rules import WITHOUT_NEXT_UPDATE
from workbench.revocation.ocsp_conclusions import status_name
from workbench.revocation.verdict_faults import LONGEST_OCSP_RESULT, base64_length
from workbench.revocation.verdict_ocsp import read_response
from workbench.times import rfc3339

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from workbench.messages.hash_data import CertificateHashDataType
    from workbench.revocation.verdict import Verdict


def m07_result(
    asked: CertificateHashDataType, verdict: Verdict, at: datetime, without_next_update: timedelta = WITHOUT_NEXT_UPDATE
) -> CertificateStatus:
    """One entry of a GetCertificateChainStatusResponse (M07.FR.08).

    nextUpdate is required: it is the answer's own; where that has none, a bound from now on, which must not mean for ever; and with
    Failed, where it means nothing, now, so that nobody keeps it.

    Parameters
    ----------
    asked
        The certificate as the station's request spelled it.
    """
    until = verdict.next_update or at + without_next_update
    if verdict.status is CertificateStatusValue.FAILED:
        until = at
    return CertificateStatus(certificate_hash_data=asked, source=verdict.source, status=verdict.status, next_update=rfc3339(until))


def m06_response(octets: bytes | None, version: str = "2.1") -> tuple[GetCertificateStatusResponse, tuple[Finding, ...]]:
    """The answer to a GetCertificateStatusRequest: the octets are passed on, whatever they say of the certificate (M06.FR.02).

    A response that says that it is no answer is no OCSP status, and one that ocspResult cannot carry cannot be delivered: both are
    Failed, with a finding.

    Parameters
    ----------
    octets
        What the responder sent; None where nothing came.
    version
        ``"2.0.1"`` or ``"2.1"``.
    """
    if octets is None:
        return _failed("No OCSP response could be had.", "nothing", "M06.FR.04")
    response, why, status = read_response(octets)
    if status is not None:
        name = status_name(status)
        return _failed(f"The responder gave no status but {name}.", f"responseStatus {name}", "M06.FR.04")
    if response is None:
        return _failed(f"What the responder sent is no OCSP response: {why}.", why, "M06.FR.08")
    length, limit = base64_length(len(octets)), LONGEST_OCSP_RESULT[version]
    if length > limit:
        message = f"The OCSP response does not fit into ocspResult: {length:,} characters, OCPP {version} has {limit:,}."
        return _failed(message, f"{length:,} characters", "M06.FR.03", code="message-too-large")
    result = base64.b64encode(octets).decode("ascii")
    return GetCertificateStatusResponse(status=GetCertificateStatusStatus.ACCEPTED, ocsp_result=result), ()


def _failed(
    message: str, observed: str, requirement: str, *, code: str = "revocation-unreachable"
) -> tuple[GetCertificateStatusResponse, tuple[Finding, ...]]:
    finding = Finding(
        code=code,
        severity=Severity.ERROR,
        message=message,
        requirement=requirement,
        item="ocsp",
        observed=observed,
        expected="a successful OCSP response that ocspResult can carry",
        remedy="Ask again later, or another responder.",
    )
    return GetCertificateStatusResponse(status=GetCertificateStatusStatus.FAILED), (finding,)
