"""What a vehicle makes of an answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.contracts.faults import errors
from workbench.display import Card, Cell, Readable, Tone, findings_table, view

if TYPE_CHECKING:
    from markupsafe import Markup

    from workbench.contracts.installation.answering import Answer
    from workbench.contracts.keywrap import Steps
    from workbench.contracts.parties.contract import Contract
    from workbench.findings import Finding


@dataclass(frozen=True, slots=True, eq=False)
class Received(Readable):
    """An answer, judged, and the contract where all of it holds.

    Attributes
    ----------
    answer
        What came, as it was read.
    contract
        None where anything is wrong: the vehicle then installs nothing.
    steps
        Of unwrapping the key; None where it did not come to that.
    findings
        All that is wrong, or worth knowing.
    """

    answer: Answer = field(repr=False)
    contract: Contract | None
    steps: Steps | None = field(repr=False)
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether the contract was installed."""
        return self.contract is not None

    @property
    def response_code(self) -> str:
        """Of the message; empty where it could not be read."""
        return self.answer.response_code

    @property
    def remaining(self) -> int | None:
        """Contracts that are still to be had; ISO 15118-20 only."""
        return self.answer.remaining

    @property
    def not_checked(self) -> tuple[str, ...]:
        """What was left open. It is not taken for valid."""
        return self.answer.not_checked

    def card(self) -> Card:
        """The outcome."""
        wrong = len(errors(self.findings))
        outcome = Cell("installed", Tone.GOOD) if self.ok else Cell(f"refused: {wrong} error{'s' * (wrong != 1)}", Tone.ERROR)
        rows: list[tuple[str, Cell | str | int]] = [("Outcome", outcome), ("Response code", self.response_code or "unreadable")]
        if self.answer.emaid:
            rows.append(("eMAID", self.answer.emaid))
        if self.remaining is not None:
            rows.append(("Remaining contracts", self.remaining))
        if self.not_checked:
            rows.append(("Not checked", Cell("; ".join(self.not_checked), Tone.MUTED)))
        return Card("What the vehicle makes of the answer", rows)

    def _repr_html_(self) -> str:
        tables: list[Markup] = [self.card().to_html()]
        if self.findings:
            tables.append(findings_table(self.findings).to_html())
        return str(view(*tables))

    def __str__(self) -> str:
        return "\n\n".join([self.card().to_text(), *([findings_table(self.findings).to_text()] if self.findings else [])])
