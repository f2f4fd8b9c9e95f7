"""A Plug & Charge session as people look at it: every step of every party, how it ended, and why."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from workbench.display import Card, Cell, Findings, Readable, Table, Tone, findings_table, html, terminal, view
from workbench.findings import Severity
from workbench.net.pnc.step import Outcome, Party

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.diagnosis import Diagnosis
    from workbench.findings import Finding
    from workbench.net.pnc.asked_of_hello import Edition
    from workbench.net.pnc.handshake import Handshake
    from workbench.net.pnc.step import Step

_TONES = {Outcome.GOOD: Tone.GOOD, Outcome.REFUSED: Tone.ERROR, Outcome.PLAIN: Tone.PLAIN, Outcome.LEFT_OUT: Tone.MUTED}
_SIGNS = {Outcome.GOOD: "✓", Outcome.REFUSED: "✗", Outcome.PLAIN: "", Outcome.LEFT_OUT: "…"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Session(Readable):
    """A session.

    Attributes
    ----------
    edition
        Of ISO 15118: ``"-2"`` or ``"-20"``.
    at
        By which everything was judged, UTC-aware.
    steps
        In order.
    handshake
        The first of them, in full.
    contract
        The diagnosis of the contract chain with the station's roots; None where no contract was presented.
    emaid
        Whose contract; empty where none was presented. Hostile text.
    ok
        Whether the vehicle charges.
    refused_by
        Who ended it; None where nobody did.
    cause
        Why: what is to be repaired first. None where it did not end.
    fault
        The fault of the catalogue that was put in; empty where none was.
    not_checked
        What was not looked at, and what was not sent, in sentences.
    """

    edition: Edition
    at: datetime
    steps: tuple[Step, ...] = field(repr=False)
    handshake: Handshake = field(repr=False)
    contract: Diagnosis | None = field(default=None, repr=False)
    emaid: str = ""
    ok: bool
    refused_by: Party | None = None
    cause: Finding | None = None
    fault: str = ""
    not_checked: tuple[str, ...] = field(default=(), repr=False)

    @property
    def sentence(self) -> str:
        """How it ended, in one sentence."""
        if self.ok:
            return f"The vehicle charges under {self.emaid}, without a card."
        if self.refused_by is None or self.cause is None:
            return "The vehicle does not charge."
        if not self.handshake.ok:
            return self.handshake.sentence
        return f"{_WHO[self.refused_by]} ended it: {self.cause.message}"

    @property
    def findings(self) -> Findings:
        """Of all steps, and why it ended, each once.

        Where the vehicle charges nothing is an error: what the station could not judge itself, the CSMS did [C07.FR.06].
        """
        cause = () if self.cause is None else (self.cause,)
        found = dict.fromkeys((*(one for step in self.steps for one in step.findings), *cause))
        return Findings(_milder(one) for one in found) if self.ok else Findings(found)

    @property
    def explained(self) -> Diagnosis | None:
        """The diagnosis that explains the end: of the chain that was refused. None where no chain was."""
        if not self.handshake.ok:
            return self.handshake.explained
        return self.contract if not self.ok and self.contract is not None and not self.contract.ok else None

    @property
    def through_tls(self) -> tuple[int, int] | None:
        """From which step to which, counted from 0, vehicle and station speak through TLS; None where they never do."""
        pair = {Party.EV, Party.SECC}
        between = [place for place, one in enumerate(self.steps) if {one.sender, one.receiver} == pair]
        return (1, between[-1]) if self.handshake.ok and len(between) > 1 else None

    def step(self, name: str) -> Step:
        """The last step of that name.

        Raises
        ------
        KeyError
            There is none.
        """
        found = [one for one in self.steps if one.name == name]
        if not found:
            raise KeyError(name)
        return found[-1]

    def _card(self) -> Card:
        end = Cell("the vehicle charges", Tone.GOOD) if self.ok else Cell("the vehicle does not charge", Tone.ERROR)
        fields: list[tuple[str, Cell | str | int]] = [("End", end)]
        if self.fault:
            fields.append(("Fault put in", Cell(self.fault, code=True)))
        if self.emaid:
            fields.append(("Contract", Cell(self.emaid, code=True)))
        if self.cause is not None:
            fields.append(("Because", self.cause.message))
            fields.append(("What to do", self.cause.remedy))
        return Card(f"Plug & Charge by ISO 15118{self.edition}, {self.at:%Y-%m-%d %H:%M} UTC", fields)

    def to_table(self) -> Table:
        """A row for each step."""
        rows = [
            (
                Cell(_SIGNS[one.outcome], _TONES[one.outcome], hover=one.outcome.value),
                Cell(one.parties, tight=True),
                Cell(one.name, _TONES[one.outcome], code=not one.alone),
                one.size or "",
                one.said,
                Cell(one.requirement, tight=True),
            )
            for one in self.steps
        ]
        return Table(("", "Who", "What", "Octets", "What it says", "Decided by"), rows)

    def _tables(self) -> list[Table]:
        tables = [self.to_table()]
        if self.findings:
            tables.append(findings_table(self.findings))
        if self.not_checked:
            tables.append(Table(["Not checked, or not sent"], [(sentence,) for sentence in self.not_checked]))
        return tables

    def __str__(self) -> str:
        explained = self.explained
        parts = [terminal(self.sentence), *(table.to_text() for table in self._tables())]
        return "\n\n".join(parts if explained is None else [*parts[:2], str(explained), *parts[2:]])

    def _repr_html_(self) -> str:
        explained = self.explained
        why = Markup("") if explained is None else Markup(explained._repr_html_())  # noqa: S704  # escaped there
        steps, *more = (table.to_html() for table in self._tables())
        head = Markup("<p><b>{}</b></p>").format(html(self.sentence))
        return str(view(head, self._card().to_html(), steps, why, *more))


_WHO = {
    Party.EV: "The vehicle",
    Party.SECC: "The station",
    Party.CSMS: "The CSMS",
    Party.POOL: "The contract pool",
}


def _milder(finding: Finding) -> Finding:
    return replace(finding, severity=Severity.WARNING) if finding.severity is Severity.ERROR else finding
