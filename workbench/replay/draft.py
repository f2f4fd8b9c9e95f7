"""A step in the making: what is said of a message is collected until the log ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.replay.step import Judgement, Step, Verdict, gravest

if TYPE_CHECKING:
    from workbench.messages.log import LogEntry
    from workbench.replay.step import Named

_LONGEST_TEXT = 100_000


@dataclass(eq=False)
class Draft:
    """A step in the making."""

    entry: LogEntry
    number: int
    file: str
    station: str
    action: str = ""
    status: str = ""
    judgements: list[Judgement] = field(default_factory=list)
    answers: int | None = None
    carries: tuple[Named, ...] = ()
    not_judged: bool = False

    def say(self, judgement: Judgement | None) -> None:
        """Add what is to be said."""
        if judgement is not None:
            self.judgements.append(judgement)

    def step(self, text: str) -> Step:
        """The step; ``text`` is the frame without its secrets."""
        judged = gravest(self.judgements)
        plain = self.not_judged and judged.verdict is Verdict.RIGHT
        return Step(
            number=self.number,
            line=self.entry.line,
            file=self.file,
            at=self.entry.at,
            station=self.station,
            sender=self.entry.sender,
            kind=self.entry.kind,
            message_id=self.entry.message_id,
            action=self.action,
            status=self.status,
            verdict=Verdict.NOT_JUDGED if plain else judged.verdict,
            findings=tuple(one.at(source=f"{self.file}:{self.entry.line}") for one in judged.findings),
            expected=judged.expected,
            answers=self.answers,
            carries=self.carries,
            text=text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…",
            payload=self.entry.payload,
        )
