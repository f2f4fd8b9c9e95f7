"""What happens to a station, written down: its journal, what waits to be sent, and undo and redo of both."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from workbench.net.machines.due import due
from workbench.net.machines.plugs import Plugs
from workbench.net.machines.secrets_kept import Secrets
from workbench.station.effects import DestroyKey, KeepSecret
from workbench.station.events import Received
from workbench.station.journal import JournalEntry
from workbench.station.redaction import without_secrets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.messages.actions import RequestToCsms
    from workbench.net.machines.clock import Clock
    from workbench.net.machines.keys import KeyRing
    from workbench.station.decision import Decision
    from workbench.station.effects import Effect
    from workbench.station.events import Event
    from workbench.station.installed import KeyReference
    from workbench.station.journal import Journal
    from workbench.station.state import StationState


MOST_KEPT = 10_000
"""Events that a station's journal keeps: the latest. A station that runs for months has many more."""


class _Kept(NamedTuple):
    """What is not in a state, and comes back with undo."""

    outbox: tuple[RequestToCsms, ...]
    secrets: Secrets
    unmet: tuple[Effect, ...]


class _Step(NamedTuple):
    entries: int
    before: _Kept


class _Undone(NamedTuple):
    entries: int
    after: _Kept


class Happenings:
    """A station's past and what it still has to do without a connection; mutable, and the only thing of a station that is.

    A step is one thing that happened, together with what the edge made of its effects (a key was made, a CSR was ready): undo takes
    back a whole one.

    Attributes
    ----------
    forgotten
        How many of the oldest events are not in the journal any more, for it keeps :data:`MOST_KEPT`.
    plugs
        Vehicles that wait for what a decision says.
    """

    def __init__(self, journal: Journal, keys: KeyRing, clock: Clock) -> None:
        self.journal = journal
        self.keys = keys
        self.clock = clock
        self.outbox: tuple[RequestToCsms, ...] = ()
        self.secrets = Secrets()
        self.unmet: tuple[Effect, ...] = ()
        self._steps: tuple[_Step, ...] = ()
        self._undone: tuple[_Undone, ...] = ()
        self.forgotten = 0
        self.plugs = Plugs()

    @property
    def steps(self) -> int:
        """How many can be undone."""
        return len(self._steps)

    def happen(self, event: Event, *, follows: bool = False) -> Decision:
        """One event later.

        What is written down has no secrets: passwords, and private keys that came where a certificate was due.

        Parameters
        ----------
        follows
            Whether it comes of the step before, as KeyReady does, and is undone with it.
        """
        at = self.clock.now()
        decision = self.journal.personality.decide(self.journal.state, event, at)
        written = Received(without_secrets(event.message)) if isinstance(event, Received) else event
        entry = JournalEntry(at, written, replace(decision, effects=tuple(_without_value(one) for one in decision.effects)))
        if follows and self._steps:
            last = self._steps[-1]
            self._steps = (*self._steps[:-1], last._replace(entries=last.entries + 1))
        else:
            self._steps = (*self._steps, _Step(1, self._kept()))
        self._undone = ()
        self.journal = replace(self.journal, entries=(*self.journal.entries, entry), undone=())
        if len(self.journal.entries) > MOST_KEPT:
            self._forget()
        self.plugs.hear(decision)
        return decision

    def _forget(self) -> None:
        """The oldest tenth goes, in whole steps: the journal begins with the state that they led to."""
        steps = gone = 0
        while gone < MOST_KEPT // 10 and steps < len(self._steps):
            gone += self._steps[steps].entries
            steps += 1
        entries = self.journal.entries
        if 0 < gone < len(entries):
            self._steps = self._steps[steps:]
            self.journal = replace(self.journal, start=entries[gone - 1].decision.state, entries=entries[gone:])
            self.forgotten += gone

    def _kept(self) -> _Kept:
        return _Kept(self.outbox, self.secrets, self.unmet)

    def _restore(self, kept: _Kept) -> None:
        self.outbox, self.secrets, self.unmet = kept
        self.keys.bring_back(keys_of(self.journal.state))

    def anything_due(self) -> bool:
        """Whether the clock has reached something that the station does by itself."""
        now = self.clock.now()
        return any(moment <= now for moment in due(self.journal.state, now, self.journal.personality.policy))

    def undo(self) -> None:
        """Take the last step back.

        Raises
        ------
        InputError
            Nothing has happened yet.
        """
        entries = self._steps[-1].entries if self._steps else 1
        journal = self.journal
        for _ in range(entries):
            journal = journal.undo()
        self._undone = (*self._undone, _Undone(entries, self._kept()))
        self.journal = journal
        self._restore(self._steps[-1].before if self._steps else self._kept())
        self._steps = self._steps[:-1]

    def redo(self) -> None:
        """Let the step that was undone last happen again, with the same outcome.

        Raises
        ------
        InputError
            Nothing is undone.
        """
        entries, before = self._undone[-1].entries if self._undone else 1, self._kept()
        journal = self.journal
        for _ in range(entries):
            journal = journal.redo()
        again = journal.entries[len(self.journal.entries) :]
        self.journal = journal
        self._steps = (*self._steps, _Step(entries, before))
        self._restore(self._undone[-1].after)
        self._undone = self._undone[:-1]
        for entry in again:
            for effect in entry.decision.effects:
                if isinstance(effect, DestroyKey):
                    self.keys.destroy(effect.key)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a station is not copied: take its state, or its export")


def _without_value(effect: Effect) -> Effect:
    return replace(effect, value="") if isinstance(effect, KeepSecret) else effect


def keys_of(state: StationState) -> Iterator[KeyReference]:
    """Where the keys are that a state refers to."""
    yield from (chain.key for chain in state.v2g_chains)
    yield from (one.key for one in (state.station_chain, state.former_station_chain) if one is not None)
    yield from (one.key for one in state.pending)
