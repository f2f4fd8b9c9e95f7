"""A wire log as rows of a message sequence."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.display import visible
from workbench.messages.frames import Call, CallError, CallResult, CallResultError, Send
from workbench.views.exchange_rows import Row
from workbench.views.exchange_words import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.messages.wire_log import LoggedFrame, WireLog

_NO_ANSWER = "without an answer in this log"


def wire_rows(log: WireLog) -> Iterator[Row]:
    """The rows, in the order of the wire: a frame each."""
    actions: dict[int, str] = {}
    unanswered = set()
    others: dict[int, LoggedFrame] = {}
    for exchange in log.exchanges():
        for frame in filter(None, exchange):
            actions[id(frame)] = exchange.action
        if exchange.answer is None:
            unanswered.add(id(exchange.first))
        else:
            others |= {id(exchange.first): exchange.answer, id(exchange.answer): exchange.first}
    for frame in log.frames:
        row = _row(frame, actions.get(id(frame), ""), answered=id(frame) not in unanswered)
        yield replace(row, counterpart=_content(others[id(frame)])) if _needs_it(row) and id(frame) in others else row


def _needs_it(row: Row) -> bool:
    """What the CSMS asks and the station answers; a station's own request is in its journal without the answer."""
    return row.sender == ("csms" if row.kind == "request" else "station")


def _content(frame: LoggedFrame) -> Any:
    rest = _rest(frame.text)
    return rest[-1] if rest and frame.head is not None and frame.head.cls in {Call, CallResult} else None


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
