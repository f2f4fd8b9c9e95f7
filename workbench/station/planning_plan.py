"""A rotation plan: moves of the CSMS in their order, with the evidence that it waits for between them, and what it is to reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from workbench.station.installed import CSMS_ROOT
from workbench.station.planning_evidence import Guard

if TYPE_CHECKING:
    from workbench.station.moves import Move, Server, World

    PlanStep: TypeAlias = Move | Guard


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps in order; a guard lets the plan go on only while its evidence holds.

    Attributes
    ----------
    says
        What kind of plan it is, in a sentence; empty for one that was found.
    """

    steps: tuple[PlanStep, ...]
    says: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The steps' names; waiting is said."""
        return tuple(f"wait until {step.name}" if isinstance(step, Guard) else step.name for step in self.steps)

    def __str__(self) -> str:
        return " → ".join(self.names) or "do nothing"


@dataclass(frozen=True, slots=True)
class Goal:
    """What a rotation is to reach: the new root is the only CSMS root, and the station is connected under it.

    Attributes
    ----------
    root
        SHA-256 of the new root.
    server
        The server under it, in slot 1.
    """

    root: str
    server: Server

    def reached(self, world: World) -> bool:
        """Whether this world is such."""
        state = world.state
        held = [one.sha256 for one in state.store.of_type(CSMS_ROOT)]
        serves = any(slot == state.connection.slot and server == self.server for slot, server in world.servers)
        return held == [self.root] and state.fallback is None and serves and state.connection.root == self.root
