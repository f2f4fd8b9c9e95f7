"""What a CSMS begins itself: generators that yield what is to be done and hear what came of it. No I/O.

The edge runs one so::

    step = next(procedure)                          # Ask, SwitchServer or ExpectReconnect
    while True:                                     # until StopIteration, whose value is the Outcome
        decision = decide(record, Answered(step.request, response), now)     # or NoAnswer(...)
        step = procedure.send(Heard(response, decision.record, decision.findings))

The record belongs to the edge all the time: a procedure reads the one that it hears, and what it ends with is the last it heard.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.csms.decision import guarded
from workbench.csms.shown import exchange_line, outcome_html, outcome_line, outcome_text
from workbench.display import Readable, terminal, view
from workbench.findings import Severity
from workbench.messages.actions import action_of
from workbench.messages.codec import to_wire
from workbench.messages.faults import Unsendable

if TYPE_CHECKING:
    from workbench.csms.record import StationRecord
    from workbench.findings import Finding
    from workbench.messages.actions import RequestToStation, ResponseFromStation


@dataclass(frozen=True, slots=True)
class Ask:
    """Send this request to the station and hear its answer."""

    request: RequestToStation


@dataclass(frozen=True, slots=True)
class SwitchServer:
    """Show this server certificate from now on; in a fleet, when every station has come to this step."""

    name: str


@dataclass(frozen=True, slots=True)
class ExpectReconnect:
    """Let the station reconnect, and hear the record after that; ``response`` is None."""

    why: str = ""


Step = Ask | SwitchServer | ExpectReconnect


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of a step.

    Attributes
    ----------
    response
        None: there was none, or the step was no request.
    record
        After it.
    findings
        What :func:`~workbench.csms.csms.decide` made of it.
    """

    response: ResponseFromStation | None
    record: StationRecord
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request that was sent, and its answer or None."""

    request: RequestToStation
    response: ResponseFromStation | None

    def __repr__(self) -> str:
        return f"Exchange({terminal(exchange_line(self))})"


@dataclass(frozen=True, slots=True)
class Outcome(Readable):
    """How a procedure ended.

    Attributes
    ----------
    ok
        Whether the station confirmed all that was wanted.
    sentence
        In one sentence for people.
    record
        As last heard.
    findings
        What decided it last, everything before it in its order.
    """

    ok: bool
    sentence: str
    record: StationRecord
    findings: tuple[Finding, ...] = ()
    exchanges: tuple[Exchange, ...] = ()

    def _in_a_line(self) -> str:
        return terminal(f"<{outcome_line(self)}>")

    def __repr__(self) -> str:
        return f"Outcome(ok={self.ok}, {self.sentence!r}, findings={len(self.findings)}, exchanges={len(self.exchanges)})"

    def __str__(self) -> str:
        return outcome_text(self)

    def _repr_html_(self) -> str:
        return str(view(outcome_html(self)))


Procedure = Generator[Step, Heard, Outcome]
Asking = Generator[Step, Heard, "ResponseFromStation | None"]


@dataclass(slots=True)
class Course:
    """What a running procedure has seen so far; the one mutable thing here, and never shared."""

    record: StationRecord
    findings: list[Finding] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)

    def ask(self, request: RequestToStation) -> Asking:
        """Send it, if the station's version has such a message; None where there is no answer, or nothing was sent."""
        fault = unsendable(request, self.record)
        if fault is not None:
            self.findings.append(fault)
            return None
        heard = yield Ask(request)
        self.take(heard)
        self.exchanges.append(Exchange(request, heard.response))
        return heard.response

    def take(self, heard: Heard) -> None:
        """What was heard."""
        self.record = heard.record
        self.findings.extend(heard.findings)

    def is_silent(self) -> bool:
        """Whether the last request got no answer that can be used, nor a CALLERROR: asking more would only take longer."""
        last = next(reversed(self.findings), None)
        return last is not None and (last.code, last.observed) == ("csms-no-answer", "no answer")

    def note(self, *findings: Finding) -> bool:
        """Keep findings; whether they allow to go on."""
        self.findings.extend(findings)
        return not any(one.severity is Severity.ERROR for one in findings)

    def join(self, outcome: Outcome) -> Outcome:
        """A part that was a procedure of its own becomes part of this one."""
        self.record = outcome.record
        self.findings.extend(outcome.findings)
        self.exchanges.extend(outcome.exchanges)
        return outcome

    def end(self, sentence: str, *, ok: bool) -> Outcome:
        """The outcome."""
        return Outcome(ok, sentence, self.record, tuple(self.findings), tuple(self.exchanges))


def unsendable(request: RequestToStation, record: StationRecord) -> Finding | None:
    """Why a request cannot be sent to this station at all; None where it can."""
    try:
        to_wire(request, record.version)
    except Unsendable as reason:
        action, _ = action_of(type(request))
        fault = reason.faults[0].sentence if reason.faults else reason.message
        return guarded(
            f"{action.name} is not sent: OCPP {record.version} cannot say it. {fault}",
            observed=f"OCPP {record.version}",
            remedy="Leave out what this version does not have, or use another connection.",
        )
    return None
