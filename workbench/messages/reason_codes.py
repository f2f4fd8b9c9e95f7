"""The predefined reason codes of statusInfo: appendix "Status reason codes" of OCPP 2.1 and of OCPP 2.0.1.

The source is a public transcription of OCA's own tables (2.1; 2.0.1 appendices v1.4), held against the list of the ``ocpp`` package
(2.0.1 appendix v1.3), which spells ``MissingDevModelInfo`` longer than the 20 characters that the field has. Confidence: certain
for those used with certificates, likely for the rest. The list is open: a peer may send another code.
"""

from __future__ import annotations

from workbench.messages.enumeration import Enumeration
from workbench.messages.versions import Version


class ReasonCode(Enumeration):
    """A predefined reason code, at most 20 characters."""

    # security, values and ranges: what certificate management uses
    INVALID_CERTIFICATE = "InvalidCertificate"
    """The certificate is invalid: CertificateSigned, InstallCertificate."""
    INVALID_CSR = "InvalidCSR"
    """The CSR is invalid: SignCertificate."""
    INVALID_URL = "InvalidURL"
    INVALID_VALUE = "InvalidValue"
    MISSING_PARAM = "MissingParam"
    TOO_LARGE_ELEMENT = "TooLargeElement"
    """An element is too large to handle: CertificateSigned, InstallCertificate."""
    TOO_MANY_ELEMENTS = "TooManyElements"
    UNSUPPORTED_PARAM = "UnsupportedParam"
    VALUE_OUT_OF_RANGE = "ValueOutOfRange"
    VALUE_POSITIVE_ONLY = "ValuePositiveOnly"
    VALUE_TOO_HIGH = "ValueTooHigh"
    VALUE_TOO_LOW = "ValueTooLow"
    VALUE_ZERO_NOT_ALLOWED = "ValueZeroNotAllowed"
    # miscellaneous
    DUPLICATE_REQUEST_ID = "DuplicateRequestId"
    INVALID_MESSAGE_SEQ = "InvalidMessageSeq"
    """The message is not due at this moment."""
    MISSING_DEV_MODEL_INFO = "MissingDevModelInfo"
    """The device model lacks what the operation needs, such as a name for the CSR's subject."""
    NO_ERROR = "NoError"
    NOT_FOUND = "NotFound"
    """Nothing matches: GetInstalledCertificateIds among others."""
    UNSPECIFIED = "Unspecified"
    """No predefined reason; the sentence says it."""
    UNSUPPORTED_REQUEST = "UnsupportedRequest"
    # system
    INTERNAL_ERROR = "InternalError"
    OUT_OF_MEMORY = "OutOfMemory"
    OUT_OF_STORAGE = "OutOfStorage"
    # operations and permissions
    FW_UPDATE_IN_PROGRESS = "FwUpdateInProgress"
    NOT_ENABLED = "NotEnabled"
    READ_ONLY = "ReadOnly"
    WRITE_ONLY = "WriteOnly"
    # charging station and transactions
    CS_NOT_ACCEPTED = "CSNotAccepted"
    """The CSMS has not accepted the station's BootNotification yet."""
    FIXED_CABLE = "FixedCable"
    NO_CABLE = "NoCable"
    UNKNOWN_CONNECTOR_ID = "UnknownConnectorId"
    UNKNOWN_CONNECTOR_TYPE = "UnknownConnectorType"
    UNKNOWN_EVSE = "UnknownEvse"
    INVALID_ID_TOKEN = "InvalidIdToken"  # noqa: S105  a code
    TX_IN_PROGRESS = "TxInProgress"
    TX_NOT_FOUND = "TxNotFound"
    TX_STARTED = "TxStarted"
    UNKNOWN_TX_ID = "UnknownTxId"
    """OCPP 2.0.1 only."""
    # charging profiles
    DUPLICATE_PROFILE = "DuplicateProfile"
    INVALID_PROFILE = "InvalidProfile"
    INVALID_SCHEDULE = "InvalidSchedule"
    INVALID_STACK_LEVEL = "InvalidStackLevel"
    UNSUPPORTED_RATE_UNIT = "UnsupportedRateUnit"
    # new in OCPP 2.1
    PRIORITY_NETWORK_CONF = "PriorityNetworkConf"
    """A connection profile in NetworkConfigurationPriority may not be changed."""
    INVALID_CONF_SLOT = "InvalidConfSlot"
    INVALID_NETWORK_CONF = "InvalidNetworkConf"
    NO_SECURITY_DOWNGRADE = "NoSecurityDowngrade"
    REDIRECT_NOT_ALLOWED = "RedirectNotAllowed"
    INVALID_PROFILE_ID = "InvalidProfileId"
    INVALID_OPERATION_MODE = "InvalidOperationMode"
    NO_FREQ_WATT_CURVE = "NoFreqWattCurve"
    NO_PHASE_FOR_DC = "NoPhaseForDC"
    PHASE_CONFLICT = "PhaseConflict"
    NO_SIGNAL_WATT_CURVE = "NoSignalWattCurve"
    RATE_LIMIT_EXCEEDED = "RateLimitExceeded"
    UNSUPPORTED_KIND = "UnsupportedKind"
    UNSUPPORTED_PURPOSE = "UnsupportedPurpose"
    BATTERY_SOH_LOW = "BatterySoHLow"
    BATTERY_SOC = "BatterySoC"
    BATTERY_DAMAGED = "BatteryDamaged"
    BATTERY_UNKNOWN = "BatteryUnknown"
    BATTERY_TYPE = "BatteryType"
    NO_BATTERY_AVAILABLE = "NoBatteryAvailable"

    @property
    def versions(self) -> frozenset[Version]:
        """The versions whose appendix has it."""
        return _NOT_IN_BOTH.get(self, frozenset(Version))


_NEW = list(ReasonCode)[list(ReasonCode).index(ReasonCode.PRIORITY_NETWORK_CONF) :]
_NOT_IN_BOTH: dict[ReasonCode, frozenset[Version]] = {
    **dict.fromkeys(_NEW, frozenset({Version.V21})),
    ReasonCode.UNKNOWN_TX_ID: frozenset({Version.V201}),
}
