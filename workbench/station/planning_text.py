"""A search for people, in plain text: the shortest ways that strand, step by step, then the plan that does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.display import Table, terminal
from workbench.station.personalities import personality
from workbench.station.planning_evidence import Guard
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.findings import Finding
    from workbench.station.explore import Step, Stranding
    from workbench.station.planning_answer import Answer, Planned
    from workbench.station.planning_proof import Proof

MOST_STRANDINGS = 5
"""So many are told; JSON has all."""
_BY = {"csms": "CSMS", "world": "it happens"}


def to_text(answer: Answer, *, seconds: float | None = None, width: int = 120, colour: bool = False) -> str:
    """The whole answer; ``seconds`` is what the search took, where somebody looked at a clock."""
    return "\n".join(
        line for block in _blocks(answer, seconds, width, colour=colour) for line in (*block.splitlines(), "")
    ).rstrip()


def _blocks(answer: Answer, seconds: float | None, width: int, *, colour: bool) -> Iterator[str]:
    scenario, found = answer.scenario, answer.exploration
    check = "on" if scenario.world.state.root_check else "off"
    yield (
        f"{terminal(scenario.name)}: {terminal(scenario.says)}\n"
        f"AdditionalRootCertificateCheck is {check}. It begins at {rfc3339(scenario.world.now)}.\n"
        f"The station: {terminal(answer.station.name)}. {terminal(answer.station.says)}"
    )
    took = f" in {seconds:.2f} s" if seconds is not None else ""
    every = "that is every order of them" if found.complete else "a bound was hit: there may be more"
    essential = found.essential
    yield (
        f"{found.worlds:,} different worlds by {found.transitions:,} moves{took}; {every}.\n"
        f"In {len(found.strandings):,} of them the station is stranded: {_ways(len(essential))}."
    )
    for number, stranding in enumerate(essential[:MOST_STRANDINGS], 1):
        yield stranding_table(number, stranding).to_text(width, colour=colour)
    if len(essential) > MOST_STRANDINGS:
        yield f"… and {len(essential) - MOST_STRANDINGS} longer ways; --format json has them all."
    if answer.planned is not None:
        yield from _planned(answer.planned)


def _ways(count: int) -> str:
    return {0: "no order does that", 1: "one way leads there"}.get(
        count, f"{count} ways lead there, those left out that hold a shorter one"
    )


def stranding_table(number: int, stranding: Stranding) -> Table:
    """A way that strands, move by move."""
    rows = [
        (str(place), step.move.name, _by(step), ", ".join(step.decided_by), _told(step))
        for place, step in enumerate(stranding.steps, 1)
    ]
    back = " or ".join(stranding.ways_back)
    caption = f"Stranded, way {number}. " + (
        f"Back with one move: {back}." if back else "No server brings it back: somebody has to go there."
    )
    return Table(("", "move", "who", "decided by", "the station"), rows, caption=caption)


def _by(step: Step) -> str:
    return "evidence" if isinstance(step.move, Guard) else _BY[getattr(step.move, "actor", "csms")]


def _told(step: Step) -> str:
    found = telling(step.findings)
    return found.message if found is not None else ""


def telling(findings: tuple[Finding, ...]) -> Finding | None:
    """The finding of a step to tell first: what became of the last handshake; else the answer that was given."""
    of_server = [one for one in findings if one.code in {"server-refused", "server-verified"}]
    return of_server[-1] if of_server else next(iter(findings), None)


_WAITING = "These stations are never stranded by it, but do not get there with a CSMS that compares hash data as they stand:"


def _planned(planned: Planned) -> Iterator[str]:
    if planned.with_evidence is None:
        yield f"There is no safe plan for {_stations(planned)}: every order of these moves strands one, or never gets there."
    else:
        plan, _ = planned.with_evidence
        lines = [f"{place:>3}. {terminal(name)}" for place, name in enumerate(plan.names, 1)]
        shortest = terminal(str(planned.shortest[0]))
        head = f"The safe plan. Whatever happens between its steps, it strands none of {_stations(planned)}:"
        tail = (
            [f"Its shortest form is {shortest}; the rest is evidence for the CSMS."]
            if len(plan.steps) > len(planned.shortest[0].steps)
            else []
        )
        if planned.ends is not None:
            tail.append(f"It must be over by {rfc3339(planned.ends.until)}: {terminal(planned.ends.name)}.")
        yield "\n".join([head, *lines, *tail])
        if planned.waiting:
            yield "\n".join([_WAITING, *map(_waiting, planned.waiting)])
    if planned.mistakes:
        yield "\n".join(["Plans that look right:", *(_mistake(proof) for proof in planned.mistakes)])


def _stations(planned: Planned) -> str:
    if len(planned.stations) == 1:
        return f'a station that is "{planned.stations[0]}"'
    return f"the {len(planned.stations)} kinds of stations that are known (`strict` to `{planned.stations[-1]}`)"


def _waiting(entry: tuple[str, Proof]) -> str:
    name, proof = entry
    waits = f"waits for ever until {proof.stuck.waits_for}" if proof.stuck and proof.stuck.waits_for else "ends elsewhere"
    because = proof.stuck.because.message if proof.stuck and proof.stuck.because else personality(name).says
    return terminal(f"  - {name} {waits}. {because}", 600)


def _mistake(proof: Proof) -> str:
    return terminal(f"  - {proof.plan.says} {str(proof)[0].upper()}{str(proof)[1:]}.", 600)
