"""One side of an OCPP-J connection: it answers what comes in and waits for what it asked.

Three tasks run beside each other: one reads, one answers, one sends. So a call inside an answer does not wait for itself, and
a peer that does not read never stops the reading. Nothing that a peer sends raises here; each message that is out of order is noted
in the log.
"""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING
from uuid import uuid4

from workbench.errors import LocalProtocolError, NetworkError
from workbench.findings import Finding, Severity
from workbench.messages.exchange import result_error_frame
from workbench.messages.faults import ErrorCode, Refused, echo
from workbench.messages.frame_text import UnreadableFrame, read_frame, write_frame
from workbench.messages.frames import NO_ID, TYPES, Call, CallError, CallResult, CallResultError, Send
from workbench.messages.versions import Version
from workbench.messages.wire_log import LoggedFrame, head_of
from workbench.net.clock import now as system_now
from workbench.net.ocppj.answering import Answer, Answers
from workbench.net.ocppj.calling import Calls, Heard
from workbench.net.ocppj.limits import Limits
from workbench.net.ocppj.outgoing import Outgoing

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from workbench.messages.actions import Request, Response, Side
    from workbench.messages.frames import Frame
    from workbench.net.ocppj.transport import Transport

    Check = Callable[[str, Side, Version], str]

__all__ = ["Answer", "Session"]

_BEGINNING = re.compile(r'\s{0,99}\[\s{0,99}([2-6])\s{0,99},\s{0,99}"([^"\\]{1,36})"')
_LONGEST_SHOWN = 1000


