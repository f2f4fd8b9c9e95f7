"""Calls, answers and message ids of one connection, by OCPP-J: one call at a time, each id once, each answer to a call."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from workbench.messages.log.fitting import fits
from workbench.replay.saying import cannot_tell, right, tolerated, wrong

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from workbench.messages.actions import Side
    from workbench.messages.log import LogEntry
    from workbench.replay.step import Judgement

_TIME_OUT = timedelta(seconds=20)
"""After so long without an answer a side may have given up, and may call again [Part 4, 4.1.1]."""
_LOGGED_LATE = timedelta(milliseconds=100)
"""So much may a log's order differ from the wire's."""
_SURELY_GONE = timedelta(seconds=60)
_MANY_FRAMES = 3
_ONE_AT_A_TIME = "one call at a time (OCPP-J, Part 4, 4.1.1)"
_UUID = "Give each call an id of its own, such as a UUID."
_ID_ONCE = "an id of its own for each call (OCPP-J, Part 4, 4.1.4)"


@dataclass(eq=False)
class Asked:
    """A call of the log.

    Attributes
    ----------
    step
        Its place in the list of steps.
    connection
        How often the station had restarted before.
    during
        Calls of the same side that were sent while this one waited.
    copies
        How often the same call stands in the log again.
    anew
        Whether one of them came after a restart: it may have been sent anew.
    doubted
        Whether an answer may be its, or another call's.
    """

    entry: LogEntry
    step: int
    sender: Side | None
    connection: int
    answer: LogEntry | None = None
    during: list[Asked] = field(default_factory=list)
    heard_since: int = 0
    last_heard: datetime | None = None
    abandoned: bool = False
    copies: int = 0
    anew: bool = False
    doubted: bool = False


class Answered(NamedTuple):
    """What an answer belongs to, and what is to be said of it; and of a call that was sent meanwhile."""

    asked: Asked | None
    judgement: Judgement | None = None
    repeated: bool = False
    meanwhile: tuple[tuple[int, Judgement], ...] = ()
    doubtful: tuple[Asked, ...] = ()
    """The calls that it may answer, where that cannot be told."""


class Order:
    """What is open on one connection.

    Attributes
    ----------
    called
        The message ids of every call of the log, also of those to come.
    """

    def __init__(self) -> None:
        self.called: Collection[str] = ()
        self._early: set[tuple[Side | None, str]] = set()
        self._calls: dict[tuple[Side | None, str], Asked] = {}
        self._waiting: dict[Side | None, list[Asked]] = {}
        self._has_called: set[Side | None] = set()
        self._connection = 0
        self._strays: dict[Side | None, int] = {}
        self.lines_lost = False
        """Whether something could not be read before: it may have been the missing one."""

    def call(self, entry: LogEntry, step: int) -> tuple[Asked | None, Judgement | None]:
        """A call; None where it is one that stands in the log twice."""
        key = entry.sender, entry.message_id
        earlier = self._calls.get(key)
        self._heard(entry)
        if earlier is not None and earlier.entry.value == entry.value:
            earlier.copies += 1
            earlier.anew = earlier.connection != self._connection
            return None, right("This call stands in the log before: sent again, or written down by both sides.")
        judgement = None
        if earlier is not None and earlier.connection != self._connection:
            words = f"The {_side(entry.sender)} uses a message id again after a restart: its counter begins anew."
            judgement = tolerated(
                "replay-order", words, expected=_ID_ONCE, remedy="Give each call an id of its own, such as a UUID."
            )
        elif earlier is not None:
            judgement = wrong(
                "replay-order",
                f"The {_side(entry.sender)} uses a message id again, for another call: whose an answer is cannot be told.",
                seen=f"{entry.message_id} of line {earlier.entry.line}",
                expected=_ID_ONCE,
                remedy=_UUID,
            )
        asked = Asked(entry, step, entry.sender, self._connection)
        for one in self._waiting.get(entry.sender, []):
            one.during.append(asked)
        self._calls[key] = asked
        self._waiting.setdefault(entry.sender, []).append(asked)
        self._has_called.add(entry.sender)
        return asked, judgement

    def anew(self, entry: LogEntry) -> bool:
        """Whether a call that stands in the log before came again after a restart."""
        asked = self._calls.get((entry.sender, entry.message_id))
        return asked is not None and asked.anew

    def send(self, entry: LogEntry) -> None:
        """A message that nothing answers."""
        self._heard(entry)

    def answer(self, entry: LogEntry) -> Answered:
        """An answer, and which call it answers."""
        self._heard(entry)
        candidates = self._candidates(entry)
        if len(candidates) > 1:
            return self._doubtful(candidates)
        asked = candidates[0] if candidates else None
        if asked is None:
            return Answered(None, self._to_nothing(entry))
        if asked.answer is not None:
            if asked.answer.value == entry.value:
                return Answered(asked, right("This answer stands in the log before: written down by both sides."), repeated=True)
            if asked.copies:
                return self._another_answer(asked, entry)
            sentence = f"The call of line {asked.entry.line} is answered a second time, and otherwise."
            judgement = wrong("replay-order", sentence, expected="one answer to each call", remedy="Answer each call once.")
            return Answered(asked, judgement, repeated=True)
        asked.answer = entry
        waiting = self._waiting.get(asked.sender, [])
        if asked in waiting:
            waiting.remove(asked)
        return Answered(asked, None, meanwhile=tuple(_meanwhile(asked, entry)))

    def restarted(self, sender: Side | None) -> None:
        """The station booted: what was open on the former connection is not answered any more."""
        for waiting in self._waiting.values():
            for one in waiting:
                one.abandoned = True
            waiting.clear()
        self._has_called &= {sender}
        self._connection += 1

    def unanswered(self) -> list[tuple[int, Judgement]]:
        """What is to be said of calls without an answer, at the end of the log."""
        found = []
        for asked in self._calls.values():
            early = (_other(asked.sender) if asked.sender is not None else None, asked.entry.message_id) in self._early
            if asked.answer is not None or asked.doubted:
                continue
            lines_lost = "; a line that cannot be read may be the answer" if self.lines_lost else ""
            gone = asked.heard_since >= _MANY_FRAMES and (
                asked.last_heard is None or asked.entry.at is None or asked.last_heard - asked.entry.at >= _SURELY_GONE
            )
            stray = self._strays.get(_other(asked.sender), 0) if asked.sender is not None else 0
            if early or asked.abandoned or not gone or lines_lost or asked.sender is None or stray > asked.entry.line:
                why = "the station restarted" if asked.abandoned else "the log ends, or goes on for a short while only"
                if early:
                    why = "what may be it stands before the call"
                elif stray > asked.entry.line:
                    why = f"that of line {stray} has another id"
                found.append((asked.step, cannot_tell(f"No answer to it stands in the log: {why}{lines_lost}.")))
                continue
            sentence = f"The {_side(_other(asked.sender))} never answers this call, and {asked.heard_since} messages of it follow."
            remedy = f"Look why the {_side(_other(asked.sender))} is silent: whether it did what was asked is not known."
            found.append((asked.step, wrong("replay-order", sentence, expected="an answer to each call", remedy=remedy)))
        return found

    def _heard(self, entry: LogEntry) -> None:
        for side, waiting in self._waiting.items():
            if side is not None and entry.sender == _other(side):
                for one in waiting[:4]:  # the oldest tell enough
                    one.heard_since += 1
                    one.last_heard = entry.at or one.last_heard

    def _candidates(self, entry: LogEntry) -> list[Asked]:
        """The call that is answered; several where each side used the id, no direction is told, and the payload decides nothing."""
        if entry.sender is not None:
            asked = self._calls.get((_other(entry.sender), entry.message_id)) or self._calls.get((None, entry.message_id))
            return [asked] if asked is not None else []
        found = [one for side in (None, "station", "csms") if (one := self._calls.get((side, entry.message_id))) is not None]
        if len(found) < 2:
            return found
        open_ = [one for one in found if one.answer is None and fits(entry, one.entry.action)]
        same = [one for one in found if one.answer is not None and one.answer.value == entry.value]
        return [*open_, *same] or found

    def _doubtful(self, candidates: list[Asked]) -> Answered:
        for one in candidates:
            one.doubted = True
            waiting = self._waiting.get(one.sender, [])
            if one in waiting:
                waiting.remove(one)
        lines = " and ".join(str(one.entry.line) for one in candidates)
        words = f"Calls of both sides have this id (lines {lines}), the log tells no direction, and the answer may be either's."
        return Answered(None, cannot_tell(words), doubtful=tuple(candidates))

    def _another_answer(self, asked: Asked, entry: LogEntry) -> Answered:
        """Another answer to a call that stands in the log more than once."""
        asked.answer = entry
        if asked.anew:
            return Answered(asked)
        twice = f"The call of line {asked.entry.line} stands in the log again, and this is another answer"
        words = f"{twice}: sent again after a reconnect, or by another station that the log does not name."
        return Answered(asked, cannot_tell(words), repeated=True, doubtful=(asked,))

    def _to_nothing(self, entry: LogEntry) -> Judgement:
        asker = None if entry.sender is None else _other(entry.sender)
        if asker is None or asker not in self._has_called or self.lines_lost:
            return cannot_tell("The call that this answers is not in the log: the log begins later, or lost it.")
        if entry.message_id in self.called:
            self._early.add((entry.sender, entry.message_id))
            return cannot_tell("The call that this may answer stands later: lines are out of order, or two clocks wrote this log.")
        self._strays[entry.sender] = entry.line
        sentence = f"The {_side(entry.sender)} answers a call that the {_side(asker)} never sent: no call of the log has this id."
        return wrong(
            "replay-order",
            sentence,
            seen=entry.message_id,
            expected="the id of the call that is answered",
            remedy="Send the answer under the id of its call, character by character.",
        )


def _meanwhile(asked: Asked, answer: LogEntry) -> list[tuple[int, Judgement]]:
    found = []
    for later in asked.during:
        sentence = f"The {_side(later.sender)} sends this while its call of line {asked.entry.line} waits for an answer."
        begun, second, end = asked.entry.at, later.entry.at, answer.at
        if begun is not None and second is not None and end is not None:
            if end - second <= _LOGGED_LATE:
                words = f"{sentence} The answer came at that very moment: the log's order may not be the wire's."
                found.append((later.step, tolerated("replay-order", words, expected=_ONE_AT_A_TIME)))
                continue
            if second - begun >= _TIME_OUT:
                words = f"{sentence} It may have given that one up."
                found.append((later.step, tolerated("replay-order", words, expected=_ONE_AT_A_TIME)))
                continue
        remedy = "Wait for the answer, or for the time-out, before the next call."
        found.append((later.step, wrong("replay-order", sentence, expected=_ONE_AT_A_TIME, remedy=remedy)))
    return found


def _side(sender: Side | None) -> str:
    return {"station": "station", "csms": "CSMS"}.get(sender or "", "sender")


def _other(side: Side) -> Side:
    return "csms" if side == "station" else "station"
