"""A wire log as rows of a message sequence; and a wire log with a journal, each telling what the other does not know."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.display import visible
from workbench.messages.frames import Call, CallError, CallResult, CallResultError, Send
from workbench.views.exchange_rows import Row
from workbench.views.exchange_words import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from workbench.messages.actions import Side
    from workbench.messages.wire_log import LoggedFrame, WireLog

_NO_ANSWER = "without an answer in this log"


def wire_rows(log: WireLog) -> Iterator[Row]:
    """The rows, in the order of the wire: a frame each."""
    actions: dict[int, str] = {}
    unanswered = set()
    for exchange in log.exchanges():
        for frame in filter(None, exchange):
            actions[id(frame)] = exchange.action
        if exchange.answer is None:
            unanswered.add(id(exchange.first))
    for frame in log.frames:
        yield _row(frame, actions.get(id(frame), ""), answered=id(frame) not in unanswered)


def _row(frame: LoggedFrame, action: str, *, answered: bool) -> Row:
    cls, rest = frame.head.cls if frame.head is not None else None, _rest(frame.text)
    note = visible(frame.note, 300)
    if cls is Call and rest:
        missing = "" if answered else _NO_ANSWER
        outcome = Outcome.DOUBT if missing or note else Outcome.PLAIN
        return Row(frame.at, "request", frame.sender, action, content=rest[-1], outcome=outcome, because=note or missing)
    if cls is Send and rest:
        return Row(frame.at, "request", frame.sender, action, content=rest[-1], because=note)
    if cls is CallResult and rest:
        return Row(frame.at, "answer", frame.sender, action, content=rest[0], because=note)
    if cls in {CallError, CallResultError} and len(rest) > 1:
        said = f"{'CALLERROR' if cls is CallError else 'CALLRESULTERROR'} {visible(str(rest[0]), 60)}"
        because = note or visible(str(rest[1]), 300)
        return Row(frame.at, "answer", frame.sender, action, said, rest, Outcome.REFUSED, because=because)
    said = f"no OCPP-J message: {visible(frame.text, 60)}"
    return Row(frame.at, "answer", frame.sender, "", said, None, Outcome.REFUSED, because=note)


def _rest(text: str) -> list[Any]:
    """What is behind type and id; nothing where the frame cannot be read."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return data[2:] if isinstance(data, list) else []


def merged(journal: Iterable[Row], wire: Sequence[Row]) -> Iterator[Row]:
    """Both in one: arrows of the wire, with the journal's requirements; its bands and notes in their places.

    An arrow of the journal and one of the wire are the same where kind, sender and action are, and their order is. What only one
    of them has stays.
    """
    on_the_wire: dict[tuple[str, str, str], deque[int]] = {}
    for place, row in enumerate(wire):
        on_the_wire.setdefault(_same(row), deque()).append(place)
    told = 0
    for row in journal:
        places = on_the_wire.get(_same(row), deque())
        while places and places[0] < told:
            places.popleft()
        if row.sender and places:
            place = places.popleft()
            yield from wire[told:place]
            frame, told = wire[place], place + 1
            because = "; ".join(filter(None, (frame.because, row.because)))
            yield replace(frame, requirement=row.requirement, because=because, more=row.more)
            continue
        while told < len(wire) and wire[told].at < row.at:
            yield wire[told]
            told += 1
        yield row
    yield from wire[told:]


def _same(row: Row) -> tuple[str, Side | str, str]:
    return row.kind, row.sender, row.action
