"""M06 and M07: one question asked from URL to URL until somebody gives a usable answer; who fetches is the edge.

:func:`looking` is a generator: it yields what to ask, and is sent the octets that came, or why none came.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.display import visible
from workbench.messages.certificate_status import CertificateStatusSource, CertificateStatusValue, GetCertificateStatusRequest
from workbench.revocation.by_hash import CaPool
from workbench.revocation.questions import Answered, Ask, Attempt, next_step, sha1_only
from workbench.revocation.verdict import Unverifiable, VerdictPolicy
from workbench.revocation.verdict_crl import judge_crl_for_hash_data
from workbench.revocation.verdict_ocsp import judge_ocsp_for_hash_data, read_response

if TYPE_CHECKING:
    from collections.abc import Generator
    from datetime import datetime

    from workbench.csms.effects import LookUp
    from workbench.csms.policy import Policy
    from workbench.csms.record import StationRecord
    from workbench.findings import Finding
    from workbench.revocation.questions import Question
    from workbench.revocation.verdict import Verdict

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class NothingCame:
    """Why an URL gave no octets; ``finding`` is what the fetcher says of it."""

    why: str
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What became of a question.

    Attributes
    ----------
    verdict
        Of the answer that was usable; else of the last that came; None where nothing came at all.
    octets
        Those of the usable answer; None where there is none.
    findings
        What stood in the way.
    """

    question: Question
    attempts: tuple[Attempt, ...]
    verdict: Verdict | None
    octets: bytes | None = field(repr=False)
    findings: tuple[Finding, ...]

    @property
    def status(self) -> CertificateStatusValue:
        """As M07 says it; Failed where nobody answered."""
        return self.verdict.status if self.octets is not None and self.verdict is not None else CertificateStatusValue.FAILED


def searches(
    record: StationRecord, order: LookUp, at: datetime, policy: Policy
) -> tuple[Generator[Ask, bytes | NothingCame, Found], ...]:
    """One :func:`looking` for each question of an order, all with the CAs that the CSMS knows."""
    pool = CaPool(record.at_hand)
    passed_on = isinstance(order.request, GetCertificateStatusRequest)
    unverifiable = Unverifiable.AS_RECEIVED if passed_on else Unverifiable(policy.unverifiable_status)
    judging = VerdictPolicy(unverifiable=unverifiable, ocpp_version=record.version.value)
    return tuple(looking(one, pool, at, judging, passed_on=passed_on) for one in order.questions)


def looking(
    question: Question, pool: CaPool, at: datetime, policy: VerdictPolicy, *, passed_on: bool = False
) -> Generator[Ask, bytes | NothingCame, Found]:
    """Ask at each URL in its order [M07.FR.01, M07.FR.04]; an answer that may not be used leads to the next one.

    Parameters
    ----------
    passed_on
        Whether any OCSP response that is one may be used, for the station judges it itself (M06).
    """
    attempts: list[Attempt] = []
    findings: list[Finding] = []
    verdict: Verdict | None = None
    octets: bytes | None = None
    while True:
        step = next_step(question, attempts)
        if isinstance(step, Answered):
            if (by_sha1 := sha1_only(question, attempts)) is not None:
                findings.append(by_sha1)
            return Found(question, tuple(attempts), verdict, octets, tuple(findings))
        if not isinstance(step, Ask):
            return Found(question, tuple(attempts), verdict, None, (step.finding, *findings))
        came = yield step
        if isinstance(came, NothingCame):
            attempts.append(Attempt(step.url, visible(came.why, _LONGEST) or "nothing came", step.in_sha1))
            findings += [] if came.finding is None else [came.finding]
            continue
        verdict, octets = _judged(question, came, pool, at, policy), came
        findings += verdict.findings
        obstacle = "" if passed_on and read_response(came)[0] is not None else verdict.obstacle
        attempts.append(Attempt(step.url, obstacle, step.in_sha1))


def _judged(question: Question, octets: bytes, pool: CaPool, at: datetime, policy: VerdictPolicy) -> Verdict:
    if question.source is CertificateStatusSource.CRL:
        return judge_crl_for_hash_data(question.hash_data, octets, pool, at, policy, urls=question.urls)
    return judge_ocsp_for_hash_data(question.hash_data, octets, pool, at, policy, nonce=question.nonce)
