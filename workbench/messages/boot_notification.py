"""BootNotification and Heartbeat (B01, G02): the station presents itself; the CSMS gives the time."""

from dataclasses import dataclass
from typing import Annotated

from workbench.messages.custom_data import CustomData
from workbench.messages.enumeration import Enumeration
from workbench.messages.shown import OnTheWire
from workbench.messages.status_info import StatusInfo
from workbench.messages.wire import Form, Wire


class BootReason(Enumeration):
    """BootReasonEnumType."""

    APPLICATION_RESET = "ApplicationReset"
    FIRMWARE_UPDATE = "FirmwareUpdate"
    LOCAL_RESET = "LocalReset"
    POWER_UP = "PowerUp"
    REMOTE_RESET = "RemoteReset"
    SCHEDULED_RESET = "ScheduledReset"
    TRIGGERED = "Triggered"
    UNKNOWN = "Unknown"
    WATCHDOG = "Watchdog"


class RegistrationStatus(Enumeration):
    """RegistrationStatusEnumType."""

    ACCEPTED = "Accepted"
    PENDING = "Pending"
    """The CSMS may send what it needs first, certificates among it."""
    REJECTED = "Rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Modem:
    """The modem's numbers (ModemType), at most 20 characters each."""

    iccid: Annotated[str | None, Wire("iccid", longest=20)] = None
    imsi: Annotated[str | None, Wire("imsi", longest=20)] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargingStation:
    """Which station it is (ChargingStationType).

    Attributes
    ----------
    model, vendor_name
        At most 20 and 50 characters.
    serial_number, firmware_version
        At most 25 and 50 characters.
    """

    model: Annotated[str, Wire("model", longest=20)]
    vendor_name: Annotated[str, Wire("vendorName", longest=50)]
    serial_number: Annotated[str | None, Wire("serialNumber", longest=25)] = None
    firmware_version: Annotated[str | None, Wire("firmwareVersion", longest=50)] = None
    modem: Annotated[Modem | None, Wire("modem")] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BootNotificationRequest(OnTheWire):
    """Station to CSMS."""

    reason: Annotated[BootReason, Wire("reason")]
    charging_station: Annotated[ChargingStation, Wire("chargingStation")]
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BootNotificationResponse(OnTheWire):
    """CSMS to station.

    Attributes
    ----------
    current_time
        RFC 3339.
    interval
        Seconds: of the heartbeat when Accepted, else until the next BootNotification at the earliest.
    """

    current_time: Annotated[str, Wire("currentTime", form=Form.DATE_TIME)]
    interval: Annotated[int, Wire("interval")]
    status: Annotated[RegistrationStatus, Wire("status")]
    status_info: Annotated[StatusInfo | None, Wire("statusInfo")] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeartbeatRequest(OnTheWire):
    """Station to CSMS: still there."""

    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeartbeatResponse(OnTheWire):
    """CSMS to station: ``current_time``, RFC 3339."""

    current_time: Annotated[str, Wire("currentTime", form=Form.DATE_TIME)]
    custom_data: Annotated[CustomData | None, Wire("customData")] = None
