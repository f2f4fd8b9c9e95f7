"""A rotation searched in every order, for a notebook: what strands a station, what plan does not, and the pictures of both."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.display import Cell, Readable, Table, Tone, html, view
from workbench.errors import InputError
from workbench.station.explore import replayed
from workbench.station.personalities import PERSONALITIES, Personality, personality
from workbench.station.planning_answer import answer
from workbench.station.planning_scenarios import SCENARIOS, scenario
from workbench.station.planning_text import telling, to_text
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markupsafe import Markup

    from workbench.station.explore import Step, Stranding
    from workbench.station.planning_answer import Answer, Planned
    from workbench.views.rotation import RotationPicture


@dataclass(frozen=True)
class Explored(Readable):
    """The answer, with its pictures.

    Attributes
    ----------
    answer
        Of the search, and of the search for a plan.
    seconds
        What both took.
    """

    answer: Answer = field(repr=False)
    seconds: float

    @property
    def worlds(self) -> int:
        """Different states of station, servers and clock that were reached."""
        return self.answer.exploration.worlds

    @property
    def complete(self) -> bool:
        """Whether every order was seen."""
        return self.answer.exploration.complete

    @property
    def strandings(self) -> tuple[Stranding, ...]:
        """The ways that strand the station, the shortest first; those left out that contain a shorter one."""
        return self.answer.exploration.essential

    @property
    def plan(self) -> tuple[str, ...]:
        """The safe plan with its evidence, step by step; empty where there is none, or none was looked for."""
        planned = self.answer.planned
        return planned.with_evidence[0].names if planned and planned.with_evidence else ()

    @cached_property
    def picture(self) -> RotationPicture:
        """Every state of the rotation, and what leads from one to the other."""
        from workbench.views.rotation import rotation  # noqa: PLC0415  # matplotlib: only pictures pay

        wanted = self.answer.scenario
        return rotation(self.answer.exploration, wanted.names, heading=wanted.says, goal=wanted.goal)

    def stranding(self, number: int) -> RotationPicture:
        """One of :attr:`strandings` as a strip, from 1.

        Raises
        ------
        InputError
            There is none of that number.
        """
        from workbench.views.rotation_strip import stranding_strip  # noqa: PLC0415

        if not 1 <= number <= len(self.strandings):
            raise InputError(f"There is no way {number}.", hint=f"{len(self.strandings)} ways strand the station.")
        one, wanted = self.strandings[number - 1], self.answer.scenario
        worlds = replayed(wanted.world, one.steps, self.answer.station)
        return stranding_strip(one, wanted.world, wanted.names, worlds)

    def __str__(self) -> str:
        return to_text(self.answer, seconds=self.seconds)

    def _repr_html_(self) -> str:
        found = self.answer.exploration
        check = "on" if self.answer.scenario.world.state.root_check else "off"
        every = "that is every order of them" if found.complete else "a bound was hit: there may be more"
        head = html(
            f"{self.answer.scenario.says} AdditionalRootCertificateCheck is {check}. {found.worlds:,} different states by "
            f"{found.transitions:,} moves in {self.seconds:.2f} s; {every}. In {len(found.strandings):,} of them the station is "
            "stranded."
        )
        tables = (table.to_html() for table in self._tables())
        return str(view(_paragraph(head), *tables))

    def _tables(self) -> Iterator[Table]:
        for number, one in enumerate(self.strandings[:_MOST], 1):
            back = f"One move brings it back: {' or '.join(one.ways_back)}" if one.ways_back else "Somebody has to go there"
            rows = [(step.move.name, ", ".join(step.decided_by), _told(step)) for step in one.steps]
            yield Table(("Move", "Decided by", "The station"), rows, caption=f"✕ Stranded, way {number}. {back}")
        if self.answer.planned is not None:
            yield from _plans(self.answer.planned)


_MOST = 5
"""Ways that are shown; the others are in :attr:`Explored.strandings`."""


def _told(step: Step) -> str:
    said = telling(step.findings)
    return said.message if said is not None else ""


def _paragraph(text: Markup) -> Markup:
    return text.__class__("<p>{}</p>").format(text)


def _plans(planned: Planned) -> Iterator[Table]:
    if planned.with_evidence is None:
        yield Table(("Plan",), [(Cell("There is no safe plan.", Tone.ERROR),)])
        return
    plan, _ = planned.with_evidence
    ends = f" It must be over by {rfc3339(planned.ends.until)}: {planned.ends.name}." if planned.ends else ""
    whom = f"none of {len(planned.stations)} kinds of stations" if len(planned.stations) > 1 else "no such station"
    caption = f"✓ The safe plan: whatever happens between its steps, it strands {whom}.{ends}"
    yield Table(("Step", ""), list(enumerate(plan.names, 1)), caption=caption)
    if planned.waiting:
        rows = [(Cell(name, code=True), personality(name).says) for name, _ in planned.waiting]
        yield Table(("Never stranded, but waits for ever", "Because"), rows)


def explore(
    name: str = next(iter(SCENARIOS)),
    *,
    check: bool = True,
    expiry: bool = False,
    migration: bool = False,
    personality: str | Personality | None = None,
    plan: bool = True,
) -> Explored:
    """Every order of events in a rotation of the CSMS root: which of them strand a station, and which plan does not.

    Parameters
    ----------
    name
        A scenario: ``"csms-root-rotation"``, ``"unsigned-root"``, ``"second-rotation"`` ...
    check
        AdditionalRootCertificateCheck, where the scenario leaves it open.
    expiry
        Whether certificates end during the search.
    migration
        Whether there is a second CSMS under the new root, and migrations to it.
    personality
        A station with these ways; by default it keeps to the standard, and a plan must strand none of the known ones.
    plan
        Whether a safe plan is looked for, too.

    Raises
    ------
    InputError
        There is no such scenario or personality.
    """
    wanted = scenario(name, check=check, expiry=expiry, migration=migration)
    begin = time.perf_counter()
    found = answer(wanted, _personality(personality), plan=plan)
    return Explored(found, time.perf_counter() - begin)


def _personality(given: str | Personality | None) -> Personality | None:
    return personality(given) if isinstance(given, str) else given


def personalities() -> Table:
    """The stations that are met in the field: by name, and what each does otherwise."""
    rows = [(Cell(one.name, code=True, tight=True), one.says) for one in PERSONALITIES]
    return Table(("Personality", "What it does"), rows, caption='Stations to meet: wb.Station(personality="...")')
