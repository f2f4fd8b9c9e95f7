"""The server's certificate against the store: plain reconnects fall back to the old CSMS root, migrations to another CSMS do not.

M05.FR.13 to .16. The station trusts its CSMS roots as they are, self-signed or not: a chain that ends at one of them is complete.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.certs.pairing import name_of
from workbench.findings import Finding, Severity
from workbench.station.decision import Decision, consequence, told
from workbench.station.device_model import COMMUNICATION
from workbench.station.effects import AcceptServer, OpenConnection, RefuseServer
from workbench.station.installed import CSMS_ROOT
from workbench.station.judging import verify
from workbench.station.state import Migration

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.station.events import ConnectionWanted, ServerPresented
    from workbench.station.installed import InstalledCertificate
    from workbench.station.state import StationState

_DEFAULT_ATTEMPTS = 3


def want(state: StationState, event: ConnectionWanted) -> Decision:
    """The station sets out to connect; a migration remembers where it came from."""
    before = state.connection
    migration = before.migration
    if event.migration and migration is None and event.slot != before.slot:
        migration = Migration(home=before.slot)
    elif not event.migration and not (migration is not None and event.slot in {before.slot, migration.home}):
        migration = None
    connection = replace(
        before, slot=event.slot, security_profile=event.security_profile, connected=False, root=None, migration=migration
    )
    return Decision(replace(state, connection=connection), effects=(OpenConnection(event.slot),))


def stands(state: StationState) -> Decision:
    """The connection stands: a migration is over; and a rotation too, if the new root verified the server [M05.FR.13]."""
    after = replace(state, connection=replace(state.connection, connected=True, migration=None))
    fallback = state.fallback_root
    if fallback is None or state.connection.root in {None, fallback.sha256}:
        return Decision(after)
    after = after.with_store(after.store.without(CSMS_ROOT, fallback.sha256))
    sentence = "{} is removed: the station is connected under the new root."
    return Decision(after, findings=(consequence(sentence, requirement="M05.FR.13", about=fallback, severity=Severity.INFO),))


def lost(state: StationState) -> Decision:
    """The connection is gone; what is under way goes on."""
    return Decision(replace(state, connection=replace(state.connection, connected=False, root=None)))


def judge_server(state: StationState, event: ServerPresented, now: datetime) -> Decision:
    """Whether the server's chain leads to a CSMS root, which one, and what follows."""
    fallback = state.fallback_root
    current = [one for one in state.store.of_type(CSMS_ROOT) if one is not fallback]
    migration = state.connection.migration
    migrating = migration is not None and not migration.returning
    order = [(current, False)]
    if fallback is not None and not migrating:
        order.append(([fallback], True))
        if migration is not None:
            order.reverse()  # home again: the old CSMS is verified with the old root
    because: tuple[Finding, ...] = ()
    for anchors, by_fallback in order:
        verified = verify(event.chain, [one.item for one in anchors], now)
        if verified.anchor is not None:
            root = next(one for one in anchors if one.sha256 == verified.anchor)
            return _accept(state, root, by_fallback=by_fallback)
        because = because or verified.findings
    return _refused(state, event, because)


def _accept(state: StationState, root: InstalledCertificate, *, by_fallback: bool) -> Decision:
    if by_fallback:
        requirement = "M05.FR.16" if state.connection.migration else "M05.FR.14"
        finding = _verified(root, requirement, "{}, the fallback, verifies the server: it is not under the new root yet.")
    else:
        finding = _verified(root, "M05.FR.13" if state.fallback_root else "", "{} verifies the server.")
    after = replace(state, connection=replace(state.connection, root=root.sha256))
    return Decision(after, findings=(finding,), effects=(AcceptServer(root.sha256),))


def _verified(root: InstalledCertificate, requirement: str, sentence: str) -> Finding:
    return Finding(
        code="server-verified",
        message=told(sentence, root),
        severity=Severity.INFO,
        requirement=requirement,
        item="certificate",
        certificate=root.sha256,
        subject=str(root.facts.subject),
    )


def _refused(state: StationState, event: ServerPresented, because: tuple[Finding, ...]) -> Decision:
    server = _name(event.chain[0]) if event.chain else "The server, which sent no certificate,"
    sentence = f"{server} leads to no CSMS root of the station that may be used now."
    migrating = state.connection.migration is not None and not state.connection.migration.returning
    finding = Finding(
        code="server-refused",
        message=sentence,
        severity=Severity.ERROR,
        requirement="M05.FR.15" if migrating and state.fallback else "M05.FR.14" if state.fallback else "",
        item="certificate",
        remedy="Install the server's root first, or let the server present a chain below an installed one.",
    )
    failed = failed_attempt(state)
    return Decision(failed.state, None, (finding, *because, *failed.findings), (RefuseServer(sentence), *failed.effects))


def failed_attempt(state: StationState) -> Decision:
    """A connection that did not come about: a migration counts its attempts, and goes home when they are used up (B10)."""
    connection = replace(state.connection, connected=False, root=None)
    migration = connection.migration
    if migration is None or migration.returning:
        return Decision(replace(state, connection=connection))
    most = state.model.integer(COMMUNICATION, "NetworkProfileConnectionAttempts") or _DEFAULT_ATTEMPTS
    tried = replace(migration, attempts=migration.attempts + 1)
    if tried.attempts < most:
        sentence = f"Attempt {tried.attempts} of {most} to reach the new CSMS failed."
        note = consequence(sentence, requirement="M05.FR.15" if state.fallback else "")
        after = replace(state, connection=replace(connection, migration=tried))
        return Decision(after, findings=(note,), effects=(OpenConnection(connection.slot),))
    sentence = f"All {most} attempts to reach the new CSMS failed: the station goes back to slot {migration.home}."
    note = consequence(sentence, requirement="M05.FR.16" if state.fallback else "")
    home = replace(connection, slot=migration.home, migration=replace(tried, returning=True))
    return Decision(replace(state, connection=home), findings=(note,), effects=(OpenConnection(migration.home),))


def _name(item: Item) -> str:
    return name_of(item.facts) if item.facts is not None else "What the server sent"
