"""A dry run: a plan's messages meet simulated stations, wave after wave, before one is sent to a real one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from workbench.certs.hashdata import HashAlgorithm
from workbench.display import Cell, Readable, Table, Tone, html, terminal, view
from workbench.display.counting import counted
from workbench.fleet.plans.requests import DELETE
from workbench.fleet.plans.ruling import Verdict
from workbench.fleet.plans.situation import situations
from workbench.fleet.schema import CHAIN_TYPE
from workbench.lab.fleet_one_station import Course, Result, course, listing
from workbench.lab.fleet_simulated import Simulation, Ways, shown_by, ways_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    import pandas as pd

    from workbench.fleet.inventory import Inventory
    from workbench.fleet.plans.plan import Plan, Step
    from workbench.fleet.plans.situation import Listed, Situation
    from workbench.lab.fleet_simulated import Simulated

    Progress = Callable[[int, int], None]
    Fields = tuple[str, str, str, str]

SCHEMA = "pnc-workbench/fleet-rehearsal/1"
COLUMNS = ("station", "wave", "result", "reason", "requirement", "personality", "stand_ins")
_TONES = {
    Result.STRANDED: Tone.ERROR,
    Result.SURPRISE: Tone.ERROR,
    Result.NOT_CHECKED: Tone.WARNING,
    Result.HELD_BACK: Tone.WARNING,
    Result.AS_PLANNED: Tone.GOOD,
}
_WRONG = {Result.STRANDED, Result.SURPRISE}


class Outcome(NamedTuple):
    """One station's part.

    Attributes
    ----------
    station
        Hostile text.
    personality
        The preset that played it.
    stand_ins
        Entries of its listing whose certificates are not at hand.
    """

    station: str
    wave: str
    course: Course
    personality: str
    stand_ins: int


@dataclass(frozen=True, eq=False)
class Rehearsal(Readable):
    """What came of it.

    Attributes
    ----------
    outcomes
        Of every station that the plan sends something: what went wrong first, then by wave.
    rehearsed
        Different stations among them: alike ones are played once.
    notes
        What the simulation is not like.
    """

    title: str
    at: datetime
    outcomes: tuple[Outcome, ...] = field(repr=False)
    rehearsed: int
    notes: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether everything went as planned."""
        return all(one.course.result is Result.AS_PLANNED for one in self.outcomes)

    @property
    def counts(self) -> dict[Result, int]:
        """Stations by result."""
        return {result: sum(one.course.result is result for one in self.outcomes) for result in Result}

    @property
    def sentence(self) -> str:
        """How many of each result. Hostile text."""
        said = ", ".join(f"{number:,} {result}" for result, number in self.counts.items() if number)
        return f"{self.title}, rehearsed with {counted(len(self.outcomes), 'simulated station')}: {said or 'nothing to do'}."

    def to_frame(self) -> pd.DataFrame:
        """One row for each station that the plan sends something. Not escaped."""
        import pandas as pd  # noqa: PLC0415  # half a second that only a fleet pays

        return pd.DataFrame(list(self._rows()), columns=list(COLUMNS))

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "schema": SCHEMA,
            "title": self.title,
            "answer": self.sentence,
            "ok": self.ok,
            "counts": {str(result): number for result, number in self.counts.items()},
            "notes": list(self.notes),
            "stations": [dict(zip(COLUMNS, row, strict=True)) for row in self._rows()],
        }

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        for one in self.outcomes:
            result, reason, requirement = one.course
            yield one.station, one.wave, str(result), reason, requirement, one.personality, one.stand_ins

    def table(self) -> Table:
        """The reasons with how many stations they hold for, what went wrong first."""
        groups: dict[tuple[Course, str], list[str]] = defaultdict(list)
        for one in self.outcomes:
            groups[one.course, one.personality].append(one.station)
        order = list(Result)
        rows = [
            (Cell(str(what.result), tone=_TONES[what.result]), f"{len(some):,}", what.reason, what.requirement, who, some[0])
            for (what, who), some in sorted(groups.items(), key=lambda one: (order.index(one[0][0].result), -len(one[1])))
        ]
        return Table(
            ("", "stations", "what happened", "decided by", "played by", "for example"), rows, caption=self.title, limit=50
        )

    def __str__(self) -> str:
        return "\n\n".join([terminal(self.sentence), self.table().to_text(), *(f"Note: {terminal(note)}" for note in self.notes)])

    def _repr_html_(self) -> str:
        return str(view(html(self.sentence), self.table().to_html(), *(html(note) for note in self.notes)))


