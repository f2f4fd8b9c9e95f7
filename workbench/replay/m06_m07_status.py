"""M06 and M07: revocation asked of the CSMS: whether the answer has what its status says."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from workbench.errors import InputError
from workbench.messages.certificate_status import CertificateStatusSource, CertificateStatusValue
from workbench.messages.moments import moment_of
from workbench.replay.saying import cannot_tell, right, tolerated, wrong
from workbench.replay.step import Judgement, gravest
from workbench.revocation.by_hash import CaPool
from workbench.revocation.verdict_ocsp import judge_ocsp_for_hash_data, read_response

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from workbench.messages.certificate_status import (
        GetCertificateChainStatusRequest,
        GetCertificateChainStatusResponse,
        GetCertificateStatusRequest,
        GetCertificateStatusResponse,
    )
    from workbench.replay.beside import Beside


def status_answer(
    beside: Beside, request: GetCertificateStatusRequest, response: GetCertificateStatusResponse, now: datetime
) -> Judgement:
    """Accepted brings an OCSP response in DER about the certificate that was asked for; Failed brings none."""
    result = response.ocsp_result
    if response.status == "Failed":
        if result:
            return wrong(
                "replay-answer",
                "The CSMS answers Failed and sends an OCSP response all the same.",
                requirement="M06.FR.04",
                seen="Failed with ocspResult",
                expected="Accepted with it, or Failed without",
                remedy="Answer Accepted where a response was had, whatever it says of the certificate.",
            )
        return right("No OCSP response could be had.", requirement="M06.FR.04", expected="Failed")
    if not result:
        return wrong(
            "replay-answer",
            "The CSMS answers Accepted and sends no OCSP response.",
            requirement="M06.FR.03",
            seen="Accepted without ocspResult",
            expected="ocspResult",
            remedy="Send the response, or answer Failed.",
        )
    try:
        octets = base64.b64decode(result, validate=True)
    except (binascii.Error, ValueError):
        octets = b""
    read, why, _ = read_response(octets)
    if read is None:
        pem = "-----BEGIN" in result
        return wrong(
            "replay-answer",
            f"What the CSMS sends as ocspResult is no OCSP response in base64 of DER{': it is PEM' if pem else ''}.",
            requirement="M06.FR.09",
            seen="PEM" if pem else (why or "no base64")[:80],
            expected="base64 of the DER of an OCSPResponse (RFC 6960)",
            remedy="Pass the responder's octets on as they came, in base64 without line breaks.",
        )
    return _judged(beside, request, octets, now)


def _judged(beside: Beside, request: GetCertificateStatusRequest, octets: bytes, now: datetime) -> Judgement:
    try:
        verdict = judge_ocsp_for_hash_data(request.ocsp_request_data.plain, octets, CaPool(beside.pile), now)
    except InputError as error:
        return cannot_tell(f"The station asked by hash data that is none: {error.message}", requirement="M06.FR.01")
    if verdict.status is not CertificateStatusValue.FAILED:
        words = f"The OCSP response says {verdict.status}{'' if verdict.verified else ', which nobody verified here'}."
        return right(words, requirement="M06.FR.02", expected="Accepted", more=verdict.findings)
    first = verdict.findings[0] if verdict.findings else None
    said = first.message if first is not None else f"It was not used: {verdict.obstacle}."
    if any(one.code == "issuer-missing" or "nobody" in one.message for one in verdict.findings[:1]) or not _has_issuer(
        beside, request
    ):
        return cannot_tell(
            f"Whether the OCSP response is good cannot be checked: {said}",
            requirement="M06.FR.02",
            remedy="Give the issuer's certificate along.",
            more=verdict.findings,
        )
    return tolerated(
        "replay-answer",
        f"The CSMS passes on an OCSP response that no vehicle would take: {said}",
        requirement="M06.FR.02",
        expected="a response that is current, signed by whom the CA authorised, about this certificate",
        remedy="Ask the responder anew; `pnc status` shows each step.",
        more=verdict.findings,
    )


def _has_issuer(beside: Beside, request: GetCertificateStatusRequest) -> bool:
    try:
        return CaPool(beside.pile).issuer(request.ocsp_request_data.plain) is not None
    except InputError:
        return False


def chain_status_answer(
    request: GetCertificateChainStatusRequest, response: GetCertificateChainStatusResponse, now: datetime
) -> Judgement:
    """One result for each certificate that was asked for, under its own hash data."""
    return gravest(list(_of_chain(request, response, now)))


def _of_chain(
    request: GetCertificateChainStatusRequest, response: GetCertificateChainStatusResponse, now: datetime
) -> Iterator[Judgement]:
    asked = [one.certificate_hash_data.plain for one in request.certificate_status_requests]
    given = [one.certificate_hash_data.plain for one in response.certificate_status]
    if strange := [one for one in given if one not in asked]:
        yield wrong(
            "replay-answer",
            f"The CSMS gives the status of serial number {strange[0].serial_number[:40]}, which was not asked for.",
            requirement="M07.FR.08",
            seen=strange[0].serial_number,
            expected=", ".join(one.serial_number for one in asked),
            remedy="Repeat the hash data of the request.",
        )
    if missing := [one for one in asked if one not in given]:
        yield wrong(
            "replay-answer",
            f"The CSMS gives no status of serial number {missing[0].serial_number[:40]}, which was asked for.",
            requirement="M07.FR.08",
            seen=f"{len(given)} results",
            expected=f"{len(asked)} results, one for each certificate",
            remedy="Answer for each certificate; Failed where its status could not be had.",
        )
    sources = {one.certificate_hash_data.plain: one.source for one in request.certificate_status_requests}
    for one in response.certificate_status:
        wanted = sources.get(one.certificate_hash_data.plain)
        if wanted is not None and one.source is not wanted:
            words = f"The CSMS asked {_word(one.source)}, where the station named {_word(wanted)}."
            yield tolerated("replay-answer", words, requirement="M07.FR.08", seen=str(one.source), expected=str(wanted))
        until = moment_of(one.next_update)
        if one.status is not CertificateStatusValue.FAILED and until is not None and until < now:
            words = f"The status of serial number {one.certificate_hash_data.serial_number[:40]} was out of date when it was sent."
            yield tolerated("replay-answer", words, requirement="M07.FR.08", seen=one.next_update, remedy="Ask the responder anew.")


def _word(source: CertificateStatusSource) -> str:
    return "an OCSP responder" if source is CertificateStatusSource.OCSP else "for a CRL"
