"""A question about one certificate's status, and whom to ask next once some have answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.findings import Finding, Severity
from workbench.messages.certificate_status import CertificateStatusSource

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.certs.hashdata import CertificateHashData
    from workbench.revocation.verdict import Verdict

UNAUTHORIZED = "unauthorized"


@dataclass(frozen=True, slots=True)
class Question:
    """One certificate, one source.

    Attributes
    ----------
    certificate
        Its SHA-256; empty where hash data alone are known.
    name
        What people call it. Hostile text.
    urls
        Where to ask, in order; http and https only.
    request
        The OCSP request, DER; None for a CRL.
    request_in_sha1
        The same by SHA-1, for a responder that knows nothing else; None: it is not asked so.
    nonce
        The one in the requests; None where there is none.
    why
        Why it is asked so, in a sentence.
    """

    hash_data: CertificateHashData
    source: CertificateStatusSource
    urls: tuple[str, ...]
    certificate: str = ""
    name: str = ""
    request: bytes | None = field(default=None, repr=False)
    request_in_sha1: bytes | None = field(default=None, repr=False)
    nonce: bytes | None = None
    why: str = ""

    @property
    def called(self) -> str:
        """The certificate within a sentence. Hostile text."""
        return self.name or f"the certificate with serial number {self.hash_data.serial_number}"


@dataclass(frozen=True, slots=True)
class Attempt:
    """What became of asking at one URL.

    Attributes
    ----------
    obstacle
        Empty for an answer that may be used: else a verdict's obstacle, or why nothing came.
    in_sha1
        Whether it was asked by SHA-1.
    """

    url: str
    obstacle: str = ""
    in_sha1: bool = False

    @classmethod
    def of(cls, url: str, verdict: Verdict, *, in_sha1: bool = False) -> Attempt:
        """What a verdict about the answer of that URL means."""
        return cls(url, verdict.obstacle, in_sha1)


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask at that URL: POST the request, or GET where there is none."""

    url: str
    request: bytes | None = field(default=None, repr=False)
    in_sha1: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """An attempt brought an answer that may be used; it may say Good, Revoked or Unknown."""

    attempt: Attempt


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Everyone was asked, each once."""

    finding: Finding


def next_step(question: Question, attempts: Iterable[Attempt]) -> Ask | Answered | GiveUp:
    """What to do next: each URL in order, whatever came from the ones before (M07.FR.01 and M07.FR.04 forbid no second one).

    A responder that says tryLater, unauthorized or something unreadable is passed over like one that is dead. Where all have been
    asked, those that said unauthorized are asked by SHA-1, if the question has such a request.
    """
    made = tuple(attempts)
    for attempt in made:
        if not attempt.obstacle:
            return Answered(attempt)
    asked = {(attempt.url, attempt.in_sha1) for attempt in made}
    for url in question.urls:
        if (url, False) not in asked:
            return Ask(url, question.request)
    if question.request_in_sha1 is not None:
        for attempt in made:
            if attempt.obstacle == UNAUTHORIZED and not attempt.in_sha1 and (attempt.url, True) not in asked:
                return Ask(attempt.url, question.request_in_sha1, in_sha1=True)
    return GiveUp(_nobody(question, made))


def sha1_only(question: Question, attempts: Iterable[Attempt]) -> Finding | None:
    """That a responder answers by SHA-1 alone, and what that means for OCPP; None where none showed it."""
    made = tuple(attempts)
    refused = {attempt.url for attempt in made if attempt.obstacle == UNAUTHORIZED and not attempt.in_sha1}
    url = next((attempt.url for attempt in made if attempt.in_sha1 and not attempt.obstacle and attempt.url in refused), None)
    if url is None:
        return None
    return Finding(
        code="ocsp-sha1",
        severity=Severity.WARNING,
        message=f"The responder at {url} knows {question.called} by SHA-1 only: asked by"
        f" {question.hash_data.hash_algorithm} it says unauthorized. OCPP has no SHA-1: M06 and M07 requests cannot name"
        " it so, and a CSMS that passes them on as they are gets no status.",
        requirement="RFC 6960 4.1.1",
        certificate=question.certificate or None,
        item="ocsp",
        subject=question.name,
        observed=f"unauthorized by {question.hash_data.hash_algorithm}, an answer by SHA-1",
        expected=f"an answer by {question.hash_data.hash_algorithm}",
        remedy="Have the responder answer by SHA-256; until then a CSMS must ask by SHA-1, with the issuer from its pool.",
    )


def _nobody(question: Question, made: tuple[Attempt, ...]) -> Finding:
    by_ocsp = question.source is CertificateStatusSource.OCSP
    seen = (
        "; ".join(f"{one.url}{' by SHA-1' if one.in_sha1 else ''}: {one.obstacle}" for one in made) or "there is no URL to ask at"
    )
    return Finding(
        code="revocation-unreachable",
        severity=Severity.ERROR,
        message=f"No {'OCSP response' if by_ocsp else 'CRL'} that may be used could be had about {question.called}: {seen}.",
        requirement="M07.FR.02" if by_ocsp else "M07.FR.05",
        certificate=question.certificate or None,
        item="certificate",
        subject=question.name,
        observed=seen,
        expected="an answer from one of its URLs",
        remedy="Ask again later, or by the other source; see whether the URLs can be reached from here.",
    )
