"""B05, B06: the variables that a CSMS reads before it acts on certificates, and sets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.csms.answers import told
from workbench.csms.decision import CsmsDecision, follows, said
from workbench.csms.limits import WANTED, limits_of
from workbench.csms.not_supported import not_its_answer
from workbench.csms.passwords import unfit_passwords
from workbench.csms.policy import STRICT
from workbench.csms.procedure import Course
from workbench.csms.seen import Reading, address
from workbench.findings import Severity
from workbench.messages.device_model import Attribute, Component, Variable
from workbench.messages.redaction import is_secret_variable
from workbench.messages.variables import (
    GetVariableData,
    GetVariablesRequest,
    GetVariablesResponse,
    GetVariableStatus,
    SetVariableData,
    SetVariablesRequest,
    SetVariablesResponse,
    SetVariableStatus,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from workbench.csms.policy import Policy
    from workbench.csms.procedure import Procedure
    from workbench.csms.record import StationRecord
    from workbench.findings import Finding
    from workbench.messages.actions import ResponseFromStation
    from workbench.messages.variables import SetVariableResult

_SET = (SetVariableStatus.ACCEPTED, SetVariableStatus.REBOOT_REQUIRED)


def read_limits(
    record: StationRecord, wanted: Sequence[tuple[str, str, str, str]] = WANTED, *, policy: Policy = STRICT
) -> Procedure:
    """Read variables, each a component, variable, instance and attribute: what the station's limits are."""
    course = Course(record)
    for start in range(0, len(wanted), max(1, policy.variables_per_message)):
        some = wanted[start : start + max(1, policy.variables_per_message)]
        response = yield from course.ask(GetVariablesRequest(get_variable_data=tuple(_asked(*one) for one in some)))
        if not isinstance(response, GetVariablesResponse):
            return course.end("The station did not say what its limits are.", ok=False)
    limits = limits_of(course.record)
    if limits.most_entries is None:
        remedy = "Read the limit from a report of the device model (maxLimit of CertificateEntries)."
        course.note(
            follows("How many certificates the station takes is not known.", Severity.INFO, requirement="M05.FR.06", remedy=remedy)
        )
    return course.end("The limits were read.", ok=True)


def _asked(component: str, variable: str, instance: str, attribute: str) -> GetVariableData:
    return GetVariableData(
        component=Component(name=component),
        variable=Variable(name=variable, instance=instance or None),
        attribute_type=None if attribute == "Actual" else Attribute(attribute),
    )


def variables_got(
    record: StationRecord, request: GetVariablesRequest, response: ResponseFromStation, now: datetime
) -> CsmsDecision:
    """Each value becomes a reading, and so does each refusal. A variable that was not asked for is passed over."""
    if not isinstance(response, GetVariablesResponse):
        return not_its_answer(record, request)
    asked = {_address(one.component, one.variable, one.attribute_type) for one in request.get_variable_data}
    new = {}
    for one in response.get_variable_result:
        where = _address(one.component, one.variable, one.attribute_type)
        if where in asked and not is_secret_variable(one.variable.name):
            value = one.attribute_value if one.attribute_status is GetVariableStatus.ACCEPTED else None
            names = (one.component.name, one.variable.name, one.variable.instance or "", where[3])
            new[where] = Reading(*names, value, str(one.attribute_status), now)
    kept = tuple(one for one in record.readings if one.address not in asked)
    after = replace(record, readings=(*kept, *new.values()))
    return CsmsDecision(after, findings=tuple(_unsaid(len(asked), response)))


def _unsaid(asked: int, response: GetVariablesResponse) -> Iterator[Finding]:
    given = sum(one.attribute_status is GetVariableStatus.ACCEPTED for one in response.get_variable_result)
    yield said("csms-answered", f"{given} of {asked} variables were given.", observed=f"{given} of {asked}")


def _address(component: Component, variable: Variable, attribute: Attribute | None) -> tuple[str, str, str, str]:
    return address(component.name, variable.name, variable.instance or "", str(attribute or Attribute.ACTUAL))


def set_variables(record: StationRecord, values: Mapping[tuple[str, str, str], str], *, policy: Policy = STRICT) -> Procedure:
    """Set variables, by component, variable and instance (or ``""``). A password that no station may take is not sent."""
    course = Course(record)
    if not course.note(*unfit_passwords(values, record.version)):
        return course.end("Nothing was set: the password is too short, or too long.", ok=False)
    everything = [
        SetVariableData(
            attribute_value=value,
            component=Component(name=component),
            variable=Variable(name=variable, instance=instance or None),
        )
        for (component, variable, instance), value in values.items()
    ]
    done = True
    for start in range(0, len(everything), max(1, policy.variables_per_message)):
        some = tuple(everything[start : start + max(1, policy.variables_per_message)])
        response = yield from course.ask(SetVariablesRequest(set_variable_data=some))
        results = response.set_variable_result if isinstance(response, SetVariablesResponse) else ()
        done = done and len(results) >= len(some) and all(one.attribute_status in _SET for one in results)
    return course.end("Every variable is set." if done else "Not every variable is set.", ok=done)


def variables_set(
    record: StationRecord, request: SetVariablesRequest, response: ResponseFromStation, now: datetime
) -> CsmsDecision:
    """An accepted value is what the variable has now; what needs a reboot first is not there yet."""
    if not isinstance(response, SetVariablesResponse):
        return not_its_answer(record, request)
    sent = {_address(one.component, one.variable, one.attribute_type): one.attribute_value for one in request.set_variable_data}
    findings, new = [], {}
    for one in response.set_variable_result:
        where = _address(one.component, one.variable, one.attribute_type)
        findings.append(_set(one))
        if one.attribute_status is SetVariableStatus.ACCEPTED and where in sent and not is_secret_variable(one.variable.name):
            names = (one.component.name, one.variable.name, one.variable.instance or "", where[3])
            new[where] = Reading(*names, sent[where], "Accepted", now)
    kept = tuple(one for one in record.readings if one.address not in new)
    return CsmsDecision(replace(record, readings=(*kept, *new.values())), findings=tuple(findings))


_REMEDIES = {
    SetVariableStatus.REBOOT_REQUIRED: "Reset the station, then read the variable.",
    SetVariableStatus.REJECTED: "Read the variable's characteristics: it may be read-only, or the value outside its limits.",
    SetVariableStatus.UNKNOWN_COMPONENT: "Read the station's device model: names differ between firmware versions.",
    SetVariableStatus.UNKNOWN_VARIABLE: "Read the station's device model: names differ between firmware versions.",
    SetVariableStatus.NOT_SUPPORTED_ATTRIBUTE_TYPE: "Set the attribute Actual.",
}


def _set(one: SetVariableResult) -> Finding:
    name = f"{one.component.name}.{one.variable.name}"
    status = one.attribute_status
    if status is SetVariableStatus.ACCEPTED:
        return said("csms-answered", f"{name} is set.", observed=status)
    severity = Severity.WARNING if status is SetVariableStatus.REBOOT_REQUIRED else Severity.ERROR
    reason = told(one.attribute_status_info) or "no reason given"
    return said("csms-answered", f"{name}: {status}; {reason}.", severity, observed=status, remedy=_REMEDIES[status])
