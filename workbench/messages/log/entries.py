"""What a log holds: a frame with what is told around it, or what could not be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.messages.actions import Side


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One frame of a log.

    Attributes
    ----------
    line
        Where it begins in the text, from 1; within a record of JSON that is on one line, that line.
    at
        As the log tells it, UTC-aware; a time without a zone is taken for UTC. None where none is told without ambiguity.
    station
        The charging station's identity as the log tells it; empty where it does not. Hostile text.
    sender
        Who sent the frame: told, or inferred from the action or from the call that it answers. None where neither is possible.
    text
        The frame's JSON. Hostile text, with whatever secrets were logged: show it by
        :func:`workbench.messages.redaction.text_without_secrets`.
    version
        The OCPP version, where the log tells it or the action belongs to OCPP 1.6 alone: ``"2.0.1"``, ``"2.1"``, ``"1.6"``.
    value
        The same as :attr:`text`, parsed: a list that begins with a message type from 2 to 6 and a message id.
    """

    line: int
    at: datetime | None
    station: str
    sender: Side | None
    text: str = field(repr=False)
    version: str | None
    value: list[Any] = field(repr=False, compare=False)

    @property
    def kind(self) -> int:
        """The message type: 2 CALL, 3 CALLRESULT, 4 CALLERROR, 5 CALLRESULTERROR, 6 SEND."""
        return int(self.value[0])

    @property
    def message_id(self) -> str:
        """As it stands in the frame; hostile text."""
        return str(self.value[1])

    @property
    def action(self) -> str:
        """What a CALL or SEND names; empty for the others and where it is no string. Hostile text."""
        named = self.kind in {2, 6} and len(self.value) > 2 and isinstance(self.value[2], str)
        return self.value[2] if named else ""

    @property
    def payload(self) -> Any:
        """The payload of a CALL, SEND or CALLRESULT, parsed, of any type; None for errors and where there is none."""
        place = {2: 3, 3: 2, 6: 3}.get(self.kind)
        return self.value[place] if place is not None and len(self.value) > place else None


@dataclass(frozen=True, slots=True)
class LogRefusal:
    """What looks like a frame, or like a record that holds one, and cannot be read.

    Attributes
    ----------
    line
        From 1.
    reason, hint
        One sentence each: what is wrong with it, what to do.
    excerpt
        How it begins, its secrets left out. Hostile text.
    """

    line: int
    reason: str
    hint: str
    excerpt: str


class LoggedExchange(NamedTuple):
    """A call and its answer.

    Attributes
    ----------
    call
        The CALL, or None where the log has only the answer.
    action
        As the CALL names it; empty where there is none. Hostile text.
    answer
        The CALLRESULT or CALLERROR; None where the log has none.
    """

    call: LogEntry | None
    action: str
    answer: LogEntry | None
