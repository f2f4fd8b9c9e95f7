"""Who sent a frame where no word says it: the side that may send the action, or the one that was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.messages.log.who_sends import SENDERS

if TYPE_CHECKING:
    from workbench.messages.actions import Side
    from workbench.messages.log.heads import Around

_CALLS, _ERROR_TO_A_RESULT = frozenset({2, 6}), 5


class Senders:
    """What a log has told so far of who sends what.

    Attributes
    ----------
    writer
        Whose log this is, learned from "sent" and "received" beside actions that only one side sends; None while that is not known,
        or where it is the log of both.
    """

    def __init__(self) -> None:
        self.writer: Side | None = None
        self._both = False
        self._asked: dict[tuple[str, str], dict[Side, bool]] = {}

    @property
    def settled(self) -> bool:
        """Whether waiting for :attr:`writer` is of no use any more."""
        return self.writer is not None or self._both

    def of(self, kind: int, message_id: str, action: str, around: Around) -> Side | None:
        """The sender of a frame; frames come in the order of the log."""
        if kind in _CALLS:
            sender = around.sender or SENDERS.get(action) or self.by_way(around)
            if sender is not None:
                self._asked.setdefault((around.station, message_id), {})[sender] = True
                self._learn(sender, action, around)
            return sender
        asker = self._asker(message_id, around, answered=kind != _ERROR_TO_A_RESULT)
        if around.sender is not None:
            return around.sender
        if asker is None:
            return self.by_way(around)
        return asker if kind == _ERROR_TO_A_RESULT else _other(asker)

    def by_way(self, around: Around) -> Side | None:
        """The sender by "sent" and "received", once it is known who says so."""
        if around.way is None or self.writer is None:
            return None
        return self.writer if around.way == "sent" else _other(self.writer)

    def _learn(self, sender: Side, action: str, around: Around) -> None:
        if around.way is None or SENDERS.get(action) != sender or self._both:
            return
        writer = sender if around.way == "sent" else _other(sender)
        self._both = self.writer not in {None, writer}
        self.writer = None if self._both else writer

    def _asker(self, message_id: str, around: Around, *, answered: bool) -> Side | None:
        """Who sent the call with this id; both may have, and then the words decide, or nothing does."""
        askers = self._asked.get((around.station, message_id))
        if askers is None:
            return None
        waiting = [side for side, open_ in askers.items() if open_] or list(askers)
        told = around.sender or self.by_way(around)
        if told is not None and answered and _other(told) in waiting:
            waiting = [_other(told)]
        if len(waiting) != 1:
            return None
        if answered:
            askers[waiting[0]] = False
        return waiting[0]


def _other(side: Side) -> Side:
    return "csms" if side == "station" else "station"
