"""statusInfo: why a request was not accepted, as a code for machines and a sentence for people."""

from dataclasses import dataclass
from typing import Annotated

from workbench.messages.custom_data import CustomData
from workbench.messages.enumeration import Enumeration
from workbench.messages.reason_codes import ReasonCode
from workbench.messages.versions import Version
from workbench.messages.wire import Form, Wire

_LONGEST_INFO = {Version.V201: 512, Version.V21: 1024}


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusInfo:
    """More about a status (StatusInfoType).

    Attributes
    ----------
    reason_code
        At most 20 characters; a :class:`ReasonCode` wherever one fits, but the schema takes any string.
    additional_info
        A sentence: at most 512 characters in OCPP 2.0.1, 1024 in 2.1.
    """

    reason_code: Annotated[str, Wire("reasonCode", longest=20, form=Form.REASON)]
    additional_info: Annotated[str | None, Wire("additionalInfo", longest=1024)] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


class GenericStatus(Enumeration):
    """GenericStatusEnumType."""

    ACCEPTED = "Accepted"
    REJECTED = "Rejected"


def status_info(reason: ReasonCode, sentence: str, version: Version) -> StatusInfo:
    """A statusInfo with a predefined code and a sentence, cut with an ellipsis where the version allows no more.

    A code that OCPP 2.0.1 does not have becomes ``Unspecified`` there, whose meaning is that the sentence says it.
    """
    longest = _LONGEST_INFO[version]
    info = sentence if len(sentence) <= longest else sentence[: longest - 1].rstrip() + "…"
    code = reason if version in reason.versions else ReasonCode.UNSPECIFIED
    return StatusInfo(reason_code=code.value, additional_info=info)
