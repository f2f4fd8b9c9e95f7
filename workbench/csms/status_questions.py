"""M06 and M07: what a station's question means for who fetches: a certificate by its hash data, a source, where to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.csms.decision import said
from workbench.display import visible
from workbench.errors import InputError
from workbench.findings import Severity
from workbench.messages.certificate_status import CertificateStatusSource
from workbench.revocation.by_hash import rehashed
from workbench.revocation.ocsp_request import SHA1, request_for_hash_data
from workbench.revocation.questions import Question
from workbench.revocation.questions_urls import why_not

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.certs.hashdata import CertificateHashData
    from workbench.findings import Finding
    from workbench.revocation.by_hash import CaPool

_LONGEST = 200
OCSP = CertificateStatusSource.OCSP


def question(
    hash_data: CertificateHashData,
    source: CertificateStatusSource,
    urls: Iterable[str],
    pool: CaPool,
    requirement: str,
    *,
    in_sha1_too: bool,
) -> tuple[Question, tuple[Finding, ...]]:
    """The question, with its OCSP request; and what of it is not asked: a URL that nobody fetches, hash data that are none.

    A question without URLs is one that is given up at once.
    """
    name = f"serial number {visible(hash_data.serial_number, 40)}"
    findings = [_left_out(url, why, name, requirement) for url in urls if (why := why_not(url))]
    asked = tuple(dict.fromkeys(url for url in urls if not why_not(url)))
    if source is not OCSP:
        return Question(hash_data, source, asked, name=name, why="the station names its CRL"), tuple(findings)
    try:
        request, other = request_for_hash_data(hash_data), None
        issuer = pool.issuer(hash_data) if in_sha1_too else None
        if issuer is not None:
            other = request_for_hash_data(rehashed(hash_data, issuer, SHA1))
    except InputError as fault:
        findings.append(_no_hash_data(fault, name, requirement))
        return Question(hash_data, source, (), name=name, why="its hash data are none"), tuple(findings)
    why = "the station names its responder"
    return Question(hash_data, source, asked, "", name, request, other, None, why), tuple(findings)


def _left_out(url: str, why: str, name: str, requirement: str) -> Finding:
    return said(
        "status-url",
        f"A URL that the station names for {name} is not asked: {why}.",
        Severity.WARNING,
        requirement=requirement,
        observed=visible(url, _LONGEST),
        expected="an http or https URL",
        remedy="Have the CA put an http URL into its certificates.",
    )


def _no_hash_data(fault: InputError, name: str, requirement: str) -> Finding:
    return said(
        "status-plan",
        f"Nobody can be asked about {name}: {fault.message}",
        Severity.ERROR,
        requirement=requirement,
        remedy=fault.hint,
    )
