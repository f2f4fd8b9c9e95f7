"""C07: a vehicle may charge on its contract, or may not; told to the edge, with the finding that decided."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from workbench.findings import Finding, Severity
from workbench.station.decision import Decision
from workbench.station.effects import AuthorizeVehicle, DenyVehicle

if TYPE_CHECKING:
    from workbench.station.state import StationState


class Named(Protocol):
    """Whose contract it is."""

    @property
    def leaf(self) -> str:
        """SHA-256 of the contract certificate."""

    @property
    def name(self) -> str:
        """What people call it. Hostile text."""


def authorise(  # noqa: PLR0913  # the parts of a verdict
    state: StationState,
    session: str,
    contract: Named,
    emaid: str,
    why: str,
    *,
    requirement: str,
    certificate_status: str = "",
    token_status: str = "",
    severity: Severity = Severity.INFO,
) -> Decision:
    """It may charge."""
    effect = AuthorizeVehicle(session, contract.leaf, emaid, certificate_status, token_status, why)
    found = _finding(contract, why, severity, requirement, "")
    return Decision(_without(state, session), None, (found,), (effect,))


def deny(  # noqa: PLR0913  # the parts of a verdict
    state: StationState,
    session: str,
    contract: Named,
    emaid: str,
    why: str,
    *,
    requirement: str,
    certificate_status: str = "",
    token_status: str = "",
    remedy: str = "",
) -> Decision:
    """It may not."""
    effect = DenyVehicle(session, contract.leaf, emaid, certificate_status, token_status, why)
    return Decision(_without(state, session), None, (_finding(contract, why, Severity.ERROR, requirement, remedy),), (effect,))


def _without(state: StationState, session: str) -> StationState:
    return replace(state, plug=state.plug.without_authorisation(session))


def _finding(contract: Named, why: str, severity: Severity, requirement: str, remedy: str) -> Finding:
    return Finding(
        code="station-consequence",
        message=why,
        severity=severity,
        requirement=requirement,
        item="certificate" if contract.leaf else "message",
        certificate=contract.leaf or None,
        subject=contract.name,
        remedy=remedy,
    )
