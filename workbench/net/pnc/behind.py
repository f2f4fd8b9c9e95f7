"""The station behind the controller: what it asks its CSMS for a vehicle, frame by frame, and what the CSMS asks the pool."""

from __future__ import annotations

import asyncio
import inspect
import time
from typing import TYPE_CHECKING, Any

from workbench.findings import Severity
from workbench.messages.versions import Version
from workbench.net.pnc.frame_words import told_in_words
from workbench.net.pnc.step import Outcome, Party, Step
from workbench.station.effects import AcceptVehicle, RefuseVehicle
from workbench.station.events import VehicleChain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.findings import Finding
    from workbench.messages.ev_certificate import Get15118EVCertificateRequest
    from workbench.messages.wire_log import LoggedFrame
    from workbench.net.machines.csms import Csms
    from workbench.net.machines.plug_answers import ContractVerdict, VehicleAnswer
    from workbench.net.machines.station import Station

ISO_SCHEMAS = {"-2": "urn:iso:15118:2:2013:MsgDef", "-20": "urn:iso:std:iso:15118:-20:CommonMessages"}
_SHOWN = frozenset({"Authorize", "Get15118EVCertificate", "GetCertificateChainStatus"})
_PATIENCE, _LOOK = 4.5, 0.005
"""Seconds, real ones, that a vehicle waits for its own status; and between two looks."""


class StationBehind:
    """A station, connected to its CSMS or not, as the controller's backend.

    Parameters
    ----------
    pool, csms
        What the CSMS asks for contracts, and the CSMS itself, where what they find shall be steps too.
    """

    def __init__(self, station: Station, edition: str, pool: WatchedPool | None = None, csms: Csms | None = None) -> None:
        self._station, self._edition, self._pool, self._csms = station, edition, pool, csms

    async def vehicle_shown(self, chain: Sequence[Item]) -> tuple[bool, str, tuple[Step, ...]]:
        """M07: is the vehicle's chain revoked; whether it may go on, why not, and what was said for that."""
        begin, entries = self._now(), len(self._station.journal.entries)
        leaf = _leaf(chain)
        self._station.happens(VehicleChain(tuple(chain)))
        until = time.monotonic() + _PATIENCE
        while (ended := self._concluded(entries, leaf)) is None and time.monotonic() < until:  # noqa: ASYNC110  # a journal calls nobody
            await asyncio.sleep(_LOOK)
        findings = tuple(one for entry in self._station.journal.entries[entries:] for one in entry.decision.findings)
        ok = isinstance(ended, AcceptVehicle)
        why = ended.reason if isinstance(ended, RefuseVehicle) else "" if ok else "The CSMS gave no answer in time."
        steps = self._said(begin, ())
        said = why or "no certificate of it is known as revoked"
        return ok, why, (*steps, self._alone("looks at the vehicle chain", said, findings, ok=ok))

    def _concluded(self, begin: int, leaf: str) -> AcceptVehicle | RefuseVehicle | None:
        """What became of this vehicle; another may stand at the station's other plug."""
        effects = (one for entry in self._station.journal.entries[begin:] for one in entry.decision.effects)
        return next((one for one in effects if isinstance(one, AcceptVehicle | RefuseVehicle) and one.leaf == leaf), None)

    async def contract_presented(self, chain: Sequence[Item], emaid: str) -> tuple[ContractVerdict, tuple[Step, ...]]:
        """C07: may the vehicle charge under this contract; and what was said for that."""
        begin = self._now()
        verdict = await self._station.contract_presented(chain, emaid, session=_leaf(chain)[:16])
        steps = list(self._said(begin, verdict.findings))
        if not steps:
            steps = [self._alone("decides by itself", verdict.why, verdict.findings, ok=verdict.ok)]
        return verdict, tuple(steps)

    async def vehicle_asks(self, exi: bytes, action: str, maximum: int | None) -> tuple[VehicleAnswer, tuple[Step, ...]]:
        """M01, M02: the answer to a vehicle's request for a contract; and what was said for that."""
        begin = self._now()
        answer = await self._station.vehicle_asks(exi, ISO_SCHEMAS[self._edition], action, maximum=maximum)
        steps = list(self._said(begin, answer.findings))
        if not steps:
            steps = [self._alone("asks nobody", answer.why, answer.findings, ok=answer.ok)]
        return answer, tuple(steps)

    def _now(self) -> tuple[int, int]:
        return len(self._station.wire_log.frames), len(self._csms.findings) if self._csms is not None else 0

    def _said(self, begin: tuple[int, int], findings: tuple[Finding, ...]) -> list[Step]:
        """The frames since then that are about vehicles, the CSMS's and the pool's part between them."""
        calls: dict[str, str] = {}
        steps: list[Step] = []
        for frame in self._station.wire_log.frames[begin[0] :]:
            if frame.head is None:
                continue
            if frame.head.action in _SHOWN:
                calls[frame.head.message_id] = frame.head.action
                steps.append(_step(frame, f"{frame.head.action}Request", Outcome.PLAIN))
                steps += self._pool.take() if self._pool is not None else ()
                steps += self._decides(frame.head.action, begin[1])
            elif (action := calls.get(frame.head.message_id)) is not None:
                steps.append(_step(frame, f"{action}Response", Outcome.GOOD))
        if steps and steps[-1].sender is Party.CSMS:
            steps[-1] = _decided(steps[-1], findings)
        return steps

    def _decides(self, action: str, begin: int) -> Iterator[Step]:
        """What the CSMS found in a contract."""
        if self._csms is None or action != "Authorize":
            return
        found = tuple(one for one in self._csms.findings[begin:] if one.requirement.startswith(("C07", "M07")))
        bad = [one for one in found if one.severity is Severity.ERROR]
        ruling = next((one for one in (*bad, *reversed(found)) if one.code == "csms-answered"), next(iter((*bad, *found)), None))
        if ruling is not None:
            outcome = Outcome.REFUSED if bad else Outcome.GOOD
            yield Step(Party.CSMS, Party.CSMS, "looks into it", b"", 0, ruling.message, outcome, found, ruling.requirement)

    def _alone(self, name: str, why: str, findings: tuple[Finding, ...], *, ok: bool) -> Step:
        rule = next((one.requirement for one in reversed(findings) if one.requirement), "")
        outcome = Outcome.GOOD if ok else Outcome.REFUSED
        return Step(Party.SECC, Party.SECC, name, said=why, outcome=outcome, findings=findings, requirement=rule)


