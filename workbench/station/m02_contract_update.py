"""M02: an update of a contract certificate; ISO 15118-20 knows none, and there it is an installation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.findings import Severity
from workbench.messages.ev_certificate import CertificateAction
from workbench.station.decision import consequence
from workbench.station.m01_ev_message import ISO_20

if TYPE_CHECKING:
    from workbench.findings import Finding
    from workbench.station.events import VehicleAsks
    from workbench.station.m01_ev_message import Said

INSTALL, UPDATE = CertificateAction


def action_for(event: VehicleAsks, said: Said) -> tuple[CertificateAction, tuple[Finding, ...]]:
    """The action of the request, by the vehicle's own message before what the event says [M01.FR.01, M02.FR.01, M02.FR.02]."""
    wanted = said.action or event.action
    findings: list[Finding] = []
    if said.action not in {None, event.action} and event.schema_version != ISO_20:
        sentence = f"The station was told {event.action}, and the vehicle's message is an {said.action}: that counts."
        findings.append(consequence(sentence, requirement="M02.FR.01" if wanted is UPDATE else "M01.FR.01"))
    if event.schema_version == ISO_20 and UPDATE in {wanted, event.action}:
        sentence = "ISO 15118-20 has no update of contracts: it is sent as an installation."
        findings.append(consequence(sentence, requirement="M02.FR.02", severity=Severity.INFO))
        return INSTALL, tuple(findings)
    return wanted, tuple(findings)