def rehearse(
    plan: Plan,
    inventory: Inventory,
    *,
    personalities: Mapping[str, str] | None = None,
    go_on: bool = False,
    progress: Progress | None = None,
) -> Rehearsal:
    """Play a plan with simulated stations.

    Parameters
    ----------
    personalities
        What if: identity of a station, or its sender (``vendor|model|firmware|OCPP version``), to the name of a personality; else
        the one whose mistakes its listing shows.
    go_on
        Whether the waves after one in which something went wrong are played too.
    progress
        Called with (stations done, of how many).

    Raises
    ------
    InputError
        There is no personality of that name.
    """
    return _Stage(plan, inventory, dict(personalities or {})).play(go_on=go_on, progress=progress)


class _Stage:
    def __init__(self, plan: Plan, inventory: Inventory, chosen: dict[str, str]) -> None:
        self._plan, self._inventory, self._chosen = plan, inventory, chosen
        everybody = situations(inventory)
        self._stations = {one.identity: one for one in everybody}
        self._ways = ways_of(everybody)
        self._simulation = Simulation(inventory.known)
        self._played: dict[object, tuple[Course, str]] = {}

    def play(self, *, go_on: bool, progress: Progress | None) -> Rehearsal:
        parts: dict[str, list[Step]] = defaultdict(list)
        for step in self._plan.steps:
            if step.verdict is Verdict.GO and step.payload is not None:
                parts[step.station].append(step)
        outcomes: list[Outcome] = []
        stopped = ""
        wave, wrong_in_wave = "", False
        for number, (identity, steps) in enumerate(sorted(parts.items(), key=lambda one: self._order(one[1])), start=1):
            if steps[0].wave != wave:
                stopped = stopped or (wave if wrong_in_wave and not go_on else "")
                wave = steps[0].wave
            outcome = self._outcome(self._stations[identity], steps, stopped)
            wrong_in_wave = wrong_in_wave or outcome.course.result in _WRONG
            outcomes.append(outcome)
            if progress is not None and (number % 100 == 0 or number == len(parts)):
                progress(number, len(parts))
        order = list(Result)
        outcomes.sort(key=lambda one: order.index(one.course.result))
        return Rehearsal(self._plan.title, self._plan.at, tuple(outcomes), len(self._played), self._notes(outcomes))

    def _order(self, steps: Sequence[Step]) -> tuple[int, str]:
        return self._plan.waves.index(steps[0].wave), steps[0].station

    def _outcome(self, station: Situation, steps: list[Step], stopped: str) -> Outcome:
        name = self._chosen.get(station.identity) or self._chosen.get(station.sender)
        seen = self._ways[station.sender]
        ways = seen if name is None else Ways(name, seen.algorithm, seen.root_first)
        named = {_named(step) for step in steps if step.action == DELETE}
        stand_ins = {place: one.fields for place, one in enumerate(station.listed) if one.certificate is None}
        if stopped:
            held_back = Course(Result.HELD_BACK, f"Something went wrong in {stopped}.")
            return Outcome(station.identity, steps[0].wave, held_back, ways.name, len(stand_ins))
        # alike stations are played once: the hash data of a stand-in matter only where it is to go
        held = {place: data if data in named else _made_up(data, place) for place, data in stand_ins.items()}
        entries = tuple(
            (one.certificate_type, one.chain, one.child, held.get(place) or _alike(one, named), one.authority)
            for place, one in enumerate(station.listed)
        )
        limits = (station.version, station.security_profile, station.most_entries, station.root_check)
        key = (ways, limits, entries, tuple((step.action, str(step.payload)) for step in steps))
        if key not in self._played:
            if name is None:
                ways = self._likest(station, ways, held, named)
            simulated = self._simulation.station(station, ways, held)
            strange = [one for one in self._strange(station, simulated, named) if one.fields in named] if name is None else []
            found = _unlike(strange[0], ways, named) if strange else None
            played = found or course(simulated, steps, self._plan.at, self._inventory.csms_chain)
            self._played[key] = played, ways.name
        return Outcome(station.identity, steps[0].wave, *self._played[key], len(stand_ins))

    def _likest(self, station: Situation, ways: Ways, held: Mapping[int, Fields], named: set[Fields]) -> Ways:
        """Its sender's ways, unless what it lists itself is written otherwise: one station does not speak for a whole model."""
        if not self._strange(station, self._simulation.station(station, ways, held), named):
            return ways
        own = shown_by(station.listed)
        algorithms = sorted({data[0] for data in named})
        choice = dict.fromkeys((ways, own, *(replace(own, algorithm=HashAlgorithm(one)) for one in algorithms)))

        def unlike(which: Ways) -> tuple[int, int]:
            strange = self._strange(station, self._simulation.station(station, which, held), named)
            return sum(one.fields in named for one in strange), len(strange)

        return min(choice, key=unlike)

    def _strange(self, station: Situation, simulated: Simulated, named: set[Fields]) -> list[Listed]:
        """The entries at hand, but for leaves that stay, that the simulated station writes otherwise than the real one."""
        written = {entry[1:] for entry in listing(simulated, simulated.state, self._plan.at)}
        at_hand = (one for one in station.listed if one.certificate is not None and not _leaf_that_stays(one, named))
        return [one for one in at_hand if one.fields not in written]

    def _notes(self, outcomes: Sequence[Outcome]) -> tuple[str, ...]:
        notes = []
        with_stand_ins = [one for one in outcomes if one.stand_ins]
        if with_stand_ins:
            number = sum(one.stand_ins for one in with_stand_ins)
            listed = f"{counted(number, 'entry', 'entries')} at {counted(len(with_stand_ins), 'station')}"
            notes.append(f"Not at hand: {listed}; stand-ins take their place, and what they verify was not checked.")
        unfit = {sender: ways.unfit for sender, ways in self._ways.items() if ways.unfit}
        notes += [f"No personality makes all mistakes of {sender}: {mistakes} was left out." for sender, mistakes in unfit.items()]
        if not self._inventory.csms_chain:
            notes.append("Not checked: whether a station reaches the CSMS afterwards; the chain of its server was not declared.")
        return tuple(notes)


