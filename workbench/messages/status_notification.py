"""StatusNotification (G01): a connector's availability; what a CSMS expects after a boot."""

from dataclasses import dataclass
from typing import Annotated

from workbench.messages.custom_data import CustomData
from workbench.messages.enumeration import Enumeration
from workbench.messages.shown import OnTheWire
from workbench.messages.wire import Form, Wire


class ConnectorStatus(Enumeration):
    """ConnectorStatusEnumType."""

    AVAILABLE = "Available"
    OCCUPIED = "Occupied"
    RESERVED = "Reserved"
    UNAVAILABLE = "Unavailable"
    FAULTED = "Faulted"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusNotificationRequest(OnTheWire):
    """Station to CSMS: ``timestamp`` is RFC 3339, EVSEs and their connectors count from 1."""

    timestamp: Annotated[str, Wire("timestamp", form=Form.DATE_TIME)]
    connector_status: Annotated[ConnectorStatus, Wire("connectorStatus")]
    evse_id: Annotated[int, Wire("evseId", least=0)]
    connector_id: Annotated[int, Wire("connectorId", least=0)]
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusNotificationResponse(OnTheWire):
    """CSMS to station: received."""

    custom_data: Annotated[CustomData | None, Wire("customData")] = None
