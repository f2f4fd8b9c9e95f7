"""Whose answer a payload is, where a call of each side waits under one id: ids are unique per sender only (Part 4, 4.1.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.messages.actions import ACTIONS
from workbench.messages.codec import from_wire
from workbench.messages.faults import Refused
from workbench.messages.versions import Version

if TYPE_CHECKING:
    from workbench.messages.log.entries import LogEntry

_ONLY_FIELDS = {"Heartbeat": frozenset({"currentTime", "customData"}), "MeterValues": frozenset({"customData"})}
"""What the answers of actions without a schema here may have."""


def fits(answer: LogEntry, action: str) -> bool:
    """Whether this may answer a call of the action; an error may answer any, and what is not known here is not ruled out."""
    if answer.kind != 3:
        return True
    payload = {} if answer.payload is None else answer.payload
    if action in _ONLY_FIELDS:
        return isinstance(payload, dict) and payload.keys() <= _ONLY_FIELDS[action] and (action != "Heartbeat" or bool(payload))
    if action not in ACTIONS:
        return True
    for version in (Version.V21, Version.V201):
        try:
            from_wire(action, "response", payload, version)
        except (Refused, RecursionError, ValueError, TypeError, OverflowError):
            continue
        return True
    return False
