"""The rows of a message sequence: requests, answers, bands across both sides, notes at the station."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from workbench.errors import WorkbenchError
from workbench.messages.codec import to_wire
from workbench.messages.versions import Version
from workbench.views.exchange_words import Outcome, about, answer

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.messages.actions import Message, Side
    from workbench.station.decision import Decision
    from workbench.station.effects import Effect

CONNECTED = "The connection stands"
RowKind = Literal["request", "answer", "band", "note"]


@dataclass(frozen=True)
class Row:
    """One thing that happened. All text is hostile.

    Attributes
    ----------
    at
        UTC-aware.
    kind
        An arrow with a full line, one with a dashed line, a band across both sides, or a note at the station.
    sender
        Whose arrow; empty for bands and notes.
    action
        Of a request, and of the request that is answered.
    said
        Of bands, notes and errors: the words; else they come from ``content``.
    content
        A message, or the JSON of its payload; None where there is none.
    outcome
        How a band went; of an answer that ``content`` tells.
    requirement
        What decided.
    because
        The sentence of the finding that decided.
    more
        How many findings there are besides.
    counterpart
        Of a request what answers it, of an answer what it answers, as ``content``; None where that is not known.
    """

    at: datetime
    kind: RowKind
    sender: Side | Literal[""] = ""
    action: str = ""
    said: str = ""
    content: Message | Any = field(default=None, repr=False)
    outcome: Outcome = Outcome.PLAIN
    requirement: str = ""
    because: str = ""
    more: int = 0
    counterpart: Message | Any = field(default=None, repr=False)

    @cached_property
    def payload(self) -> Any:
        """The JSON of the message; None where there is none. Secrets may be in it."""
        return payload_of(self.content)

    @cached_property
    def told(self) -> tuple[str, str, Outcome]:
        """Head, detail and outcome as they are drawn."""
        if self.said:
            return self.said, self.action if self.kind == "answer" else "", self.outcome
        if self.kind == "answer":
            return answer(self.payload)
        return self.action, about(self.action, self.payload), self.outcome


def payload_of(content: Message | Any) -> Any:
    """The JSON of a message; JSON stays what it is. None where the message breaks its schema. Secrets may be in it."""
    if content is None or isinstance(content, dict | list | str | int | float):
        return content
    try:
        return to_wire(content, Version.V21)
    except WorkbenchError:
        return None


def sent_by(decision: Decision) -> Any:
    """The reply as it goes over the wire; of some personalities it is no message. None where there is no reply."""
    return dict(decision.raw) if decision.raw is not None else decision.reply


def note_of(effect: Effect) -> str:  # noqa: PLR0911  # one line each
    """What an effect does at the station, in words; empty where an arrow or a band shows it."""
    from workbench.station.effects import (  # noqa: PLC0415
        AnswerVehicle,
        AuthorizeVehicle,
        DenyVehicle,
        DestroyKey,
        KeepSecret,
        MakeKey,
        Restart,
    )

    match effect:
        case MakeKey():
            return f"Makes a key pair ({effect.key}) for {effect.certificate_type}"
        case DestroyKey():
            return f"Destroys the private key {effect.key}"
        case KeepSecret():
            return f"Keeps a new {effect.name}"
        case Restart():
            return "Restarts"
        case AnswerVehicle():
            return f"Answers the vehicle: {effect.status}, {len(effect.exi_response)} octets"
        case AuthorizeVehicle():
            return "The vehicle may charge"
        case DenyVehicle():
            return "The vehicle may not charge"
        case _:
            return ""
