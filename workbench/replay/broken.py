"""What is wrong with a message before its content is looked at: the frame around it, its schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.findings import Finding, Severity
from workbench.messages.frames import LONGEST_ID
from workbench.replay.saying import wrong

if TYPE_CHECKING:
    from workbench.messages.log import LogEntry
    from workbench.replay.payloads import Read
    from workbench.replay.step import Judgement

_LENGTHS = {2: 4, 3: 3, 4: 5, 5: 5, 6: 4}


def frame_fault(entry: LogEntry) -> Judgement | None:
    """What is wrong with the array around a payload; None where nothing is."""
    due, value = _LENGTHS[entry.kind], entry.value
    sentence = seen = expected = ""
    if len(value) != due:
        sentence, seen, expected = "The frame has not as many elements as its type asks for.", str(len(value)), str(due)
    elif len(entry.message_id) > LONGEST_ID or not entry.message_id:
        sentence, seen, expected = (
            "The message id is empty or too long.",
            str(len(entry.message_id)),
            f"1 to {LONGEST_ID} characters",
        )
    elif entry.kind in {2, 6} and not isinstance(value[2], str):
        sentence, seen, expected = "The action is no string.", type(value[2]).__name__, "a string"
    elif entry.kind in {4, 5} and not isinstance(value[2], str):
        sentence, seen, expected = "The error code is no string.", type(value[2]).__name__, "a string"
    elif entry.kind in {2, 3, 6} and value[due - 1] is not None and not isinstance(value[due - 1], dict):
        sentence, seen, expected = "The payload is no JSON object.", type(value[due - 1]).__name__, "an object"
    if not sentence:
        return None
    remedy = "Compare with OCPP 2.1 Part 4, chapter 4."
    return wrong("replay-frame", sentence, seen=seen, expected=expected, remedy=remedy)


def against_schema(action: str, kind: str, read: Read) -> Judgement:
    """A payload that breaks its schema, with every fault of it."""
    name = f"{action}{kind.capitalize()}"
    more = tuple(
        Finding(code="replay-schema", message=one.sentence, severity=Severity.ERROR, item="message", subject=one.path)
        for one in read.faults[1:10]
    )
    return wrong(
        "replay-schema",
        f"This {name} breaks its schema: {read.refusal}",
        seen=read.faults[0].path if read.faults else "",
        expected=f"the schema {name} of OCPP {read.version}",
        remedy=f"Compare with the schema {name} of OCPP {read.version}.",
        more=more,
    )


def empty_list(action: str, payload: Any) -> Judgement | None:
    """The best known of all broken answers: an empty list where none may stand."""
    if action != "GetInstalledCertificateIds" or not isinstance(payload, dict) or payload.get("certificateHashDataChain") != []:
        return None
    status = str(payload.get("status"))[:20]
    return wrong(
        "replay-schema",
        f"The station answers {status} with an empty list; the schema asks for at least one entry, or no list at all.",
        requirement="M03.FR.02",
        seen=f"{status}, certificateHashDataChain: []",
        expected="NotFound without certificateHashDataChain",
        remedy="Answer NotFound where nothing of what was asked for is installed, and leave the list out.",
    )
