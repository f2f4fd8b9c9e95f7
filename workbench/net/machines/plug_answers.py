"""What a vehicle at the plug gets: a contract certificate (M01, M02), and whether it may charge on its contract (C07)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.display import Card, Cell, Readable, Tone, findings_table, view

if TYPE_CHECKING:
    from workbench.findings import Finding


@dataclass(frozen=True, slots=True)
class VehicleAnswer(Readable):
    """What a vehicle that asked for a contract certificate gets.

    Attributes
    ----------
    status
        ``"Accepted"`` or ``"Failed"``.
    exi_response
        The message for it, EXI; empty where it failed.
    remaining
        How many more contracts there are (ISO 15118-20); None: not said.
    why
        Why it failed. May quote the CSMS: hostile text.
    findings
        Of the decisions in between.
    """

    status: str
    exi_response: bytes = field(repr=False)
    remaining: int | None
    why: str
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether there is a message for it."""
        return self.status == "Accepted"

    def _card(self) -> Card:
        rows = [("Status", Cell(self.status, Tone.GOOD if self.ok else Tone.ERROR)), ("Octets", Cell(str(len(self.exi_response))))]
        rows += [("Remaining contracts", Cell(str(self.remaining)))] if self.remaining is not None else []
        rows += [("Why", Cell(self.why))] if self.why else []
        return Card("Answer for the vehicle", tuple(rows))

    def __str__(self) -> str:
        return f"{self._card().to_text()}\n\n{findings_table(self.findings).to_text()}"

    def _repr_html_(self) -> str:
        return str(view(self._card().to_html(), findings_table(self.findings).to_html()))


@dataclass(frozen=True, slots=True)
class ContractVerdict(Readable):
    """Whether a vehicle may charge on its contract.

    Attributes
    ----------
    emaid
        Hostile text.
    certificate_status, token_status
        As the CSMS says, or the station while offline; empty where nobody said.
    why
        A sentence. May quote certificates: hostile text.
    findings
        Of the decisions in between.
    """

    ok: bool
    emaid: str
    certificate_status: str
    token_status: str
    why: str
    findings: tuple[Finding, ...]

    def _card(self) -> Card:
        rows = (
            ("May charge", Cell("yes", Tone.GOOD) if self.ok else Cell("no", Tone.ERROR)),
            ("eMAID", Cell(self.emaid)),
            ("Certificate", Cell(self.certificate_status or "nobody said", Tone.PLAIN if self.certificate_status else Tone.MUTED)),
            ("Token", Cell(self.token_status or "nobody said", Tone.PLAIN if self.token_status else Tone.MUTED)),
            ("Why", Cell(self.why)),
        )
        return Card("Plug & Charge", rows)

    def __str__(self) -> str:
        return f"{self._card().to_text()}\n\n{findings_table(self.findings).to_text()}"

    def _repr_html_(self) -> str:
        return str(view(self._card().to_html(), findings_table(self.findings).to_html()))
