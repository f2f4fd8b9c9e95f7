"""A journal as JSON and back: what happened is written with what came of it, and read by letting it happen again."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from workbench.errors import InputError
from workbench.messages.actions import action_of
from workbench.messages.certificate_status import CertificateStatusSource
from workbench.messages.codec import from_wire, to_wire
from workbench.messages.faults import Unsendable
from workbench.messages.redaction import KEY_LEFT_OUT, LEFT_OUT, text_without_secrets
from workbench.messages.security_event import SecurityEvent
from workbench.messages.versions import Version
from workbench.station.events import (
    AuthorizeAnswered,
    Connected,
    ConnectionFailed,
    ConnectionWanted,
    ContractPresented,
    Disconnected,
    EvCertificateAnswered,
    KeyReady,
    PlugUnanswered,
    Received,
    Restarted,
    ServerPresented,
    SigningAnswered,
    SigningFailed,
    StatusAnswered,
    StatusUnanswered,
    TimePassed,
    VehicleAsks,
    VehicleChain,
)
from workbench.station.journal import Journal
from workbench.station.personalities import personality as named
from workbench.station.plug_export import event_to_dict, read_event
from workbench.station.redaction import without_secrets
from workbench.station.state_export import item_from_base64, state_from_dict, state_to_dict
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.messages.actions import Message, RequestToStation
    from workbench.messages.sign_certificate import SignCertificateRequest, SignCertificateResponse
    from workbench.station.decision import Decision
    from workbench.station.events import Event, StatusRequest, StatusResponse
    from workbench.station.personalities import Personality

SCHEMA = "pnc-workbench/station-journal/1"
_PLAIN = {one.__name__: one for one in (Connected, Disconnected, Restarted, TimePassed)}


def to_dict(journal: Journal) -> dict[str, Any]:
    """The JSON object: the start, then each event with its time, its reply, findings and changes.

    Messages stand in the version that was spoken. Undone events and secrets are left out. ``station-journal.schema.json`` in
    :mod:`workbench.schemas` says what is in it.
    """
    return {
        "schema": SCHEMA,
        "personality": journal.personality.name,
        "start": state_to_dict(journal.start),
        "entries": [_entry(journal, index) for index in range(len(journal.entries))],
    }


def _entry(journal: Journal, index: int) -> dict[str, Any]:
    entry, version = journal.entries[index], journal.start.connection.version
    return {
        "at": _exactly(entry.at),
        "event": _event(entry.event, version),
        "decision": _decision(entry.decision, version),
        "changes": [one.to_dict() for one in journal.changes(index)],
    }


def _exactly(at: datetime) -> str:
    """RFC 3339 with the fraction of a second: what was due half a second later must not be due when it is read."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at.microsecond else rfc3339(at)


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


def _event(event: Event, version: Version) -> dict[str, Any]:  # noqa: PLR0911  # one line each
    name = type(event).__name__
    match event:
        case Received():
            return {"name": name, "message": _message(without_secrets(event.message), version)}
        case ServerPresented():
            return {"name": name, "host": event.host, "chain": [b64encode(item.der).decode() for item in event.chain]}
        case SigningAnswered() | StatusAnswered() | EvCertificateAnswered() | AuthorizeAnswered():
            return {"name": name, "request": _message(event.request, version), "response": _message(event.response, version)}
        case SigningFailed() | StatusUnanswered() | PlugUnanswered():
            return {"name": name, "request": _message(event.request, version), "said": text_without_secrets(event.said)}
        case VehicleChain():
            chain = [b64encode(item.der).decode() for item in event.chain]
            return {"name": name, "chain": chain, "prefer": event.prefer.value}
        case VehicleAsks() | ContractPresented():
            return event_to_dict(event)
        case _:
            return {"name": name, **asdict(event)}


def from_dict(value: Mapping[str, Any], personality: Personality | None = None) -> Journal:
    """The journal, its events happening again to its personality, with the same outcome.

    Parameters
    ----------
    personality
        Another one, or one that is no preset; then what is written of decisions is not looked at. None: the one that it names.

    Raises
    ------
    InputError
        The object is no exported journal, its personality is no preset, or what is written of a decision is not what comes of it.
    WorkbenchError
        A message in it breaks its schema.
    """
    try:
        if value["schema"] != SCHEMA:
            raise InputError("This is no exported journal of this version.", hint=f"Its schema must be {SCHEMA}.")
        journal = Journal(state_from_dict(value["start"]), personality or named(value["personality"]))
        for index, entry in enumerate(value["entries"]):
            journal = journal.happened(_read_event(entry["event"]), datetime.fromisoformat(entry["at"]))
            if personality is None and _outcome(entry) != _outcome(_entry(journal, index)) and not _lacks_secrets(entry["event"]):
                raise InputError(
                    f"Entry {index + 1} of the journal does not say what comes of its event.",
                    hint="It was changed, or another version wrote it: from_dict(value, personality) lets the events happen anew.",
                )
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as reason:
        raise InputError(
            f"This is no exported journal: {type(reason).__name__}.", hint="Take what the export of a journal wrote."
        ) from None
    return journal


def _outcome(entry: Mapping[str, Any]) -> tuple[Any, ...]:
    """What two accounts of a decision must share; their sentences may differ where something secret was left out."""
    decision, reply = entry["decision"], entry["decision"]["reply"]
    status = (reply["action"], reply["payload"].get("status")) if reply is not None else None
    return decision["decided_by"], status, [(one["what"], one["certificate"]) for one in entry["changes"]]


def _lacks_secrets(event: Mapping[str, Any]) -> bool:
    """Whether an event may be read otherwise than it happened: a password was judged by its length, say."""
    text = json.dumps(event.get("message"))
    return '"SetVariables"' in text or LEFT_OUT in text or KEY_LEFT_OUT in text


def _read_event(value: Mapping[str, Any]) -> Event:  # noqa: C901, PLR0911  # one line each
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
        case "SigningFailed":
            return SigningFailed(cast("SignCertificateRequest", _read_message(value["request"])), value.get("said", ""))
        case "StatusAnswered":
            request, response = (_read_message(value[part]) for part in ("request", "response"))
            return StatusAnswered(cast("StatusRequest", request), cast("StatusResponse", response))
        case "StatusUnanswered":
            return StatusUnanswered(cast("StatusRequest", _read_message(value["request"])), value.get("said", ""))
        case "VehicleChain":
            items = tuple(item_from_base64(one) for one in value["chain"])
            return VehicleChain(items, CertificateStatusSource(value["prefer"]))
        case _:
            return read_event(value, _read_message)


def _read_message(value: Mapping[str, Any]) -> Message:
    return from_wire(value["action"], value["kind"], value["payload"], Version(value["version"]))
