"""What was said on a connection, frame by frame, without secrets: :class:`LoggedFrame` and :class:`WireLog`."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from workbench.display import visible
from workbench.messages.frames import LONGEST_ID, TYPES, Call, CallError, CallResult, CallResultError
from workbench.messages.redaction import text_without_secrets
from workbench.times import rfc3339

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.messages.actions import Side
    from workbench.messages.frames import Frame

LONGEST_TEXT = 100_000
"""Characters of a frame that are kept. The longest message here that any schema allows is a third of it."""
MOST_FRAMES = 10_000
"""Frames that a log keeps: the latest."""
MOST_CHARACTERS = 5_000_000
"""Characters of frames that a log keeps: a peer that sends nothing but long frames fills no memory with them."""

_NAMES: dict[Side, str] = {"station": "CS", "csms": "CSMS"}


class Head(NamedTuple):
    """How a frame begins: its type, its id, and the action where it names one."""

    cls: type[Frame]
    message_id: str
    action: str


def head_of(text: str) -> Head | None:
    """The head of a frame, readable or not in the rest; None where the text has none."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if type(data) is not list or len(data) < 2 or type(data[0]) is not int or data[0] not in TYPES:
        return None
    if not isinstance(data[1], str) or len(data[1]) > LONGEST_ID:
        return None
    cls = TYPES[data[0]]
    named = cls not in {CallResult, CallError, CallResultError} and len(data) > 2 and isinstance(data[2], str)
    return Head(cls, data[1], data[2] if named else "")


@dataclass(frozen=True, slots=True)
class LoggedFrame:
    """One WebSocket message as it went over the wire.

    Attributes
    ----------
    at
        When it was sent or received, UTC-aware.
    sender
        Who sent it.
    text
        The frame. Whatever text is given, its secrets are left out (:mod:`workbench.messages.redaction`), and what is longer than
        :data:`LONGEST_TEXT` is cut. Hostile text: escape it with :mod:`workbench.display`.
    note
        What is to be said of it: ``"not valid: ..."``; empty where nothing is. May repeat a peer's text, escaped.
    head
        Its type, id and action, or None.
    """

    at: datetime
    sender: Side
    text: str
    note: str = ""
    head: Head | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "head", head_of(self.text))
        text = text_without_secrets(self.text)
        object.__setattr__(self, "text", text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…")
        object.__setattr__(self, "note", text_without_secrets(self.note))

    def to_line(self) -> str:
        """``2026-11-21T00:00:00Z CS->CSMS [2,"...",...]``; a note follows behind ``#``. One line, nothing in it invisible."""
        receiver: Side = "csms" if self.sender == "station" else "station"
        line = f"{rfc3339(self.at)} {_NAMES[self.sender]}->{_NAMES[receiver]} {visible(self.text)}"
        return f"{line} # {visible(self.note)}" if self.note else line


class Exchange(NamedTuple):
    """A frame and what answers it.

    Attributes
    ----------
    first
        The CALL; or any frame that answers none.
    answer
        The CALLRESULT or CALLERROR; None where there is none (yet).
    objection
        The CALLRESULTERROR to the answer (OCPP 2.1).
    """

    first: LoggedFrame
    answer: LoggedFrame | None = None
    objection: LoggedFrame | None = None

    @property
    def action(self) -> str:
        """As the CALL names it, a peer's text; empty where it does not."""
        return self.first.head.action if self.first.head is not None else ""


@dataclass(frozen=True, slots=True)
class WireLog:
    """The frames of a connection in the order in which they were sent and received.

    Attributes
    ----------
    frames
        The latest: at most :data:`MOST_FRAMES`, and of :data:`MOST_CHARACTERS` together.
    dropped
        How many earlier ones are no longer there.
    """

    frames: tuple[LoggedFrame, ...] = ()
    dropped: int = 0
    _characters: int = field(default=-1, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self._characters < 0:
            object.__setattr__(self, "_characters", sum(len(one.text) for one in self.frames))

    def with_frame(self, frame: LoggedFrame) -> WireLog:
        """The log with one frame more."""
        frames, characters = (*self.frames, frame), self._characters + len(frame.text)
        first = max(len(frames) - MOST_FRAMES, 0)
        characters -= sum(len(one.text) for one in frames[:first])
        while characters > MOST_CHARACTERS:
            characters -= len(frames[first].text)
            first += 1
        return WireLog(frames[first:] if first else frames, self.dropped + first, characters)

    def to_lines(self) -> tuple[str, ...]:
        """A line for each frame, as :meth:`LoggedFrame.to_line`; ``pnc show`` reads such a log."""
        return tuple(frame.to_line() for frame in self.frames)

    def exchanges(self) -> tuple[Exchange, ...]:
        """Each CALL with its answer, in the order of the CALLs; every frame of the log is in just one exchange.

        An answer belongs to the last CALL with its id that the other side sent, if that has none yet.
        """
        found: list[Exchange] = []
        called: dict[tuple[Side, str], int] = {}
        for frame in self.frames:
            head = frame.head
            if head is None:
                found.append(Exchange(frame))
                continue
            asker: Side = "csms" if (frame.sender == "station") is (head.cls is not CallResultError) else "station"
            at = called.get((asker, head.message_id))
            if head.cls is Call:
                called[frame.sender, head.message_id] = len(found)
                found.append(Exchange(frame))
            elif head.cls in {CallResult, CallError} and at is not None and found[at].answer is None:
                found[at] = found[at]._replace(answer=frame)
            elif head.cls is CallResultError and at is not None and found[at].answer and not found[at].objection:
                found[at] = found[at]._replace(objection=frame)
            else:
                found.append(Exchange(frame))
        return tuple(found)
