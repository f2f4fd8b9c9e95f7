"""A search for notebooks: the shortest ways that strand, the safe plan, and the plans that only look right, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.display import Cell, Table, Tone, view
from workbench.station.personalities import personality
from workbench.station.planning_text import MOST_STRANDINGS, stranding_table
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.station.planning_answer import Answer, Planned
    from workbench.station.planning_proof import Proof


def to_html(answer: Answer) -> str:
    """The whole answer, escaped."""
    return str(view(*(table.to_html() for table in tables(answer))))


def tables(answer: Answer) -> Iterator[Table]:
    """What is shown, in its order."""
    found, scenario = answer.exploration, answer.scenario
    rows = [
        ("scenario", scenario.says),
        ("AdditionalRootCertificateCheck", "on" if scenario.world.state.root_check else "off"),
        ("station", f"{answer.station.name}: {answer.station.says}"),
        ("begins", rfc3339(scenario.world.now)),
        ("searched", f"{found.worlds:,} worlds by {found.transitions:,} moves{'' if found.complete else '; a bound was hit'}"),
        ("stranded", f"in {len(found.strandings):,} worlds, {len(found.essential):,} ways that hold no shorter one"),
    ]
    yield Table(("", scenario.name), rows)
    for number, stranding in enumerate(found.essential[:MOST_STRANDINGS], 1):
        yield stranding_table(number, stranding)
    if answer.planned is not None:
        yield from _planned(answer.planned)


def _planned(planned: Planned) -> Iterator[Table]:
    if planned.with_evidence is None:
        yield Table(("",), [(Cell("There is no safe plan.", Tone.ERROR),)], caption="The safe plan")
    else:
        plan, proofs = planned.with_evidence
        steps = [(str(place), name) for place, name in enumerate(plan.names, 1)]
        if planned.ends is not None:
            steps.append(("", f"to be over by {rfc3339(planned.ends.until)}: {planned.ends.name}"))
        caption = f"The safe plan: it strands none of {len(planned.stations)} kinds of stations"
        yield Table(("", "step"), steps, caption=caption)
        rows = [(name, _outcome(proof), personality(name).says, f"{proof.worlds:,}") for name, proof in proofs]
        yield Table(("station", "the plan", "its ways", "worlds"), rows, caption="Proved for each station")
    if planned.mistakes:
        wrong = [(proof.plan.says, str(proof.plan), _outcome(proof)) for proof in planned.mistakes]
        yield Table(("what looks right", "steps", "and"), wrong, caption="Plans that look right")


def _outcome(proof: Proof) -> Cell:
    return Cell(str(proof), Tone.GOOD if proof.ok else Tone.ERROR if not proof.safe else Tone.WARNING)
