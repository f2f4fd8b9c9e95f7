"""What a proof of a plan says: whether it is safe, whether it arrives, and a shortest order that shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.findings import Finding
    from workbench.station.explore import Step, Stranding
    from workbench.station.planning_plan import Plan


@dataclass(frozen=True, slots=True)
class Stuck:
    """Where a plan does not go on, though the station is connected.

    Attributes
    ----------
    steps
        A shortest way there.
    waits_for
        The step that is never taken, by name; empty where the plan is over and has not reached its goal.
    """

    steps: tuple[Step, ...]
    waits_for: str

    @property
    def because(self) -> Finding | None:
        """The refusal that stands behind it, where the station said one."""
        return refusal(self.steps)


@dataclass(frozen=True, slots=True)
class Proof:
    """What the search says of a plan.

    Attributes
    ----------
    plan
        What was proved, or refuted.
    stranding
        A shortest order of steps and mishaps that strands the station; None: there is none, the plan is safe.
    stuck
        Where it does not reach its goal; None: it always can.
    worlds, transitions
        How much was searched: worlds, each at each step of the plan; moves that were tried.
    """

    plan: Plan
    stranding: Stranding | None
    stuck: Stuck | None
    worlds: int
    transitions: int

    @property
    def safe(self) -> bool:
        """Whether no order strands the station."""
        return self.stranding is None

    @property
    def ok(self) -> bool:
        """Whether it is safe and reaches its goal, whatever happens."""
        return self.safe and self.stuck is None

    def __str__(self) -> str:
        if self.stranding is not None:
            return f"strands: {' → '.join(self.stranding.names)}"
        if self.stuck is not None:
            waits = f"it waits until {self.stuck.waits_for}" if self.stuck.waits_for else "it ends elsewhere"
            return f"safe, but may not reach its goal: {waits}"
        return "safe, and reaches its goal"


def refusal(steps: Sequence[Step]) -> Finding | None:
    """The first refusal of the station among what it said, or None."""
    said = (finding for step in steps for finding in step.findings)
    return next((one for one in said if one.code in {"station-rejected", "station-failed", "station-not-found"}), None)
