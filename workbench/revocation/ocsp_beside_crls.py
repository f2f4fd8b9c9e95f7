"""What CRLs and OCSP responses say together of one certificate."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.certs.pairing import name_of
from workbench.findings import Severity
from workbench.revocation.reasons import HOLD
from workbench.revocation.status import Answer, Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.findings import Finding
    from workbench.trust.certificate import PathCertificate


def together(certificate: PathCertificate, by_crls: Answer, by_ocsp: Answer) -> Answer:
    """The one that knows; of two that know the one that says revoked. Where neither knows, the reasons of both and one conclusion.

    What is wrong with the other source is a warning then; that it does not know is not said.
    """
    first, other = sorted((by_crls, by_ocsp), key=_weight)
    if first.status is Status.UNKNOWN:
        return _neither(certificate, by_crls, by_ocsp)
    findings = (*_warnings(other.findings), *first.findings)
    return replace(first, findings=findings, used=(*first.used, *(other.used if other.status is first.status else ())))


def _weight(answer: Answer) -> tuple[int, bool]:
    """The smaller decides; CRLs before OCSP where all is equal."""
    return _WEIGHTS.index(answer.status), answer.reason == HOLD


_WEIGHTS = (Status.REVOKED, Status.GOOD, Status.UNKNOWN)


def _warnings(findings: Iterable[Finding]) -> Iterable[Finding]:
    for finding in findings:
        if finding.code == "revocation-unknown" and finding.item == "certificate":
            continue  # "cannot be said": the other source said it
        yield replace(finding, severity=Severity.WARNING) if finding.severity is Severity.ERROR else finding


def _neither(certificate: PathCertificate, by_crls: Answer, by_ocsp: Answer) -> Answer:
    """Unknown; the source that has something to say about the certificate comes first."""
    first, second = sorted((by_crls, by_ocsp), key=lambda answer: not any(map(_is_about_what_is_there, answer.findings)))
    crl, ocsp = by_crls.findings[-1], by_ocsp.findings[-1]
    why = f"{first.why}, and {second.why}"
    conclusion = replace(
        crl,
        message=f"Whether {name_of(certificate.facts)} is revoked cannot be said: {why}.",
        observed=f"{first.findings[-1].observed}; {second.findings[-1].observed}",
        expected=f"{crl.expected}; or {ocsp.expected}",
        remedy=_where_to_ask(certificate),
    )
    return Answer(Status.UNKNOWN, findings=(*first.findings[:-1], *second.findings[:-1], conclusion), why=why)


def _is_about_what_is_there(finding: Finding) -> bool:
    """Not of the certificate alone, and not that something is about another one."""
    return finding.item != "certificate" and (finding.severity is Severity.ERROR or finding.code not in _ABOUT_OTHERS)


_ABOUT_OTHERS = frozenset({"crl-issuer", "revocation-wrong-certificate"})


def _where_to_ask(certificate: PathCertificate) -> str:
    responders, lists = (" or ".join(urls[:4]) for urls in (certificate.facts.ocsp_urls, certificate.facts.crl_urls))
    if responders and lists:
        return f"Ask the responder at {responders}, or fetch the CRL from {lists}."
    if responders:
        return f"Ask the responder at {responders}."
    if lists:
        return f"Fetch the CRL from {lists}."
    return "Get the CRL from the CA, or ask for its OCSP responder; the certificate does not say where they are."
