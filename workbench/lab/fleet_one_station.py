"""One simulated station meets its messages: how it answers, and what it lists afterwards, against what the plan expects."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from workbench.fleet.plans.requests import DELETE, INSTALL
from workbench.fleet.schema import CHAIN_TYPE
from workbench.messages.certificates import GetInstalledCertificateIdsRequest, GetInstalledCertificateIdsResponse
from workbench.messages.codec import from_wire
from workbench.station.events import Received
from workbench.station.judging import verify

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.fleet.plans.plan import Step
    from workbench.lab.fleet_simulated import Simulated
    from workbench.station.state import StationState

CSMS_ROOT = "CSMSRootCertificate"


class Result(StrEnum):
    """What came of a station's part of a plan."""

    STRANDED = "stranded"
    """It verifies the CSMS's server no more."""
    SURPRISE = "surprise"
    """It answered otherwise than the plan expected, or lists something else."""
    NOT_CHECKED = "not checked"
    """The simulation is not like the station where it matters."""
    HELD_BACK = "held back"
    """Something went wrong in a wave before."""
    AS_PLANNED = "as planned"


class Course(NamedTuple):
    """How it went: the result, one sentence, and the requirement that decided it."""

    result: Result
    reason: str
    requirement: str = ""


Entry = tuple[str, str, str, str, str]
"""Certificate type and the four fields, children among them under their chain's type."""


def listing(simulated: Simulated, state: StationState, at: datetime) -> Counter[Entry]:
    """What the station would answer to GetInstalledCertificateIds."""
    decision = simulated.personality.decide(state, Received(GetInstalledCertificateIdsRequest()), at)
    found: Counter[Entry] = Counter()
    reply = decision.reply
    if isinstance(reply, GetInstalledCertificateIdsResponse):
        for one in reply.certificate_hash_data_chain or ():
            for data in (one.certificate_hash_data, *(one.child_certificate_hash_data or ())):
                fields = (data.hash_algorithm.value, data.issuer_name_hash, data.issuer_key_hash, data.serial_number)
                found[str(one.certificate_type), *fields] += 1
    return found


def course(simulated: Simulated, steps: Sequence[Step], at: datetime, server: Sequence[Item]) -> Course:
    """All its messages, one after the other; the first that goes wrong ends it.

    Parameters
    ----------
    server
        The chain of the CSMS's server, leaf first; empty where it is not known: whether the station comes back is not looked at.
    """
    state, before = simulated.state, listing(simulated, simulated.state, at)
    for step in steps:
        message = from_wire(step.action, "request", step.payload, state.connection.version)
        decision = simulated.personality.decide(state, Received(message), at)  # type: ignore[arg-type]  # plans send requests to stations
        state = decision.state
        status = str(getattr(decision.reply, "status", ""))
        if step.action in {INSTALL, DELETE} and status != step.expected:
            first = decision.findings[0] if decision.findings else None
            why = f": {first.message}" if first is not None else "."
            requirement = (first.requirement or "") if first is not None else ""
            return Course(Result.SURPRISE, f"{step.action} was answered {status or 'with nothing'}{why}", requirement)
    wrong = _otherwise(before, listing(simulated, state, at), steps)
    if wrong is not None:
        return wrong
    if (
        server
        and state.connection.security_profile >= 2
        and _reaches(simulated.state, server, at)
        and not _reaches(state, server, at)
    ):
        return Course(Result.STRANDED, "It held a root that verifies the CSMS's server, and holds none any more.", "M04.FR.03")
    return Course(Result.AS_PLANNED, "Answered as expected, and lists what was meant.")


def _otherwise(before: Counter[Entry], after: Counter[Entry], steps: Sequence[Step]) -> Course | None:
    """What the listing shows that was not meant."""
    installing = [str(step.payload["certificateType"]) for step in steps if step.action == INSTALL and step.payload is not None]
    if installing:
        return _not_installed(after - before, before - after, installing)
    meant = {_fields(step) for step in steps if step.action == DELETE}
    if any(entry[1:] in meant for entry in after):
        return Course(Result.SURPRISE, "It answered Accepted, and lists it still.", "M04.FR.02")
    return _not_deleted(after - before, before - after, meant)


def _not_installed(came: Counter[Entry], went: Counter[Entry], wanted: list[str]) -> Course | None:
    types = [entry[0] for entry in came.elements()]
    if types != wanted:
        said = ", ".join(types) or "nothing more"
        return Course(Result.SURPRISE, f"It answered Accepted, and lists {said} afterwards.", "M05.FR.02")
    return Course(Result.SURPRISE, f"What it listed before is gone: {_types(went)}.", "M05.FR.02") if went else None


def _not_deleted(came: Counter[Entry], went: Counter[Entry], meant: set[tuple[str, ...]]) -> Course | None:
    more = Counter({entry: count for entry, count in went.items() if entry[1:] not in meant})
    if more and Counter(entry[0] for entry in more.elements()) == Counter(entry[0] for entry in came.elements()):
        said = f"What is left is listed under other hash data than before: {_types(more)}."
        return Course(Result.SURPRISE, said, "M03.FR.04")
    leaf = any(entry[0] == CHAIN_TYPE and entry[1:] in meant for entry in went)
    if more and not (leaf and all(entry[0] == CHAIN_TYPE for entry in more)):  # with its leaf a chain's sub-CAs go
        return Course(Result.SURPRISE, f"More is gone than was named: {_types(more)}.", "M04.FR.08")
    return Course(Result.SURPRISE, f"It lists more than before: {_types(came)}.", "M04.FR.02") if came else None


def _fields(step: Step) -> tuple[str, ...]:
    data = step.payload["certificateHashData"] if step.payload is not None else {}
    return data["hashAlgorithm"], data["issuerNameHash"], data["issuerKeyHash"], data["serialNumber"]


def _types(entries: Counter[Entry]) -> str:
    return ", ".join(sorted({entry[0] for entry in entries}))


def _reaches(state: StationState, server: Sequence[Item], at: datetime) -> bool:
    anchors = [one.item for one in state.store.of_type(CSMS_ROOT)]
    return verify(server, anchors, at).anchor is not None
