"""M07, OCPP 2.1: a vehicle presents its chain; the CSMS is asked about exactly those certificates of which no status is cached."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from workbench.certs.pairing import name_of
from workbench.display import visible
from workbench.findings import Severity
from workbench.messages.versions import Version
from workbench.revocation.plan import plan
from workbench.station.decision import Decision, consequence
from workbench.station.effects import Send
from workbench.station.installed import V2G_ROOT
from workbench.station.m07_path import presented
from workbench.station.m07_verdict import conclude, no_path
from workbench.station.statuses import VehicleCheck

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.certs.hashdata import CertificateHashData
    from workbench.findings import Finding
    from workbench.messages.certificate_status import GetCertificateChainStatusRequest
    from workbench.station.events import VehicleChain
    from workbench.station.policy import Policy
    from workbench.station.state import StationState

WAIT = timedelta(seconds=60)
"""So long an answer of the CSMS is waited for; a vehicle's own time-outs are not much longer."""
ROOTS = (V2G_ROOT, "MORootCertificate", "OEMRootCertificate")
"""The types of roots that vehicles' and contracts' certificates lead to."""
_LONGEST_NAME = 200


def vehicle_chain(state: StationState, event: VehicleChain, now: datetime, policy: Policy) -> Decision:
    """Ask about what no cached status is held of [M07.FR.10, M07.FR.11]; with nothing to ask the check ends at once.

    Every certificate needs a status, but the installed root. Without a path to one there is nobody to ask, and no question of
    policy: the vehicle is refused.
    """
    roots = tuple(one.item for type_ in ROOTS for one in state.store.of_type(type_))
    shown = presented(event.chain, roots, now)
    facts = event.chain[0].facts if event.chain else None
    leaf = "" if facts is None else facts.sha256
    name = "The vehicle" if facts is None else visible(name_of(facts), _LONGEST_NAME)
    if shown.fault:
        return _said(no_path(state, _check((), leaf, name, 0, now), shown.fault), *shown.findings)
    anchor = shown.path[-1].facts.sha256
    planned = plan(shown.path, prefer=event.prefer, algorithm=policy.reported_algorithm, anchors={anchor})
    asked = planned.m07_requests(state.statuses.cache, now)
    without = sum(1 for one in planned.certificates if not planned.of(one))
    unasked = len(shown.checked) - len(planned.certificates) + without
    check = _check(planned.certificates, leaf, name, unasked, now)
    findings = (*planned.findings, *asked.findings)
    if obstacle := _cannot_ask(state):
        note = consequence(f"The CSMS cannot be asked about the vehicle's chain: {obstacle}.", requirement="M07.FR.11")
        return _said(conclude(state, check, policy, now), note, *findings)
    requests = asked.requests
    waiting = tuple(
        (one.certificate_hash_data.plain, one.source) for request in requests for one in request.certificate_status_requests
    )
    if not waiting:
        return _said(conclude(state, check, policy, now), *findings)
    after = replace(state, statuses=state.statuses.with_vehicle(replace(check, waiting=waiting)))
    notes = tuple(_asks(request, check) for request in requests)
    return Decision(after, None, (*notes, *findings), tuple(Send(request) for request in requests))


def _asks(request: GetCertificateChainStatusRequest, check: VehicleCheck) -> Finding:
    count = len(request.certificate_status_requests)
    known = len(check.certificates) - count
    sentence = f"The CSMS is asked about {count} of the {len(check.certificates)} certificates of {check.name}; "
    rest = f"of {known} a status is cached, or is asked for apart." if known > 0 else "of none a status is cached."
    return consequence(sentence + rest, requirement="M07.FR.11", severity=Severity.INFO)


def _check(certificates: tuple[CertificateHashData, ...], leaf: str, name: str, unasked: int, now: datetime) -> VehicleCheck:
    return VehicleCheck(leaf, name, certificates, unasked, (), now + WAIT)


def _cannot_ask(state: StationState) -> str:
    if state.connection.version is not Version.V21:
        return f"OCPP {state.connection.version} has no such message"
    return "" if state.connection.connected else "there is no connection"


def _said(decision: Decision, *findings: Finding) -> Decision:
    return replace(decision, findings=(*decision.findings, *findings))
