"""Events, replies, effects and changes in words, for those who ask why a station did what it did."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.display import visible
from workbench.messages.actions import action_of
from workbench.requirements import UnknownRequirement, find
from workbench.station.as_tables import name
from workbench.station.effects import AcceptServer, OpenConnection, RefuseServer, Send
from workbench.station.events import AuthorizeAnswered, EvCertificateAnswered, Received, SigningAnswered, StatusAnswered
from workbench.views.exchange_journal import event_rows
from workbench.views.exchange_rows import note_of, payload_of, sent_by
from workbench.views.exchange_words import Outcome, about, answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.requirements import Requirement
    from workbench.station.changes import Change
    from workbench.station.effects import Effect
    from workbench.station.events import Event
    from workbench.station.journal import JournalEntry
    from workbench.station.state import StationState

_CAPITAL = re.compile("(?<=[a-z])(?=[A-Z])")
_LONGEST = 160
_PLAIN = {"None": "none", "True": "yes", "False": "no"}


def event_words(event: Event, entry: JournalEntry) -> str:
    """What happened: a request with what it is about, or the words of the sequence's band. Hostile text."""
    if isinstance(event, SigningAnswered | StatusAnswered | EvCertificateAnswered | AuthorizeAnswered):
        head, detail, _ = answer(payload_of(event.response))
        return f"{action_of(type(event.request))[0].name} was answered: {head}{f', {detail}' if detail else ''}"
    row = next(iter(event_rows(entry)), None)
    if row is None:
        return _CAPITAL.sub(" ", type(event).__name__).capitalize()
    head, detail, _ = row.told
    return f"{head}: {detail}" if detail else head


def reply_words(entry: JournalEntry) -> tuple[str, Outcome]:
    """The reply's status and reason code, or how a band went; empty where there is neither. Hostile text."""
    if isinstance(entry.event, Received):
        if entry.decision.reply is None:
            return "", Outcome.PLAIN
        head, detail, outcome = answer(payload_of(sent_by(entry.decision)))
        return (f"{head}, {detail}" if detail else head), outcome
    return "", next((row.told[2] for row in event_rows(entry)), Outcome.PLAIN)


def effect_words(effect: Effect) -> str:
    """What the edge must do. Hostile text."""
    match effect:
        case AcceptServer():
            return f"Goes on with the TLS handshake under the root {effect.root[:16]}…"
        case RefuseServer():
            return f"Breaks the TLS handshake off: {effect.reason}"
        case OpenConnection():
            return f"Connects to slot {effect.slot}"
        case Send():
            action = action_of(type(effect.message))[0].name
            detail = about(action, payload_of(effect.message))
            return f"Sends {action}{f': {detail}' if detail else ''}"
        case _:
            return note_of(effect) or _CAPITAL.sub(" ", type(effect).__name__).capitalize()


def value_words(value: str, names: Mapping[str, str]) -> str:
    """A value of a change; a fingerprint becomes the certificate's name, Python's words become plain ones."""
    return visible(names.get(value) or _PLAIN.get(value, value), _LONGEST)


def names_in(*states: StationState) -> dict[str, str]:
    """The names of trust anchors by fingerprint. Hostile text."""
    return {one.sha256: name(one) for state in states for _, one in state.store.entries}


def change_words(change: Change, names: Mapping[str, str]) -> str:
    """One change on one line. Hostile text."""
    what, before, after = visible(change.what, _LONGEST), value_words(change.before, names), value_words(change.after, names)
    if before and after:
        return f"{what}: {before} → {after}"
    return f"+ {what}: {after}" if after else f"− {what}: {before}" if before else what


def requirement_of(requirement: str) -> Requirement | None:
    """The entry of the catalogue; None where it has none."""
    try:
        return find(requirement) if requirement else None
    except UnknownRequirement:
        return None
