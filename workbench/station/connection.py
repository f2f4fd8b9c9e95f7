"""The server's certificate against the store: plain reconnects fall back to the old CSMS root, migrations to another CSMS do not.

M05.FR.13 to .16. The station trusts its CSMS roots as they are, self-signed or not: a chain that ends at one of them is complete.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.certs.pairing import name_of
from workbench.findings import Finding, Severity
from workbench.messages.security_event import SecurityEvent
from workbench.station import server_certificate
from workbench.station.a04_security_events import reported
from workbench.station.decision import Decision, consequence, told
from workbench.station.device_model import COMMUNICATION
from workbench.station.effects import AcceptServer, OpenConnection, RefuseServer
from workbench.station.events import Disconnected
from workbench.station.installed import CSMS_ROOT
from workbench.station.judging import verify
from workbench.station.state import Migration
from workbench.times import rfc3339

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.station.events import ConnectionFailed, ConnectionWanted, Restarted, ServerPresented
    from workbench.station.installed import InstalledCertificate
    from workbench.station.policy import Policy
    from workbench.station.state import StationState

_DEFAULT_ATTEMPTS = 3
_TIME = frozenset({"expired", "not-yet-valid"})


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


def lost(state: StationState, event: Disconnected | Restarted, now: datetime) -> Decision:
    """The connection is gone; what is under way goes on."""
    decision = Decision(replace(state, connection=replace(state.connection, connected=False, root=None)))
    if isinstance(event, Disconnected):
        return decision
    return reported(decision, SecurityEvent.STARTUP_OF_THE_DEVICE, "The station was switched on.", now, online=False)


def failed_otherwise(state: StationState, event: ConnectionFailed, now: datetime) -> Decision:
    """A connection that failed for another reason than the server's certificate."""
    failed = failed_attempt(state)
    if event.noticed is None:
        return failed
    return reported(failed, event.noticed, event.said or "The connection could not be opened.", now, online=False)


def trusted_now(state: StationState) -> tuple[InstalledCertificate, ...]:
    """The CSMS roots that may verify a server right now, in the order in which they are tried.

    A fallback root is among them but during a migration to another CSMS [M05.FR.15]; on the way home from one it comes first
    [M05.FR.16]. Security profiles 0 and 1 ask for none, and get the same answer.
    """
    return tuple(one for anchors, _ in _tried(state) for one in anchors)


def _tried(state: StationState) -> list[tuple[list[InstalledCertificate], bool]]:
    """The roots that are tried together, one group after the other, and whether it is the fallback."""
    fallback, migration = state.fallback_root, state.connection.migration
    order = [([one for one in state.store.of_type(CSMS_ROOT) if one is not fallback], False)]
    if fallback is not None and (migration is None or migration.returning):
        order.append(([fallback], True))
        if migration is not None:
            order.reverse()  # home again: the old CSMS is verified with the old root
    return order


def judge_server(state: StationState, event: ServerPresented, now: datetime, policy: Policy) -> Decision:
    """Whether the server's chain leads to a CSMS root, which one, and what follows; then whether it is this server's."""
    because: tuple[Finding, ...] = ()
    for anchors, by_fallback in _tried(state):
        verified = verify(event.chain, [one.item for one in anchors], now)
        if verified.anchor is not None:
            root = next(one for one in anchors if one.sha256 == verified.anchor)
            refuses, said = server_certificate.faults(verified.path, event.host, policy)
            if refuses:
                decided = replace(refuses[0], code="server-refused", severity=Severity.ERROR)
                return _refused(state, decided, refuses, now)
            accepted = _accept(state, root, event.host, by_fallback=by_fallback)
            return replace(accepted, findings=(*accepted.findings, *said))
        because = because or verified.findings
    return _refused(state, _no_root(state, event, because, now), because, now)


def _accept(state: StationState, root: InstalledCertificate, host: str, *, by_fallback: bool) -> Decision:
    left_open = server_certificate.not_checked(host)
    if by_fallback:
        requirement = "M05.FR.16" if state.connection.migration else "M05.FR.14"
        sentence = "{} verifies the server; it is the fallback: this server is not under the new root yet."
    else:
        requirement, sentence = "M05.FR.13" if state.fallback_root else "", "{} verifies the server."
    finding = _verified(root, requirement, f"{sentence} {left_open}")
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


def _no_root(state: StationState, event: ServerPresented, because: tuple[Finding, ...], now: datetime) -> Finding:
    shown = event.chain[0].facts if event.chain else None
    server = _name(event.chain[0]) if event.chain else "The server, which sent no certificate,"
    sentence = f"{server} leads to no CSMS root of the station that may be used now."
    remedy = "Install the server's root first, or let the server present a chain below an installed one."
    if because and all(one.code in _TIME for one in because):
        sentence = f"{because[0].message} Nothing else is wrong with the server's chain; the station's clock says {rfc3339(now)}."
        remedy = "Set the station's clock, if it is wrong; else have that certificate renewed."
    general = because[0].requirement if because else "RFC 5280 6.1"
    migrating = state.connection.migration is not None and not state.connection.migration.returning
    return Finding(
        code="server-refused",
        message=sentence,
        severity=Severity.ERROR,
        requirement="M05.FR.15" if migrating and state.fallback else "M05.FR.14" if state.fallback else general,
        item="certificate",
        certificate=shown.sha256 if shown is not None else None,
        subject=str(shown.subject) if shown is not None else "",
        remedy=remedy,
    )


def _refused(state: StationState, finding: Finding, because: tuple[Finding, ...], now: datetime) -> Decision:
    failed = failed_attempt(state)
    effects = (RefuseServer(finding.message), *failed.effects)
    refused = Decision(failed.state, None, (finding, *because, *failed.findings), effects)
    return reported(refused, SecurityEvent.INVALID_CSMS_CERTIFICATE, finding.message, now, online=False)


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
