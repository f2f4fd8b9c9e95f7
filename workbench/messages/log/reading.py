"""A log's text, read: its frames, and what looks like a frame and is none."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from workbench.display import visible
from workbench.messages.log import table, values
from workbench.messages.log.entries import LogEntry, LogRefusal
from workbench.messages.log.heads import Around
from workbench.messages.log.records import Held, Place, in_record, in_text
from workbench.messages.log.senders import Senders
from workbench.messages.log.who_sends import ONLY_IN_16
from workbench.messages.redaction import text_without_secrets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MOST_HELD_BACK = 2_000
"""Frames that wait until it is known whose log this is."""
_MOST_MISSED = 50
_LONGEST_EXCERPT = 120

_HINTS = {
    values.CUT_OFF: "Log the whole message: loggers like to cut long lines, and certificates make them long.",
    values.AS_PYTHON: "Log the message as it went over the WebSocket, or write it by json.dumps.",
    values.NOT_JSON: "Log the message as it went over the WebSocket, character by character.",
    values.TOO_DEEP: "Leave the line out: no OCPP message is like that.",
}
_TOO_MUCH = "The search stopped here: the text looks like messages everywhere and holds none."
_NOTHING = LogRefusal(
    1,
    "No OCPP-J message stands in this text.",
    'A message begins with its type and id: [2,"...". Give the log of the WebSocket, with the messages themselves.',
    "",
)


def read_log(text: str) -> Iterator[LogEntry | LogRefusal]:
    """The frames of a log in their order, and what could not be read; words and records without a frame are passed over.

    Parameters
    ----------
    text
        Any text: frames alone, lines with times and directions, records of JSON, CSV with a header. Line ends as they come.

    Yields
    ------
    LogEntry or LogRefusal
        A text without any frame gives one refusal. Nothing is raised; the time grows with the text's length, whatever it says.
    """
    text = text.removeprefix("\ufeff")
    if "\r" in text and "\n" not in text:
        text = text.replace("\r", "\n")
    effort = values.Effort.for_text(text)
    found = False
    for one in _with_senders(_in_table(text, effort) if table.is_table(text) else _in_lines(text, effort)):
        found = True
        yield one
    if not found:
        yield _NOTHING


def _in_lines(text: str, effort: values.Effort) -> Iterator[tuple[int, Held]]:
    lines = _Lines(text)
    last = 0
    for start, end, held in in_text(text, Place(Around(), effort)):
        yield lines.of(start, end, held), held
        last = end
    if effort.spent:
        yield lines.at(last), Held(Around(), None, "", _TOO_MUCH)


def _in_table(text: str, effort: values.Effort) -> Iterator[tuple[int, Held]]:
    for row in table.rows(text):
        if row.reason:
            yield row.line, Held(Around(), None, "", row.reason)
        else:
            yield from ((row.line, held) for held in in_record(row.cells, Place(Around(), effort)))


class _Lines:
    """Line numbers, counted once over the text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._counted, self._line = 0, 1
        self._missed = 0

    def at(self, place: int) -> int:
        if place > self._counted:
            self._line += self._text.count("\n", self._counted, place)
            self._counted = place
        return self._line

    def of(self, start: int, end: int, held: Held) -> int:
        """The line of a frame in a piece of text; within a piece of many records, where its message id is written."""
        alone = end - start == len(held.text)
        start = max(start, self._counted)
        if held.frame is not None and not alone and self._missed < _MOST_MISSED and "\n" in self._text[start : start + 4096]:
            place = self._text.find(held.frame[1], start, end)
            self._missed += place < 0
            return self.at(max(place, start))
        return self.at(start)


def _with_senders(found: Iterable[tuple[int, Held]]) -> Iterator[LogEntry | LogRefusal]:
    senders = Senders()
    waiting: deque[tuple[LogEntry | LogRefusal, Around]] = deque()
    for line, held in found:
        if held.frame is None:
            waiting.append((_refusal(line, held), held.around))
        else:
            entry = LogEntry(line, held.around.at, held.around.station, None, held.text, held.around.version, held.frame)
            sender = senders.of(entry.kind, entry.message_id, entry.action, held.around)
            version = entry.version or ("1.6" if entry.action in ONLY_IN_16 else None)
            waiting.append((_sent_by(entry, sender, version), held.around))
        while waiting and (len(waiting) > _MOST_HELD_BACK or senders.settled or not _waits(*waiting[0])):
            yield _settled(*waiting.popleft(), senders)
    while waiting:
        yield _settled(*waiting.popleft(), senders)


def _waits(one: LogEntry | LogRefusal, around: Around) -> bool:
    return isinstance(one, LogEntry) and one.sender is None and around.way is not None


def _settled(one: LogEntry | LogRefusal, around: Around, senders: Senders) -> LogEntry | LogRefusal:
    if isinstance(one, LogRefusal) or one.sender is not None:
        return one
    return _sent_by(one, senders.by_way(around), one.version)


def _sent_by(entry: LogEntry, sender: object, version: str | None) -> LogEntry:
    sent_by = sender if sender in {"station", "csms"} else None
    return LogEntry(entry.line, entry.at, entry.station, sent_by, entry.text, version, entry.value)  # type: ignore[arg-type]


def _refusal(line: int, held: Held) -> LogRefusal:
    hint = _HINTS.get(held.reason, "Split the text, or leave the part out.")
    return LogRefusal(line, held.reason, hint, visible(text_without_secrets(held.text), _LONGEST_EXCERPT))
