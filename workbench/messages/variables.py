"""GetVariables and SetVariables (B05, B06): the configuration, variable by variable."""

from dataclasses import dataclass, field
from typing import Annotated

from workbench.messages.custom_data import CustomData
from workbench.messages.device_model import Attribute, Component, Variable
from workbench.messages.enumeration import Enumeration
from workbench.messages.shown import OnTheWire
from workbench.messages.status_info import StatusInfo
from workbench.messages.wire import Wire


class GetVariableStatus(Enumeration):
    """GetVariableStatusEnumType."""

    ACCEPTED = "Accepted"
    REJECTED = "Rejected"
    UNKNOWN_COMPONENT = "UnknownComponent"
    UNKNOWN_VARIABLE = "UnknownVariable"
    NOT_SUPPORTED_ATTRIBUTE_TYPE = "NotSupportedAttributeType"


class SetVariableStatus(Enumeration):
    """SetVariableStatusEnumType."""

    ACCEPTED = "Accepted"
    REJECTED = "Rejected"
    UNKNOWN_COMPONENT = "UnknownComponent"
    UNKNOWN_VARIABLE = "UnknownVariable"
    NOT_SUPPORTED_ATTRIBUTE_TYPE = "NotSupportedAttributeType"
    REBOOT_REQUIRED = "RebootRequired"


@dataclass(frozen=True, slots=True, kw_only=True)
class GetVariableData:
    """One variable that is asked for (GetVariableDataType)."""

    component: Annotated[Component, Wire("component")]
    variable: Annotated[Variable, Wire("variable")]
    attribute_type: Annotated[Attribute | None, Wire("attributeType")] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GetVariableResult:
    """One answer (GetVariableResultType).

    Attributes
    ----------
    attribute_value
        At most 2500 characters, whatever the variable's type; None unless Accepted.
    """

    attribute_status: Annotated[GetVariableStatus, Wire("attributeStatus")]
    component: Annotated[Component, Wire("component")]
    variable: Annotated[Variable, Wire("variable")]
    attribute_type: Annotated[Attribute | None, Wire("attributeType")] = None
    attribute_value: Annotated[str | None, Wire("attributeValue", longest=2500)] = None
    attribute_status_info: Annotated[StatusInfo | None, Wire("attributeStatusInfo")] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetVariableData:
    """One variable that is to be set (SetVariableDataType).

    Attributes
    ----------
    attribute_value
        At most 1000 characters in OCPP 2.0.1, 2500 in 2.1. Not in the repr: BasicAuthPassword is a variable too.
    """

    attribute_value: Annotated[str, Wire("attributeValue", longest=2500)] = field(repr=False)
    component: Annotated[Component, Wire("component")]
    variable: Annotated[Variable, Wire("variable")]
    attribute_type: Annotated[Attribute | None, Wire("attributeType")] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetVariableResult:
    """One answer (SetVariableResultType)."""

    attribute_status: Annotated[SetVariableStatus, Wire("attributeStatus")]
    component: Annotated[Component, Wire("component")]
    variable: Annotated[Variable, Wire("variable")]
    attribute_type: Annotated[Attribute | None, Wire("attributeType")] = None
    attribute_status_info: Annotated[StatusInfo | None, Wire("attributeStatusInfo")] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GetVariablesRequest(OnTheWire):
    """CSMS to station: one or more variables; the station's ItemsPerMessage limits how many."""

    get_variable_data: Annotated[tuple[GetVariableData, ...], Wire("getVariableData", fewest=1)]
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GetVariablesResponse(OnTheWire):
    """Station to CSMS: one result for each variable."""

    get_variable_result: Annotated[tuple[GetVariableResult, ...], Wire("getVariableResult", fewest=1)]
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetVariablesRequest(OnTheWire):
    """CSMS to station: one or more variables; the station's ItemsPerMessage limits how many."""

    set_variable_data: Annotated[tuple[SetVariableData, ...], Wire("setVariableData", fewest=1)]
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetVariablesResponse(OnTheWire):
    """Station to CSMS: one result for each variable."""

    set_variable_result: Annotated[tuple[SetVariableResult, ...], Wire("setVariableResult", fewest=1)]
    custom_data: Annotated[CustomData | None, Wire("customData")] = None
