"""EVSE, component and variable: the names by which the device model is addressed."""

from dataclasses import dataclass
from typing import Annotated

from workbench.messages.custom_data import CustomData
from workbench.messages.enumeration import Enumeration
from workbench.messages.wire import Wire


@dataclass(frozen=True, slots=True, kw_only=True)
class EVSE:
    """An EVSE, or one connector of it (EVSEType); numbers start at 1, 0 or none is the station."""

    id: Annotated[int, Wire("id", least=0)]
    connector_id: Annotated[int | None, Wire("connectorId", least=0)] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """A component (ComponentType): name and instance have at most 50 characters and no letter case."""

    name: Annotated[str, Wire("name", longest=50)]
    instance: Annotated[str | None, Wire("instance", longest=50)] = None
    evse: Annotated[EVSE | None, Wire("evse")] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A variable of a component (VariableType): name and instance have at most 50 characters and no letter case."""

    name: Annotated[str, Wire("name", longest=50)]
    instance: Annotated[str | None, Wire("instance", longest=50)] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


class Attribute(Enumeration):
    """Which value of a variable (AttributeEnumType); none is Actual."""

    ACTUAL = "Actual"
    TARGET = "Target"
    MIN_SET = "MinSet"
    MAX_SET = "MaxSet"
