"""Whom to ask what about a chain: its leaf and each of its sub-CAs, not its root, which nobody could revoke."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.certs.pairing import name_of
from workbench.display import Cell, Readable, Table, findings_table, view
from workbench.errors import InputError
from workbench.findings import Finding, Severity
from workbench.messages.certificate_status import CertificateStatusSource
from workbench.revocation.ocsp_request import SHA1, hash_data_by, request_for_hash_data
from workbench.revocation.plan_messages import Messages, m06_requests, m07_requests
from workbench.revocation.questions import Question
from workbench.revocation.questions_urls import askable

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import datetime

    from workbench.certs.hashdata import CertificateHashData
    from workbench.messages.certificate_status import GetCertificateChainStatusRequest, GetCertificateStatusRequest
    from workbench.revocation.cache import StatusCache
    from workbench.trust.certificate import PathCertificate

LONGEST_CHAIN = 32


@dataclass(frozen=True, slots=True)
class Plan(Readable):
    """The questions for one chain.

    Attributes
    ----------
    certificates
        Hash data of those that are asked about, leaf first; each once.
    questions
        For each certificate the preferred source first.
    findings
        What is not asked, and why.
    """

    certificates: tuple[CertificateHashData, ...]
    questions: tuple[Question, ...]
    findings: tuple[Finding, ...]

    def of(self, hash_data: CertificateHashData) -> tuple[Question, ...]:
        """The questions about one certificate, in the order in which they are asked: the next one where nobody answers one."""
        return tuple(one for one in self.questions if one.hash_data == hash_data)

    def m06_requests(self, version: str = "2.1") -> Messages[GetCertificateStatusRequest]:
        """A GetCertificateStatusRequest for each certificate that has a responder (M06.FR.06, M06.FR.07)."""
        return m06_requests(self, version)

    def m07_requests(
        self, cache: StatusCache | None = None, at: datetime | None = None
    ) -> Messages[GetCertificateChainStatusRequest]:
        """The GetCertificateChainStatusRequest, or several where a chain has more than four certificates to ask about."""
        return m07_requests(self, cache, at)

    def _table(self) -> Table:
        rows = [(one.name, one.source.value, Cell(" ".join(one.urls), code=True), one.why) for one in self.questions]
        return Table(["Certificate", "Source", "URLs in order", "Why"], rows, caption="Whom to ask")

    def __str__(self) -> str:
        parts = [self._table().to_text()]
        return "\n\n".join([*parts, findings_table(self.findings).to_text()] if self.findings else parts)

    def _repr_html_(self) -> str:
        parts = [self._table().to_html()]
        return str(view(*parts, *([findings_table(self.findings).to_html()] if self.findings else [])))


def plan(
    chain: Sequence[PathCertificate],
    *,
    prefer: CertificateStatusSource = CertificateStatusSource.OCSP,
    algorithm: str = "SHA256",
    nonce: Callable[[], bytes] | None = None,
    in_sha1_too: bool = True,
    anchors: Collection[str] = (),
) -> Plan:
    """The questions for a chain.

    OCSP comes first: an answer is small and of today, a CRL may be large and a week old. Where no responder answers, the CRL is
    fetched.

    Parameters
    ----------
    chain
        Leaf first; each one's issuer next, or elsewhere in it.
    nonce
        Gives a new one for each request; None: requests without, which responders may answer from stock.
    in_sha1_too
        Whether a responder that says unauthorized is asked by SHA-1 as well.
    anchors
        SHA-256 of certificates that are trusted as they are, beside roots, which always are.
    """
    asked: dict[CertificateHashData, None] = {}
    questions: list[Question] = []
    findings: list[Finding] = []
    if len(chain) > LONGEST_CHAIN:
        findings.append(_not_asked(chain[LONGEST_CHAIN], f"a chain of {len(chain)} certificates is longer than any that is meant"))
    for place, certificate in enumerate(chain[:LONGEST_CHAIN]):
        if certificate.facts.looks_self_signed or certificate.facts.sha256 in anchors:
            continue
        pair = _by_issuer(certificate, chain[place + 1 : LONGEST_CHAIN], algorithm)
        if pair is None:
            findings.append(_not_asked(certificate, "its issuer's certificate is not at hand, so there is no hash data of it"))
            continue
        hash_data, issuer = pair
        if hash_data in asked:
            continue
        asked[hash_data] = None
        new, said = _questions(certificate, issuer, hash_data, nonce, in_sha1_too=in_sha1_too)
        questions += sorted(new, key=lambda one: one.source is not prefer)
        findings += said
    return Plan(tuple(asked), tuple(questions), tuple(findings))


def _by_issuer(
    certificate: PathCertificate, rest: Sequence[PathCertificate], algorithm: str
) -> tuple[CertificateHashData, PathCertificate] | None:
    for issuer in rest:
        try:
            return hash_data_by(certificate.item, issuer.item, algorithm), issuer
        except InputError:
            continue
    return None


def _questions(
    certificate: PathCertificate,
    issuer: PathCertificate,
    hash_data: CertificateHashData,
    nonce: Callable[[], bytes] | None,
    *,
    in_sha1_too: bool,
) -> tuple[list[Question], list[Finding]]:
    facts = certificate.facts
    responders, about_responders = askable(certificate, facts.ocsp_urls, "OCSP responder", "RFC 5280 4.2.2.1")
    lists, about_lists = askable(certificate, facts.crl_urls, "CRL", "RFC 5280 4.2.1.13")
    findings, questions = [*about_responders, *about_lists], []
    if responders:
        sent = None if nonce is None else nonce()
        other = hash_data_by(certificate.item, issuer.item, SHA1) if in_sha1_too and hash_data.hash_algorithm != SHA1 else None
        questions.append(
            Question(
                hash_data,
                CertificateStatusSource.OCSP,
                responders,
                facts.sha256,
                name_of(facts),
                request_for_hash_data(hash_data, sent),
                None if other is None else request_for_hash_data(other, sent),
                sent,
                "its authorityInfoAccess names the responder",
            )
        )
    if lists:
        why = "its cRLDistributionPoints name the list"
        questions.append(Question(hash_data, CertificateStatusSource.CRL, lists, facts.sha256, name_of(facts), why=why))
    if not questions:
        why = "it names neither a responder nor a list that can be asked by http"
        findings.append(_not_asked(certificate, why, "Take the CRL from the CA by hand"))
    return questions, findings


_LOAD = "Load the whole chain; or take the CRL from the CA by hand"


def _not_asked(certificate: PathCertificate, why: str, remedy: str = _LOAD) -> Finding:
    return Finding(
        code="status-plan",
        severity=Severity.WARNING,
        message=f"Nobody is asked whether {name_of(certificate.facts)} is revoked: {why}.",
        requirement="RFC 5280 6.3.3",
        certificate=certificate.facts.sha256,
        item="certificate",
        subject=str(certificate.facts.subject),
        source=str(certificate.item.source),
        observed=why,
        expected="an issuer at hand, and an http URL of an OCSP responder or a CRL",
        remedy=f"{remedy}. Until then its status is unknown, not good.",
    )
