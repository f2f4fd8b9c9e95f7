"""M06: the CSMS's answer. Accepted says that a response was had, no more: what it says of the certificate is judged here."""

from __future__ import annotations

import base64
import binascii
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from workbench.display import visible
from workbench.findings import Severity
from workbench.messages.certificate_status import CertificateStatusSource, CertificateStatusValue, GetCertificateStatusStatus
from workbench.revocation.by_hash import CaPool
from workbench.revocation.cache_rules import WEEK, WITHOUT_NEXT_UPDATE, why_verdict_not_kept
from workbench.revocation.verdict import VerdictPolicy
from workbench.revocation.verdict_ocsp import judge_ocsp_for_hash_data, read_response
from workbench.station.decision import Decision, consequence
from workbench.station.installed import V2G_ROOT
from workbench.station.m06_certificate_status import wait
from workbench.times import rfc3339

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.certs.hashdata import CertificateHashData
    from workbench.messages.certificate_status import GetCertificateStatusRequest, GetCertificateStatusResponse
    from workbench.revocation.verdict import Verdict
    from workbench.station.installed import InstalledCertificate
    from workbench.station.policy import Policy
    from workbench.station.state import StationState
    from workbench.station.statuses import AskedStatus

_LONGEST = 200
_SECOND = timedelta(seconds=1)
"""A certificate holds through the second that notAfter names."""


def answered(
    state: StationState, request: GetCertificateStatusRequest, response: GetCertificateStatusResponse, now: datetime, policy: Policy
) -> Decision:
    """What a response is worth: cached where it is verified, Good or Revoked; else the question is put again, later and later."""
    hash_data = request.ocsp_request_data.plain
    found = _held(state, hash_data)
    question = state.statuses.question([hash_data])
    if found is None or question is None:
        sentence = "A status came for a certificate about which nothing is asked any more: it is left aside."
        return Decision(state, findings=(consequence(sentence, requirement="M06.FR.06", severity=Severity.INFO),))
    if response.status is not GetCertificateStatusStatus.ACCEPTED:
        info = response.status_info
        said = visible((info.additional_info or info.reason_code) if info is not None else "", _LONGEST) or "no reason"
        return _without(state, question, found, f"the CSMS could not get it and gives {said!r}", "M06.FR.04", now)
    octets, fault, requirement = _octets(response.ocsp_result)
    if fault:
        return _without(state, question, found, fault, requirement, now)
    return _judged(state, question, found, octets, now, policy)


def unanswered(state: StationState, request: GetCertificateStatusRequest, why: str, now: datetime) -> Decision:
    """No response at all: a CALLERROR, or nothing."""
    hash_data = request.ocsp_request_data.plain
    found, question = _held(state, hash_data), state.statuses.question([hash_data])
    if found is None or question is None:
        return Decision(state)
    return _without(state, question, found, f"the CSMS did not answer ({visible(why, _LONGEST)})", "M06.FR.01", now)


def judged(state: StationState, hash_data: CertificateHashData, octets: bytes, now: datetime) -> Verdict:
    """What an OCSP response says of a certificate of the station's own, held against its chains and its V2G roots."""
    own = (one.item for chain in state.v2g_chains for one in chain.certificates)
    pool = CaPool([*own, *(one.item for one in state.store.of_type(V2G_ROOT))])
    policy = VerdictPolicy(ocpp_version=state.connection.version.value)
    return judge_ocsp_for_hash_data(hash_data, octets, pool, now, policy)


def _octets(result: str | None) -> tuple[bytes, str, str]:
    """The DER; or what is wrong, and the requirement that it breaks."""
    if not result:
        return b"", "the CSMS says Accepted and sends no ocspResult", "M06.FR.03"
    try:
        return base64.b64decode(result, validate=True), "", ""
    except (binascii.Error, ValueError):
        return b"", "ocspResult is no base64", "M06.FR.09"


def _judged(
    state: StationState, question: AskedStatus, found: InstalledCertificate, octets: bytes, now: datetime, policy: Policy
) -> Decision:
    verdict = judged(state, question.hash_data, octets, now)
    if why := why_verdict_not_kept(verdict):
        obstacle = f" ({visible(verdict.obstacle, _LONGEST)})" if verdict.obstacle else ""
        requirement = "M06.FR.08" if verdict.obstacle == "malformed" else "M06.FR.06"
        done = _without(state, question, found, f"what came is not kept, for {why}{obstacle}", requirement, now)
        return replace(done, findings=(*done.findings, *verdict.findings))
    until = _until(verdict, octets, now) if policy.heed_next_update else now + WEEK
    before = state.statuses.cache
    cache = before.kept(question.hash_data, CertificateStatusSource.OCSP, verdict.status, now, until, octets)
    entry = cache.get(question.hash_data, CertificateStatusSource.OCSP, now)
    if entry is None or cache is before:
        return _without(state, question, found, "what came is over already", "M06.FR.10", now)
    statuses = state.statuses.without_questions([question.hash_data]).with_cache(cache, now)
    bad = verdict.status is CertificateStatusValue.REVOKED
    sentence = (
        f"The OCSP response of {{}} says {verdict.status}, and is kept until {rfc3339(entry.expires)};"
        f" it is asked for again from {rfc3339(entry.refresh_at)} on."
    )
    note = consequence(
        sentence,
        requirement="M06.FR.06",
        about=found,
        severity=Severity.ERROR if bad else Severity.INFO,
        remedy="Renew the certificate with another key: vehicles that look at the status refuse it." if bad else "",
    )
    return Decision(replace(state, statuses=statuses), None, (note, *verdict.findings))


def _until(verdict: Verdict, octets: bytes, now: datetime) -> datetime | None:
    """Its nextUpdate, or the end of the responder's certificate that came along, where that is before: then no vehicle takes it."""
    response, _, _ = read_response(octets)
    brought = () if response is None else response.certificates
    own = [one.facts for one in brought if "OCSPSigning" in (one.facts.extended_key_usage or ())]
    ends = [one.not_after + _SECOND for one in own if one.not_after is not None and one.not_after >= now]
    if not ends:
        return verdict.next_update
    return min(*ends, verdict.next_update or now + WITHOUT_NEXT_UPDATE)


def _without(
    state: StationState, question: AskedStatus, found: InstalledCertificate, why: str, requirement: str, now: datetime
) -> Decision:
    later = replace(question, again_at=now + wait(question.times))
    sentence = f"There is no new status of {{}}: {why}. It is asked for again at {rfc3339(later.again_at)}."
    note = consequence(
        sentence,
        requirement=requirement,
        about=found,
        remedy="See what the CSMS says of it; until then the former response is stapled while it holds, then none.",
    )
    return Decision(replace(state, statuses=state.statuses.with_question(later)), None, (note,))


def _held(state: StationState, hash_data: CertificateHashData) -> InstalledCertificate | None:
    every = (one for chain in state.v2g_chains for one in chain.certificates)
    return next((one for one in every if hash_data in one.hash_data), None)
