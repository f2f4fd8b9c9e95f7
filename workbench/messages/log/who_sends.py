"""Which side sends the CALL of an action: every action of OCPP 1.6, 2.0.1 and 2.1, also those whose messages are not known here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.messages.actions import ACTIONS

if TYPE_CHECKING:
    from workbench.messages.actions import Side

ONLY_IN_16 = frozenset(
    """
    ChangeConfiguration DiagnosticsStatusNotification ExtendedTriggerMessage GetConfiguration GetDiagnostics RemoteStartTransaction
    RemoteStopTransaction SignedFirmwareStatusNotification SignedUpdateFirmware StartTransaction StopTransaction
    """.split()  # noqa: SIM905  a list of words
)
"""A log in which one of these stands is OCPP 1.6."""

_BY_STATION = """
    BatterySwap ClearedChargingLimit ClosePeriodicEventStream DiagnosticsStatusNotification FirmwareStatusNotification
    LogStatusNotification MeterValues NotifyChargingLimit NotifyCustomerInformation NotifyDERAlarm NotifyDERStartStop
    NotifyDisplayMessages NotifyEVChargingNeeds NotifyEVChargingSchedule NotifyEvent NotifyMonitoringReport
    NotifyPeriodicEventStream NotifyPriorityCharging NotifyReport NotifySettlement OpenPeriodicEventStream
    PublishFirmwareStatusNotification PullDynamicScheduleUpdate ReportChargingProfiles ReportDERControl
    ReservationStatusUpdate SignedFirmwareStatusNotification StartTransaction StopTransaction TransactionEvent
    VatNumberValidation
"""
_BY_CSMS = """
    AFRRSignal AdjustPeriodicEventStream CancelReservation ChangeAvailability ChangeConfiguration ChangeTransactionTariff
    ClearCache ClearChargingProfile ClearDERControl ClearDisplayMessage ClearTariffs ClearVariableMonitoring CostUpdated
    CustomerInformation ExtendedTriggerMessage GetBaseReport GetChargingProfiles GetCompositeSchedule GetConfiguration
    GetDERControl GetDiagnostics GetDisplayMessages GetLocalListVersion GetLog GetMonitoringReport GetPeriodicEventStream
    GetReport GetTariffs GetTransactionStatus NotifyAllowedEnergyTransfer NotifyWebPaymentStarted PublishFirmware
    RemoteStartTransaction RemoteStopTransaction RequestBatterySwap RequestStartTransaction RequestStopTransaction
    ReserveNow SendLocalList SetChargingProfile SetDERControl SetDefaultTariff SetDisplayMessage SetMonitoringBase
    SetMonitoringLevel SetVariableMonitoring SignedUpdateFirmware UnlockConnector UnpublishFirmware UpdateDynamicSchedule
    UpdateFirmware UsePriorityCharging
"""

SENDERS: dict[str, Side] = {
    **dict.fromkeys(_BY_STATION.split(), "station"),
    **dict.fromkeys(_BY_CSMS.split(), "csms"),
    **{name: action.sender for name, action in ACTIONS.items()},
}
"""By action. DataTransfer is not here: both sides send it."""
