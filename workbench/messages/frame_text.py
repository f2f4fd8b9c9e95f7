"""Frames to text and back: ``write_frame(frame, version)`` and ``read_frame(text, version)``; what is unreadable has its answer."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from workbench.messages.faults import ErrorCode, Fault, Refused, Unsendable
from workbench.messages.frames import (
    LONGEST_DESCRIPTION,
    LONGEST_ID,
    NO_ID,
    ONLY_IN_21,
    TYPES,
    Call,
    CallError,
    CallResult,
    CallResultError,
    Frame,
    Send,
    elements,
)
from workbench.messages.unsayable import Parsed, has_half_characters, in_whole_characters
from workbench.messages.versions import Version

_LENGTHS = {Call: 4, CallResult: 3, CallError: 5, CallResultError: 5, Send: 4}


class UnreadableFrame(Refused):
    """Text that is no frame of this version.

    Attributes
    ----------
    reply
        The frame to send back, or None where none is due: errors and SEND are never answered, nor is a CALLRESULT in OCPP 2.0.1.
    """

    def __init__(self, code: ErrorCode, message: str, reply: Frame | None) -> None:
        super().__init__(code, message, hint="Compare with OCPP 2.1 Part 4, chapter 4: an OCPP-J message is a JSON array.")
        self.reply = reply


def read_frame(text: str | bytes, version: Version) -> Frame:
    """The frame that a WebSocket message says.

    A payload of null is read as the empty object, which Part 4, 4.1.5 allows for it; whether the payload is an object at all, the
    codec judges. An error's code and description may be any strings: they are the only news of what went wrong.

    Parameters
    ----------
    text
        One WebSocket message; bytes are UTF-8.

    Raises
    ------
    UnreadableFrame
        Whatever else the text is.
    """
    parsed = _parsed(text)
    data = parsed.value
    if type(data) is not list or not data or type(data[0]) is not int:
        _refuse("This is no OCPP-J message: a JSON array that begins with a message type number is due.")
    cls = TYPES.get(data[0])
    message_id = data[1] if len(data) > 1 else None
    if type(message_id) is not str or len(message_id) > LONGEST_ID or has_half_characters(message_id):
        _refuse(f"The message id cannot be read: a string of at most {LONGEST_ID} characters is due.", answered=cls)
    if cls is None or (cls in ONLY_IN_21 and version is Version.V201):
        code, sentence = ErrorCode.MESSAGE_TYPE_NOT_SUPPORTED, f"OCPP {version} has no message type {str(data[0])[:20]}."
        raise UnreadableFrame(code, sentence, None if cls else _error(CallError, message_id, code, sentence))
    if len(data) != _LENGTHS[cls]:
        _refuse_known(cls, message_id, version, f"It has {len(data)} elements, {_LENGTHS[cls]} are due.")
    if parsed.unsayable:
        _refuse_known(cls, message_id, version, parsed.unsayable, ErrorCode.FORMAT_VIOLATION)
    return _frame(cls, message_id, data[2:], version)


def _frame(cls: type[Frame], message_id: str, rest: list[Any], version: Version) -> Frame:
    if cls is CallResult:
        return CallResult(message_id=message_id, payload=_object(rest[0]))
    if not isinstance(rest[0], str):
        _refuse_known(cls, message_id, version, "Its third element is no string.")
    if cls is Call or cls is Send:
        return cls(message_id=message_id, action=rest[0], payload=_object(rest[1]))
    if not isinstance(rest[1], str) or type(_object(rest[2])) is not dict:
        _refuse_known(cls, message_id, version, "A string and an object are due behind the error code.")
    if cls is CallError:
        return CallError(message_id=message_id, code=rest[0], description=rest[1], details=_object(rest[2]))
    return CallResultError(message_id=message_id, code=rest[0], description=rest[1], details=_object(rest[2]))


def _object(value: Any) -> Any:
    return {} if value is None else value


def _parsed(text: str | bytes) -> Parsed:
    try:
        whole = text if isinstance(text, str) else text.decode("utf-8")
    except ValueError:
        _refuse("This is no UTF-8.")
    try:
        return Parsed(whole)
    except RecursionError:
        _refuse("This JSON is nested too deeply.")
    except ValueError:
        _refuse("This is no JSON.")


def _refuse(sentence: str, answered: type[Frame] | None = None) -> NoReturn:
    code = ErrorCode.RPC_FRAMEWORK_ERROR
    reply = _error(CallError, NO_ID, code, sentence) if answered in {None, Call} else None
    raise UnreadableFrame(code, sentence, reply)


def _refuse_known(
    cls: type[Frame], message_id: str, version: Version, sentence: str, code: ErrorCode = ErrorCode.RPC_FRAMEWORK_ERROR
) -> NoReturn:
    """A frame of a known type and id; only a CALL and, in OCPP 2.1, a CALLRESULT has an answer."""
    reply: Frame | None = None
    if cls is Call:
        reply = _error(CallError, message_id, code, sentence)
    elif cls is CallResult and version is Version.V21:
        reply = _error(CallResultError, message_id, code, sentence)
    raise UnreadableFrame(code, f"This {cls.__name__} cannot be read. {sentence}", reply)


def _error(cls: type[CallError | CallResultError], message_id: str, code: ErrorCode, sentence: str) -> Frame:
    return cls(message_id=message_id, code=code.value, description=sentence)


def write_frame(frame: Frame, version: Version) -> str:
    """The text of a frame: JSON without white space, in ASCII. A description is cut to 255 characters.

    Raises
    ------
    Unsendable
        The id is too long, the version has no such frame, or the payload is no JSON.
    """
    if isinstance(frame, CallError | CallResultError) and len(frame.description) > LONGEST_DESCRIPTION:
        frame = type(frame)(
            message_id=frame.message_id,
            code=frame.code,
            description=frame.description[: LONGEST_DESCRIPTION - 1] + "…",
            details=frame.details,
        )
    if isinstance(frame, ONLY_IN_21) and version is Version.V201:
        raise _unsendable(f"OCPP {version} has no {type(frame).__name__}.")
    if len(frame.message_id) > LONGEST_ID:
        raise _unsendable(f"The message id has {len(frame.message_id)} characters, {LONGEST_ID} are allowed.")
    try:
        text = json.dumps(elements(frame), separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        raise _unsendable("The payload is no JSON.") from None
    if in_whole_characters(text) != text:
        raise _unsendable("The frame holds half a character (a lone surrogate), which is no Unicode text.")
    return text


def _unsendable(sentence: str) -> Unsendable:
    fault = Fault(ErrorCode.INTERNAL_ERROR, "$", sentence)
    return Unsendable(sentence, hint="Correct the frame: see OCPP 2.1 Part 4, chapter 4.", faults=(fault,))
