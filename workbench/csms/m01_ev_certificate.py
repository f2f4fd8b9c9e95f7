"""M01 and M02: a station passes a vehicle's request on; the contract certificate pool answers it, and the CSMS passes that back."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.contracts.exi.codec import SCHEMAS
from workbench.csms.decision import CsmsDecision, said
from workbench.csms.effects import AskPool
from workbench.csms.limits import COMMUNICATION, schema_length
from workbench.csms.seen import Handed
from workbench.display import visible
from workbench.findings import Finding, Severity
from workbench.messages.codec import to_wire
from workbench.messages.ev_certificate import (
    CertificateAction,
    Get15118EVCertificateRequest,
    Get15118EVCertificateResponse,
    Iso15118EVCertificateStatus,
)
from workbench.messages.faults import Unsendable
from workbench.messages.reason_codes import ReasonCode
from workbench.messages.status_info import StatusInfo, status_info
from workbench.messages.versions import Version

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from workbench.csms.events import PoolAnswered, PoolFailed
    from workbench.csms.record import StationRecord

ISO_2, ISO_20 = SCHEMAS
ACCEPTED, FAILED = Iso15118EVCertificateStatus
FIELD = "Get15118EVCertificateResponse.exiResponse"
_LONGEST_SHOWN = 300


def asked(record: StationRecord, message: Get15118EVCertificateRequest, now: datetime) -> CsmsDecision:
    """The order to ask the pool; the reply follows when it has answered [M01.FR.01, M02.FR.01]."""
    update = message.action is CertificateAction.UPDATE
    words = "an update of a contract certificate" if update else "a contract certificate"
    sentence = f"A vehicle asks for {words}: the contract certificate pool is asked."
    note = said("csms-answered", sentence, requirement="M02.FR.01" if update else "M01.FR.01")
    odd = tuple(_oddities(record, message))
    return CsmsDecision(replace(record, last_seen=now), None, (note, *odd), (AskPool(message, longest_response(record)),))


def longest_response(record: StationRecord) -> int:
    """Characters of exiResponse that the version has and the station takes (FieldLength)."""
    schema = schema_length(Get15118EVCertificateResponse, "exiResponse", record.version)
    found = record.reading(COMMUNICATION, "FieldLength", FIELD)
    text = found.value if found is not None and found.value else ""
    own = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    return min(schema, own) if own else schema


def _oddities(record: StationRecord, message: Get15118EVCertificateRequest) -> Iterator[Finding]:
    of_20, maximum = message.iso15118_schema_version == ISO_20, message.maximum_contract_certificate_chains
    if message.iso15118_schema_version not in SCHEMAS:
        named = visible(message.iso15118_schema_version, 50)
        yield _odd(f"The station names a schema that is none of ISO 15118's two: {named}.", "M01.FR.01")
    elif of_20 and maximum is None and record.version is Version.V21:
        yield _odd("The station leaves the maximum of contracts out, which a vehicle of ISO 15118-20 always names.", "M01.FR.03")
    elif not of_20 and (maximum is not None or message.prioritized_emaids):
        yield _odd(
            "The station names a maximum or prioritized eMAIDs for a vehicle of ISO 15118-2, which has neither.", "M01.FR.02"
        )
    if of_20 and message.action is CertificateAction.UPDATE:
        yield _odd("The station asks for an update, which ISO 15118-20 does not have: it is an installation.", "M02.FR.02")


def _odd(sentence: str, requirement: str) -> Finding:
    return said("csms-answered", sentence, Severity.WARNING, requirement=requirement, remedy="Ask the station's vendor.")


def pool_answered(record: StationRecord, event: PoolAnswered, now: datetime) -> CsmsDecision:
    """What the pool made, as it came; what the version cannot carry is Failed."""
    request, response = event.asked.request, event.response
    seen = replace(record, last_seen=now)
    if response.status is not ACCEPTED:
        info = response.status_info
        told = "" if info is None else f": {info.reason_code}{f', {info.additional_info}' if info.additional_info else ''}"
        sentence = f"The contract certificate pool refuses{visible(told, _LONGEST_SHOWN).rstrip('.')}."
        note = said("csms-answered", sentence, Severity.ERROR, requirement="M01.FR.01", observed="Failed")
        again = None if info is None else _cut(info.reason_code, info.additional_info or "", record.version)
        reply = Get15118EVCertificateResponse(status=FAILED, status_info=again, exi_response="")
        return CsmsDecision(seen, reply, (note, *event.findings))
    size, most = len(response.exi_response), event.asked.longest
    if not response.exi_response:
        return _failed(record, "The pool says Accepted and gives nothing for the vehicle.", now, event.findings)
    if size > most:
        sentence = f"The pool's answer has {size} characters in base64, and {most} reach the station by OCPP {record.version}."
        return _failed(record, sentence, now, event.findings, ReasonCode.TOO_LARGE_ELEMENT)
    counted = request.iso15118_schema_version == ISO_20 and record.version is Version.V21
    remaining = response.remaining_contracts if counted else None
    after, odd = _counting(seen, request, remaining)
    update = request.action is CertificateAction.UPDATE
    more = "" if remaining is None else f" remainingContracts is {remaining}."
    sentence = f"The vehicle's {'update' if update else 'contract'} is passed on to the station as the pool made it.{more}"
    note = said("csms-answered", sentence, requirement="M02.FR.01" if update else "M01.FR.01", observed="Accepted")
    reply = Get15118EVCertificateResponse(status=ACCEPTED, exi_response=response.exi_response, remaining_contracts=remaining)
    if fault := _unsendable(reply, record.version):
        return _failed(record, f"The pool's answer cannot be sent: {fault}", now, event.findings)
    return CsmsDecision(after, reply, (note, *odd, *event.findings))


def no_pool_answer(record: StationRecord, event: PoolFailed, now: datetime) -> CsmsDecision:
    """There is no pool, or it gave no answer."""
    return _failed(record, event.why, now, (), ReasonCode.NOT_ENABLED if event.none else ReasonCode.UNSPECIFIED)


def _failed(
    record: StationRecord, why: str, now: datetime, findings: tuple[Finding, ...], reason: ReasonCode = ReasonCode.UNSPECIFIED
) -> CsmsDecision:
    """Failed with its empty exiResponse, which the schema wants, and why."""
    remedy = "Give the CSMS a contract certificate pool: Csms(pool=...)." if reason is ReasonCode.NOT_ENABLED else ""
    note = said(
        "csms-answered",
        f"The vehicle gets no contract certificate: {visible(why, _LONGEST_SHOWN)}",
        Severity.ERROR,
        requirement="M01.FR.01",
        observed="Failed",
        remedy=remedy,
    )
    reply = Get15118EVCertificateResponse(status=FAILED, status_info=status_info(reason, why, record.version), exi_response="")
    return CsmsDecision(replace(record, last_seen=now), reply, (note, *findings))


def _unsendable(reply: Get15118EVCertificateResponse, version: Version) -> str:
    """Why the schema does not take it, as a sentence; empty where it does."""
    try:
        to_wire(reply, version)
    except Unsendable as reason:
        return reason.message
    return ""


def _cut(code: str, info: str, version: Version) -> StatusInfo:
    known = next((one for one in ReasonCode if one.value == code), ReasonCode.UNSPECIFIED)
    return status_info(known, info, version)


def _counting(
    record: StationRecord, request: Get15118EVCertificateRequest, remaining: int | None
) -> tuple[StationRecord, tuple[Finding, ...]]:
    """Whether remainingContracts begins and goes on as it must; the record with it [M01.FR.04, M01.FR.07]."""
    if remaining is None:
        return record, ()
    digest = hashlib.sha256(request.exi_request.encode()).hexdigest()
    before = next((one.remaining for one in record.handed if one.request_sha256 == digest), None)
    after = record.handing(Handed(digest, remaining))
    if before is None:
        maximum = request.maximum_contract_certificate_chains
        if maximum is not None and remaining > maximum:
            sentence = f"The pool announces {remaining} contracts, and the vehicle takes {maximum} at most."
            return after, (said("csms-answered", sentence, Severity.WARNING, requirement="M01.FR.04", observed=str(remaining)),)
        sentence = (
            f"{remaining} contracts are announced. Whether that counts the one that came along, OCPP leaves open: the text says "
            "the total, and a station that repeats while it is above 0 then asks once too often."
        )
        return after, (said("csms-answered", sentence, requirement="M01.FR.04", observed=str(remaining)),)
    sentence = f"The station repeats its request; remainingContracts was {before} and is {remaining}."
    right = remaining == max(0, before - 1)
    severity = Severity.INFO if right else Severity.WARNING
    found = said(
        "csms-answered", sentence, severity, requirement="M01.FR.07", observed=str(remaining), expected=str(max(0, before - 1))
    )
    return after, (found,)
