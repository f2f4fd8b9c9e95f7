"""M01 and M02: a vehicle asks for a contract certificate; the station passes its message on, and answers within seconds."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from workbench.display import visible
from workbench.findings import Finding, Severity
from workbench.messages.ev_certificate import Get15118EVCertificateRequest
from workbench.messages.lengths import longest
from workbench.messages.versions import Version
from workbench.station.decision import Decision, consequence
from workbench.station.device_model import ISO15118
from workbench.station.effects import AnswerVehicle, Send
from workbench.station.m01_ev_message import ISO_2, ISO_20, Said, look_into
from workbench.station.m02_contract_update import UPDATE, action_for
from workbench.station.plug import Installation

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.station.events import VehicleAsks
    from workbench.station.policy import Policy
    from workbench.station.state import StationState

ACCEPTED, FAILED = "Accepted", "Failed"
_LONGEST_EMAID = 255
_MOST_EMAIDS = 8
_LONGEST_SHOWN = 120


def vehicle_asks(state: StationState, event: VehicleAsks, now: datetime, policy: Policy) -> Decision:
    """The request goes out [M01.FR.01, M02.FR.01]; or the vehicle comes for the next contract; or it is told Failed at once."""
    said = look_into(event.exi_request, event.schema_version) if policy.read_vehicle_messages else Said(fault="it is not looked at")
    under_way = state.plug.installation(event.session)
    if under_way is not None and event.schema_version == ISO_20 and _has_more(under_way) and _comes_again(under_way, event, said):
        return _next_one(state, under_way, now, policy)
    action, findings = action_for(event, said)
    request, about = _request(state, event, said, action)
    requirement = "M02.FR.01" if action is UPDATE else "M01.FR.01"
    if obstacle := _obstacle(state, event, request):
        return failed(state, event.session, obstacle, requirement, (*findings, *about))
    sentence = f"The vehicle's {'CertificateUpdateReq' if action is UPDATE else 'CertificateInstallationReq'} is passed on."
    note = consequence(sentence, requirement=requirement, severity=Severity.INFO)
    new = Installation(event.session, request, now + timedelta(seconds=policy.vehicle_budget), vehicle=said.vehicle)
    after = replace(state, plug=state.plug.with_installation(new))
    return Decision(after, None, (note, *findings, *about), (Send(request),))


def failed(
    state: StationState, session: str, why: str, requirement: str, findings: tuple[Finding, ...] = (), remedy: str = ""
) -> Decision:
    """The vehicle is told Failed, and nothing of its session is kept."""
    note = consequence(f"The vehicle gets no contract certificate: {why}", requirement=requirement, remedy=remedy)
    after = replace(state, plug=state.plug.without_installation(session))
    return Decision(after, None, (note, *findings), (AnswerVehicle(session, FAILED, b"", None, why),))


def _has_more(one: Installation) -> bool:
    """Whether an answer is there that the vehicle has not had, or a repetition is under way."""
    return bool(one.ready) or (one.asked and one.remaining is not None)


def _comes_again(one: Installation, event: VehicleAsks, said: Said) -> bool:
    """Whether it is the same vehicle: another one at that plug must not get what was made for the former."""
    if said.vehicle and one.vehicle:
        return said.vehicle == one.vehicle
    return one.request.exi_request == b64encode(event.exi_request).decode()


def _next_one(state: StationState, one: Installation, now: datetime, policy: Policy) -> Decision:
    """What the station has fetched already; else the vehicle waits for it."""
    if not one.ready:
        waiting = replace(one, until=now + timedelta(seconds=policy.vehicle_budget))
        return Decision(replace(state, plug=state.plug.with_installation(waiting)))
    answer, *rest = one.ready
    left = replace(one, ready=tuple(rest))
    plug = state.plug.with_installation(left) if rest or one.asked else state.plug.without_installation(one.session)
    note = consequence("The vehicle comes for the next contract: it is there.", requirement="M01.FR.06", severity=Severity.INFO)
    return Decision(replace(state, plug=plug), None, (note,), (answer,))


def _request(
    state: StationState, event: VehicleAsks, said: Said, action: object
) -> tuple[Get15118EVCertificateRequest, list[Finding]]:
    maximum, prioritized, findings = _of_20(state, event, said)
    request = Get15118EVCertificateRequest(
        iso15118_schema_version=event.schema_version,
        action=action,  # type: ignore[arg-type]  # CertificateAction
        exi_request=b64encode(event.exi_request).decode(),
        maximum_contract_certificate_chains=maximum,
        prioritized_emaids=prioritized or None,
    )
    if said.fault:
        because = visible(said.fault, _LONGEST_SHOWN).rstrip(".")
        sentence = f"The station cannot read the vehicle's message: {because}. It is passed on as it is."
        findings.append(consequence(sentence, requirement="M01.FR.01"))
    return request, findings


def _of_20(state: StationState, event: VehicleAsks, said: Said) -> tuple[int | None, tuple[str, ...], list[Finding]]:
    """What only ISO 15118-20 and OCPP 2.1 have: the maximum, the prioritized eMAIDs."""
    findings: list[Finding] = []
    if event.schema_version != ISO_20:
        if event.maximum is not None or event.prioritized:
            edition = "ISO 15118-2" if event.schema_version == ISO_2 else "A schema other than ISO 15118-20's"
            sentence = f"{edition} has no maximum of contracts and no prioritized eMAIDs: they are left out."
            findings.append(consequence(sentence, requirement="M01.FR.02"))
        return None, (), findings
    maximum = event.maximum if said.maximum is None else said.maximum
    if said.maximum is not None and event.maximum not in {None, said.maximum}:
        told = f"The station was told a maximum of {event.maximum} contracts"
        sentence = f"{told}, and the vehicle's message says {said.maximum}: that counts."
        findings.append(consequence(sentence, requirement="M01.FR.03"))
    prioritized = said.prioritized or event.prioritized
    if state.connection.version is Version.V201:
        sentence = "OCPP 2.0.1 has no field for the vehicle's maximum of contracts: the CSMS gives one at most."
        findings.append(consequence(sentence, requirement="M01.FR.03"))
        return None, (), findings
    if maximum is None:
        sentence = "The vehicle's maximum of contracts is not known: the request goes out without, as for ISO 15118-2."
        findings.append(consequence(sentence, requirement="M01.FR.03"))
    kept = tuple(one for one in prioritized if len(one) <= _LONGEST_EMAID)[:_MOST_EMAIDS]
    if len(kept) < len(prioritized):
        sentence = f"{len(prioritized) - len(kept)} of the {len(prioritized)} prioritized eMAIDs do not fit and are left out."
        findings.append(consequence(sentence, requirement="M01.FR.03"))
    return maximum, kept, findings


def _obstacle(state: StationState, event: VehicleAsks, request: Get15118EVCertificateRequest) -> str:
    """Why nothing is sent, as a sentence; empty where it is."""
    version = state.connection.version
    allowed = state.model.find(ISO15118, "ContractCertificateInstallationEnabled")
    most = longest(Get15118EVCertificateRequest, "exiRequest", version)
    if allowed is not None and allowed.value != "true":
        return "ISO15118Ctrlr.ContractCertificateInstallationEnabled is false."
    if not event.exi_request:
        return "its message is empty."
    if len(request.exi_request) > most:
        return f"its message has {len(request.exi_request)} characters in base64, and OCPP {version} allows {most}."
    if len(event.schema_version) > longest(Get15118EVCertificateRequest, "iso15118SchemaVersion", version):
        return "the name of its schema is longer than OCPP allows."
    if (request.maximum_contract_certificate_chains or 0) < 0:
        return "its maximum of contracts is less than 0."
    return "" if state.connection.connected else "there is no connection to the CSMS."
