"""What a search of a scenario says, all of it together: the ways that strand, the plan that does not, and why others do."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from workbench.display import Readable, visible
from workbench.errors import InputError
from workbench.station.explore import explore
from workbench.station.personalities import PERSONALITIES, STRICT_STATION
from workbench.station.planning import lasts_until, prove_in
from workbench.station.planning_evidence import Guard
from workbench.station.planning_finding import guarded, safe_plans
from workbench.station.planning_memory import Remembering

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.station.explore import Exploration
    from workbench.station.moves import Move, Wait
    from workbench.station.personalities import Personality
    from workbench.station.planning_plan import Plan
    from workbench.station.planning_proof import Proof
    from workbench.station.planning_scenario import Scenario


@dataclass(frozen=True, slots=True)
class Planned:
    """The safe plans of a scenario, and what was held against them.

    Attributes
    ----------
    shortest
        The shortest plans that strand none of the stations and reach their goal with the first; none where there is none.
    with_evidence
        The first of them with evidence after every step, and its proof for each station by name; None where there is no plan.
    ends
        What ends first while the plan is not carried out, or None.
    mistakes
        Plans that look right, with what the search says of each.
    stations
        For whom: names of personalities, the first one decides whether the goal is reached.
    """

    shortest: tuple[Plan, ...]
    with_evidence: tuple[Plan, tuple[tuple[str, Proof], ...]] | None
    ends: Wait | None
    mistakes: tuple[Proof, ...]
    stations: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether there is a safe plan."""
        return bool(self.shortest)

    @property
    def waiting(self) -> tuple[tuple[str, Proof], ...]:
        """The stations that the plan does not strand, and does not bring to the goal either."""
        return tuple((name, proof) for name, proof in self.with_evidence[1] if not proof.ok) if self.with_evidence else ()


@dataclass(frozen=True, slots=True)
class Answer(Readable):
    """A search and what follows from it."""

    scenario: Scenario
    station: Personality
    exploration: Exploration = field(repr=False)
    planned: Planned | None = field(default=None, repr=False)

    def _repr_html_(self) -> str:
        from workbench.station.planning_html import to_html  # noqa: PLC0415  # it stands on this module

        return to_html(self)

    def __str__(self) -> str:
        from workbench.station.planning_text import to_text  # noqa: PLC0415  # it stands on this module

        return to_text(self)


def answer(scenario: Scenario, station: Personality | None = None, *, only: Sequence[str] = (), plan: bool = False) -> Answer:
    """Search a scenario.

    Parameters
    ----------
    station
        Whose ways the station has. None: it keeps to the standard, and a plan must strand none of the presets.
    only
        Words that the searched moves' names begin with, e.g. ``("install", "server")``; empty: all of them.
    plan
        Whether safe plans are looked for, too.

    Raises
    ------
    InputError
        A word fits no move.
    """
    chosen = station or STRICT_STATION
    memory = Remembering(chosen)
    exploration = explore(scenario.world, chosen_moves(scenario, only), memory)
    stations = (station,) if station else PERSONALITIES
    return Answer(scenario, chosen, exploration, planned(_plannable(scenario, only), stations) if plan else None)


def _plannable(scenario: Scenario, only: Sequence[str]) -> Scenario:
    """The scenario of the chosen moves, without expiry: where that may come at once no plan helps; by when it ends is said."""
    chosen = chosen_moves(scenario, only)
    return replace(
        scenario,
        moves=tuple(move for move in scenario.moves if move in chosen),
        mishaps=tuple(move for move in scenario.mishaps if move in chosen and move not in scenario.deadlines),
        mistakes=tuple(
            plan
            for plan in scenario.mistakes
            if all(isinstance(step, Guard) or step in chosen or step in scenario.deadlines for step in plan.steps)
        ),
    )


def chosen_moves(scenario: Scenario, only: Sequence[str]) -> tuple[Move, ...]:
    """The moves whose names begin with one of these words; all where there are none. A reconnect needs no word."""
    words = [word.strip().casefold() for word in only if word.strip()]
    for word in words:
        if not any(move.name.casefold().startswith(word) for move in scenario.everything):
            names = ", ".join(dict.fromkeys(move.name for move in scenario.everything))
            raise InputError(f"No move of this scenario begins with {visible(word, 40)!r}.", hint=f"There are: {names}.")
    return tuple(move for move in scenario.everything if not words or move.name.casefold().startswith(tuple(words)))


def planned(scenario: Scenario, stations: Sequence[Personality] = PERSONALITIES) -> Planned:
    """The safe plans for these stations, each proved once more, and the mistakes refuted."""
    memories = [Remembering(one) for one in stations]
    shortest = safe_plans(scenario, memories)
    careful, ends = None, None
    if shortest:
        plan = guarded(scenario, shortest[0])
        proofs = tuple((one.name, prove_in(scenario, plan, memory)) for one, memory in zip(stations, memories, strict=True))
        careful, ends = (plan, proofs), lasts_until(scenario, plan, memories[0])
    return Planned(
        shortest,
        careful,
        ends,
        tuple(prove_in(scenario, one, memories[0]) for one in scenario.mistakes),
        tuple(one.name for one in stations),
    )
