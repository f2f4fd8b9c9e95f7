"""A wire log with the station's journal: which frame is which decision, and what the station was asked without any frame.

A frame and an entry are the same where the request **and** the answer are, word by word: a journal has also what was asked of the
station directly, and the same request may have had another answer before.
"""

from __future__ import annotations

import json
from collections import defaultdict, deque
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.messages.redaction import text_without_secrets
from workbench.views.exchange_rows import CONNECTED, Row, payload_of
from workbench.views.exchange_words import about, answer

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

_MANY = 3
"""So many direct calls before the first connection are told each; more of them in one note."""


def merged(journal: Iterable[Row], wire: Sequence[Row], *, whole: bool = True) -> Iterator[Row]:
    """Both in one: arrows of the wire, with the journal's requirements; its bands and notes in their places.

    Parameters
    ----------
    whole
        Whether the log has every frame from the first on: then what only the journal has was asked of the station directly, and
        is a note at the station.
    """
    told = list(journal)
    places = _pairs(told, wire)
    frames = list(wire)
    for number, place in places.items():
        row, frame = told[number], wire[place]
        because = "; ".join(filter(None, (frame.because, row.because)))
        frames[place] = replace(frame, requirement=row.requirement, because=because, more=row.more)
    here = 0
    for number, row in _without_direct_calls(told, places) if whole else enumerate(told):
        place = places.get(number, -1)
        while here < len(frames) and (here <= place if place >= 0 else frames[here].at < row.at):
            yield frames[here]
            here += 1
        if place < 0:
            yield row
    yield from frames[here:]


def _pairs(told: Sequence[Row], wire: Sequence[Row]) -> dict[int, int]:
    """Places in the journal and on the wire: the same word by word, else by status (other versions), else without an answer."""
    connected = next((number for number, row in enumerate(told) if row.said == CONNECTED), 0)
    after = [number for number, row in enumerate(told) if row.sender and number >= connected]
    before = [number for number, row in enumerate(told) if row.sender and number < connected]
    found: dict[int, int] = {}
    free = set(range(len(wire)))
    for key, numbers in ((_wordly, [*after, *reversed(before)]), (_loosely, after), (_request, after)):
        places: dict[Hashable, deque[int]] = defaultdict(deque)
        for place in sorted(free):
            if key is _request and wire[place].counterpart is not None:
                continue
            places[key(wire[place])].append(place)
        for number in numbers:
            same = places.get(key(told[number])) if number not in found else None
            if same:
                found[number] = same.popleft()
                free.discard(found[number])
    return found


def _wordly(row: Row) -> Hashable:
    return row.kind, row.sender, row.action, _words(row.payload), _words(payload_of(row.counterpart))


def _loosely(row: Row) -> Hashable:
    reply = row.payload if row.kind == "answer" else payload_of(row.counterpart)
    return row.kind, row.sender, row.action, answer(reply)[0] if reply is not None else ""


def _request(row: Row) -> Hashable:
    """A request that nothing answered on the wire: the connection went first."""
    return row.kind, row.sender, row.action, _words(row.payload)


def _words(payload: Any) -> str:
    try:
        return text_without_secrets(json.dumps(payload, sort_keys=True))
    except (TypeError, ValueError, RecursionError):
        return ""


def _without_direct_calls(told: Sequence[Row], places: dict[int, int]) -> Iterator[tuple[int, Row]]:
    """The rows; requests that were not on the wire, with their answers, as notes."""
    connected = next((number for number, row in enumerate(told) if row.said == CONNECTED), 0)
    calls = [(number - 1, number) for number, row in enumerate(told) if row.kind == "answer" and row.sender == "station"]
    direct = {number for call in calls if not places.keys() & set(call) for number in call}
    early = sorted(number for number in direct if number < connected and told[number].kind == "answer")
    for number, row in enumerate(told):
        if number not in direct:
            yield number, row
        elif row.kind == "answer" and (number >= connected or len(early) <= _MANY):
            yield number, _note(row)
        elif early and number == early[-1]:
            said = f"Asked directly {len(early):,} times before there was a connection: its decisions tell"
            yield number, Row(row.at, "note", said=said)


def _note(row: Row) -> Row:
    asked = about(row.action, payload_of(row.counterpart))
    head, detail, outcome = row.told
    said = f"Asked directly: {row.action}{f' ({asked})' if asked else ''} → {head}{f', {detail}' if detail else ''}"
    return replace(row, kind="note", sender="", said=said, content=None, outcome=outcome)
