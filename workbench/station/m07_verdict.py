"""M07: what becomes of a vehicle once all is known that can be. Whether to go on is the operator's choice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.findings import Finding, Severity
from workbench.messages.certificate_status import CertificateStatusValue
from workbench.station.decision import Decision
from workbench.station.effects import AcceptVehicle, RefuseVehicle

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.certs.hashdata import CertificateHashData
    from workbench.station.policy import Policy
    from workbench.station.state import StationState
    from workbench.station.statuses import VehicleCheck

GOOD, REVOKED = CertificateStatusValue.GOOD, CertificateStatusValue.REVOKED


def conclude(state: StationState, check: VehicleCheck, policy: Policy, now: datetime) -> Decision:
    """Revoked: refused. All Good: accepted. Anything else is not known, and the policy says what that means."""
    statuses = {one: status_of(state, check, one, now) for one in check.certificates}
    after = _without(state, check)
    revoked = [one for one, status in statuses.items() if status is REVOKED]
    if revoked:
        serials = ", ".join(one.serial_number[:40] for one in revoked)
        sentence = f"{check.name} is refused: revoked in its chain is serial number {serials}."
        return _refused(after, check, sentence, "revoked")
    unknown = {one: status for one, status in statuses.items() if status is not GOOD}
    if statuses and not unknown and not check.unasked:
        sentence = f"{check.name} goes on: each of the {len(statuses)} certificates of its chain is Good."
        return Decision(after, None, (_said(check, sentence, Severity.INFO),), (AcceptVehicle(check.leaf),))
    why = "; ".join(_words(unknown, check)) or "of none of its certificates is there a status"
    if policy.vehicle_without_status == "refuse":
        return _refused(after, check, f"{check.name} is refused, for not all of its status is known: {why}.", "revocation-unknown")
    sentence = f"{check.name} goes on although not all of its status is known, as this station's policy has it: {why}."
    return Decision(after, None, (_said(check, sentence, Severity.WARNING, "revocation-unknown"),), (AcceptVehicle(check.leaf),))


def no_path(state: StationState, check: VehicleCheck, why: str) -> Decision:
    """Refused whatever the policy: a status says nothing of certificates that do not lead to a root that is trusted."""
    sentence = (
        f"{check.name} is refused: {why}. That is the path, and no word on revocation: the CSMS was not asked, no status is known."
    )
    return _refused(_without(state, check), check, sentence, "station-consequence")


def _without(state: StationState, check: VehicleCheck) -> StationState:
    others = tuple(one for one in state.statuses.vehicles if one.leaf != check.leaf)
    return replace(state, statuses=replace(state.statuses, vehicles=others))


def status_of(
    state: StationState, check: VehicleCheck, hash_data: CertificateHashData, now: datetime
) -> CertificateStatusValue | None:
    """What is known of one certificate: what was answered for this check, or what is cached; Revoked before all else."""
    found = [status for data, status in check.found if data == hash_data]
    cached = state.statuses.cache.any_source(hash_data, now)
    every = [*found, *([cached.status] if cached is not None else [])]
    if REVOKED in every:
        return REVOKED
    return every[0] if every else None


def _words(unknown: dict[CertificateHashData, CertificateStatusValue | None], check: VehicleCheck) -> list[str]:
    said = [f"serial number {one.serial_number[:40]} is {status or 'not answered'}" for one, status in unknown.items()]
    if check.unasked:
        said.append(f"about {check.unasked} of its certificates nobody could be asked")
    return said


def _refused(state: StationState, check: VehicleCheck, sentence: str, code: str) -> Decision:
    return Decision(state, None, (_said(check, sentence, Severity.ERROR, code),), (RefuseVehicle(check.leaf, sentence),))


def _said(check: VehicleCheck, sentence: str, severity: Severity, code: str = "station-consequence") -> Finding:
    return Finding(
        code=code,
        message=sentence,
        severity=severity,
        requirement="M07.FR.09",
        item="certificate",
        certificate=check.leaf or None,
        subject=check.name,
        remedy="" if severity is Severity.INFO else "Ask the maker of the vehicle; see what the CSMS says of its sources.",
    )
