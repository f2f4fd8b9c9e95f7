"""One station's messages, one after the other: read, paired, judged, and taken into what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from workbench.findings import Finding, Severity
from workbench.messages.actions import ACTIONS
from workbench.messages.faults import ErrorCode
from workbench.messages.versions import Version
from workbench.replay import judging, payloads
from workbench.replay.beside import Beside
from workbench.replay.broken import against_schema, empty_list, frame_fault
from workbench.replay.carrying import carried
from workbench.replay.order import Order
from workbench.replay.saying import cannot_tell, right, tolerated, wrong
from workbench.replay.step import Judgement, Verdict

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.csms.names import Names
    from workbench.messages.actions import Request
    from workbench.messages.log import LogEntry
    from workbench.replay.draft import Draft
    from workbench.replay.payloads import Read

_CHANGING = frozenset({"InstallCertificate", "DeleteCertificate", "CertificateSigned"})
_CODES = frozenset(code.value for code in ErrorCode)


@dataclass(eq=False)
class _Request:
    """A call that was read: the message, or None, and what was said of it."""

    draft: Draft
    message: Request | None
    judged: Judgement


class Course:
    """One station.

    Parameters
    ----------
    pile
        Every certificate at hand, those of the logs too.
    now
        The time where the log tells none.
    version
        Of OCPP, where it is known beforehand.
    is_16
        Whether it speaks OCPP 1.6: then nothing is judged but the frames' order.
    is_mixed
        Whether these are the messages of several stations that nobody told apart: then each is judged by itself.
    """

    def __init__(
        self, pile: tuple[Item, ...], names: Names, now: datetime, version: Version | None, *, is_16: bool, is_mixed: bool = False
    ) -> None:
        self._beside = Beside(pile, names, version)
        self._names = names
        self._now = now
        self._order = Order()
        self._requests: dict[int, _Request] = {}
        self._drafts: dict[int, Draft] = {}
        self._open_changes: dict[int, Request] = {}
        self.is_16 = is_16
        self._is_mixed = is_mixed

    @property
    def version(self) -> Version | None:
        """Of OCPP, as far as the log has shown it."""
        return self._beside.version

    def expect(self, called: Collection[str]) -> None:
        """The message ids of every call of the station's log, also of those to come."""
        self._order.called = called

    def lost(self) -> None:
        """Something of the log cannot be read here: nothing that was known holds for sure any more."""
        self._beside.lines_lost = self._order.lines_lost = True
        self._beside.forget()

    def hear(self, draft: Draft) -> None:
        """Take the next message."""
        entry = draft.entry
        self._drafts[draft.number] = draft
        self._now = entry.at or self._now
        if entry.version in {"2.0.1", "2.1"} and self._beside.version is None:
            self._beside.speak(Version(entry.version))
        if (judgement := frame_fault(entry)) is not None:
            draft.say(judgement)
        if entry.kind == 2:
            self._call(draft)
        elif entry.kind == 6:
            draft.action = entry.action
            draft.not_judged = True
            self._order.send(entry)
        elif entry.kind in {3, 4}:
            self._answer(draft)
        else:
            self._objection(draft)

    def end(self) -> None:
        """The log ends: what was never answered is said."""
        for number, judgement in self._order.unanswered():
            self._drafts[number].say(self._of_order(judgement))

    def _of_order(self, judgement: Judgement | None) -> Judgement | None:
        """What is said of calls and answers; of several stations at once nothing is."""
        return None if self._is_mixed else judgement

    def _call(self, draft: Draft) -> None:
        entry = draft.entry
        draft.action = entry.action
        known = ACTIONS.get(entry.action)
        if entry.action == "BootNotification" and entry.sender in {None, "station"}:
            self._order.restarted(entry.sender)
            self._beside.restarts += 1
        if entry.sender != "station":
            self._doubt_open_changes()
        if self._is_mixed:
            self._beside.start_anew()
        asked, judgement = self._order.call(entry, draft.number)
        draft.say(self._of_order(judgement))
        if asked is None:
            draft.not_judged = self.is_16 or known is None
            if self._order.anew(entry) and known is not None:
                self._beside.start_anew()  # perhaps done a second time: what holds now is not known
            return
        if self.is_16 or known is None:
            draft.not_judged = True
            return
        if entry.sender is not None and entry.sender != known.sender:
            draft.say(
                wrong(
                    "replay-order",
                    f"The {_side(entry.sender)} sends {entry.action}, which only a {_side(known.sender)} sends.",
                    seen=_side(entry.sender),
                    expected=_side(known.sender),
                    remedy="Look which way the log's directions point; the receiver answers NotSupported.",
                )
            )
            return
        if len(known.versions) == 1 and self._beside.version is None:
            self._beside.speak(next(iter(known.versions)))
        read = payloads.read(entry.action, "request", entry.payload, self._beside.version)
        draft.carries = carried(read.message, self._names)
        judged = self._of_request(draft, read)
        draft.say(judged)
        message = cast("Request | None", read.message)
        self._requests[draft.number] = _Request(draft, message, judged)
        if message is not None and entry.action in _CHANGING:
            self._open_changes[draft.number] = message

    def _of_request(self, draft: Draft, read: Read) -> Judgement:
        if read.message is None:
            return against_schema(draft.entry.action, "request", read)
        message = cast("Request", read.message)
        return _safely(lambda: judging.request(self._beside, message, self._now, draft.entry.line))

    def _doubt_open_changes(self) -> None:
        """The CSMS goes on though a change has no answer: whether it was made is not known."""
        for request in self._open_changes.values():
            self._beside.forget(judging.types_of(request))
        self._open_changes.clear()

    def _answer(self, draft: Draft) -> None:
        entry = draft.entry
        found = self._order.answer(entry)
        for number, judgement in found.meanwhile:
            self._drafts[number].say(self._of_order(judgement))
        doubtful = found.judgement is not None and found.judgement.verdict is Verdict.UNKNOWN
        draft.say(found.judgement if doubtful else self._of_order(found.judgement))
        draft.status = _status(entry)
        for one in found.doubtful:
            if one.entry.action in ACTIONS:
                self._beside.start_anew()
        if found.asked is None:
            draft.not_judged = self.is_16
            if entry.sender != "csms":  # its call, which the log lost, may have changed anything
                self._beside.start_anew()
            self._answer_alone(draft)
            return
        draft.answers, draft.action = found.asked.step, found.asked.entry.action
        if found.repeated or self.is_16:
            draft.not_judged = self.is_16
            return
        self._open_changes.pop(found.asked.step, None)
        request = self._requests.get(found.asked.step)
        if request is None:
            draft.not_judged = True
        elif entry.kind == 4:
            self._error(draft, request)
        else:
            self._result(draft, request)

    def _answer_alone(self, draft: Draft) -> None:
        """A listing without its call tells what is in it all the same, for its names."""
        if draft.entry.kind == 3 and isinstance(draft.entry.payload, dict) and "certificateHashDataChain" in draft.entry.payload:
            draft.action = "GetInstalledCertificateIds"
            read = payloads.read(draft.action, "response", draft.entry.payload, self._beside.version)
            draft.carries = carried(read.message, self._names)

    def _error(self, draft: Draft, request: _Request) -> None:
        code = draft.status
        if request.message is not None:
            self._beside.forget(judging.types_of(request.message))
        if request.judged.findings and request.judged.findings[0].code == "replay-schema":
            draft.say(right("The call breaks its schema, and is refused."))
        elif code not in _CODES:
            words = "The error code is none of OCPP 2's."
            draft.say(tolerated("replay-answer", words, seen=code[:60], expected=", ".join(sorted(_CODES))))
        else:
            words = f"The call is sound by its schema, and is answered with {code}: what speaks against it the log does not tell."
            draft.say(cannot_tell(words, remedy="Read the error's description; ask whether the receiver knows this action."))

    def _result(self, draft: Draft, request: _Request) -> None:
        entry = draft.entry
        read = payloads.read(draft.action, "response", entry.payload, self._beside.version)
        draft.carries = carried(read.message, self._names)
        if read.message is None:
            draft.say(empty_list(draft.action, entry.payload) or against_schema(draft.action, "response", read))
            if request.message is not None:
                self._beside.forget(judging.types_of(request.message))
            return
        if request.message is None:
            draft.say(tolerated("replay-answer", "The call breaks its schema, and is answered all the same."))
            return
        message, response = request.message, read.message
        draft.say(_safely(lambda: judging.response(self._beside, message, response, self._now, request.judged)))

    def _objection(self, draft: Draft) -> None:
        draft.status = _status(draft.entry)
        draft.say(cannot_tell("The receiver could not use the answer; why, its description says."))


def _status(entry: LogEntry) -> str:
    """The status of an answer, the code of an error. Hostile text."""
    if entry.kind == 3:
        status = entry.payload.get("status") if isinstance(entry.payload, dict) else None
        return status if isinstance(status, str) else ""
    return str(entry.value[2]) if len(entry.value) > 2 else ""


def _side(sender: str) -> str:
    return "station" if sender == "station" else "CSMS"


def _safely(judge: Any) -> Judgement:
    """A check that fails is a finding, and hides no other."""
    try:
        return cast("Judgement", judge())
    except Exception as error:  # noqa: BLE001  docs/architecture.md: it becomes a finding
        words = f"A check failed inside, with {type(error).__name__}: this message was not judged to the end."
        finding = Finding(
            code="check-failed",
            message=words,
            severity=Severity.WARNING,
            item="message",
            remedy="Report it, with the log if you may.",
        )
        return Judgement(Verdict.UNKNOWN, (finding,))
