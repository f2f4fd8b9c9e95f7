"""GetVariables and SetVariables: what a CSMS reads before it acts, and the little that it may change."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.display import visible
from workbench.findings import Finding, Severity
from workbench.messages.device_model import Attribute
from workbench.messages.reason_codes import ReasonCode
from workbench.messages.security_event import SecurityEvent
from workbench.messages.variables import (
    GetVariableResult,
    GetVariablesResponse,
    GetVariableStatus,
    SetVariableResult,
    SetVariablesResponse,
    SetVariableStatus,
)
from workbench.station.a04_security_events import reported
from workbench.station.decision import Decision, why
from workbench.station.device_model import SECURITY, DataType, Mutability
from workbench.station.effects import KeepSecret

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.messages.variables import (
        GetVariableData,
        GetVariablesRequest,
        SetVariableData,
        SetVariablesRequest,
    )
    from workbench.station.device_model import Variable
    from workbench.station.state import StationState

_UNKNOWN = {
    "UnknownComponent": "The station has no component of that name.",
    "UnknownVariable": "The component has no variable of that name and instance.",
    "NotSupportedAttributeType": "The variable does not have this attribute.",
}


def get_variables(state: StationState, message: GetVariablesRequest) -> Decision:
    """One result for each variable that was asked for, in that order; nothing changes."""
    results = tuple(_got(state, data) for data in message.get_variable_data)
    return Decision(state, GetVariablesResponse(get_variable_result=results))


def _got(state: StationState, data: GetVariableData) -> GetVariableResult:
    def result(status: GetVariableStatus, sentence: str = "", value: str | None = None) -> GetVariableResult:
        reason = ReasonCode.WRITE_ONLY if status is GetVariableStatus.REJECTED else ReasonCode.NOT_FOUND
        return GetVariableResult(
            attribute_status=status,
            component=data.component,
            variable=data.variable,
            attribute_type=data.attribute_type,
            attribute_value=value,
            attribute_status_info=why(state, reason, sentence) if sentence else None,
        )

    found, status = _found(state, data)
    if found is None:
        return result(GetVariableStatus(status), _UNKNOWN[status])
    if found.mutability is Mutability.WRITE_ONLY:
        return result(GetVariableStatus.REJECTED, "The variable can be written, not read.")
    value = _attribute(found, data.attribute_type)
    if value is None:
        status = GetVariableStatus.NOT_SUPPORTED_ATTRIBUTE_TYPE
        return result(status, _UNKNOWN[status])
    return result(GetVariableStatus.ACCEPTED, value=value)


def _found(state: StationState, data: GetVariableData | SetVariableData) -> tuple[Variable | None, str]:
    """The variable, or the status that says what is unknown. Components with an instance or an EVSE are not there."""
    component, variable = data.component, data.variable
    model = state.device_model
    if component.instance or component.evse is not None or not model.has_component(component.name):
        return None, "UnknownComponent"
    return model.find(component.name, variable.name, variable.instance), "UnknownVariable"


def _attribute(variable: Variable, attribute: Attribute | None) -> str | None:
    """Actual; and of an integer MinSet and MaxSet, which are its limits."""
    if attribute in {None, Attribute.ACTUAL}:
        return variable.value
    if variable.data_type is not DataType.INTEGER or attribute is Attribute.TARGET:
        return None
    limit = variable.least if attribute is Attribute.MIN_SET else variable.most
    return None if limit is None else str(limit)


def set_variables(state: StationState, message: SetVariablesRequest, now: datetime) -> Decision:
    """One result for each variable; those that can be set are, whatever becomes of the others."""
    security: list[str] = []
    results, findings, effects = [], [], []
    for data in message.set_variable_data:
        status, reason, sentence = _verdict(state, data)
        if status is SetVariableStatus.ACCEPTED:
            value, component, variable = data.attribute_value, data.component, data.variable
            found = state.model.find(component.name, variable.name, variable.instance)
            if found is not None and found.component == SECURITY:
                security.append(found.name)
            if found is not None and found.mutability is Mutability.WRITE_ONLY:
                effects.append(KeepSecret(found.component, found.name, value))
            else:
                state = replace(state, model=state.model.with_value(component.name, variable.name, value, variable.instance))
        else:
            findings.append(Finding(code="variable-refused", message=sentence, severity=Severity.ERROR, item="message"))
        results.append(
            SetVariableResult(
                attribute_status=status,
                component=data.component,
                variable=data.variable,
                attribute_type=data.attribute_type,
                attribute_status_info=why(state, reason, sentence) if sentence else None,
            )
        )
    decision = Decision(state, SetVariablesResponse(set_variable_result=tuple(results)), tuple(findings), tuple(effects))
    if not security:
        return decision
    sentence = f"The CSMS set {', '.join(dict.fromkeys(security))}."
    return reported(decision, SecurityEvent.RECONFIGURATION_OF_SECURITY_PARAMETERS, sentence, now, online=True)


def _verdict(state: StationState, data: SetVariableData) -> tuple[SetVariableStatus, ReasonCode, str]:
    found, status = _found(state, data)
    if found is None:
        return SetVariableStatus(status), ReasonCode.NOT_FOUND, _UNKNOWN[status]
    if data.attribute_type not in {None, Attribute.ACTUAL}:
        status = SetVariableStatus.NOT_SUPPORTED_ATTRIBUTE_TYPE
        return status, ReasonCode.UNSUPPORTED_PARAM, _UNKNOWN[status]
    if found.mutability is Mutability.READ_ONLY:
        return SetVariableStatus.REJECTED, ReasonCode.READ_ONLY, f"{found.name} can be read, not set."
    if fault := found.fault_of(data.attribute_value):
        return SetVariableStatus.REJECTED, ReasonCode.INVALID_VALUE, f"{found.name} does not take this value: {fault}."
    if found.name == "NetworkConfigurationPriority" and (slot := _empty_slot(state, data.attribute_value)):
        return SetVariableStatus.REJECTED, ReasonCode.INVALID_CONF_SLOT, f"There is no connection profile in slot {slot}."
    return SetVariableStatus.ACCEPTED, ReasonCode.NO_ERROR, ""


def _empty_slot(state: StationState, priority: str) -> str:
    """The first slot of a list that has no connection profile; empty where all have one."""
    there = {str(state.connection.slot), *(str(one.slot) for one in state.profiles)}
    return next((visible(slot, 20) or "(none)" for slot in priority.split(",") if slot.strip() not in there), "")
