"""Several contracts one after another: what a repeated request still gets (M01.FR.06, M01.FR.07)."""

from __future__ import annotations

from dataclasses import dataclass

MOST = 1000
"""Requests that are remembered; the oldest is forgotten first."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the answers to one request have come."""

    emaids: tuple[str, ...]
    delivered: int = 0

    @property
    def done(self) -> bool:
        """Whether all were delivered."""
        return self.delivered >= len(self.emaids)


class Deliveries:
    """Which request has got how many contracts. A request is the same when its EXI is, as M01.FR.06 has it."""

    __slots__ = ("_progress",)

    def __init__(self) -> None:
        self._progress: dict[str, Progress] = {}

    def of(self, exi: str) -> Progress | None:
        """How far an earlier request with this EXI came; None: there was none."""
        return self._progress.get(exi)

    def note(self, exi: str, progress: Progress) -> None:
        """It has come so far."""
        self._progress.pop(exi, None)
        self._progress[exi] = progress
        while len(self._progress) > MOST:
            del self._progress[next(iter(self._progress))]

    def delivered(self, exi: str, *, keep: bool) -> None:
        """One more went out; after the last one the request is forgotten, unless a further one shall be told so."""
        known = self._progress.get(exi)
        if known is None:
            return
        now_at = Progress(known.emaids, known.delivered + 1)
        if now_at.done and not keep:
            self.forget(exi)
        else:
            self.note(exi, now_at)

    def forget(self, exi: str) -> None:
        """The next one with this EXI starts anew."""
        self._progress.pop(exi, None)
