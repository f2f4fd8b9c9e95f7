"""RFC 6960 3.2 (2) to (4) and 4.2.2.2: whose key made a response's signature, and whether it may answer for the certificate."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from workbench.certs.name_comparison import folded
from workbench.certs.pairing import name_of
from workbench.findings import Severity
from workbench.revocation import ocsp_delegate
from workbench.revocation.ocsp_certid import key_hash
from workbench.revocation.ocsp_faults import unauthorized
from workbench.revocation.status_fault import StatusFault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from workbench.certs.signatures import SignatureCheck
    from workbench.revocation.ocsp import OcspResponse
    from workbench.trust.certificate import PathCertificate

MOST_CANDIDATES = 32
"""So many certificates that may be the responder's are looked at for one response."""


@dataclass(frozen=True, slots=True)
class Responders:
    """Who may have signed.

    Attributes
    ----------
    certificate
        The one in question.
    issuer
        Its issuer, whose path is judged by who asks.
    others
        Certificates of responders that did not send them along.
    trusted
        Whether a responder's certificate without ocsp-nocheck is known not to be revoked; None where that is not known.
    check
        The signature check of a response by a certificate's key.
    issued
        The signature check of a responder's certificate by the issuer's key.
    """

    certificate: PathCertificate
    issuer: PathCertificate
    others: Iterable[PathCertificate]
    trusted: Callable[[PathCertificate], bool | None]
    check: Callable[[OcspResponse, PathCertificate], SignatureCheck]
    issued: Callable[[PathCertificate], SignatureCheck]


def signer_faults(response: OcspResponse, responders: Responders, at: datetime) -> list[StatusFault]:
    """No error where the key of a certificate that responderID names verifies the signature, and may; else why not, for each."""
    refusals: dict[StatusFault, None] = {}
    tried: list[tuple[PathCertificate, SignatureCheck]] = []
    for candidate in _candidates(response, responders):
        check = responders.check(response, candidate)
        tried.append((candidate, check))
        if check.ok:
            found = list(_may_not_answer(candidate, responders, at))
            if all(fault.severity is not Severity.ERROR for fault in found):
                return found
            refusals |= dict.fromkeys(found)
    return list(refusals) or [_nobody(response, tried, responders)]


def _candidates(response: OcspResponse, responders: Responders) -> Iterator[PathCertificate]:
    """Certificates that responderID names: the issuer, those that the response brings along, others at hand."""
    seen: set[str] = set()
    for candidate in chain((responders.issuer,), response.certificates, responders.others):
        if len(seen) == MOST_CANDIDATES:
            return
        if candidate.facts.sha256 not in seen and _is_named(candidate, response):
            seen.add(candidate.facts.sha256)
            yield candidate


def _is_named(candidate: PathCertificate, response: OcspResponse) -> bool:
    name = response.fields.responder_name
    if name is None:
        return key_hash(candidate) == response.fields.responder_key
    return folded(candidate.facts.subject_der) == folded(name)


def _may_not_answer(signer: PathCertificate, responders: Responders, at: datetime) -> Iterator[StatusFault]:
    if signer.facts.public_key_sha256 == responders.issuer.facts.public_key_sha256:
        return
    name = name_of(signer.facts)
    if signer.facts.sha256 == responders.certificate.facts.sha256:
        yield unauthorized(
            f"{{}} was signed with the key of {name}, the very certificate that it is about: it cannot vouch for itself.",
            observed="an answer by the certificate in question",
            expected="an answer by its issuer, or by a responder that the issuer certified for that",
            remedy="Ask the issuer's responder, or take a CRL of the issuer.",
        )
        return
    refused = False
    for fault in ocsp_delegate.judge(signer, responders.issuer, responders.issued, at):
        refused = True
        yield fault
    if not refused and not ocsp_delegate.needs_no_check(signer):
        yield from ocsp_delegate.judge_status(signer, responders.trusted(signer))


def _nobody(response: OcspResponse, tried: list[tuple[PathCertificate, SignatureCheck]], responders: Responders) -> StatusFault:
    """No key verifies: there is none to try, or it was changed."""
    if not tried:
        return _stranger(response, responders)
    if all(check.ok is None for _, check in tried):
        return StatusFault(
            code="check-failed",
            message=f"The signature of {{}} could not be verified: {tried[0][1].reason}.",
            requirement="RFC 6960 3.2",
            observed=tried[0][1].reason,
            expected="a signature that can be verified",
            remedy="Verify it with another tool, or have the responder sign with an algorithm that is supported.",
        )
    names = " or ".join(dict.fromkeys(name_of(one.facts) for one, _ in tried[:4]))
    return StatusFault(
        code="revocation-signature",
        message=f"The signature of {{}} is wrong: the key of {names}, whom it names as its signer, does not verify it.",
        requirement="RFC 6960 3.2",
        observed="a signature that the responder's key does not verify",
        expected="the responder's signature over the response as it stands",
        remedy="It was changed or damaged after it was signed, or comes from somebody else: ask the responder again.",
    )


def _stranger(response: OcspResponse, responders: Responders) -> StatusFault:
    """No certificate at hand is the one that responderID names; it is said who signed all the same, if that can be found."""
    signer = next((one for one in (responders.issuer, *response.certificates) if responders.check(response, one).ok), None)
    if signer is not None:
        return unauthorized(
            f"{{}} was signed with the key of {name_of(signer.facts)}, and names another signer.",
            observed=f"responderID {response.responder}",
            expected="the responderID of who signed it",
            remedy="Have the responder mended: its responderID must be that of the certificate that it signs with.",
            requirement="RFC 6960 4.2.2.3",
        )
    return unauthorized(
        "Who signed {} is not to be found: it is not the certificate's issuer, and no certificate of that signer is at hand.",
        observed=f"responderID {response.responder}",
        expected=f"{name_of(responders.issuer.facts)}, or a responder that it certified and whose certificate is at hand",
        remedy="Load the responder's certificate; have the responder send it along.",
    )
