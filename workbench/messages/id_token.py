"""IdToken and what a CSMS says of it: who wants to charge (C01; C07 for contract certificates)."""

from dataclasses import dataclass
from typing import Annotated

from workbench.messages.custom_data import CustomData
from workbench.messages.enumeration import Enumeration
from workbench.messages.wire import Form, Wire


class AuthorizationStatus(Enumeration):
    """AuthorizationStatusEnumType."""

    ACCEPTED = "Accepted"
    BLOCKED = "Blocked"
    CONCURRENT_TX = "ConcurrentTx"
    EXPIRED = "Expired"
    INVALID = "Invalid"
    NO_CREDIT = "NoCredit"
    NOT_ALLOWED_TYPE_EVSE = "NotAllowedTypeEVSE"
    NOT_AT_THIS_LOCATION = "NotAtThisLocation"
    NOT_AT_THIS_TIME = "NotAtThisTime"
    UNKNOWN = "Unknown"


class MessageFormat(Enumeration):
    """MessageFormatEnumType."""

    ASCII = "ASCII"
    HTML = "HTML"
    URI = "URI"
    UTF8 = "UTF8"
    QRCODE = "QRCODE"
    """OCPP 2.1 only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdditionalInfo:
    """More about a token (AdditionalInfoType); the token has at most 36 characters in OCPP 2.0.1, 255 in 2.1, the type 50."""

    additional_id_token: Annotated[str, Wire("additionalIdToken", longest=255)]
    type: Annotated[str, Wire("type", longest=50)]
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IdToken:
    """Who wants to charge (IdTokenType).

    Attributes
    ----------
    id_token
        The EMAID for Plug & Charge, no letter case: at most 36 characters in OCPP 2.0.1, 255 in 2.1.
    type
        ``"eMAID"`` for Plug & Charge. One of eight in OCPP 2.0.1, any string of at most 20 characters in 2.1.
    """

    id_token: Annotated[str, Wire("idToken", longest=255)]
    type: Annotated[str, Wire("type", longest=20)]
    additional_info: Annotated[tuple[AdditionalInfo, ...] | None, Wire("additionalInfo", fewest=1)] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageContent:
    """A text for the driver (MessageContentType): at most 512 characters in OCPP 2.0.1, 1024 in 2.1; the language 8 (RFC 5646)."""

    format: Annotated[MessageFormat, Wire("format")]
    content: Annotated[str, Wire("content", longest=1024)]
    language: Annotated[str | None, Wire("language", longest=8)] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IdTokenInfo:
    """What the CSMS says of a token (IdTokenInfoType): ``cache_expiry_date_time`` is RFC 3339, the languages are RFC 5646."""

    status: Annotated[AuthorizationStatus, Wire("status")]
    cache_expiry_date_time: Annotated[str | None, Wire("cacheExpiryDateTime", form=Form.DATE_TIME)] = None
    charging_priority: Annotated[int | None, Wire("chargingPriority")] = None
    group_id_token: Annotated[IdToken | None, Wire("groupIdToken")] = None
    language1: Annotated[str | None, Wire("language1", longest=8)] = None
    language2: Annotated[str | None, Wire("language2", longest=8)] = None
    evse_id: Annotated[tuple[int, ...] | None, Wire("evseId", fewest=1, least=0)] = None
    personal_message: Annotated[MessageContent | None, Wire("personalMessage")] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None
