"""One decision as a card: what happened, the answer, the findings with their requirements, what changed, what follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from workbench.display import Cell, Readable, Table, Tone, html, terminal, view
from workbench.findings import Severity
from workbench.station.events import Received
from workbench.station.redaction import without_secrets
from workbench.times import rfc3339
from workbench.views.decision_words import effect_words, event_words, names_in, reply_words, requirement_of, value_words
from workbench.views.exchange_html import SIGNS
from workbench.views.exchange_rows import payload_of, sent_by
from workbench.views.exchange_words import as_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.station.journal import Journal, JournalEntry

_SEVERITY_TONES = {Severity.ERROR: Tone.ERROR, Severity.WARNING: Tone.WARNING, Severity.INFO: Tone.INFO}
_MARKS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.INFO: "i"}
HEAD = Markup('<div style="font-weight:600;margin:.4em 0">{}</div>')
MUTED = Markup('<div class="pnc-muted" style="font-size:13px">{}</div>')
_FOLD = Markup(
    '<details class="pnc" style="font-size:13px"><summary>{}</summary>'
    '<pre style="white-space:pre-wrap;overflow-wrap:anywhere;max-height:24em;overflow:auto;background:none;color:inherit">{}</pre>'
    "</details>"
)
_MOST_CHANGES = 40


@dataclass(frozen=True)
class DecisionView(Readable):
    """One decision: what happened, the answer, why, what changed and what follows.

    Attributes
    ----------
    number
        Its place in the journal, from 1.
    """

    journal: Journal
    number: int

    @property
    def entry(self) -> JournalEntry:
        """The entry of the journal."""
        return self.journal.entries[self.number - 1]

    @property
    def headline(self) -> str:
        """Number, time, event and reply. Hostile text."""
        entry = self.entry
        said, outcome = reply_words(entry)
        answer = f" → {SIGNS[outcome]} {said}" if said else ""
        return f"{self.number}. {rfc3339(entry.at)}  {event_words(entry.event, entry)}{answer}"

    def findings(self) -> Table:
        """The one that decided first, each with what its requirement says."""
        rows: list[tuple[Cell, ...]] = []
        for place, finding in enumerate(self.entry.decision.findings):
            requirement = requirement_of(finding.requirement)
            says = ": ".join(filter(None, (requirement.precondition, requirement.text))) if requirement is not None else ""
            rows.append(
                (
                    Cell(
                        f"{_MARKS[finding.severity]} {'decided' if not place else 'besides'}",
                        _SEVERITY_TONES[finding.severity],
                        tight=True,
                    ),
                    Cell(finding.message[:600]),
                    Cell(finding.requirement, tight=True),
                    Cell(says, Tone.MUTED),
                    Cell(finding.remedy[:300]),
                )
            )
        columns = ["", "What the station found", "Requirement", "What that says", "What to do"]
        if not any(finding.remedy for finding in self.entry.decision.findings):
            columns, rows = columns[:-1], [row[:-1] for row in rows]
        return Table(columns, rows, caption="Why")

    def changes(self) -> Table:
        """What is different in the state since."""
        names = names_in(self.journal.start, self.entry.decision.state)
        rows = [
            (one.what[:120], Cell(value_words(one.before, names), Tone.MUTED), Cell(value_words(one.after, names)))
            for one in self.journal.changes(self.number - 1)
        ]
        return Table(("What", "Before", "After"), rows, caption="What changed", limit=_MOST_CHANGES)

    def effects(self) -> Table:
        """What the station does about it."""
        rows = [(str(place), effect_words(one)[:300]) for place, one in enumerate(self.entry.decision.effects, 1)]
        return Table(("", "What follows"), rows)

    def _tables(self) -> Iterator[Table]:
        yield from (table for table in (self.findings(), self.changes(), self.effects()) if table.rows)

    def _messages(self) -> Iterator[tuple[str, str]]:
        entry = self.entry
        if isinstance(entry.event, Received):
            yield "The request", as_json(payload_of(without_secrets(entry.event.message)))
        if entry.decision.reply is not None:
            yield "The reply", as_json(payload_of(sent_by(entry.decision)))

    def to_html(self) -> Markup:
        """All of it, to stand in a :func:`workbench.display.view`."""
        parts = [HEAD.format(html(self.headline, 400)), *(table.to_html() for table in self._tables())]
        if not self.changes().rows:
            parts.append(MUTED.format("The state is as it was."))
        parts += [_FOLD.format(name, Markup("\n").join(map(html, text.splitlines()))) for name, text in self._messages() if text]
        return Markup("").join(parts)

    def to_text(self, width: int = 120) -> str:
        """The same for a terminal, without the messages."""
        return "\n\n".join([terminal(self.headline, 400), *(table.to_text(width) for table in self._tables())])

    def _repr_html_(self) -> str:
        return str(view(self.to_html()))

    def __str__(self) -> str:
        return self.to_text()
