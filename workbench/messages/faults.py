"""What is wrong with a message, where, and the OCPP-J error code that says so (Part 4, 4.3)."""

from __future__ import annotations

import json
from typing import NamedTuple

from workbench.errors import LocalProtocolError, PeerProtocolError
from workbench.messages.enumeration import Enumeration

_LONGEST_ECHO = 40
"""Characters of the other side's text that an error repeats."""


class ErrorCode(Enumeration):
    """The error codes of a CALLERROR or CALLRESULTERROR (OCPP 2.1 Part 4, 4.3; the same in 2.0.1)."""

    FORMAT_VIOLATION = "FormatViolation"
    GENERIC_ERROR = "GenericError"
    INTERNAL_ERROR = "InternalError"
    MESSAGE_TYPE_NOT_SUPPORTED = "MessageTypeNotSupported"
    NOT_IMPLEMENTED = "NotImplemented"
    """The receiver does not know the action."""
    NOT_SUPPORTED = "NotSupported"
    """The receiver knows the action and does not do it."""
    OCCURRENCE_CONSTRAINT_VIOLATION = "OccurrenceConstraintViolation"
    PROPERTY_CONSTRAINT_VIOLATION = "PropertyConstraintViolation"
    PROTOCOL_ERROR = "ProtocolError"
    RPC_FRAMEWORK_ERROR = "RpcFrameworkError"
    SECURITY_ERROR = "SecurityError"
    TYPE_CONSTRAINT_VIOLATION = "TypeConstraintViolation"


class Fault(NamedTuple):
    """One departure of a payload from its schema.

    Attributes
    ----------
    code
        The error code that fits it.
    path
        Where, as JSONPath: ``$.certificateHashDataChain[0].certificateType``.
    sentence
        One plain sentence that names the path. It repeats at most 40 characters of a peer's text, escaped as JSON, and never the
        content of a field without a list of values: certificates and passwords stay out of logs.
    """

    code: ErrorCode
    path: str
    sentence: str


_FIRST = (
    ErrorCode.FORMAT_VIOLATION,
    ErrorCode.TYPE_CONSTRAINT_VIOLATION,
    ErrorCode.OCCURRENCE_CONSTRAINT_VIOLATION,
    ErrorCode.PROPERTY_CONSTRAINT_VIOLATION,
)
"""Which code stands for a payload with several faults: the other three speak of one that is syntactically correct."""


def worst(faults: tuple[Fault, ...]) -> ErrorCode:
    """The code for a payload with these faults, of which there is at least one."""
    return min((fault.code for fault in faults), key=_FIRST.index)


class Refused(PeerProtocolError):  # noqa: N818  what happened to the message, as h11 names it
    """The other side's message is refused: a CALLERROR, or a CALLRESULTERROR for a response.

    Attributes
    ----------
    code
        The error code.
    faults
        All faults of the payload, in its order; empty where the message as a whole is the fault.
    """

    def __init__(self, code: ErrorCode, message: str, *, hint: str, faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(message, hint=hint)
        self.code = code
        self.faults = faults


class Unsendable(LocalProtocolError):  # noqa: N818  as above
    """Our own message must not be sent in this version.

    Attributes
    ----------
    faults
        All faults of the payload, in its order.
    """

    def __init__(self, message: str, *, hint: str, faults: tuple[Fault, ...]) -> None:
        super().__init__(message, hint=hint)
        self.faults = faults


def echo(text: str) -> str:
    """A peer's text as a short JSON string: quoted, no control characters, nothing but ASCII."""
    return json.dumps(text if len(text) <= _LONGEST_ECHO else text[: _LONGEST_ECHO - 1] + "…")


def step(path: str, key: str | int) -> str:
    """The path of a child: ``.name`` where the name is plain, ``["..."]`` where it is not, ``[0]`` for an element."""
    if isinstance(key, int):
        return f"{path}[{key}]"
    return f"{path}.{key}" if key.isascii() and key.isidentifier() and len(key) <= _LONGEST_ECHO else f"{path}[{echo(key)}]"
