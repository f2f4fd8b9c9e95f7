"""A03 is A02 begun by the station itself: the same duties under other numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.station.decision import Decision
    from workbench.station.state import SigningUse, StationState

_A03 = {
    "A02.FR.03": "A03.FR.03",
    "A02.FR.06": "A03.FR.06",
    "A02.FR.07": "A03.FR.07",
    "A02.FR.08": "A03.FR.08",
    "A02.FR.10": "A03.FR.10",
    "A02.FR.13": "A03.FR.13",
    "A02.FR.12": "A03.FR.12",
    "A02.FR.16": "A03.FR.16",
    "A02.FR.17": "A03.FR.17",
    "A02.FR.18": "A03.FR.18",
    "A02.FR.19": "A03.FR.19",
    "A02.FR.26": "A03.FR.22",
    "A02.FR.28": "A03.FR.24",
    "A02.FR.29": "A03.FR.25",
}
"""What A02 says of a CSMS's trigger, A03 says of the station's own initiative."""


def numbered(decision: Decision, before: StationState, use: SigningUse | None) -> Decision:
    """The decision with A03's numbers, if the station began the renewal of that type itself; None: the type is not known."""
    if use not in before.own_initiative:
        return decision
    findings = tuple(replace(one, requirement=_A03.get(one.requirement, one.requirement)) for one in decision.findings)
    return replace(decision, findings=findings)
