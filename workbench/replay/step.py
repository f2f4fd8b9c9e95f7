"""One message of a log with its verdict."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from workbench.findings import Severity
from workbench.times import rfc3339

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.findings import Finding
    from workbench.messages.actions import Side


class Verdict(StrEnum):
    """What is to be said of a message."""

    RIGHT = "right"
    """As the reference does it, as far as that can be seen."""
    TOLERATED = "tolerated"
    """Otherwise than the reference, within what the standard leaves open or forgives."""
    WRONG = "wrong"
    """Against the standard, whatever is not known of the station."""
    UNKNOWN = "cannot tell"
    """It depends on what the log does not tell."""
    NOT_JUDGED = "not judged"
    """No part of certificate management, or another OCPP version."""


class Named(NamedTuple):
    """A certificate, CSR or hash entry that a message carries.

    Attributes
    ----------
    what
        ``"certificate"``, ``"CSR"``, ``"hash data"``, ``"OCSP response"``.
    name
        The subject's common name where there is one; hostile text.
    sha256
        Of the certificate, 64 lower-case hex digits; None where it is none, or not at hand.
    how
        How hash data was resolved: ``"exact"``, the mistakes, ``"unknown"``; empty for the others.
    """

    what: str
    name: str
    sha256: str | None = None
    how: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One message of the log.

    Attributes
    ----------
    number
        From 1, in the order of the log.
    line
        Where it begins in the log.
    file
        Of which log, where there are several.
    at
        As the log tells it; None where it does not.
    station
        The identity; empty where the log names none. Hostile text.
    sender
        Who sent it; None where that is not known.
    kind
        The message type: 2 CALL, 3 CALLRESULT, 4 CALLERROR, 5 CALLRESULTERROR, 6 SEND.
    message_id, action
        As in the frame; of an answer the action of its call. Hostile text.
    status
        What an answer says: its status, or the code of an error.
    verdict, findings
        The finding that decided comes first.
    expected
        The status that the reference would have answered; empty where nothing can be said.
    answers
        The number of the step that this one answers.
    carries
        What of certificates is in it.
    text
        The frame without its secrets. Hostile text.
    payload
        Parsed; with its secrets.
    """

    number: int
    line: int
    file: str = ""
    at: datetime | None = None
    station: str = ""
    sender: Side | None = None
    kind: int = 2
    message_id: str = ""
    action: str = ""
    status: str = ""
    verdict: Verdict = Verdict.NOT_JUDGED
    findings: tuple[Finding, ...] = ()
    expected: str = ""
    answers: int | None = None
    carries: tuple[Named, ...] = ()
    text: str = field(default="", repr=False)
    payload: Any = field(default=None, repr=False, compare=False)

    @property
    def name(self) -> str:
        """``"InstallCertificateRequest"``, ``"InstallCertificateResponse"``, ``"CALLERROR"``. Hostile text."""
        if self.kind in {2, 6}:
            return f"{self.action}Request"
        if self.kind == 3:
            return f"{self.action}Response" if self.action else "CALLRESULT"
        return "CALLERROR" if self.kind == 4 else "CALLRESULTERROR"

    @property
    def because(self) -> Finding | None:
        """The finding that decided; None where there is nothing to say."""
        return self.findings[0] if self.findings else None

    @property
    def sentence(self) -> str:
        """Why, in one sentence; empty where there is nothing to say. Hostile text."""
        return self.findings[0].message if self.findings else ""

    @property
    def code(self) -> str:
        """The code of the finding that decided; empty where there is nothing to say."""
        return self.findings[0].code if self.findings else ""

    @property
    def requirement(self) -> str:
        """The requirement that decided; empty where there is none."""
        return self.findings[0].requirement if self.findings else ""

    @property
    def place(self) -> str:
        """``"FILE:LINE"``, ``"line 12"``."""
        return f"{self.file}:{self.line}" if self.file else f"line {self.line}"

    def to_dict(self) -> dict[str, Any]:
        """A step of the JSON of ``pnc replay``."""
        return {
            "number": self.number,
            "file": self.file,
            "line": self.line,
            "at": rfc3339(self.at),
            "station": self.station,
            "sender": self.sender,
            "message": self.name,
            "type": self.kind,
            "id": self.message_id,
            "action": self.action,
            "status": self.status,
            "verdict": self.verdict.value,
            "expected": self.expected,
            "answers": self.answers,
            "carries": [one._asdict() for one in self.carries],
            "findings": [one.to_dict() for one in self.findings],
        }


class Judgement(NamedTuple):
    """What a module says of a message; :data:`Step` has it with its place."""

    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    expected: str = ""


NOTHING_TO_SAY = Judgement(Verdict.RIGHT)
_ORDER = (Verdict.WRONG, Verdict.UNKNOWN, Verdict.TOLERATED, Verdict.RIGHT, Verdict.NOT_JUDGED)
SEVERITIES = {Verdict.WRONG: Severity.ERROR, Verdict.TOLERATED: Severity.WARNING}


def gravest(judgements: list[Judgement]) -> Judgement:
    """The gravest of several, with the findings of all: its own first."""
    ranked = sorted(judgements, key=lambda one: _ORDER.index(one.verdict))
    if not ranked:
        return NOTHING_TO_SAY
    findings = tuple(dict.fromkeys(finding for one in ranked for finding in one.findings))
    return Judgement(ranked[0].verdict, findings, next((one.expected for one in judgements if one.expected), ""))
