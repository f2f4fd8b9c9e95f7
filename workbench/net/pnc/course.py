"""A session on its way: what was said so far, the channel through which it goes, who refused what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from workbench.contracts.exi.codec import SCHEMAS, read_message, write_message
from workbench.errors import WorkbenchError
from workbench.findings import Finding, Severity
from workbench.net.pnc.session import Session
from workbench.net.pnc.step import Outcome, Party, Step
from workbench.net.pnc.v2gtp import framed, unframed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.certs.items import Item
    from workbench.contracts.exi.schema import Schema
    from workbench.contracts.exi.signature import Signature
    from workbench.contracts.exi.tree import Stream
    from workbench.diagnosis import Diagnosis
    from workbench.net.machines.plug_answers import ContractVerdict, VehicleAnswer
    from workbench.net.pnc.channel import Channel
    from workbench.net.pnc.credentials import ContractHolder
    from workbench.net.pnc.handshake import Handshake
    from workbench.net.pnc.setting import Setting

SCHEMA_OF: dict[str, Schema] = {
    "-2": SCHEMAS["urn:iso:15118:2:2013:MsgDef"],
    "-20": SCHEMAS["urn:iso:std:iso:15118:-20:CommonMessages"],
}


class Refused(Exception):  # noqa: N818  # how a session ends early, no error
    """Somebody ended the session; the course knows who and why."""


class Backend(Protocol):
    """The station behind the controller, and who stands behind it; :class:`~workbench.net.pnc.behind.StationBehind` is one."""

    async def vehicle_shown(self, chain: Sequence[Item]) -> tuple[bool, str, tuple[Step, ...]]:
        """Is the vehicle's chain revoked (M07); whether it may go on, why not, and what was said for that."""

    async def contract_presented(self, chain: Sequence[Item], emaid: str) -> tuple[ContractVerdict, tuple[Step, ...]]:
        """May the vehicle charge under this contract (C07); and what was said for that."""

    async def vehicle_asks(self, exi: bytes, action: str, maximum: int | None) -> tuple[VehicleAnswer, tuple[Step, ...]]:
        """The answer to a vehicle's request for a contract (M01, M02); and what was said for that."""


class Course:
    """Collects the steps of one session.

    Attributes
    ----------
    steps
        So far.
    contract, emaid
        Of the contract that was presented.
    refusal
        Of the contract: whose doing, and why; None where it is accepted.
    not_checked
        In sentences.
    """

    def __init__(self, setting: Setting, handshake: Handshake, channel: Channel) -> None:
        self.setting, self.handshake = setting, handshake
        self.schema = SCHEMA_OF[setting.edition]
        self.steps: list[Step] = []
        self.contract: Diagnosis | None = None
        self.emaid = ""
        self.refusal: tuple[Party, Finding] | None = None
        self.not_checked = list(handshake.not_checked)
        self._channel = channel
        self._refused: tuple[Party, Finding] | None = None

    def says(self, sender: Party, name: str, message: Any, said: str = "") -> tuple[Any, Stream]:
        """A message through the channel, as it is read at its other end.

        Raises
        ------
        Refused
            The sender cannot write it, or the receiver cannot read it.
        """
        try:
            exi = write_message(self.schema, message)
        except WorkbenchError as error:
            raise self.refuses(sender, _no_message(name, "written", error)) from None
        arrived = self.carries(sender, name, exi, said)
        try:
            return read_message(self.schema, arrived)
        except WorkbenchError as error:
            raise self.refuses(Party.SECC if sender is Party.EV else Party.EV, _no_message(name, "read", error)) from None

    def signed(self, contract: ContractHolder, name: str, part: Any) -> Signature:
        """The vehicle's signature over one part of its message.

        Raises
        ------
        Refused
            The part cannot be written, so it cannot be signed.
        """
        try:
            return contract.sign([(name, part)])
        except WorkbenchError as error:
            raise self.refuses(Party.EV, _no_message(name, "signed", error)) from None

    def carries(self, sender: Party, name: str, exi: bytes, said: str = "") -> bytes:
        """EXI through the channel, as it arrives."""
        side, receiver = ("EV", Party.SECC) if sender is Party.EV else ("SECC", Party.EV)
        edition = self.setting.edition
        arrived = unframed(self._channel.send("EV" if side == "EV" else "SECC", framed(exi, edition)), edition)
        self.steps.append(Step(sender, receiver, name, exi, len(exi), said))
        return arrived

    def does(self, party: Party, name: str, *, ok: bool, said: str = "", findings: Sequence[Finding] = (), rule: str = "") -> None:
        """A party does something by itself."""
        outcome = Outcome.GOOD if ok else Outcome.REFUSED
        self.steps.append(Step(party, party, name, said=said, outcome=outcome, findings=tuple(findings), requirement=rule))

    def leaves_out(self, names: str, why: str) -> None:
        """Messages that a real session has here, and this one has not."""
        self.steps.append(Step(Party.EV, Party.SECC, names, said=why, outcome=Outcome.LEFT_OUT))

    def refuses(self, party: Party, cause: Finding) -> Refused:
        """End the session: to be raised."""
        self._refused = (party, cause)
        if self.handshake.ok:
            self._channel.close("EV" if party is Party.EV else "SECC")
        return Refused()

    def marks(self, outcome: Outcome, *, requirement: str = "") -> None:
        """How the last step went."""
        last = self.steps[-1]
        self.steps[-1] = Step(
            last.sender, last.receiver, last.name, last.octets, last.size, last.said, outcome, last.findings, requirement
        )

    def ended(self, fault: str) -> Session:
        """The session."""
        by, cause = self._refused or (None, None)
        if by is None:
            self._channel.close("EV")
        return Session(
            edition=self.setting.edition,
            at=self.setting.at,
            steps=tuple(self.steps),
            handshake=self.handshake,
            contract=self.contract,
            emaid=self.emaid,
            ok=by is None,
            refused_by=by,
            cause=cause,
            fault=fault,
            not_checked=tuple(self.not_checked),
        )


def _no_message(name: str, what: str, error: WorkbenchError) -> Finding:
    return Finding(
        code="exi-content",
        message=f"{name} cannot be {what}: {error.message}",
        severity=Severity.ERROR,
        item="message",
        remedy=error.hint,
    )
