"""TriggerMessage (F06): the CSMS has the station send something; A02 starts with it."""

from dataclasses import dataclass
from typing import Annotated

from workbench.messages.custom_data import CustomData
from workbench.messages.device_model import EVSE
from workbench.messages.enumeration import Enumeration
from workbench.messages.shown import OnTheWire
from workbench.messages.status_info import StatusInfo
from workbench.messages.wire import Wire


class MessageTrigger(Enumeration):
    """MessageTriggerEnumType."""

    BOOT_NOTIFICATION = "BootNotification"
    LOG_STATUS_NOTIFICATION = "LogStatusNotification"
    FIRMWARE_STATUS_NOTIFICATION = "FirmwareStatusNotification"
    HEARTBEAT = "Heartbeat"
    METER_VALUES = "MeterValues"
    SIGN_CHARGING_STATION_CERTIFICATE = "SignChargingStationCertificate"
    SIGN_V2G_CERTIFICATE = "SignV2GCertificate"
    SIGN_V2G20_CERTIFICATE = "SignV2G20Certificate"
    """OCPP 2.1 only."""
    STATUS_NOTIFICATION = "StatusNotification"
    TRANSACTION_EVENT = "TransactionEvent"
    SIGN_COMBINED_CERTIFICATE = "SignCombinedCertificate"
    PUBLISH_FIRMWARE_STATUS_NOTIFICATION = "PublishFirmwareStatusNotification"
    CUSTOM_TRIGGER = "CustomTrigger"
    """OCPP 2.1 only."""


class TriggerMessageStatus(Enumeration):
    """TriggerMessageStatusEnumType."""

    ACCEPTED = "Accepted"
    REJECTED = "Rejected"
    NOT_IMPLEMENTED = "NotImplemented"


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerMessageRequest(OnTheWire):
    """CSMS to station.

    Attributes
    ----------
    custom_trigger
        What CustomTrigger stands for, at most 50 characters; OCPP 2.1 only.
    """

    requested_message: Annotated[MessageTrigger, Wire("requestedMessage")]
    evse: Annotated[EVSE | None, Wire("evse")] = None
    custom_trigger: Annotated[str | None, Wire("customTrigger", longest=50)] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerMessageResponse(OnTheWire):
    """Station to CSMS, before the message that was asked for."""

    status: Annotated[TriggerMessageStatus, Wire("status")]
    status_info: Annotated[StatusInfo | None, Wire("statusInfo")] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None
