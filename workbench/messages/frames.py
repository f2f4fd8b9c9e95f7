"""OCPP-J's frames (Part 4, chapter 4): JSON arrays around a payload.

``[2, id, action, payload]`` CALL, ``[3, id, payload]`` CALLRESULT, ``[4, id, code, description, details]`` CALLERROR; in OCPP
2.1 also ``[5, id, code, description, details]`` CALLRESULTERROR, which answers a CALLRESULT, and ``[6, id, action, payload]`` SEND,
which nothing answers. A frame is known by its id, at most 36 characters, which the answer repeats. What is in a payload is
:mod:`workbench.messages.codec`'s; how long a frame may be is for whoever reads the socket to say.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

LONGEST_ID = 36
LONGEST_DESCRIPTION = 255
NO_ID = "-1"
"""The id of a CALLERROR to a message whose own could not be read (Part 4, 4.2.3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request. ``payload`` is parsed JSON, an object if all is well."""

    message_id: str
    action: str
    payload: Any = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallResult:
    """A response. What it answers is known by its id alone."""

    message_id: str
    payload: Any = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallError:
    """A request was not understood.

    Attributes
    ----------
    code
        An :class:`workbench.messages.faults.ErrorCode`; a peer may send another string, such as OCPP 1.6's misspelled ones.
    description
        At most 255 characters; hostile text where a peer sent it.
    details
        A JSON object.
    """

    message_id: str
    code: str
    description: str = ""
    details: Any = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallResultError:
    """A response was not understood; OCPP 2.1 only. Its attributes are those of :class:`CallError`."""

    message_id: str
    code: str
    description: str = ""
    details: Any = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """A message that nothing answers; OCPP 2.1 only."""

    message_id: str
    action: str
    payload: Any = field(repr=False)


Frame = Call | CallResult | CallError | CallResultError | Send

TYPES: dict[int, type[Frame]] = {2: Call, 3: CallResult, 4: CallError, 5: CallResultError, 6: Send}
"""Message type number to frame."""

ONLY_IN_21 = (CallResultError, Send)


def elements(frame: Frame) -> list[Any]:
    """The JSON array of a frame, unchecked."""
    number = next(number for number, cls in TYPES.items() if cls is type(frame))
    if isinstance(frame, Call | Send):
        return [number, frame.message_id, frame.action, frame.payload]
    if isinstance(frame, CallResult):
        return [number, frame.message_id, frame.payload]
    return [number, frame.message_id, frame.code, frame.description, frame.details]
