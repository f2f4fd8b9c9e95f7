"""A decision of the CSMS: the new record, the answer, what speaks for it and what follows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.certs.pairing import name_of
from workbench.csms.shown import decision_html, decision_line, decision_text
from workbench.display import Readable, terminal, view
from workbench.findings import Finding, Severity

if TYPE_CHECKING:
    from workbench.certs.items import Item
    from workbench.csms.effects import Effect
    from workbench.csms.record import StationRecord
    from workbench.messages.actions import ResponseFromCsms
    from workbench.messages.faults import Refused


@dataclass(frozen=True, slots=True)
class CsmsDecision(Readable):
    """What :func:`workbench.csms.csms.decide` gives.

    Attributes
    ----------
    record
        The new record; the old one is unchanged.
    reply
        The response to a request; None where the event was none, or where it is refused.
    findings
        The one that decided first.
    effects
        What the edge must do, in this order.
    refused
        Why the request is not answered at all: raised at the edge, it becomes a CALLERROR.
    """

    record: StationRecord
    reply: ResponseFromCsms | None = None
    findings: tuple[Finding, ...] = ()
    effects: tuple[Effect, ...] = ()
    refused: Refused | None = field(default=None, compare=False)

    @property
    def decided_by(self) -> str:
        """The requirement that decided; empty where none did."""
        return self.findings[0].requirement if self.findings else ""

    def __repr__(self) -> str:
        return f"CsmsDecision({terminal(decision_line(self))})"

    def __str__(self) -> str:
        return decision_text(self)

    def _repr_html_(self) -> str:
        return str(view(decision_html(self)))


def said(  # noqa: PLR0913  # the parts of a finding, by name
    code: str,
    message: str,
    severity: Severity = Severity.INFO,
    *,
    requirement: str = "",
    about: Item | None = None,
    observed: str = "",
    expected: str = "",
    remedy: str = "",
) -> Finding:
    """A finding of the CSMS. ``{}`` in the message is the certificate's name."""
    facts = about.facts if about is not None else None
    return Finding(
        code=code,
        message=message.replace("{}", name_of(facts), 1) if facts else message,
        severity=severity,
        requirement=requirement,
        item="certificate" if facts else "message",
        certificate=facts.sha256 if facts else None,
        subject=str(facts.subject) if facts else "",
        observed=observed,
        expected=expected,
        remedy=remedy,
    )


def guarded(message: str, *, requirement: str = "", about: Item | None = None, observed: str = "", remedy: str = "") -> Finding:
    """``csms-guard``: a request that the CSMS does not send, and why."""
    return said("csms-guard", message, Severity.ERROR, requirement=requirement, about=about, observed=observed, remedy=remedy)


def follows(
    message: str, severity: Severity = Severity.WARNING, *, requirement: str = "", about: Item | None = None, remedy: str = ""
) -> Finding:
    """``csms-consequence``: what follows from what was asked or answered."""
    return said("csms-consequence", message, severity, requirement=requirement, about=about, remedy=remedy)
