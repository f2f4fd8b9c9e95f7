"""M01 and M02: a vehicle's request for a contract certificate, passed on; the pool's answer, passed back; what remains."""

from __future__ import annotations

import binascii
from base64 import b64decode
from typing import TYPE_CHECKING

from workbench.messages.ev_certificate import CertificateAction
from workbench.messages.versions import Version
from workbench.replay.saying import tolerated, wrong
from workbench.replay.step import Judgement, gravest
from workbench.station.m01_ev_message import ISO_2, ISO_20, look_into

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.messages.ev_certificate import Get15118EVCertificateRequest, Get15118EVCertificateResponse
    from workbench.replay.beside import Beside
    from workbench.station.m01_ev_message import Said

_RULES = {CertificateAction.INSTALL: "M01.FR.01", CertificateAction.UPDATE: "M02.FR.01"}


def call(beside: Beside, request: Get15118EVCertificateRequest) -> Judgement:
    """The fields that belong to the edition, with what the vehicle's own message says."""
    return gravest(list(_of_call(beside, request)))


def _of_call(beside: Beside, request: Get15118EVCertificateRequest) -> Iterator[Judgement]:
    named, maximum = request.iso15118_schema_version, request.maximum_contract_certificate_chains
    said = _read(request)
    if named == ISO_20:
        if request.action is CertificateAction.UPDATE:
            yield wrong(
                "replay-request",
                "The station asks for an update for a vehicle of ISO 15118-20, which has none.",
                requirement="M02.FR.02",
                seen="Update",
                expected="Install",
                remedy="Send an update of ISO 15118-20 as an installation.",
            )
        yield from _of_maximum(beside, maximum, said)
        return
    if named == ISO_2 and (maximum is not None or request.prioritized_emaids):
        yield wrong(
            "replay-request",
            "The station names a maximum of contracts or prioritized eMAIDs for a vehicle of ISO 15118-2.",
            requirement="M01.FR.02",
            seen="maximumContractCertificateChains" if maximum is not None else "prioritizedEMAIDs",
            expected="neither of them",
            remedy="Leave both out for ISO 15118-2.",
        )
    if said.action is not None and said.action is not request.action:
        kind = "CertificateUpdateReq" if said.action is CertificateAction.UPDATE else "CertificateInstallationReq"
        yield wrong(
            "replay-request",
            f"The vehicle sends a {kind}, and the station passes it on with the action {request.action}.",
            requirement=_RULES[said.action],
            seen=str(request.action),
            expected=str(said.action),
            remedy="Take the action from the vehicle's message.",
        )


def _of_maximum(beside: Beside, maximum: int | None, said: Said) -> Iterator[Judgement]:
    if maximum is None and beside.version is Version.V21:
        yield wrong(
            "replay-request",
            "The station leaves the maximum of contracts out for a vehicle of ISO 15118-20.",
            requirement="M01.FR.03",
            seen="no maximumContractCertificateChains",
            expected="what the vehicle's message says" if said.maximum is None else str(said.maximum),
            remedy="Copy MaximumContractCertificateChains from the vehicle's message.",
        )
    elif maximum is not None and said.maximum not in {None, maximum}:
        yield wrong(
            "replay-request",
            f"The vehicle takes {said.maximum} contracts at most, and the station says {maximum}.",
            requirement="M01.FR.03",
            seen=str(maximum),
            expected=str(said.maximum),
            remedy="Copy MaximumContractCertificateChains from the vehicle's message.",
        )


def _read(request: Get15118EVCertificateRequest) -> Said:
    try:
        octets = b64decode(request.exi_request, validate=True)
    except (binascii.Error, ValueError):
        octets = b""
    return look_into(octets, request.iso15118_schema_version)


def answer(beside: Beside, request: Get15118EVCertificateRequest, response: Get15118EVCertificateResponse) -> Judgement:
    """Accepted brings a message for the vehicle, and for ISO 15118-20 a number that counts down."""
    return gravest(list(_of_answer(beside, request, response)))


def _of_answer(
    beside: Beside, request: Get15118EVCertificateRequest, response: Get15118EVCertificateResponse
) -> Iterator[Judgement]:
    requirement = _RULES[request.action]
    if response.status != "Accepted":
        if response.exi_response:
            words = f"The CSMS answers Failed and sends {len(response.exi_response)} characters for the vehicle all the same."
            yield tolerated(
                "replay-answer",
                words,
                requirement=requirement,
                seen="Failed with exiResponse",
                expected='exiResponse ""',
                remedy="Leave it empty, which satisfies the schema; some stations pass it on.",
            )
        return
    if not response.exi_response:
        yield wrong(
            "replay-answer",
            "The CSMS answers Accepted and sends nothing for the vehicle.",
            requirement=requirement,
            seen="an empty exiResponse",
            expected="the CertificateInstallationRes or CertificateUpdateRes in EXI",
            remedy="Send what the contract certificate pool returned, or answer Failed.",
        )
    yield from _of_remaining(beside, request, response)


def _of_remaining(
    beside: Beside, request: Get15118EVCertificateRequest, response: Get15118EVCertificateResponse
) -> Iterator[Judgement]:
    remaining = response.remaining_contracts
    if request.iso15118_schema_version != ISO_20:
        if remaining is not None:
            words = "The CSMS counts remaining contracts for a vehicle of ISO 15118-2, which takes one."
            yield tolerated("replay-answer", words, requirement="M01.FR.04", seen=str(remaining), expected="no remainingContracts")
        return
    before = beside.contracts_left.pop(request.exi_request, None)
    if remaining:
        beside.contracts_left[request.exi_request] = remaining
    if remaining is None:
        if request.maximum_contract_certificate_chains is not None:
            yield wrong(
                "replay-answer",
                "The CSMS does not say how many contracts remain, though the station named the vehicle's maximum.",
                requirement="M01.FR.04",
                seen="no remainingContracts",
                expected="the number of contracts; 0 after the last one",
                remedy="Say it in each answer for ISO 15118-20.",
            )
    elif before is not None and remaining != before - 1:
        yield wrong(
            "replay-answer",
            f"The station repeats its request; remainingContracts was {before} and is {remaining}.",
            requirement="M01.FR.07",
            seen=str(remaining),
            expected=str(before - 1),
            remedy="Lower it by one with each answer.",
        )
