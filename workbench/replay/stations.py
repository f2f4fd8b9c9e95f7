"""Which station is whose: names where the log tells them, versions, and logs that mix stations without naming them."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.messages.log import LogEntry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workbench.messages.log import LogRefusal

_CALL, _ANSWERS = 2, frozenset({3, 4})
_Key = tuple[str | None, str]
_SURELY = 2
"""So many signs of several stations there must be."""


def with_stations(entries: Iterable[LogEntry | LogRefusal]) -> Iterator[LogEntry | LogRefusal]:
    """Where a log names one station only, what names none is its too."""
    found = list(entries)
    named = {one.station for one in found if isinstance(one, LogEntry)} - {""}
    if len(named) != 1:
        return iter(found)
    (station,) = named
    return (replace(one, station=station) if isinstance(one, LogEntry) and not one.station else one for one in found)


def speaking_16(found: list[tuple[str, LogEntry | LogRefusal]]) -> set[str]:
    """The stations whose messages are those of OCPP 1.6."""
    spoken: dict[str, Counter[bool]] = {}
    for name, one in found:
        if not isinstance(one, LogEntry):
            continue
        payload = one.payload if isinstance(one.payload, dict) else {}
        old = one.version == "1.6" or (
            one.action in {"BootNotification", "Authorize"} and bool({"chargePointVendor", "idTag"} & payload.keys())
        )
        new = one.version in {"2.0.1", "2.1"} or (one.action == "BootNotification" and "chargingStation" in payload)
        if old != new:
            spoken.setdefault(one.station or name, Counter())[old] += 1
    return {station for station, counted in spoken.items() if counted[True] > counted[False]}


def ids_called(found: list[tuple[str, LogEntry | LogRefusal]]) -> defaultdict[str, set[str]]:
    """The message ids of every station's calls, of both sides; a station without a name by its log's name."""
    called: defaultdict[str, set[str]] = defaultdict(set)
    for name, one in found:
        if isinstance(one, LogEntry) and one.kind == _CALL:
            called[one.station or name].add(one.message_id)
    return called


def mixing_several(found: list[tuple[str, LogEntry | LogRefusal]]) -> set[str]:
    """The logs that name no station and are of several: boots of different stations, listings that have nothing in common."""
    nameless: defaultdict[str, list[LogEntry]] = defaultdict(list)
    for name, one in found:
        if isinstance(one, LogEntry) and not one.station:
            nameless[name].append(one)
    return {name for name, entries in nameless.items() if _of_several(entries)}


def _of_several(entries: list[LogEntry]) -> bool:
    boots = {_outfit(one.payload) for one in entries if one.action == "BootNotification"} - {""}
    return len(boots) >= _SURELY or _contradicting_listings(entries) >= _SURELY or _crossing_ids(entries)


def _crossing_ids(entries: list[LogEntry]) -> bool:
    """Whether calls of one id cross as those of several stations do that count alike.

    Either the same call twice before its answer, and then two answers that differ: what both sides wrote down does not differ.
    Or ids used again for other calls without a restart between, in a log of several boots.
    """
    open_: dict[_Key, LogEntry] = {}
    used: dict[_Key, LogEntry] = {}
    doubled: dict[_Key, LogEntry | None] = {}
    boots = used_again = 0
    for one in entries:
        if one.kind == _CALL:
            key = one.sender, one.message_id
            if one.action == "BootNotification":
                boots += 1
                used.clear()
            doubled.pop(key, None)
            if key in open_ and open_[key].value == one.value:
                doubled[key] = None
            used_again += key in used and used[key].value != one.value
            used[key] = open_[key] = one
        elif one.kind in _ANSWERS and one.sender is not None:
            key = ("csms" if one.sender == "station" else "station"), one.message_id
            open_.pop(key, None)
            if key in doubled:
                first = doubled[key] = doubled[key] or one
                if first.value != one.value:
                    return True
    return boots >= _SURELY and used_again > 0


def _outfit(payload: Any) -> str:
    station = payload.get("chargingStation") if isinstance(payload, dict) else None
    if not isinstance(station, dict):
        return ""
    return json.dumps({key: value for key, value in station.items() if key != "firmwareVersion"}, sort_keys=True)


def _contradicting_listings(entries: list[LogEntry]) -> int:
    """How often a listing of everything shares nothing with the one before, or comes under the id of another one."""
    asked = {one.message_id for one in entries if one.action == "GetInstalledCertificateIds" and not _names_types(one.payload)}
    before: frozenset[str] = frozenset()
    by_id: dict[str, frozenset[str]] = {}
    signs = 0
    for one in entries:
        listed = _listed(one) if one.kind == 3 and one.message_id in asked else frozenset()
        if not listed:
            continue
        again = by_id.setdefault(one.message_id, listed) != listed
        signs += again or (bool(before) and before.isdisjoint(listed))
        before = listed
    return signs


def _names_types(payload: Any) -> bool:
    return isinstance(payload, dict) and bool(payload.get("certificateType"))


def _listed(answer: LogEntry) -> frozenset[str]:
    chain = answer.payload.get("certificateHashDataChain") if isinstance(answer.payload, dict) else None
    if not isinstance(chain, list):
        return frozenset()
    return frozenset(json.dumps(one.get("certificateHashData"), sort_keys=True) for one in chain if isinstance(one, dict))
