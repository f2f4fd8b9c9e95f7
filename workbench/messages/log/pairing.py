"""Calls and their answers, by station and message id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.messages.log.entries import LogEntry, LoggedExchange
from workbench.messages.log.fitting import fits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workbench.messages.actions import Side

_CALL, _ANSWERS, _SEND = 2, frozenset({3, 4}), 6
_REMEMBERED = 20_000
"""Answers that are remembered, to tell that one was logged by both sides."""

_Key = tuple[str, str]


def exchanges_of(entries: Iterable[LogEntry]) -> Iterator[LoggedExchange]:
    """Each call with its answer: as soon as the answer comes, and at the end those that none came for.

    An answer that follows no call of the log is an exchange without a call. A frame that stands in the log twice, for both sides
    wrote it down, counts once. A CALLRESULTERROR answers no call and is left out.
    """
    waiting: dict[_Key, dict[Side | None, LogEntry]] = {}
    answered: dict[_Key, str] = {}
    for entry in entries:
        key = entry.station, entry.message_id
        if entry.kind == _CALL:
            calls = waiting.setdefault(key, {})
            earlier = calls.get(entry.sender)
            if earlier is not None and earlier.text == entry.text:
                continue
            if earlier is not None:
                yield LoggedExchange(earlier, earlier.action, None)
            calls[entry.sender] = entry
        elif entry.kind in _ANSWERS:
            call = _called(waiting, key, entry)
            if call is None and answered.get(key) == entry.text:
                continue
            _remember(answered, key, entry.text)
            yield LoggedExchange(call, call.action if call is not None else "", entry)
        elif entry.kind == _SEND:
            yield LoggedExchange(entry, entry.action, None)
    for calls in waiting.values():
        yield from (LoggedExchange(call, call.action, None) for call in calls.values())


def _called(waiting: dict[_Key, dict[Side | None, LogEntry]], key: _Key, answer: LogEntry) -> LogEntry | None:
    """The call that is answered, no longer waiting then."""
    calls = waiting.get(key)
    if calls is None:
        return None
    if answer.sender is None:
        side = next((one for one, call in calls.items() if fits(answer, call.action)), next(iter(calls)))  # then the oldest
    else:
        asker: Side = "csms" if answer.sender == "station" else "station"
        if asker not in calls and None not in calls:
            return None
        side = asker if asker in calls else None
    call = calls.pop(side)
    if not calls:
        del waiting[key]
    return call


def _remember(answered: dict[_Key, str], key: _Key, text: str) -> None:
    answered.pop(key, None)
    answered[key] = text
    if len(answered) > _REMEMBERED:
        del answered[next(iter(answered))]
