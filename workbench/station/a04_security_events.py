"""A04: what touches the station's security is written down, and what is critical is reported: at once, or once it is connected."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.findings import Severity
from workbench.messages.security_event import SecurityEvent, SecurityEventNotificationRequest
from workbench.station.decision import Decision, consequence
from workbench.station.effects import Send
from workbench.station.state import LoggedEvent
from workbench.times import rfc3339

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.station.state import StationState

LONGEST_LOG = 100
"""Entries of the rolling log."""
_LONGEST_INFO = 255


def reported(decision: Decision, event: SecurityEvent, sentence: str, now: datetime, *, online: bool) -> Decision:
    """The decision with a security event: in the log; a critical one sent, or kept until a connection stands.

    The same that waits already is not kept twice: a server that is refused every few seconds fills no log.

    Parameters
    ----------
    sentence
        What happened; techInfo has room for its first 255 characters.
    online
        Whether the CSMS can be told now.
    """
    state = decision.state
    info = sentence if len(sentence) <= _LONGEST_INFO else f"{sentence[: _LONGEST_INFO - 1]}…"
    entry = LoggedEvent(event, now, info, waiting=event.critical and not online)
    if entry.waiting and any(one.waiting and (one.event, one.tech_info) == (event, info) for one in state.security_log):
        return decision
    if entry.waiting:
        requirement, words = "A04.FR.02", "is reported as soon as a connection stands"
    elif event.critical:
        requirement, words = "A04.FR.01", "is reported"
    else:
        requirement, words = "A04.FR.04", "is written into the security log"
    note = consequence(f"{event.value} {words}.", requirement=requirement, severity=Severity.INFO)
    sent = (Send(_message(entry)),) if event.critical and online else ()
    after = replace(state, security_log=_rolled((*state.security_log, entry)))
    return replace(decision, state=after, findings=(*decision.findings, note), effects=(*decision.effects, *sent))


def _rolled(log: tuple[LoggedEvent, ...]) -> tuple[LoggedEvent, ...]:
    """The newest; what still waits goes last."""
    if len(log) <= LONGEST_LOG:
        return log
    oldest = next((one for one in log if not one.waiting), log[0])
    return tuple(one for one in log if one is not oldest)


def deliver(state: StationState) -> Decision:
    """A connection stands: what waited is sent, the oldest first."""
    waiting = [one for one in state.security_log if one.waiting]
    if not waiting:
        return Decision(state)
    after = replace(state, security_log=tuple(replace(one, waiting=False) for one in state.security_log))
    return Decision(after, effects=tuple(Send(_message(one)) for one in waiting))


def _message(entry: LoggedEvent) -> SecurityEventNotificationRequest:
    return SecurityEventNotificationRequest(type=entry.event.value, timestamp=rfc3339(entry.at), tech_info=entry.tech_info)
