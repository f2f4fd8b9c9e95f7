"""A replay as a message sequence: who said what, each verdict beside its arrow, the first wrong step under a band of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.display import visible
from workbench.errors import InputError
from workbench.replay.shown import explained
from workbench.replay.step import Verdict
from workbench.views.exchange import MessageSequence
from workbench.views.exchange_rows import Row
from workbench.views.exchange_words import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.replay.result import Replay
    from workbench.replay.step import Step

_AROUND = 12
"""Messages before and after the first wrong step that a picture of it has."""


def replay_sequence(replay: Replay, station: str | None = None, *, around_first_wrong: bool = True) -> MessageSequence:
    """The sequence of one station's messages.

    Parameters
    ----------
    station
        Its identity; None: that of the first wrong step, else the first of the log.
    around_first_wrong
        Only what stands near the first wrong step, where there is one and the log is long.

    Raises
    ------
    InputError
        The log has no such station.
    """
    first = replay.first_wrong
    if station is None:
        station = (first.station or first.file) if first is not None else replay.stations[0].station
    own = replay.of(station)
    if not own.steps:
        raise InputError(f"There is no station {visible(station, 60)!r} in this log.", hint="See .stations of the replay.")
    first = own.first_wrong
    steps = own.steps
    if around_first_wrong and first is not None:
        place = steps.index(first)
        steps = steps[max(place - _AROUND, 0) : place + _AROUND + 1]
    rows = tuple(_rows(steps, own, first))
    return MessageSequence(rows, (visible(station, 60) or "charging station", "CSMS"), len(own.steps) - len(steps))


def _rows(steps: tuple[Step, ...], replay: Replay, first: Step | None) -> Iterator[Row]:
    at = next((one.at for one in steps if one.at is not None), replay.at)
    for step in steps:
        at = step.at or at
        if first is not None and step.number == first.number:
            yield Row(at, "band", said="The first wrong step", outcome=Outcome.REFUSED, because=explained(step))
        sender = step.sender or "station"
        because = step.sentence if step.verdict not in {Verdict.RIGHT, Verdict.NOT_JUDGED} else ""
        if because:
            because = f"{step.verdict.upper() if step.verdict is Verdict.WRONG else step.verdict}: {because}"
        rule = step.requirement
        more = max(len(step.findings) - 1, 0)
        outcome = Outcome.REFUSED if step.verdict is Verdict.WRONG else Outcome.DOUBT if because else Outcome.PLAIN
        if step.kind in {2, 6}:
            yield Row(
                at,
                "request",
                sender,
                step.action,
                content=step.payload,
                outcome=outcome,
                requirement=rule,
                because=because,
                more=more,
            )
        elif step.kind == 3 and step.verdict is Verdict.WRONG:  # whatever its status says, it is no good answer
            said = visible(step.status, 60) or "an answer"
            yield Row(at, "answer", sender, step.action, said, step.payload, outcome, requirement=rule, because=because, more=more)
        elif step.kind == 3:
            yield Row(
                at,
                "answer",
                sender,
                step.action,
                content=step.payload,
                outcome=outcome,
                requirement=rule,
                because=because,
                more=more,
            )
        else:
            said = f"{step.name} {visible(step.status, 60)}"
            yield Row(at, "answer", sender, step.action, said, None, Outcome.REFUSED, requirement=rule, because=because, more=more)