def _unlike(strange: Listed, ways: Ways, named: set[Fields]) -> Course:
    """Why what is to be deleted cannot be played."""
    own = [*strange.mistakes.split(), *(["hashes in upper case"] if any(map(str.isupper, strange.fields[1:3])) else [])]
    why = ", ".join(own) or "no mistake is known"
    said = f"No simulated station writes hash data like this one ({why})."
    if strange.fields[0] != ways.algorithm:
        algorithms = " and ".join(sorted({data[0] for data in named}))
        said = f"It lists hash data of {algorithms}; a simulated station lists by one algorithm alone."
    return Course(Result.NOT_CHECKED, said, "M04.FR.07")


def _alike(one: Listed, named: set[Fields]) -> object:
    """What makes two stations differ: the certificate, as it is written; of a leaf that stays, only whose it is."""
    return "a leaf" if _leaf_that_stays(one, named) else (one.certificate, one.fields)


def _leaf_that_stays(one: Listed, named: set[Fields]) -> bool:
    return one.certificate_type == CHAIN_TYPE and one.child == 0 and one.fields not in named


def _named(step: Step) -> Fields:
    data = step.payload["certificateHashData"] if step.payload is not None else {}
    return data["hashAlgorithm"], data["issuerNameHash"], data["issuerKeyHash"], data["serialNumber"]


def _made_up(data: Fields, place: int) -> Fields:
    """Hash data of that shape which say nothing but the place."""
    return data[0], f"{place:0{len(data[1])}x}", "0" * len(data[2]), f"{place + 1:x}"
