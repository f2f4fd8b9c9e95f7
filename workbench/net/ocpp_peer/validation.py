"""A frame held against the schemas of the ``ocpp`` package, with its own validator: a second opinion beside our codec's."""

from __future__ import annotations

from collections import OrderedDict
from itertools import islice
from typing import TYPE_CHECKING, Any

from workbench.messages.faults import ErrorCode, Fault, Refused, echo, step
from workbench.messages.frame_text import read_frame
from workbench.messages.frames import Call, CallResult
from workbench.net.ocpp_peer.library import validator_of

if TYPE_CHECKING:
    from workbench.messages.actions import Side
    from workbench.messages.frames import Frame
    from workbench.messages.versions import Version
    from workbench.net.ocpp_peer.library import Kind

_MOST_FAULTS = 20
_REMEMBERED_CALLS = 1024

_CODES = {
    "type": ErrorCode.TYPE_CONSTRAINT_VIOLATION,
    "additionalProperties": ErrorCode.FORMAT_VIOLATION,
    "required": ErrorCode.OCCURRENCE_CONSTRAINT_VIOLATION,
    "minItems": ErrorCode.OCCURRENCE_CONSTRAINT_VIOLATION,
    "maxItems": ErrorCode.OCCURRENCE_CONSTRAINT_VIOLATION,
}


def faults_of(payload: Any, action: str, kind: Kind, version: Version) -> tuple[Fault, ...]:
    """What the library's schema finds in a payload, the first twenty faults; no fault repeats a value.

    Parameters
    ----------
    payload
        Parsed JSON.
    action
        As in the CALL.
    """
    validator = validator_of(action, kind, version)
    if validator is None:
        return (Fault(ErrorCode.NOT_IMPLEMENTED, "$", f"OCPP {version} has no {kind} of the action {echo(action)}."),)
    try:
        return tuple(_fault(error) for error in islice(validator.iter_errors(payload), _MOST_FAULTS))
    except RecursionError:
        return (Fault(ErrorCode.FORMAT_VIOLATION, "$", "$ is nested too deeply."),)


def _fault(error: Any) -> Fault:
    path = "$"
    for key in error.absolute_path:
        path = step(path, key)
    return Fault(
        _CODES.get(error.validator, ErrorCode.PROPERTY_CONSTRAINT_VIOLATION),
        path,
        f"{path} {_said(error.validator, error.validator_value, error.instance, error.schema)}.",
    )


def _said(rule: str, due: Any, instance: Any, schema: Any) -> str:  # noqa: PLR0911  one line per rule
    match rule:
        case "type":
            return f"is not of the type {due}"
        case "required":
            return f"lacks {', '.join(name for name in due if name not in instance)}"
        case "additionalProperties":
            strange = [echo(name) for name in instance if name not in schema.get("properties", {})]
            return f"has what the schema does not have: {', '.join(strange[:_MOST_FAULTS])}"
        case "enum":
            return f"is none of {', '.join(map(str, due))}"
        case "maxLength":
            return f"has {len(instance)} characters, {due} are allowed"
        case "minItems" | "maxItems":
            return f"has {len(instance)} elements, {due} is the {'least' if rule == 'minItems' else 'most'}"
        case _:
            return f"breaks {rule} {due}"


def problem_of(frame: Frame, version: Version, action: str = "") -> str:
    """What is wrong with a CALL or a CALLRESULT by the library's schemas, in one sentence; ``""`` for nothing and for other frames.

    Parameters
    ----------
    action
        Of the CALL that a CALLRESULT answers.
    """
    if isinstance(frame, Call):
        return told(faults_of(frame.payload, frame.action, "request", version))
    return told(faults_of(frame.payload, action, "response", version)) if isinstance(frame, CallResult) else ""


def told(faults: tuple[Fault, ...]) -> str:
    """The first fault, and how many more there are."""
    if not faults:
        return ""
    more = len(faults) - 1
    return faults[0].sentence + (f" And {more} more {'fault' if more == 1 else 'faults'}." if more else "")


class SchemaCheck:
    """The ``check`` of a :class:`workbench.net.ocppj.session.Session`: remembers the CALLs, so that it can judge the answers.

    One object serves both sides of a connection, or one of them. What is no frame at all the session itself says.
    """

    def __init__(self) -> None:
        self._actions: OrderedDict[tuple[Side, str], str] = OrderedDict()

    def __call__(self, text: str, sender: Side, version: Version) -> str:
        """What is wrong with a frame, or ``""``."""
        try:
            frame = read_frame(text, version)
        except Refused:
            return ""
        asker: Side = "csms" if sender == "station" else "station"
        if isinstance(frame, Call):
            self._actions[sender, frame.message_id] = frame.action
            if len(self._actions) > _REMEMBERED_CALLS:
                self._actions.popitem(last=False)
        elif (asker, frame.message_id) not in self._actions:
            return ""
        return problem_of(frame, version, self._actions.get((asker, frame.message_id), ""))
