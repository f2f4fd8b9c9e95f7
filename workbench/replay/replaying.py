"""READ FIRST: a log replayed: certificates collected, stations told apart, every message judged in its order."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.csms.certificates import read_certificates
from workbench.errors import InputError
from workbench.messages.actions import ACTIONS
from workbench.messages.log import LogEntry, LogRefusal
from workbench.messages.log.who_sends import SENDERS
from workbench.messages.redaction import text_without_secrets
from workbench.replay.course import Course
from workbench.replay.draft import Draft
from workbench.replay.naming import AllNames
from workbench.replay.result import Refused, Replay, StationSummary
from workbench.replay.stations import ids_called, mixing_several, speaking_16, with_stations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.messages.versions import Version
    from workbench.replay.step import Step

_PEM_FIELDS = ("certificate", "certificateChain")
_MOST_CERTIFICATES = 2_000
_A_STEP_OF_PROGRESS = 200

Log = tuple[str, "Iterable[LogEntry | LogRefusal]"]
"""The name of a log, and what :func:`workbench.messages.log.read_log` gives of it."""


def replay(
    logs: Iterable[Log],
    certificates: Iterable[Item] = (),
    *,
    now: datetime,
    version: Version | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Replay:
    """Every message of the logs, with its verdict.

    A station that several logs name is one station; what names none is one station for each log. Certificates that the messages
    bring are at hand from the first message on.

    Parameters
    ----------
    logs
        In the order in which they were written.
    certificates
        What helps to name hash entries, and to verify: roots above all.
    now
        UTC-aware; what is judged at where a log tells no times.
    version
        Of OCPP, for every station; None: as each log shows it.
    progress
        Called with how many messages are done, and how many there are.

    Raises
    ------
    InputError
        There is no message in the logs.
    """
    found = [(name, one) for name, entries in logs for one in with_stations(entries)]
    entries = [one for _, one in found if isinstance(one, LogEntry)]
    if not entries:
        raise InputError(
            "No OCPP-J message stands in this log.",
            hint='A message begins with its type and id: [2,"... Give the log of the WebSocket, with the messages themselves.',
        )
    pile = _pile(entries, certificates)
    names = AllNames(pile)
    turned = _turned(entries)
    courses: dict[str, Course] = {}
    of_16, mixed = speaking_16(found), mixing_several(found)
    called = ids_called(found)
    drafts: list[Draft] = []
    refused: list[Refused] = []
    for place, (name, one) in enumerate(found):
        if progress is not None and place % _A_STEP_OF_PROGRESS == 0:
            progress(place, len(found))
        if isinstance(one, LogRefusal):
            refused.append(Refused(name, one.line, one.reason, one.hint, one.excerpt))
            for course in courses.values():
                course.lost()
            continue
        station = one.station or name
        if station not in courses:
            courses[station] = Course(pile, names, now, version, is_16=station in of_16, is_mixed=station in mixed)
            courses[station].expect(called[station])
            if refused:
                courses[station].lost()
        entry = _turn(one) if turned else one
        draft = Draft(entry, len(drafts) + 1, name, one.station)
        drafts.append(draft)
        courses[station].hear(draft)
    for course in courses.values():
        course.end()
    steps = tuple(draft.step(text_without_secrets(draft.entry.text)) for draft in drafts)
    own: dict[str, list[Step]] = {station: [] for station in courses}
    for step in steps:
        own[step.station or step.file].append(step)
    summaries = tuple(_summary(station, course, own[station]) for station, course in courses.items())
    return Replay(steps, tuple(refused), summaries, now, tuple(_notes(steps, summaries, turned=turned, mixed=mixed, names=names)))


def _pile(entries: list[LogEntry], certificates: Iterable[Item]) -> tuple[Item, ...]:
    """Every certificate at hand, each once: those given, then those that the messages bring."""
    found = {item.der: item for item in certificates if item.facts is not None}
    seen: set[str] = set()
    for entry in entries:
        payload = entry.payload
        if not isinstance(payload, dict) or len(found) >= _MOST_CERTIFICATES:
            continue
        for field in _PEM_FIELDS:
            text = payload.get(field)
            if isinstance(text, str) and text not in seen and len(text) < 100_000:
                seen.add(text)
                found.update({item.der: item for item in read_certificates(text) if item.der not in found})
    return tuple(found.values())


def _turned(entries: list[LogEntry]) -> bool:
    """Whether the log's directions point the wrong way: then nearly every call is one that only the other side sends."""
    told = [(one.sender, SENDERS[one.action]) for one in entries if one.kind == 2 and one.sender and one.action in SENDERS]
    against = sum(sender != due for sender, due in told)
    return against * 2 > len(told) and against > 1


def _turn(entry: LogEntry) -> LogEntry:
    if entry.sender is None:
        return entry
    return replace(entry, sender="csms" if entry.sender == "station" else "station")


def _summary(station: str, course: Course, own: list[Step]) -> StationSummary:
    version = "1.6" if course.is_16 else course.version.value if course.version is not None else None
    first = next((one.number for one in own if one.verdict == "wrong"), None)
    return StationSummary(station, version, len(own), sum(one.verdict == "wrong" for one in own), first)


def _notes(
    steps: tuple[Step, ...], summaries: tuple[StationSummary, ...], *, turned: bool, mixed: set[str], names: AllNames
) -> Iterator[str]:
    if turned:
        yield "The log's directions point the wrong way (every call is one that only the other side sends): they were turned round."
    for name in sorted(mixed):
        yield (
            f"Station not told: several stations may be in {name}. Each message is judged by itself; NOT JUDGED is what "
            "depends on earlier ones. Give a log that names its stations, or one log for each."
        )
    timeless = sum(one.at is None for one in steps)
    if timeless:
        what = "The log tells no times" if timeless == len(steps) else f"{timeless:,} messages have no time"
        yield f"{what}: validity is judged at the time before it, or at the time of this replay."
    nobodys = sum(one.sender is None for one in steps)
    if nobodys:
        yield f"Of {nobodys:,} messages it is not known who sent them."
    old = [one.station for one in summaries if one.version == "1.6"]
    if old:
        yield f"{len(old)} of {len(summaries)} stations speak OCPP 1.6: NOT JUDGED here."
    open_ = [one for one in summaries if one.version is None]
    if open_:
        yield "The OCPP version is not told: what either 2.0.1 or 2.1 takes is taken."
    others = Counter(one.action for one in steps if one.kind == 2 and one.action not in ACTIONS and one.verdict == "not judged")
    if others:
        listed = ", ".join(f"{name} ({count})" for name, count in others.most_common(6))
        yield f"NOT JUDGED are the contents of actions outside certificate management: {listed}."
    if not names.at_hand:
        yield "No certificate is at hand: hash entries have no names."
    if names.left_alone:
        yield f"{names.left_alone:,} strange hash entries were not looked at for mistakes: there are too many of them."
