"""Messages in frames: what one side says, and how the other answers what it does not take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, cast, overload

from workbench.messages.actions import ACTIONS, Message, Request, RequestToCsms, RequestToStation, Side, action_of
from workbench.messages.codec import from_wire, read, to_wire
from workbench.messages.faults import ErrorCode, Refused
from workbench.messages.frames import LONGEST_DESCRIPTION, Call, CallError, CallResult, CallResultError

if TYPE_CHECKING:
    from workbench.messages.versions import Version

_MOST_DETAILS = 10


def request_frame(request: Request, message_id: str, version: Version) -> Call:
    """The CALL of a request.

    Raises
    ------
    Unsendable
        As :func:`workbench.messages.codec.to_wire`.
    """
    entry, _ = action_of(type(request))
    return Call(message_id=message_id, action=entry.name, payload=to_wire(request, version))


def response_frame(response: Message, message_id: str, version: Version) -> CallResult:
    """The CALLRESULT of a response, under the id of the CALL.

    Raises
    ------
    Unsendable
        As :func:`workbench.messages.codec.to_wire`.
    """
    return CallResult(message_id=message_id, payload=to_wire(response, version))


@overload
def request_of(call: Call, receiver: Literal["station"], version: Version) -> RequestToStation: ...
@overload
def request_of(call: Call, receiver: Literal["csms"], version: Version) -> RequestToCsms: ...
def request_of(call: Call, receiver: Side, version: Version) -> Request:
    """The request that a CALL carries.

    Parameters
    ----------
    receiver
        Who we are: a station asked to sign a CSR knows the action but does not do it (NotSupported).

    Raises
    ------
    Refused
        Its answer is :func:`error_frame`.
    """
    entry = ACTIONS.get(call.action)
    if entry is not None and version in entry.versions and entry.sender == receiver:
        raise Refused(
            ErrorCode.NOT_SUPPORTED,
            f"{call.action} is what a {'station' if receiver == 'station' else 'CSMS'} sends, not what it answers.",
            hint="Send it the other way.",
        )
    return cast("Request", from_wire(call.action, "request", call.payload, version))


def response_of(result: CallResult, request: Request, version: Version) -> Message:
    """The response that a CALLRESULT carries, to the request whose id it has.

    Raises
    ------
    Refused
        Its answer is :func:`result_error_frame` in OCPP 2.1; in 2.0.1 there is none.
    """
    entry, _ = action_of(type(request))
    return read(entry.response, result.payload, version)


def error_frame(refused: Refused, message_id: str) -> CallError:
    """The CALLERROR to a request: the sentence, and in the details each fault with its path, ten at most."""
    return CallError(message_id=message_id, **_error(refused))


def result_error_frame(refused: Refused, message_id: str) -> CallResultError:
    """The CALLRESULTERROR to a response; OCPP 2.1 only."""
    return CallResultError(message_id=message_id, **_error(refused))


def _error(refused: Refused) -> dict[str, Any]:
    faults = [{"code": fault.code.value, "path": fault.path, "fault": fault.sentence} for fault in refused.faults[:_MOST_DETAILS]]
    return {
        "code": refused.code.value,
        "description": refused.message[:LONGEST_DESCRIPTION],
        "details": {"faults": faults} if faults else {},
    }
