"""A station's decisions: its journal as a time line, and behind each answer findings, requirements, changes and effects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from workbench.display import Cell, Readable, Table, Tone, html, terminal, view
from workbench.errors import InputError
from workbench.station.journal import Journal
from workbench.views.decision_card import HEAD, MUTED, DecisionView
from workbench.views.decision_words import change_words, event_words, names_in, reply_words, requirement_of
from workbench.views.exchange_html import SIGNS
from workbench.views.exchange_words import Outcome

if TYPE_CHECKING:
    from workbench.station.journal import JournalEntry

_OUTCOME_TONES = {
    Outcome.GOOD: Tone.GOOD,
    Outcome.REFUSED: Tone.ERROR,
    Outcome.DOUBT: Tone.WARNING,
    Outcome.PLAIN: Tone.PLAIN,
}
_NOTHING = "Nothing has happened yet."
_MOST = 60
_SHOWN_CHANGES = 4


@dataclass(frozen=True)
class Decisions(Readable):
    """The time line of a journal; ``[n]`` is the n-th decision, from 1, and ``[-1]`` the last."""

    journal: Journal

    def __len__(self) -> int:
        return len(self.journal.entries)

    def __getitem__(self, number: int) -> DecisionView:
        count = len(self)
        place = number if number > 0 else count + number + 1
        if number == 0 or not 1 <= place <= count:
            hint = f"There are 1 to {count:,}, and -1 is the last." if count else _NOTHING
            raise InputError(f"There is no decision {number}.", hint=hint)
        return DecisionView(self.journal, place)

    @property
    def refused(self) -> tuple[DecisionView, ...]:
        """Those with a reply or a handshake that went wrong."""
        wrong = (place for place, entry in enumerate(self.journal.entries, 1) if reply_words(entry)[1] is Outcome.REFUSED)
        return tuple(DecisionView(self.journal, place) for place in wrong)

    @property
    def headline(self) -> str:
        """How many decisions, of which personality, and where undo stands."""
        count, undone = len(self), len(self.journal.undone)
        words = f"{count:,} event{'s' * (count != 1)} of a station of the personality {self.journal.personality.name}."
        return f"{words} {undone:,} undone: redo does them again." if undone else words

    def table(self) -> Table:
        """The time line, the latest :data:`_MOST` events; what was undone stands below the mark."""
        first = max(len(self) - _MOST, 0)
        rows: list[tuple[Cell | str, ...]] = []
        if first:
            rows.append(("", "", Cell(f"… {first:,} earlier events: [1] to [{first}]", Tone.MUTED), "", "", ""))
        rows += [self._row(place) for place in range(first + 1, len(self) + 1)]
        if self.journal.undone:
            rows.append(("▲", Cell("you are here", Tone.INFO, tight=True), Cell("what follows is undone", Tone.INFO), "", "", ""))
            rows += [_undone(entry) for entry in reversed(self.journal.undone[-_MOST:])]
        columns = ("", "At", "What happened", "Reply", "Decided by", "What changed")
        return Table(columns, rows, caption="Decisions")

    def _row(self, number: int) -> tuple[Cell | str, ...]:
        entry = self.journal.entries[number - 1]
        said, outcome = reply_words(entry)
        sign = f"{SIGNS[outcome]} " if SIGNS[outcome] else ""
        requirement = requirement_of(entry.decision.decided_by)
        names = names_in(self.journal.start, entry.decision.state)
        found = [change_words(one, names) for one in self.journal.changes(number - 1)]
        more = f"; {len(found) - _SHOWN_CHANGES} more" if len(found) > _SHOWN_CHANGES else ""
        why = entry.decision.findings[0].message if entry.decision.findings else ""
        return (
            str(number),
            Cell(f"{entry.at:%Y-%m-%d %H:%M:%S}", tight=True),
            Cell(event_words(entry.event, entry)[:300]),
            Cell(f"{sign}{said}".strip(), _OUTCOME_TONES[outcome]),
            Cell(entry.decision.decided_by, tight=True, hover=f"{requirement.text} — {why[:300]}" if requirement else why[:300]),
            Cell("; ".join(found[:_SHOWN_CHANGES])[:700] + more, Tone.MUTED),
        )

    def to_html(self) -> Markup:
        """The time line, the last decision below it, to stand in a :func:`workbench.display.view`."""
        if not self.journal.entries and not self.journal.undone:
            return MUTED.format(_NOTHING)
        parts = [HEAD.format(html(self.headline)), self.table().to_html()]
        return Markup("").join([*parts, self[-1].to_html()] if self.journal.entries else parts)

    def to_text(self, width: int = 140) -> str:
        """The time line for a terminal."""
        if not self.journal.entries and not self.journal.undone:
            return _NOTHING
        return f"{terminal(self.headline)}\n\n{self.table().to_text(width)}"

    def _repr_html_(self) -> str:
        return str(view(self.to_html()))

    def __str__(self) -> str:
        return self.to_text()


def _undone(entry: JournalEntry) -> tuple[Cell | str, ...]:
    texts = ("", f"{entry.at:%Y-%m-%d %H:%M:%S}", event_words(entry.event, entry)[:300], reply_words(entry)[0])
    return (*(Cell(text, Tone.MUTED) for text in (*texts, entry.decision.decided_by, "undone")),)


def decisions(station: Journal | Any) -> Decisions:
    """The decisions of a journal, or of a station that has one.

    Raises
    ------
    InputError
        There is no journal in this.
    """
    journal = station if isinstance(station, Journal) else getattr(station, "journal", None)
    if not isinstance(journal, Journal):
        raise InputError("There is no journal in this.", hint="Give a station, or its journal.")
    return Decisions(journal)