class Session:
    """One side of a connection.

    Parameters
    ----------
    side
        Who we are.
    version
        As negotiated when the connection was made.
    answer
        Gives the answer to a request of the other side. It may raise :class:`workbench.messages.faults.Refused`, which becomes
        a CALLERROR; whatever else it raises becomes InternalError and a finding ``check-failed``.
    limits
        See :class:`~workbench.net.ocppj.limits.Limits`.
    log
        Takes each frame as it is sent or has been received.
    clock
        Gives the time for the log.
    check
        Looks at each frame, both ways: (text, sender, version) to a sentence that says what is wrong, or ``""``. What it finds is
        noted and is a finding ``schema-invalid``; nothing is refused for it.
    sleep, ids
        As asyncio.sleep; a new message id each time.

    Attributes
    ----------
    ended
        Why the session ended; ``""`` before that.
    findings
        What is to be said of this session beside its frames, at most ``limits.findings``.
    sent, received
        How many frames.
    """

    def __init__(  # noqa: PLR0913  each its own thing
        self,
        transport: Transport,
        side: Side,
        version: Version,
        answer: Callable[[Request], Awaitable[Answer]],
        *,
        limits: Limits | None = None,
        log: Callable[[LoggedFrame], None] | None = None,
        clock: Callable[[], datetime] = system_now,
        check: Check | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        ids: Callable[[], str] = lambda: str(uuid4()),
    ) -> None:
        limits = limits or Limits()
        self._transport, self._version, self._limits = transport, version, limits
        self._side: Side = side
        self._peer: Side = "csms" if side == "station" else "station"
        self._log, self._clock, self._check, self._sleep = log, clock, check, sleep
        self._outgoing = Outgoing(transport, limits.waiting_frames, self._said)
        peer = "CSMS" if self._peer == "csms" else "station"
        self._calls = Calls(version, peer=peer, limits=limits, put=self._put, ids=ids, sleep=sleep)
        self._answers = Answers(side, version, answer, limits=limits, put=self._put, failed=self._failed)
        self._over = asyncio.Event()
        self._started = False
        self._finished = asyncio.Event()
        self.ended = ""
        self.findings: list[Finding] = []
        self.sent = self.received = 0

    @property
    def idle(self) -> bool:
        """Nothing of ours waits: no call for its answer, no CALL to be answered, no frame to be sent, nothing behind an answer."""
        return self._calls.idle and self._answers.idle and self._outgoing.empty.is_set()

    async def run(self) -> None:
        """Read, answer and send until the connection ends; :attr:`ended` then says why. Never raises on what a peer sends.

        Raises
        ------
        LocalProtocolError
            It was run before.
        """
        if self._started:
            raise LocalProtocolError("This session was run before.", hint="Make a new session for a new connection.")
        self._started = True
        loop = asyncio.get_running_loop()
        parts = [loop.create_task(part) for part in (self._read(), self._send(), self._answers.run(), self._wait_for_the_end())]
        try:
            await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._end("The session was stopped here.")
            for part in parts:
                part.cancel()
            await asyncio.gather(*parts, return_exceptions=True)
            await self._transport.close(1000, "")
            await self._calls.timers_ended()
            self._finished.set()
        for part in parts:
            if not part.cancelled():
                part.result()  # a fault of our own, such as a log that raises, is not hidden

    async def call(self, request: Request) -> Response:
        """Send a request and wait for its response. One CALL is under way at a time (Part 4, 4.1); others wait for their turn.

        Raises
        ------
        PeerProtocolError
            The other side answered with a CALLERROR (:class:`~workbench.net.ocppj.calling.RequestRefused`), or with a response that
            breaks its schema.
        NetworkError
            No answer came in time, or the connection has ended.
        LocalProtocolError
            The request cannot be sent in this version.
        """
        return await self._calls.call(request)

    async def close(self, reason: str = "") -> None:
        """Send what waits to be sent, then end the connection. Everything that waits for an answer gets NetworkError."""
        if self.ended:
            return
        if self._started:
            await self._sent_or_too_long()
        self._end(f"It was closed here{f': {reason}' if reason else ''}.")
        await self._transport.close(1000, reason)

    async def finished(self) -> None:
        """Wait until the session has ended and nothing of it runs any more, what follows answers included."""
        if self._started:
            await self._finished.wait()
        await self._answers.afters_ended()

    async def _sent_or_too_long(self) -> None:
        loop = asyncio.get_running_loop()
        waits = [loop.create_task(self._outgoing.empty.wait()), asyncio.ensure_future(self._sleep(self._limits.close_within))]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waits:
                one.cancel()
            await asyncio.gather(*waits, return_exceptions=True)

    def _end(self, reason: str) -> None:
        if not self.ended:
            self.ended = reason
            self._calls.end(reason)
            self._outgoing.drop()
            self._over.set()

    async def _wait_for_the_end(self) -> None:
        await self._over.wait()

    async def _read(self) -> None:
        while True:
            try:
                data = await self._transport.recv()
            except NetworkError as error:
                self._end(error.message)
                return
            self.received += 1
            self._heard(data)
            await asyncio.sleep(0)  # a peer that never pauses must not keep the other tasks from running

    async def _send(self) -> None:
        try:
            await self._outgoing.run()
        except NetworkError as error:
            self._end(error.message)

    def _put(self, text: str) -> asyncio.Future[None]:
        if self.ended:
            raise NetworkError(f"The connection has ended. {self.ended}", hint="Connect again.")
        sent = self._outgoing.put(text)
        if sent is None:
            reason = f"The other side takes nothing: {self._limits.waiting_frames} frames wait to be sent."
            self._end(reason)
            raise NetworkError(reason, hint="Connect again.")
        return sent

    def _said(self, text: str) -> None:
        self.sent += 1
        self._note(text, self._side, "")

    def _heard(self, data: str | bytes) -> None:
        """One message that came in: it is taken to where it belongs, noted, and what cannot be read is answered."""
        text = _shown(data, self._limits.longest_frame)
        heard = self._too_long(data, text) if len(data) > self._limits.longest_frame else self._taken(data, text)
        binary = "It came as a binary message; OCPP-J's are text." if isinstance(data, bytes) else ""
        self._note(text, self._peer, "; ".join(filter(None, (heard.note, binary))))
        if heard.reply is not None and not self.ended:
            try:
                self._put(write_frame(heard.reply, self._version))
            except NetworkError:
                return  # the session has ended, and says why

    def _taken(self, data: str | bytes, text: str) -> Heard:
        try:
            frame = read_frame(data, self._version)
        except UnreadableFrame as unreadable:
            head = head_of(text)
            if head is not None and head.cls in {CallResult, CallError}:
                self._calls.unreadable(head.message_id, unreadable.message)
            return Heard(f"not valid: {unreadable.message}", unreadable.reply)
        match frame:
            case Call():
                return self._answers.take(frame)
            case CallResult():
                return self._calls.result(frame)
            case CallError():
                return self._calls.error(frame)
            case CallResultError():
                return Heard(f"The other side cannot use the answer with this id: {echo(frame.code)}.")
            case Send():
                return Heard(f"The SEND of {echo(frame.action)} is not known here; nothing answers a SEND.")

    def _too_long(self, data: str | bytes, text: str) -> Heard:
        """A message that is not even parsed; what it is, its first characters tell."""
        sentence = f"This message has {len(data)} characters, {self._limits.longest_frame} are taken here."
        refused = Refused(ErrorCode.GENERIC_ERROR, sentence, hint="Send less at once.")
        found = _BEGINNING.match(text)
        cls, message_id = (TYPES[int(found[1])], found[2]) if found else (Call, NO_ID)
        reply: Frame | None = None
        if cls in {CallResult, CallError}:
            self._calls.unreadable(message_id, sentence)
        if cls is Call:
            reply = CallError(message_id=message_id, code=refused.code.value, description=sentence)
        elif cls is CallResult and self._version is Version.V21:
            reply = result_error_frame(refused, message_id)
        return Heard(f"not read: {sentence}", reply)

    def _note(self, text: str, sender: Side, note: str) -> None:
        wrong = self._checked(text, sender)
        if self._log is not None:
            notes = (note, f"not valid: {wrong}" if wrong else "")
            self._log(LoggedFrame(self._clock(), sender, text, "; ".join(filter(None, notes))))

    def _checked(self, text: str, sender: Side) -> str:
        if self._check is None:
            return ""
        try:
            wrong = self._check(text, sender, self._version)
        except Exception as error:  # noqa: BLE001  a check that fails is said, and hides nothing else
            self._failed("A check of a frame failed", error)
            return ""
        if wrong:
            self._found(Finding(code="schema-invalid", message=wrong, severity=Severity.ERROR, item="message"))
        return wrong

    def _failed(self, what: str, error: Exception) -> None:
        message = f"{what}: {type(error).__name__}."
        observed = str(error).splitlines()[0][:_LONGEST_SHOWN] if str(error) else ""
        self._found(Finding(code="check-failed", message=message, severity=Severity.ERROR, item="message", observed=observed))

    def _found(self, finding: Finding) -> None:
        if len(self.findings) < self._limits.findings:
            self.findings.append(finding)


def _shown(data: str | bytes, longest: int) -> str:
    """A message as text, of one that is too long the beginning."""
    beginning = data[:_LONGEST_SHOWN] if len(data) > longest else data
    return beginning if isinstance(beginning, str) else beginning.decode("utf-8", "backslashreplace")
