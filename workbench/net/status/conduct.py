"""Asking for the status of one certificate: source after source, URL after URL, until one answers good or revoked."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.certs.pairing import name_of
from workbench.findings import Finding, Severity
from workbench.messages.certificate_status import CertificateStatusSource, CertificateStatusValue
from workbench.net.fetcher import Unfetched
from workbench.net.status.checked import Checked, Tried, outcome_of
from workbench.net.status.concluding import concluded, decides
from workbench.revocation.ocsp_request import NONCE_OCTETS, SHA1
from workbench.revocation.plan import plan
from workbench.revocation.questions import Ask, Attempt, GiveUp, next_step, sha1_only
from workbench.revocation.verdict_ocsp import judge_ocsp

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.net.fetcher import Fetched
    from workbench.net.status.at_hand import AtHand
    from workbench.net.status.crl_judging import CrlJudge
    from workbench.net.status.exchange import Exchange
    from workbench.net.status.subjects import Subject, Subjects
    from workbench.revocation.questions import Question
    from workbench.revocation.verdict import Verdict
    from workbench.trust.certificate import PathCertificate


@dataclass(frozen=True, slots=True, kw_only=True)
class Conduct:
    """How to ask.

    Attributes
    ----------
    at
        The time to judge at, UTC-aware.
    crls
        Judges CRLs.
    exchange
        None: nobody is asked.
    sources
        Which, the preferred one first.
    algorithm
        Of the hashes in CertID.
    nonce
        Whether each request has a new one.
    """

    at: datetime
    crls: CrlJudge
    at_hand: AtHand
    exchange: Exchange | None
    sources: tuple[CertificateStatusSource, ...]
    algorithm: str
    nonce: bool

    async def check(self, subject: Subject) -> Checked:
        """The status of one certificate."""
        tried: list[Tried] = []
        said: list[Finding] = []
        if subject.finding is not None:
            said.append(subject.finding)
        issuer = subject.issuer
        found = plan(
            (subject.certificate,) if issuer is None else (subject.certificate, issuer),
            prefer=self.sources[0],
            algorithm=self.algorithm,
            nonce=(lambda: secrets.token_bytes(NONCE_OCTETS)) if self.nonce else None,
            anchors=() if issuer is None else (issuer.facts.sha256,),
        )
        said += found.findings
        questions = [one for one in found.questions if one.source in self.sources]
        if issuer is not None and self.exchange is not None:
            for question in questions:
                said += await self._ask(question, subject.certificate, issuer, self.exchange, tried)
                if any(map(decides, tried)):
                    break
        tried += self.at_hand.about(subject, self.crls, self.at, self.sources)
        if not tried and found.questions:
            why = "nobody was to be asked" if questions else f"only {self.sources[0].value} was to be asked, which it does not name"
            said.append(_not_asked(subject.certificate, why))
        return concluded(subject.certificate, tried, said)

    async def _ask(
        self, question: Question, certificate: PathCertificate, issuer: PathCertificate, exchange: Exchange, tried: list[Tried]
    ) -> list[Finding]:
        """Ask one source until it answers or all its URLs are through; what is to be said besides the answers."""
        attempts: list[Attempt] = []
        while isinstance(step := next_step(question, attempts), Ask):
            one = await self._tried(step, question, certificate, issuer, exchange)
            tried.append(one)
            usable = one.verdict is not None and not one.verdict.obstacle
            attempts.append(Attempt(step.url, "" if usable else one.outcome, step.in_sha1))
        if isinstance(step, GiveUp):
            return [step.finding]
        by_sha1 = sha1_only(question, attempts)
        return [] if by_sha1 is None else [by_sha1]

    async def _tried(
        self, step: Ask, question: Question, certificate: PathCertificate, issuer: PathCertificate, exchange: Exchange
    ) -> Tried:
        got = await (exchange.crl(step.url) if step.request is None else exchange.ocsp(step.url, step.request))
        if isinstance(got, Unfetched):
            return Tried(
                source=question.source,
                where=step.url,
                outcome=got.outcome.value,
                live=True,
                in_sha1=step.in_sha1,
                failure=got.finding,
            )
        verdict = await self._judged(got, step, question, certificate, issuer)
        return Tried(
            source=question.source,
            where=step.url,
            outcome=outcome_of(verdict),
            live=True,
            in_sha1=step.in_sha1,
            verdict=verdict,
        )

    async def _judged(
        self, got: Fetched, step: Ask, question: Question, certificate: PathCertificate, issuer: PathCertificate
    ) -> Verdict:
        if step.request is not None:
            algorithm = SHA1 if step.in_sha1 else self.algorithm
            return judge_ocsp(certificate, issuer, got.body, self.at, nonce=question.nonce, algorithm=algorithm)
        return await self.crls.judged(certificate, issuer, got.body)


def exempt_but_revoked(conduct: Conduct, subjects: Subjects, at_hand: AtHand) -> tuple[Checked, ...]:
    """Those that are not asked about, of whom something at hand says that they are revoked."""
    found = []
    for subject, _ in subjects.exempt:
        tried = list(at_hand.about(subject, conduct.crls, conduct.at, conduct.sources))
        if any(one.verdict is not None and one.verdict.status is CertificateStatusValue.REVOKED for one in tried):
            found.append(concluded(subject.certificate, tried, ()))
    return tuple(found)


def _not_asked(certificate: PathCertificate, why: str) -> Finding:
    facts = certificate.facts
    return Finding(
        code="revocation-unknown",
        severity=Severity.ERROR,
        message=f"Whether {name_of(facts)} is revoked is not known: {why}, and nothing about it is at hand.",
        requirement="RFC 5280 6.3.3",
        certificate=facts.sha256,
        item="certificate",
        subject=str(facts.subject),
        source=str(certificate.item.source),
        observed="no OCSP response and no CRL",
        expected=f"an answer from {' or '.join((*facts.ocsp_urls[:2], *facts.crl_urls[:2]))}",
        remedy="Let its responder and its CRL server be asked; or give the CRL or the OCSP response that was fetched elsewhere.",
    )
