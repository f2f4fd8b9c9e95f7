"""A station's journal as rows of a message sequence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.certs.pairing import name_of
from workbench.messages.actions import action_of
from workbench.station.effects import RefuseServer, Send
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
    StatusAnswered,
    StatusUnanswered,
    VehicleAsks,
    VehicleChain,
    VehicleGone,
    VehicleWaited,
)
from workbench.station.redaction import without_secrets
from workbench.views.exchange_rows import CONNECTED, Row, note_of, sent_by
from workbench.views.exchange_words import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.station.journal import Journal, JournalEntry


def journal_rows(journal: Journal) -> Iterator[Row]:
    """The rows, the oldest first; a look at the clock that led to nothing has none."""
    for entry in journal.entries:
        yield from event_rows(entry)
        for effect in entry.decision.effects:
            if isinstance(effect, Send):
                action, _ = action_of(type(effect.message))
                yield Row(entry.at, "request", "station", action.name, content=effect.message)
            elif words := note_of(effect):
                yield Row(entry.at, "note", said=words)


def event_rows(entry: JournalEntry) -> Iterator[Row]:  # noqa: C901, PLR0912  # one line each
    """The rows of what happened, without those of what follows from it."""
    event, decision, at = entry.event, entry.decision, entry.at
    why = _why(entry)
    match event:
        case Received():
            name = action_of(type(event.message))[0].name
            asked, reply = without_secrets(event.message), sent_by(decision)
            yield Row(at, "request", "csms", name, content=asked, counterpart=reply)
            if decision.reply is not None:
                yield Row(at, "answer", "station", name, content=reply, counterpart=asked, **why)
        case SigningAnswered() | StatusAnswered() | EvCertificateAnswered() | AuthorizeAnswered():
            name = action_of(type(event.request))[0].name
            yield Row(at, "answer", "csms", name, content=event.response, **why)
        case ServerPresented():
            refused = any(isinstance(effect, RefuseServer) for effect in decision.effects)
            said = f"TLS handshake {'broken off' if refused else 'goes on'}: {_server(event)}"
            yield Row(at, "band", said=said, outcome=Outcome.REFUSED if refused else Outcome.GOOD, **why)
        case ConnectionWanted():
            over = f"slot {event.slot}, security profile {event.security_profile}"
            said = f"Moves to another CSMS: {over}" if event.migration else f"Connects: {over}"
            yield Row(at, "band", said=said, **why)
        case Connected():
            yield Row(at, "band", said=CONNECTED, outcome=Outcome.GOOD, **why)
        case ConnectionFailed():
            said = f"The connection could not be opened{f': {event.said}' if event.said else ''}"
            yield Row(at, "band", said=said, outcome=Outcome.REFUSED, **why)
        case Disconnected():
            yield Row(at, "band", said="The connection is gone", outcome=Outcome.DOUBT, **why)
        case Restarted():
            yield Row(at, "band", said="The station was switched on again", outcome=Outcome.DOUBT, **why)
        case StatusUnanswered() | PlugUnanswered():
            name = action_of(type(event.request))[0].name
            yield Row(at, "note", said=f"{name} was not answered: {event.said}", **why)
        case VehicleChain():
            yield Row(at, "band", said=f"A vehicle presents {len(event.chain)} certificates", **why)
        case VehicleAsks():
            words = "an update of its contract" if event.action == "Update" else "a contract certificate"
            yield Row(at, "band", said=f"A vehicle asks for {words}", **why)
        case ContractPresented():
            yield Row(at, "band", said=f"A vehicle presents its contract, {len(event.chain)} certificates", **why)
        case VehicleWaited():
            yield Row(at, "note", said="The vehicle waits no longer", outcome=Outcome.DOUBT, **why)
        case VehicleGone():
            yield Row(at, "note", said="The vehicle is gone", **why)
        case KeyReady():
            yield Row(at, "note", said=f"Has a key pair and a CSR for {event.certificate_type}", **why)
        case _:
            if decision.findings or decision.effects:
                yield Row(at, "note", said="Looks at the clock", **why)


def _why(entry: JournalEntry) -> dict[str, Any]:
    findings = entry.decision.findings
    if not findings:
        return {}
    return {"requirement": findings[0].requirement, "because": findings[0].message, "more": len(findings) - 1}


def _server(event: ServerPresented) -> str:
    if not event.chain:
        return "the server sent no certificate"
    facts = event.chain[0].facts
    more = f" (chain of {len(event.chain)})" if len(event.chain) > 1 else ""
    name = name_of(facts) if facts is not None else "what cannot be read"
    called = f", called {event.host}" if event.host and event.host != name else ""
    return f"{name}{more}{called}"
