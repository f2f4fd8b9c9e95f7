"""RFC 5280 5.2.4 and 6.3.3 (c): which delta CRL may be put on top of which complete one, and what the two say together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.findings import Severity
from workbench.revocation.reasons import HOLD, REMOVED
from workbench.revocation.status_fault import StatusFault

if TYPE_CHECKING:
    from workbench.revocation.crl import Crl
    from workbench.revocation.crl_entries import Entry


def mismatch(delta: Crl, complete: Crl) -> str:
    """Why a delta CRL cannot be put on top of a complete one; empty where it can."""
    if delta.point != complete.point:
        return "it has another scope than the complete CRL"
    if delta.key_identifier != complete.key_identifier:
        return "it was signed with another key than the complete CRL"
    if delta.base is None or delta.number is None or complete.number is None:
        return "one of three numbers is missing: its own, that of the CRL that it builds on, that of the complete CRL"
    if complete.number < delta.base:
        return f"it builds on number {delta.base}, and the complete CRL at hand has number {complete.number} only"
    if complete.number >= delta.number:
        return f"the complete CRL at hand has number {complete.number} and holds all of it already"
    return ""


def unused(why: str, severity: Severity) -> StatusFault:
    """A delta CRL that was not put on top of anything."""
    return StatusFault(
        code="crl-delta",
        severity=severity,
        message=f"{{}} was not used: {why}.",
        requirement="RFC 5280 5.2.4",
        observed=why,
        expected="a complete CRL of the same scope and key, with a number from the delta's base number to before its own",
        remedy="Get the newest complete CRL and the newest delta CRL together.",
    )


def missing() -> StatusFault:
    """A complete CRL that stands alone although delta CRLs are published."""
    return StatusFault(
        code="crl-delta",
        severity=Severity.INFO,
        message="{} was used without a delta CRL, though delta CRLs are published: it may be a little behind.",
        requirement="RFC 5280 5.2.6",
        observed="freshestCRL, and no delta CRL that fits",
        expected="the newest delta CRL beside the complete one",
        remedy="Fetch the delta CRL from the place that freshestCRL names.",
    )


def together(complete: Entry | None, delta: Entry | None) -> Entry | None:
    """The entry that holds: the delta's, if it has one; it takes off the list what was on hold, nothing else."""
    if delta is None:
        return complete
    if delta.reason != REMOVED:
        return delta
    return None if complete is None or complete.reason == HOLD else complete
