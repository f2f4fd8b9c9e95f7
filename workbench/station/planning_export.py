"""A search for programs: the JSON of ``pnc explore``, in the form of ``schemas/explore.schema.json``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.station.planning_evidence import Guard
from workbench.times import rfc3339

if TYPE_CHECKING:
    from workbench.station.explore import Step, Stranding
    from workbench.station.planning_answer import Answer, Planned
    from workbench.station.planning_plan import Plan
    from workbench.station.planning_proof import Proof


def to_dict(answer: Answer) -> dict[str, Any]:
    """All that was found; what took how long is not in it."""
    found, scenario = answer.exploration, answer.scenario
    return {
        "schema": "pnc-workbench/explore/1",
        "scenario": scenario.name,
        "says": scenario.says,
        "personality": answer.station.name,
        "root_check": scenario.world.state.root_check,
        "at": rfc3339(scenario.world.now),
        "roots": [{"name": name, "certificate": sha256} for sha256, name in scenario.names.items()],
        "worlds": found.worlds,
        "transitions": found.transitions,
        "complete": found.complete,
        "stranded_worlds": len(found.strandings),
        "strandings": [_stranding(one) for one in found.essential],
        "plan": _planned(answer.planned) if answer.planned else None,
    }


def _stranding(stranding: Stranding) -> dict[str, Any]:
    return {"steps": [_step(step) for step in stranding.steps], "ways_back": list(stranding.ways_back)}


def _step(step: Step) -> dict[str, Any]:
    waits = isinstance(step.move, Guard)
    return {
        "move": step.move.name,
        "by": "evidence" if waits else getattr(step.move, "actor", "csms"),
        "decided_by": list(step.decided_by),
        "findings": [finding.to_dict() for finding in step.findings],
    }


def _planned(planned: Planned) -> dict[str, Any]:
    return {
        "ok": planned.ok,
        "stations": list(planned.stations),
        "shortest": [_plan(plan) for plan in planned.shortest],
        "with_evidence": _plan(planned.with_evidence[0]) if planned.with_evidence else None,
        "proofs": [{"personality": name, **_proof(proof)} for name, proof in (planned.with_evidence or (None, ()))[1]],
        "holds_until": rfc3339(planned.ends.until) if planned.ends else None,
        "ends": planned.ends.name if planned.ends else "",
        "mistakes": [{"says": proof.plan.says, "steps": _plan(proof.plan), **_proof(proof)} for proof in planned.mistakes],
    }


def _plan(plan: Plan) -> list[dict[str, Any]]:
    return [{"step": step.name, "waits": isinstance(step, Guard)} for step in plan.steps]


def _proof(proof: Proof) -> dict[str, Any]:
    return {
        "safe": proof.safe,
        "reaches_goal": proof.ok,
        "worlds": proof.worlds,
        "transitions": proof.transitions,
        "stranding": _stranding(proof.stranding) if proof.stranding else None,
        "waits_for": proof.stuck.waits_for if proof.stuck else "",
        "because": because.to_dict() if proof.stuck and (because := proof.stuck.because) else None,
    }
