"""A journal as JSON and back: what happened is written with what came of it, and read by letting it happen again."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from workbench.errors import InputError
from workbench.messages.actions import action_of
from workbench.messages.codec import from_wire, to_wire
from workbench.messages.faults import Unsendable
from workbench.messages.redaction import text_without_secrets
from workbench.messages.security_event import SecurityEvent
from workbench.messages.versions import Version
from workbench.station.events import (
    Connected,
    ConnectionFailed,
    ConnectionWanted,
    Disconnected,
    KeyReady,
    Received,
    Restarted,
    ServerPresented,
    SigningAnswered,
    TimePassed,
)
from workbench.station.journal import Journal
from workbench.station.personalities import STRICT_STATION
from workbench.station.redaction import without_secrets
from workbench.station.state_export import item_from_base64, state_from_dict, state_to_dict
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.messages.actions import Message, RequestToStation
    from workbench.messages.sign_certificate import SignCertificateRequest, SignCertificateResponse
    from workbench.station.decision import Decision
    from workbench.station.events import Event
    from workbench.station.personalities import Personality

SCHEMA = "pnc-workbench/station-journal/1"
_PLAIN = {one.__name__: one for one in (Connected, Disconnected, Restarted, TimePassed)}


def to_dict(journal: Journal) -> dict[str, Any]:
    """The JSON object: the start, then each event with its time, its reply, findings and changes.

    Messages stand in the version that was spoken. Undone events and secrets are left out. ``station-journal.schema.json`` in
    :mod:`workbench.schemas` says what is in it.
    """
    version = journal.start.connection.version
    return {
        "schema": SCHEMA,
        "personality": journal.personality.name,
        "start": state_to_dict(journal.start),
        "entries": [
            {
                "at": rfc3339(entry.at),
                "event": _event(entry.event, version),
                "decision": _decision(entry.decision, version),
                "changes": [one.to_dict() for one in journal.changes(index)],
            }
            for index, entry in enumerate(journal.entries)
        ],
    }


def _decision(decision: Decision, version: Version) -> dict[str, Any]:
    return {
        "decided_by": decision.decided_by,
        "reply": _message(decision.reply, version) if decision.reply is not None else None,
        "findings": [{**finding.to_dict(), "source": ""} for finding in decision.findings],
    }


def _message(message: Message, version: Version) -> dict[str, Any]:
    """The message in the version that was spoken; what this version cannot say, in OCPP 2.1."""
    action, kind = action_of(type(message))
    try:
        payload = to_wire(message, version)
    except Unsendable:
        version = Version.V21
        payload = to_wire(message, version)
    payload = json.loads(text_without_secrets(json.dumps(payload)))  # customData, too
    return {"action": action.name, "kind": kind, "version": version.value, "payload": payload}


def _event(event: Event, version: Version) -> dict[str, Any]:
    name = type(event).__name__
    match event:
        case Received():
            return {"name": name, "message": _message(without_secrets(event.message), version)}
        case ServerPresented():
            return {"name": name, "host": event.host, "chain": [b64encode(item.der).decode() for item in event.chain]}
        case SigningAnswered():
            return {"name": name, "request": _message(event.request, version), "response": _message(event.response, version)}
        case _:
            return {"name": name, **asdict(event)}


def from_dict(value: Mapping[str, Any], personality: Personality = STRICT_STATION) -> Journal:
    """The journal, its events happening again to this personality; of a fraction of a second nothing is known any more.

    Raises
    ------
    InputError
        The object is no exported journal.
    WorkbenchError
        A message in it breaks its schema.
    """
    try:
        if value["schema"] != SCHEMA:
            raise InputError("This is no exported journal of this version.", hint=f"Its schema must be {SCHEMA}.")
        journal = Journal(state_from_dict(value["start"]), personality)
        for entry in value["entries"]:
            journal = journal.happened(_read_event(entry["event"]), datetime.fromisoformat(entry["at"]))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as reason:
        raise InputError(
            f"This is no exported journal: {type(reason).__name__}.", hint="Take what the export of a journal wrote."
        ) from None
    return journal


def _read_event(value: Mapping[str, Any]) -> Event:  # noqa: PLR0911  # one line each
    name, rest = value["name"], {key: one for key, one in value.items() if key != "name"}
    if name in _PLAIN:
        return _PLAIN[name]()
    match name:
        case "Received":
            return Received(cast("RequestToStation", _read_message(value["message"])))
        case "ServerPresented":
            return ServerPresented(tuple(item_from_base64(one) for one in value["chain"]), value.get("host", ""))
        case "ConnectionFailed":
            noticed = rest.get("noticed")
            return ConnectionFailed(SecurityEvent(noticed) if noticed else None, rest.get("said", ""))
        case "ConnectionWanted":
            return ConnectionWanted(**rest)
        case "KeyReady":
            return KeyReady(**rest)
        case "SigningAnswered":
            request, response = (_read_message(value[part]) for part in ("request", "response"))
            return SigningAnswered(cast("SignCertificateRequest", request), cast("SignCertificateResponse", response))
        case _:
            raise ValueError("no such event")


def _read_message(value: Mapping[str, Any]) -> Message:
    return from_wire(value["action"], value["kind"], value["payload"], Version(value["version"]))
