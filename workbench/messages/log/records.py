"""The frames in a text and in the records of an export, each with what is told around it.

A record is an object of JSON or a row of a table: ``{"timestamp": ..., "chargePointId": ..., "direction": ..., "message": FRAME}``,
where FRAME is an array, its text, or a line of a log within a string; records may hold records (CloudWatch, Elasticsearch).
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from workbench.messages.frames import TYPES
from workbench.messages.log.directions import told
from workbench.messages.log.heads import LONGEST, Around, around, version_in
from workbench.messages.log.moments import moment_of
from workbench.messages.log.values import pieces

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workbench.messages.actions import Side
    from workbench.messages.log.directions import Way
    from workbench.messages.log.values import Effort

_DEEPEST = 12
_MAY_HOLD_A_FRAME = re.compile(r"\[\s*[2-6]\s*,")
_LONGEST_NAME = 255

_TIMES = tuple("timestamp time ts datetime date at eventtime createdat receivedat sentat loggedat asctime t".split())  # noqa: SIM905  a list of words
_STATIONS = tuple(
    """
    chargepointid chargingstationid stationid chargeboxid chargerid cpid evsestationid ocppidentity identity chargepoint
    chargingstation chargebox station charger cp csid clientid deviceid identifier thing
    """.split()  # noqa: SIM905  as above
)
_SENDERS = tuple("direction dir sender sentby origin from source way flow event kind type".split())  # noqa: SIM905  as above
_RECEIVERS = ("receiver", "to", "destination", "target")
_VERSIONS = ("ocppversion", "protocolversion", "subprotocol", "protocol", "version")
_KINDS = tuple("messagetypeid messagetype messagetypenumber typeid calltype type kind".split())  # noqa: SIM905  as above
_IDS = ("messageid", "uniqueid", "msgid", "callid", "correlationid", "requestid")
_PAYLOADS = ("payload", "body", "data", "content")
_KIND_NAMES = {"call": 2, "request": 2, "req": 2, "callresult": 3, "response": 3, "conf": 3, "callerror": 4, "error": 4}
_PLAIN_VERSION = {"1.6": "1.6", "2.0.1": "2.0.1", "2.1": "2.1"}


class Held(NamedTuple):
    """A frame that was found, or why what looks like one is none.

    Attributes
    ----------
    around
        What is told around it.
    frame
        Parsed; None where it cannot be read.
    text
        Its JSON, or how it begins where it cannot be read.
    reason
        Why it cannot be read, or empty.
    """

    around: Around
    frame: list[Any] | None
    text: str
    reason: str = ""


class Place(NamedTuple):
    """Where the search is: what is told further out, the effort that is left, and how deep it stands."""

    outer: Around
    effort: Effort
    depth: int = 0

    def inside(self, inner: Around) -> Place:
        """One level deeper, with what is told there."""
        return Place(inner.over(self.outer), self.effort, self.depth + 1)


def is_frame(value: Any) -> bool:
    """Whether parsed JSON begins as a frame does: a message type from 2 to 6, and a message id."""
    return type(value) is list and len(value) >= 3 and type(value[0]) is int and value[0] in TYPES and isinstance(value[1], str)


def in_text(text: str, place: Place) -> Iterator[tuple[int, int, Held]]:
    """The frames in a text: where the piece of text begins and ends in which each was found."""
    before = 0
    for piece in pieces(text, place.effort):
        here = place.inside(around(words_before(text, before, piece.start)))
        before = piece.end
        if piece.reason:
            yield (
                piece.start,
                piece.end,
                Held(here.outer, None, text[piece.start : min(piece.start + 200, piece.end)], piece.reason),
            )
        elif piece.quoted:
            if place.depth < _DEEPEST:
                yield from ((piece.start, piece.end, held) for _, _, held in in_text(piece.quoted, here))
        elif is_frame(piece.value):
            said = text[piece.start : piece.end] if piece.exact else _said(piece.value)
            yield piece.start, piece.end, Held(here.outer, piece.value, said)
        else:
            yield from ((piece.start, piece.end, held) for held in in_value(piece.value, here))


def words_before(text: str, before: int, start: int) -> str:
    """What stands on the line before a frame; where it begins its line, the line above."""
    words = text[max(before, start - LONGEST) : start]
    last = words[words.rfind("\n") + 1 :]
    if last.strip(" \t\r,[("):
        return last
    above = words[: max(words.rfind("\n"), 0)].rstrip("\r")
    return above[above.rfind("\n") + 1 :]


def in_value(value: Any, place: Place) -> Iterator[Held]:
    """The frames in parsed JSON that is no frame itself."""
    if place.depth > _DEEPEST:
        return
    if isinstance(value, str):
        if _MAY_HOLD_A_FRAME.search(value) is not None:
            yield from (held for _, _, held in in_text(value, place))
    elif is_frame(value):
        yield Held(place.outer, value, _said(value))
    elif isinstance(value, list):
        for one in value:
            yield from in_value(one, place.inside(Around()))
    elif isinstance(value, dict):
        yield from in_record(value, place)


def in_record(record: Mapping[str, Any], place: Place) -> Iterator[Held]:
    """The frames of a record. One that stands there twice, as text and parsed, counts once."""
    fields = {_folded(name): value for name, value in record.items()}
    here = place.inside(_told_by(fields))
    if (rebuilt := _rebuilt(fields)) is not None:
        yield Held(here.outer, rebuilt, _said(rebuilt))
        return
    seen = set()
    for value in record.values():
        if not isinstance(value, str | list | dict):
            continue
        for held in in_value(value, here):
            if held.frame is not None and not isinstance(value, dict) and (isinstance(value, str) or is_frame(value)):
                key = held.frame[0], held.frame[1]
                if key in seen:
                    continue
                seen.add(key)
            yield held


def _told_by(fields: Mapping[str, Any]) -> Around:
    at = next((moment for name in _TIMES if (moment := moment_of(fields.get(name))) is not None), None)
    station = next((name for field in _STATIONS if (name := _name(fields.get(field)))), "")
    sender, way = _sender(fields)
    version = next((found for name in _VERSIONS if (found := _version(fields.get(name))) is not None), None)
    return Around(at, station, sender, way, version)


def _sender(fields: Mapping[str, Any]) -> tuple[Side | None, Way | None]:
    for name in _SENDERS:
        value = fields.get(name)
        if isinstance(value, str) and (found := told(value[:_LONGEST_NAME], field=True)) != (None, None):
            return found
    for name in _RECEIVERS:
        value = fields.get(name)
        if isinstance(value, str) and (receiver := told(value[:_LONGEST_NAME], field=True)[0]) is not None:
            return ("csms" if receiver == "station" else "station"), None
    return None, None


def _name(value: Any) -> str:
    if isinstance(value, dict):
        value = next((value[key] for key in ("id", "identity", "name") if isinstance(value.get(key), str)), None)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return value.strip() if isinstance(value, str) and len(value) <= _LONGEST_NAME else ""


def _version(value: Any) -> str | None:
    if not isinstance(value, str) or len(value) > _LONGEST_NAME:
        return None
    return _PLAIN_VERSION.get(value.strip()) or version_in(value)


def _rebuilt(fields: Mapping[str, Any]) -> list[Any] | None:
    """The frame of a record that has its parts in fields of their own."""
    kind = next((found for name in _KINDS if (found := _kind(fields.get(name))) is not None), None)
    message_id: Any = next((value for name in _IDS if type(value := fields.get(name)) is str), None)
    if kind is None or message_id is None:
        return None
    payload: Any = next((value for name in _PAYLOADS if type(value := _json(fields.get(name))) is dict), None)
    if kind == 4:
        parts = fields.get("errorcode"), fields.get("errordescription", ""), fields.get("errordetails", {})
        return [4, message_id, *parts] if isinstance(parts[0], str) else None
    if payload is None:
        return None
    if kind == 3:
        return [3, message_id, payload]
    action = fields.get("action")
    return [2, message_id, action, payload] if isinstance(action, str) else None


def _kind(value: Any) -> int | None:
    if type(value) is int:
        return value if value in {2, 3, 4} else None
    if not isinstance(value, str):
        return None
    return int(value) if value in {"2", "3", "4"} else _KIND_NAMES.get(_folded(value))


def _json(value: Any) -> Any:
    if not isinstance(value, str) or not value.lstrip().startswith("{"):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


def _said(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _folded(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name[:_LONGEST_NAME].lower())