class WatchedPool:
    """A contract pool whose questions and answers are steps.

    Parameters
    ----------
    pool
        :class:`workbench.contracts.pool.Pool`, or anything with its ``answer``.
    """

    def __init__(self, pool: Any) -> None:
        self.pool = pool
        self._steps: list[Step] = []

    async def answer(
        self, request: Get15118EVCertificateRequest, now: datetime, *, version: Version = Version.V21, longest: int | None = None
    ) -> Any:
        """As the pool's."""
        answer = self.pool.answer(request, now, version=version, longest=longest)
        if inspect.isawaitable(answer):
            answer = await answer
        response = answer.response
        size = len(request.exi_request)
        self._steps.append(Step(Party.CSMS, Party.POOL, "asks the pool", size=size, said=f"action {request.action}"))
        ok = str(response.status) == "Accepted"
        info = response.status_info
        said = str(response.status) if ok else f"{response.status}: {_first(answer.findings) or (info.reason_code if info else '')}"
        outcome = Outcome.GOOD if ok else Outcome.REFUSED
        more = tuple(answer.findings)
        self._steps.append(
            Step(Party.POOL, Party.CSMS, "answer", size=len(response.exi_response), said=said, outcome=outcome, findings=more)
        )
        return answer

    def take(self) -> list[Step]:
        """The steps since the last call."""
        steps, self._steps = self._steps, []
        return steps


def _leaf(chain: Sequence[Item]) -> str:
    """SHA-256 of the first certificate; empty where there is none that can be read."""
    return "" if not chain or chain[0].facts is None else chain[0].facts.sha256


def _first(findings: Sequence[Finding]) -> str:
    return next((one.message for one in findings if one.severity is Severity.ERROR), "")


def _step(frame: LoggedFrame, name: str, outcome: Outcome) -> Step:
    to_csms = frame.sender == "station"
    one, other = (Party.SECC, Party.CSMS) if to_csms else (Party.CSMS, Party.SECC)
    octets = frame.text.encode("utf-8", "replace")
    return Step(one, other, name, octets, len(octets), told_in_words(frame.text), outcome)


def _decided(step: Step, findings: tuple[Finding, ...]) -> Step:
    bad = any(one.severity is Severity.ERROR for one in findings) or step.said.startswith("Failed")
    rule = next((one.requirement for one in reversed(findings) if one.requirement), "")
    outcome = Outcome.REFUSED if bad else Outcome.GOOD
    return Step(step.sender, step.receiver, step.name, step.octets, step.size, step.said, outcome, findings, rule)
