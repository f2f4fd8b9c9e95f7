"""The answer in a sentence: revoked, or not to be judged and why; and what is at hand that gives no answer."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from workbench.certs.pairing import name_of
from workbench.findings import Finding, Severity
from workbench.revocation.concluded import concluded
from workbench.revocation.ocsp_faults import malformed
from workbench.revocation.reasons import HOLD, UNSPECIFIED
from workbench.revocation.status_fault import StatusFault
from workbench.times import rfc3339

if TYPE_CHECKING:
    from workbench.certs.items import Item
    from workbench.revocation.ocsp import OcspResponse
    from workbench.revocation.ocsp_singles import Single
    from workbench.trust.certificate import PathCertificate

_NEVER_ISSUED = datetime(1970, 1, 1, tzinfo=UTC)
"""Together with a hold: RFC 6960 2.2, for a serial number that was never issued."""


def revoked(certificate: PathCertificate, response: OcspResponse, single: Single) -> Finding:
    """A responder says so."""
    name = name_of(certificate.facts)
    hold = single.reason == HOLD
    if hold and single.revoked_at == _NEVER_ISSUED:
        message = f"{name} counts as revoked: the responder says that the CA never issued a certificate with its serial number."
        remedy = "Ask the CA whether it issued the certificate: its responder may be behind, or the certificate is forged."
    else:
        why = "no reason is given" if single.reason == UNSPECIFIED else f"the reason is {single.reason}"
        message = f"{name} was revoked on {rfc3339(single.revoked_at)}; {why}."
        remedy = (
            "Ask the CA whether the hold will be lifted; until then use another certificate."
            if hold
            else "Replace it with a new certificate and a new key: revocation is final."
        )
    return concluded(
        certificate,
        code="revoked",
        message=message,
        requirement="RFC 6960 2.2",
        observed=f"serial number {certificate.facts.serial:x} revoked, by {response.called} ({response.item.source})",
        expected="an answer that says good",
        remedy=remedy,
    )


def what_is_missing(refused: int, unsuccessful: str, *, unknown: bool) -> str:
    """No response about it, or none that may be used, or none that knows."""
    if unknown:
        return "the OCSP responder does not know it"
    if refused:
        return "there is no OCSP response about it that may be used"
    if unsuccessful:
        return f"the OCSP response at hand is no answer but {unsuccessful}"
    return "no OCSP response about it is at hand"


def unknown(certificate: PathCertificate, why: str, refused: int) -> Finding:
    """Responses do not tell, for what :func:`what_is_missing` says."""
    urls = " or ".join(certificate.facts.ocsp_urls[:4])
    return concluded(
        certificate,
        code="revocation-unknown",
        message=f"Whether {name_of(certificate.facts)} is revoked cannot be said: {why}.",
        requirement="RFC 6960 3.2",
        observed=f"{refused or 'no'} OCSP response{'s' if refused > 1 else ''} about it{', of no use' if refused else ''}",
        expected="a current OCSP response about it, signed by its issuer or a responder that the issuer certified",
        remedy=f"Ask the responder at {urls}."
        if urls
        else "Ask the CA for its responder; the certificate does not say where it is.",
    )


def does_not_know(certificate: PathCertificate) -> StatusFault:
    """A responder that may answer says unknown."""
    return StatusFault(
        code="revocation-unknown",
        message=f"{{}} says that its responder does not know {name_of(certificate.facts)}.",
        requirement="RFC 6960 2.2",
        observed="certStatus unknown",
        expected="certStatus good or revoked",
        remedy="Ask the responder that the certificate names; or ask the CA whether it issued the certificate.",
    )


def bounded(certificate: PathCertificate, what: str) -> Finding:
    """A bound that was hit: the answer may be incomplete."""
    return concluded(
        certificate,
        severity=Severity.WARNING,
        code="search-limit",
        message=f"Not all that may tell whether {name_of(certificate.facts)} is revoked was looked at: there are too many {what}.",
        requirement="RFC 6960 3.2",
        observed=f"too many {what}",
        expected="a handful",
        remedy="Load only the OCSP responses that belong to the chain.",
    )


def wrong_certificate(why: str) -> StatusFault:
    """The right serial number of another CA."""
    return StatusFault(
        code="revocation-wrong-certificate",
        message=f"{{}} is about another certificate with the same serial number: {why}.",
        requirement="RFC 6960 3.2",
        observed=why,
        expected="the hashes of the certificate's issuer",
        remedy="Ask again with the hashes of the CA that issued the certificate.",
    )


def another_certificate(certificate: PathCertificate, response: OcspResponse) -> Finding:
    """A response at hand about other serial numbers."""
    cert_id = response.singles.first()
    return StatusFault(
        code="revocation-wrong-certificate",
        severity=Severity.WARNING,
        message=f"{{}} is about another certificate: it says nothing about {name_of(certificate.facts)}.",
        requirement="RFC 6960 3.2",
        observed="no answer at all" if cert_id is None else f"serial number {cert_id.serial & _SHOWN:x}",
        expected=f"serial number {certificate.facts.serial:x}",
        remedy="Ask the responder about this certificate.",
    ).finding(response.item, response.called, response.responder, certificate)


_SHOWN = (1 << 512) - 1  # a serial number has at most 20 octets; a hostile one must not fill the screen

_NO_ANSWER = {  # OCSPResponseStatus: (code, what it means, what to do)
    1: (
        "revocation-unreachable",
        "malformedRequest",
        "it could not read the request",
        "Have the request mended that was sent to it.",
    ),
    2: ("revocation-unreachable", "internalError", "it has a fault of its own", "Ask again later, or another responder."),
    3: ("revocation-unreachable", "tryLater", "it has no time now", "Ask again later."),
    5: ("revocation-unauthorized", "sigRequired", "it answers signed requests only", "Sign the request, or take a CRL."),
    6: (
        "revocation-unauthorized",
        "unauthorized",
        "it has no answer of its own about that certificate, or none for who asked",
        "Ask the responder that the certificate names, with the hashes of its issuer; many know SHA-1 only.",
    ),
}


def status_name(status: int) -> str:
    """RFC 6960's name of an unsuccessful OCSPResponseStatus."""
    return _NO_ANSWER[status][1] if status in _NO_ANSWER else f"status {status}"


def no_answer(certificate: PathCertificate, item: Item, status: int) -> Finding:
    """A response at hand that is unsuccessful; about which certificate it does not say, and nobody signs it: it only is missing."""
    known = _NO_ANSWER.get(status)
    if known is None:
        return unreadable_response(certificate, item, f"its status {status} does not exist")
    code, name, means, remedy = known
    return StatusFault(
        code=code,
        severity=Severity.WARNING,
        message=f"{{}} is no answer but {name}: {means}.",
        requirement="RFC 6960 2.3",
        observed=f"responseStatus {name}",
        expected="responseStatus successful",
        remedy=remedy,
    ).finding(item, "this OCSP response", "", certificate)


def unreadable_response(certificate: PathCertificate, item: Item, why: str) -> Finding:
    """A response at hand of which it cannot even be told what it is about."""
    return malformed(why).finding(item, "this OCSP response", "", certificate)
