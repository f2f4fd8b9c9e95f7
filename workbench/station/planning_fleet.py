"""Go or no-go of a plan for each station of a fleet, by search on its state; equal stations are searched once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from workbench.display import Readable, Table
from workbench.station.moves import World
from workbench.station.personalities import STRICT_STATION
from workbench.station.planning import prove_in
from workbench.station.planning_memory import Remembering
from workbench.station.planning_proof import refusal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.station.personalities import Personality
    from workbench.station.planning_plan import Plan
    from workbench.station.planning_proof import Proof
    from workbench.station.planning_scenario import Scenario
    from workbench.station.state import StationState


class FleetStation(NamedTuple):
    """A station before the rotation: its identity (hostile text), its state, and its ways."""

    identity: str
    state: StationState
    personality: Personality = STRICT_STATION


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the plan does to one station.

    Attributes
    ----------
    go
        Whether it is never stranded and always gets there.
    reason
        In a sentence.
    requirement
        What decided against it; empty where nothing did.
    remedy
        What to do first, in the imperative; empty for a go.
    proof
        The search behind it.
    """

    identity: str
    go: bool
    reason: str
    requirement: str = ""
    remedy: str = ""
    proof: Proof | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class FleetVerdict(Readable):
    """All of them, in the order of the stations.

    Attributes
    ----------
    searched
        Different stations among them: so many searches were made.
    """

    verdicts: tuple[Verdict, ...]
    searched: int

    @property
    def go(self) -> bool:
        """Whether the plan may begin everywhere."""
        return all(one.go for one in self.verdicts)

    def table(self) -> Table:
        """The reasons with how many stations they hold for, no-go first."""
        counts = Counter((one.go, one.reason, one.requirement, one.remedy) for one in self.verdicts)
        rows = [
            ("go" if go else "NO-GO", count, reason, requirement, remedy)
            for (go, reason, requirement, remedy), count in sorted(counts.items(), key=lambda one: (one[0][0], -one[1], one[0]))
        ]
        caption = f"{len(self.verdicts):,} stations, {self.searched:,} different"
        return Table(("", "stations", "why", "decided by", "what to do"), rows, caption=caption)

    def _repr_html_(self) -> str:
        return str(self.table().to_html())

    def __str__(self) -> str:
        no = sum(not one.go for one in self.verdicts)
        return f"{len(self.verdicts) - no:,} go, {no:,} no-go of {len(self.verdicts):,} stations"


def go_or_no_go(stations: Iterable[FleetStation], scenario: Scenario, plan: Plan) -> FleetVerdict:
    """Each station's verdict: the plan is proved, or refuted, from its own state on."""
    memories: dict[int, tuple[Personality, Remembering]] = {}
    known: dict[tuple[int, StationState], Verdict] = {}
    verdicts = []
    for station in stations:
        _, memory = memories.setdefault(id(station.personality), (station.personality, Remembering(station.personality)))
        key = id(station.personality), station.state
        if key not in known:
            known[key] = _verdict(station, scenario, plan, memory)
        verdicts.append(replace(known[key], identity=station.identity))
    return FleetVerdict(tuple(verdicts), len(known))


def _verdict(station: FleetStation, scenario: Scenario, plan: Plan, memory: Remembering) -> Verdict:
    if not station.state.connection.connected:
        remedy = "Wait until it is connected: over no connection no root can be installed."
        return Verdict(station.identity, go=False, reason="It is not connected.", remedy=remedy)
    world = World(station.state, scenario.world.servers, scenario.world.now)
    proof = prove_in(replace(scenario, world=world), plan, memory)
    if proof.stranding is not None:
        steps = proof.stranding.steps
        reason = f"It would be stranded: {' → '.join(proof.stranding.names)}."
    elif proof.stuck is not None:
        steps = proof.stuck.steps
        waits = proof.stuck.waits_for
        reason = f"The plan would wait for ever until {waits}." if waits else "The plan would end without its goal."
    else:
        return Verdict(station.identity, go=True, reason="It is never stranded, and always gets there.", proof=proof)
    why = refusal(steps)
    if why is None:
        remedy = "Ask for its listing (M03), and hold it against the certificates (`pnc match`)."
        reason = f"{reason} {station.personality.says}" if station.personality is not STRICT_STATION else reason
        return Verdict(station.identity, go=False, reason=reason, remedy=remedy, proof=proof)
    remedy = why.remedy or "Ask for its listing (M03) before anything else."
    return Verdict(
        station.identity, go=False, reason=f"{reason} {why.message}", requirement=why.requirement, remedy=remedy, proof=proof
    )
