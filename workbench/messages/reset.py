"""Reset (B11, B12): the station restarts, as it must for a migration to another CSMS (B10)."""

from dataclasses import dataclass
from typing import Annotated

from workbench.messages.custom_data import CustomData
from workbench.messages.enumeration import Enumeration
from workbench.messages.shown import OnTheWire
from workbench.messages.status_info import StatusInfo
from workbench.messages.wire import Wire


class ResetKind(Enumeration):
    """When to restart (ResetEnumType)."""

    IMMEDIATE = "Immediate"
    ON_IDLE = "OnIdle"
    IMMEDIATE_AND_RESUME = "ImmediateAndResume"
    """OCPP 2.1 only."""


class ResetStatus(Enumeration):
    """ResetStatusEnumType."""

    ACCEPTED = "Accepted"
    REJECTED = "Rejected"
    SCHEDULED = "Scheduled"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetRequest(OnTheWire):
    """CSMS to station: the station, or one EVSE of it."""

    type: Annotated[ResetKind, Wire("type")]
    evse_id: Annotated[int | None, Wire("evseId", least=0)] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetResponse(OnTheWire):
    """Station to CSMS."""

    status: Annotated[ResetStatus, Wire("status")]
    status_info: Annotated[StatusInfo | None, Wire("statusInfo")] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None
