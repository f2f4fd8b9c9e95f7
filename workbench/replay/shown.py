"""A replay for people: the first wrong step in words, then the time line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.display import Card, Cell, Table, Tone, view
from workbench.replay.step import Verdict

if TYPE_CHECKING:
    from markupsafe import Markup

    from workbench.replay.result import Replay
    from workbench.replay.step import Step

MOST_ROWS = 200
"""Steps that are shown at once; those around the wrong ones come first."""
_TONES = {
    Verdict.RIGHT: Tone.GOOD,
    Verdict.TOLERATED: Tone.WARNING,
    Verdict.WRONG: Tone.ERROR,
    Verdict.UNKNOWN: Tone.INFO,
    Verdict.NOT_JUDGED: Tone.MUTED,
}
_SIGNS = {Verdict.RIGHT: "✓", Verdict.TOLERATED: "!", Verdict.WRONG: "✗", Verdict.UNKNOWN: "?", Verdict.NOT_JUDGED: "·"}
_SENDERS = {"station": "station →", "csms": "← CSMS", None: "?"}
_LONGEST = 400
_BEFORE = 6


def headline(replay: Replay) -> str:
    """The answer in one sentence. Hostile text may be in it."""
    number, stations = len(replay.steps), len(replay.stations)
    what = f"{number:,} message{'s' * (number != 1)} of {stations:,} station{'s' * (stations != 1)}"
    wrong = replay.counts["wrong"]
    if wrong:
        first = replay.first_wrong
        return f"{what}: {wrong:,} {'are' if wrong != 1 else 'is'} wrong, the first at {first.place if first else ''}."
    unknown = replay.counts["cannot tell"]
    rest = f" Of {unknown:,} it cannot be told." if unknown else ""
    return f"{what}: none is wrong, as far as that can be seen.{rest}"


def explained(step: Step) -> str:
    """One wrong step in a sentence or two: which message, which side, which requirement, seen, expected, what to do. Hostile."""
    because = step.because
    if because is None:
        return ""
    side = {"station": "the station", "csms": "the CSMS"}.get(step.sender or "", "an unknown sender")
    who = f"{step.station}, " if step.station else ""
    rule = f" [{because.requirement}]" if because.requirement else ""
    parts = [f"{step.place}: {who}{step.name} of {side}. {because.message}{rule}"]
    if because.observed or because.expected:
        parts.append(f"Seen: {because.observed or '(nothing)'}; expected: {because.expected or '(not said)'}.")
    if because.remedy:
        parts.append(because.remedy)
    return " ".join(parts)


def _table(replay: Replay) -> Table:
    first = replay.first_wrong
    steps = _chosen(replay, first.number if first is not None else None)
    rows = [_row(one, first=first is not None and one.number == first.number) for one in steps]
    left = len(replay.steps) - len(steps)
    caption = f"{left:,} other steps are left out here: .to_frame() has all." if left else ""
    named = any(one.station for one in steps)
    columns = ["", "Line", "Time", *(["Station"] if named else []), "From", "Message", "What is to be said", "Requirement"]
    return Table(columns, [row if named else (*row[:3], *row[4:]) for row in rows], caption=caption, limit=MOST_ROWS)


def _chosen(replay: Replay, first: int | None) -> list[Step]:
    """All of a short log; of a long one what leads to the first wrong step, then whatever is wrong, then the rest."""
    if len(replay.steps) <= MOST_ROWS:
        return list(replay.steps)
    near = set(range(first - _BEFORE, first + 3)) if first is not None else set()
    ranked = sorted(
        replay.steps, key=lambda one: (one.number not in near, one.verdict is not Verdict.WRONG, not one.findings, one.number)
    )
    return sorted(ranked[:MOST_ROWS], key=lambda one: one.number)


def _row(step: Step, *, first: bool) -> tuple[Cell | str | int, ...]:
    tone = _TONES[step.verdict]
    at = step.at.strftime("%Y-%m-%d %H:%M:%S") if step.at is not None else ""
    status = f" {step.status}" if step.status else ""
    carried = "; ".join(f"{one.name}{f' ({one.how})' if one.how not in {'', 'exact'} else ''}" for one in step.carries[:4])
    said = step.sentence
    if carried:
        said = f"{said} [{carried}]" if said else f"[{carried}]"
    mark = f"{_SIGNS[step.verdict]}{' FIRST' if first else ''}"
    return (
        Cell(mark, tone, hover=step.verdict.value, tight=True),
        Cell(str(step.line), tight=True, hover=step.place),
        Cell(at, tight=True),
        Cell(step.station, code=True),
        Cell(_SENDERS[step.sender], tight=True),
        Cell((f"{step.action}{status}" if step.kind in {2, 6} else f"↳{status or ' answer'}")[:_LONGEST], hover=step.name),
        Cell(said[:_LONGEST], tone if step.verdict is Verdict.WRONG else Tone.PLAIN),
        Cell(step.requirement, tight=True),
    )


def _facts(replay: Replay) -> Card:
    counted = ", ".join(f"{number:,} {name}" for name, number in replay.counts.items() if number)
    fields: list[tuple[str, Cell | str | int]] = [("Verdicts", counted)]
    first = replay.first_wrong
    if first is not None:
        fields.append(("First wrong step", Cell(explained(first)[:1200], Tone.ERROR)))
    fields += [("Note", Cell(note[:_LONGEST])) for note in replay.notes]
    fields += [
        ("Not read", Cell(f"{one.file or 'line'}:{one.line} {one.reason}"[:_LONGEST], Tone.WARNING)) for one in replay.refused[:5]
    ]
    if len(replay.refused) > 5:
        fields.append(("Not read", f"{len(replay.refused) - 5:,} more"))
    return Card(headline(replay)[:_LONGEST], fields)


def as_text(replay: Replay, *, width: int = 120, colour: bool = False) -> str:
    """For a terminal."""
    return "\n\n".join([_facts(replay).to_text(width), _table(replay).to_text(width, colour=colour)])


def as_html(replay: Replay) -> Markup:
    """For a notebook."""
    return view(_facts(replay).to_html(), _table(replay).to_html())
