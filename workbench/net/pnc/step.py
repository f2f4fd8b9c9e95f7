"""One step of a Plug & Charge session: who said what to whom, in how many octets, and what was found."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.findings import Finding


class Party(StrEnum):
    """Who takes part."""

    EV = "EV"
    SECC = "SECC"
    CSMS = "CSMS"
    POOL = "pool"


class Outcome(StrEnum):
    """How a step went."""

    PLAIN = "said"
    GOOD = "accepted"
    REFUSED = "refused"
    LEFT_OUT = "not sent here"


@dataclass(frozen=True, slots=True)
class Step:
    """One step.

    Attributes
    ----------
    sender, receiver
        The same where a party does something by itself.
    name
        Of the message, ``"PaymentDetailsReq"``, or what is done.
    octets
        What was sent: EXI, or the text of an OCPP frame; empty where nothing was.
    size
        Octets of it, or of the whole handshake.
    said
        What it says, in a few words. Hostile text.
    findings
        What its receiver, or who does it, found.
    requirement
        What decided.
    """

    sender: Party
    receiver: Party
    name: str
    octets: bytes = field(default=b"", repr=False)
    size: int = 0
    said: str = ""
    outcome: Outcome = Outcome.PLAIN
    findings: tuple[Finding, ...] = ()
    requirement: str = ""

    @property
    def alone(self) -> bool:
        """Whether a party does it by itself."""
        return self.sender is self.receiver

    @property
    def parties(self) -> str:
        """``"EV → SECC"``; one name where a party does it by itself."""
        return self.sender.value if self.alone else f"{self.sender.value} → {self.receiver.value}"
