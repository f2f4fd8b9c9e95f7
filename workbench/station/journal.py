"""What happened to a station and what it made of it, in order: undo, redo, replay."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from workbench.errors import InputError
from workbench.station.changes import changes
from workbench.station.personalities import STRICT_STATION, Personality
from workbench.times import rfc3339

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.station.changes import Change
    from workbench.station.decision import Decision
    from workbench.station.events import Event
    from workbench.station.state import StationState


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One event, when it happened, and the decision.

    Attributes
    ----------
    at
        UTC-aware.
    """

    at: datetime
    event: Event
    decision: Decision

    def __repr__(self) -> str:
        """Without what was received: messages may hold anything."""
        by = f", decided by {self.decision.decided_by}" if self.decision.decided_by else ""
        return f"JournalEntry({rfc3339(self.at)}, {type(self.event).__name__}{by})"


@dataclass(frozen=True, slots=True)
class Journal:
    """A station's history. Immutable: each step gives a new journal, and the old one stays what it was.

    Attributes
    ----------
    start
        The state at its beginning.
    personality
        The station's ways and choices, the same throughout.
    entries
        What happened, the oldest first.
    undone
        What was taken back and can be done again, the next one last.
    """

    start: StationState
    personality: Personality = STRICT_STATION
    entries: tuple[JournalEntry, ...] = ()
    undone: tuple[JournalEntry, ...] = field(default=(), repr=False)

    @property
    def state(self) -> StationState:
        """The present state."""
        return self.entries[-1].decision.state if self.entries else self.start

    def happened(self, event: Event, at: datetime) -> Journal:
        """The journal one event later; what was undone before is forgotten."""
        entry = JournalEntry(at, event, self.personality.decide(self.state, event, at))
        return replace(self, entries=(*self.entries, entry), undone=())

    def undo(self) -> Journal:
        """The journal without its last event.

        Raises
        ------
        InputError
            Nothing has happened yet.
        """
        if not self.entries:
            raise InputError("There is nothing to undo.", hint="The journal is at its beginning.")
        return replace(self, entries=self.entries[:-1], undone=(*self.undone, self.entries[-1]))

    def redo(self) -> Journal:
        """The journal with the event that was undone last.

        Raises
        ------
        InputError
            Nothing is undone.
        """
        if not self.undone:
            raise InputError("There is nothing to do again.", hint="Only what undo took back can be done again.")
        return replace(self, entries=(*self.entries, self.undone[-1]), undone=self.undone[:-1])

    def replayed(self, *, start: StationState | None = None, personality: Personality | None = None) -> Journal:
        """The same events at the same times from the beginning, for another state or another personality."""
        journal = Journal(self.start if start is None else start, self.personality if personality is None else personality)
        for entry in self.entries:
            journal = journal.happened(entry.event, entry.at)
        return journal

    def changes(self, index: int) -> tuple[Change, ...]:
        """What the entry of that index, from 0, changed.

        Raises
        ------
        IndexError
            There is no such entry.
        """
        entry = self.entries[index]
        place = range(len(self.entries))[index]
        before = self.entries[place - 1].decision.state if place else self.start
        return changes(before, entry.decision.state)
