"""A new CSMS root for a fleet: who goes first, who must not go, and who would be lost by switching now.

A pilot of every kind of station goes first: stations of one outfit (vendor, model, firmware, OCPP version) behave alike. The
server switches once, when all have the new root; whoever has it not by then is stranded, unless the old server stays reachable.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.csms.current_root import current_root
from workbench.csms.decision import said
from workbench.csms.go_no_go import Readiness, Verdict, readiness
from workbench.csms.policy import STRICT
from workbench.csms.shown import rollout_line, rollout_tables
from workbench.display import Readable, view
from workbench.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.csms.policy import Policy
    from workbench.csms.record import StationRecord
    from workbench.findings import Finding


@dataclass(frozen=True, slots=True)
class Wave:
    """Stations that are rotated together, after the wave before them came through.

    Attributes
    ----------
    name
        ``"pilot"``, ``"fleet 1"`` ..., ``"later"``.
    why
        One sentence.
    """

    name: str
    identities: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class RollOut(Readable):
    """The plan.

    Attributes
    ----------
    waves
        In their order; a station with no-go is in none.
    stations
        Every station's readiness, by identity.
    stranded_by_switching_now
        Who does not list the new root: the server must not switch before this is empty, or they are given up.
    findings
        About the fleet as a whole.
    """

    waves: tuple[Wave, ...]
    stations: tuple[Readiness, ...]
    stranded_by_switching_now: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def may_switch(self) -> bool:
        """Whether every station lists the new root."""
        return not self.stranded_by_switching_now

    def __repr__(self) -> str:
        return f"RollOut({rollout_line(self)})"

    def __str__(self) -> str:
        return "\n\n".join(table.to_text() for table in rollout_tables(self))

    def _repr_html_(self) -> str:
        return str(view(*(table.to_html() for table in rollout_tables(self))))


def plan_rollout(  # noqa: PLR0913  # by name
    records: Iterable[StationRecord],
    new_root: str,
    *,
    now: datetime,
    until: datetime | None = None,
    pile: Sequence[Item] = (),
    policy: Policy = STRICT,
    wave_size: int = 500,
) -> RollOut:
    """The waves of a fleet's rotation, from the records alone: nothing is asked.

    Parameters
    ----------
    until
        When the server is to switch.
    wave_size
        Stations in a wave after the pilot, at most.
    """
    fleet = sorted(records, key=lambda one: one.identity)
    judged = {one.identity: readiness(one, new_root, now=now, until=until, pile=pile, policy=policy) for one in fleet}
    going = [one for one in fleet if judged[one.identity].verdict is Verdict.GO and not judged[one.identity].has_the_root]
    pilots = _pilots(going)
    rest = sorted((one for one in going if one.identity not in pilots), key=lambda one: _urgency(one, pile))
    waves = [Wave("pilot", pilots, "One station of each outfit: what goes wrong with it would go wrong with all of them.")]
    size = max(1, wave_size)
    for number, start in enumerate(range(0, len(rest), size), start=1):
        some = tuple(one.identity for one in rest[start : start + size])
        waves.append(Wave(f"fleet {number}", some, "The stations whose current root ends first come first."))
    later = tuple(one.identity for one in fleet if judged[one.identity].verdict is Verdict.WAIT)
    waves.append(Wave("later", later, "Something must be known or done first; then plan anew."))
    stranded = tuple(one.identity for one in fleet if not judged[one.identity].has_the_root)
    kept = tuple(one for one in waves if one.identities)
    return RollOut(kept, tuple(judged.values()), stranded, tuple(_about_all(fleet, judged, stranded)))


def _pilots(going: Sequence[StationRecord]) -> tuple[str, ...]:
    first: dict[object, str] = {}
    for one in going:
        first.setdefault((one.outfit, one.version), one.identity)
    return tuple(sorted(first.values()))


def _urgency(record: StationRecord, pile: Sequence[Item]) -> tuple[float, str]:
    item = current_root(record, pile).item
    ends = item.facts.not_after if item is not None and item.facts is not None else None
    return (ends.timestamp() if ends is not None else float("inf"), record.identity)


def _about_all(fleet: Sequence[StationRecord], judged: dict[str, Readiness], stranded: tuple[str, ...]) -> Iterable[Finding]:
    if stranded:
        yield said(
            "csms-rollout",
            f"{len(stranded)} of {len(fleet)} stations do not list the new root: a server that shows it alone loses them.",
            Severity.ERROR,
            requirement="M05.FR.14",
            observed=", ".join(stranded[:10]),
            remedy="Switch when this is zero, or keep a second endpoint under the old root for them.",
        )
    refused = [one for one in judged.values() if one.verdict is Verdict.NO_GO]
    if refused:
        yield said(
            "csms-rollout",
            f"{len(refused)} of {len(fleet)} stations cannot take the new root as they are.",
            Severity.ERROR,
            observed=", ".join(one.identity for one in refused[:10]),
            remedy="Each station's findings say what to do.",
        )
    if not fleet:
        yield said("csms-rollout", "There is no station.", Severity.WARNING, remedy="Give the records of the fleet.")
