"""SecurityEventNotification (A04): the station reports what touches its security."""

from dataclasses import dataclass
from typing import Annotated

from workbench.messages.custom_data import CustomData
from workbench.messages.enumeration import Enumeration
from workbench.messages.shown import OnTheWire
from workbench.messages.wire import Form, Wire


class SecurityEvent(Enumeration):
    """The predefined security events (appendix of OCPP 2.1; the list is open).

    The source is a public transcription of OCA's own tables. OCPP 2.0.1 has no DiscardedRenewedClientCertificate but by its
    errata 2025-01 (A02.FR.29).
    """

    FIRMWARE_UPDATED = "FirmwareUpdated"
    FAILED_TO_AUTHENTICATE_AT_CSMS = "FailedToAuthenticateAtCsms"
    CSMS_FAILED_TO_AUTHENTICATE = "CsmsFailedToAuthenticate"
    SETTING_SYSTEM_TIME = "SettingSystemTime"
    STARTUP_OF_THE_DEVICE = "StartupOfTheDevice"
    RESET_OR_REBOOT = "ResetOrReboot"
    SECURITY_LOG_WAS_CLEARED = "SecurityLogWasCleared"
    RECONFIGURATION_OF_SECURITY_PARAMETERS = "ReconfigurationOfSecurityParameters"
    MEMORY_EXHAUSTION = "MemoryExhaustion"
    INVALID_MESSAGES = "InvalidMessages"
    ATTEMPTED_REPLAY_ATTACKS = "AttemptedReplayAttacks"
    TAMPER_DETECTION_ACTIVATED = "TamperDetectionActivated"
    INVALID_FIRMWARE_SIGNATURE = "InvalidFirmwareSignature"
    INVALID_FIRMWARE_SIGNING_CERTIFICATE = "InvalidFirmwareSigningCertificate"
    INVALID_CSMS_CERTIFICATE = "InvalidCsmsCertificate"
    INVALID_CHARGING_STATION_CERTIFICATE = "InvalidChargingStationCertificate"
    DISCARDED_RENEWED_CLIENT_CERTIFICATE = "DiscardedRenewedClientCertificate"
    INVALID_TLS_VERSION = "InvalidTLSVersion"
    INVALID_TLS_CIPHER_SUITE = "InvalidTLSCipherSuite"
    MAINTENANCE_LOGIN_ACCEPTED = "MaintenanceLoginAccepted"
    MAINTENANCE_LOGIN_FAILED = "MaintenanceLoginFailed"

    @property
    def critical(self) -> bool:
        """Whether the appendix calls it critical: then the station reports it to the CSMS, and not in its security log alone."""
        return self not in _NOT_CRITICAL


_NOT_CRITICAL = frozenset(
    {
        SecurityEvent.FAILED_TO_AUTHENTICATE_AT_CSMS,
        SecurityEvent.CSMS_FAILED_TO_AUTHENTICATE,
        SecurityEvent.RECONFIGURATION_OF_SECURITY_PARAMETERS,
        SecurityEvent.INVALID_MESSAGES,
        SecurityEvent.ATTEMPTED_REPLAY_ATTACKS,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityEventNotificationRequest(OnTheWire):
    """Station to CSMS.

    Attributes
    ----------
    type
        At most 50 characters; a :class:`SecurityEvent` wherever one fits.
    timestamp
        RFC 3339: when it happened, which may be long ago.
    tech_info
        At most 255 characters.
    """

    type: Annotated[str, Wire("type", longest=50)]
    timestamp: Annotated[str, Wire("timestamp", form=Form.DATE_TIME)]
    tech_info: Annotated[str | None, Wire("techInfo", longest=255)] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityEventNotificationResponse(OnTheWire):
    """CSMS to station: received."""

    custom_data: Annotated[CustomData | None, Wire("customData")] = None
