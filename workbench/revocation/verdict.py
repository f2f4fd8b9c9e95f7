"""What one OCSP response or CRL says of one certificate, step by step, as a CSMS answers it (OCPP 2.1 M07)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from workbench.display import Card, Cell, Readable, Table, Tone, findings_table, view
from workbench.messages.certificate_status import CertificateStatusSource, CertificateStatusValue
from workbench.times import rfc3339

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.certs.hashdata import CertificateHashData
    from workbench.findings import Finding


USUAL_SKEW = timedelta(minutes=5)
"""As ``openssl ocsp`` has it (``-validity_period``)."""


class Outcome(StrEnum):
    """Of one step."""

    OK = "ok"
    FAILED = "failed"
    NOT_CHECKED = "not checked"
    """Never to be taken for ok."""


class Unverifiable(StrEnum):
    """What becomes of an answer whose signature nobody here can verify, for nobody at hand has both hashes of the issuer."""

    FAILED = "failed"
    """It is none: status Failed."""
    AS_RECEIVED = "as received"
    """What it says is passed on unverified, as M07.FR.03, M07.FR.06 and M07.FR.07 read literally; always with a finding."""


@dataclass(frozen=True, slots=True)
class VerdictPolicy:
    """How answers are judged.

    Attributes
    ----------
    unverifiable
        See :class:`Unverifiable`. A signature that is wrong is never passed on.
    nonce_required
        Whether an answer without the nonce that was sent is refused; many responders answer from stock, without one.
    ocpp_version
        ``"2.0.1"`` or ``"2.1"``: whose limit of ocspResult a response is held against; None: nobody's.
    skew
        So far the clocks may differ: thisUpdate and producedAt may lie ahead, nextUpdate behind. Where that was needed it is said.
    """

    unverifiable: Unverifiable = Unverifiable.FAILED
    nonce_required: bool = False
    ocpp_version: str | None = "2.1"
    skew: timedelta = USUAL_SKEW


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the judgement.

    Attributes
    ----------
    seen
        What was seen, or why it was not checked. Hostile text.
    requirement
        The clause that asks for it.
    """

    name: str
    outcome: Outcome
    seen: str
    requirement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict(Readable):
    """The answer about one certificate from one source.

    Attributes
    ----------
    status
        Good, Revoked, Unknown (an authorised responder says that it does not know it), or Failed.
    steps
        All of them in order, those too that were not reached.
    findings
        What is wrong, and where the answer was not verified that it was not.
    this_update, next_update
        Of the answer; None where it has none, or there is no answer.
    reason, revoked_at
        Where it is revoked: a name of RFC 5280 5.3.1, and since when.
    verified
        Whether an authorised signer's signature stands behind it.
    obstacle
        Where the status is Failed: OCSP's own word (``"tryLater"``), else the first step that failed.
    received
        The octets as they came.
    """

    hash_data: CertificateHashData
    source: CertificateStatusSource
    status: CertificateStatusValue
    steps: tuple[Step, ...]
    findings: tuple[Finding, ...]
    this_update: datetime | None = None
    next_update: datetime | None = None
    reason: str | None = None
    revoked_at: datetime | None = None
    verified: bool = False
    obstacle: str = ""
    received: bytes = field(default=b"", repr=False)

    def step(self, name: str) -> Step:
        """The step of that name, one of the constants beside each judge."""
        return next(step for step in self.steps if step.name == name)

    def _card(self) -> Card:
        fields: list[tuple[str, Cell | str | int]] = [
            ("Status", Cell(self.status.value, _TONES[self.status])),
            ("Source", self.source.value),
            ("Serial number", Cell(self.hash_data.serial_number, code=True)),
            ("Verified", Cell("yes", Tone.GOOD) if self.verified else Cell("no", Tone.WARNING)),
        ]
        moments = (("thisUpdate", self.this_update), ("nextUpdate", self.next_update), ("Revoked", self.revoked_at))
        fields += [(name, Cell(rfc3339(moment), tight=True)) for name, moment in moments if moment is not None]
        if self.reason:
            fields.append(("Reason", self.reason))
        return Card("Status of one certificate", fields)

    def _table(self) -> Table:
        rows = [
            (step.name, Cell(step.outcome.value, _OUTCOMES[step.outcome]), Cell(step.seen[:_LONGEST]), step.requirement)
            for step in self.steps
        ]
        return Table(["Step", "", "What was seen", "Requirement"], rows)

    def __str__(self) -> str:
        parts = [self._card().to_text(), self._table().to_text()]
        return "\n\n".join([*parts, findings_table(self.findings).to_text()] if self.findings else parts)

    def _repr_html_(self) -> str:
        parts = [self._card().to_html(), self._table().to_html()]
        return str(view(*parts, *([findings_table(self.findings).to_html()] if self.findings else [])))


_LONGEST = 400
_TONES = {
    CertificateStatusValue.GOOD: Tone.GOOD,
    CertificateStatusValue.REVOKED: Tone.ERROR,
    CertificateStatusValue.UNKNOWN: Tone.WARNING,
    CertificateStatusValue.FAILED: Tone.WARNING,
}
_OUTCOMES = {Outcome.OK: Tone.GOOD, Outcome.FAILED: Tone.ERROR, Outcome.NOT_CHECKED: Tone.MUTED}
