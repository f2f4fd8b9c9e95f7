"""Our own CALLs: one at a time, each until its answer, its time-out or the end of the session (Part 4, 4.1)."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from workbench.errors import NetworkError, PeerProtocolError
from workbench.messages.actions import action_of
from workbench.messages.exchange import request_frame, response_of, result_error_frame
from workbench.messages.faults import ErrorCode, Refused
from workbench.messages.frame_text import write_frame
from workbench.messages.frames import LONGEST_DESCRIPTION, NO_ID, CallError, CallResult
from workbench.messages.versions import Version

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from workbench.messages.actions import Request, Response
    from workbench.messages.frames import Frame
    from workbench.net.ocppj.limits import Limits

_LONGEST_CODE = 40


class RequestRefused(PeerProtocolError):  # noqa: N818  what happened to the request
    """The other side answered a CALL with a CALLERROR.

    Attributes
    ----------
    code
        As it came, a peer's text; one of :class:`workbench.messages.faults.ErrorCode` if all is well.
    description
        As it came, a peer's text.
    details
        As they came, parsed JSON.
    """

    def __init__(self, message: str, *, hint: str, code: str, description: str, details: Any) -> None:
        super().__init__(message, hint=hint)
        self.code, self.description, self.details = code, description, details


class Heard(NamedTuple):
    """What became of a frame that came in: what is to be said of it, and the frame to send back, if any."""

    note: str = ""
    reply: Frame | None = None


@dataclass(eq=False, slots=True)
class _Waiting:
    message_id: str
    request: Request
    answer: asyncio.Future[Response]
    timer: asyncio.Task[None] | None = None

    @property
    def action(self) -> str:
        return action_of(type(self.request))[0].name


class Calls:
    """The CALLs of one side.

    Parameters
    ----------
    peer
        How the other side is called in sentences: ``"CSMS"``, ``"station"``.
    put
        Takes a frame's text to be sent; raises NetworkError where it cannot.
    ids
        A new message id each time.
    sleep
        As asyncio.sleep.
    """

    def __init__(
        self,
        version: Version,
        *,
        peer: str,
        limits: Limits,
        put: Callable[[str], object],
        ids: Callable[[], str],
        sleep: Callable[[float], Awaitable[object]],
    ) -> None:
        self._version, self._peer, self._limits, self._put, self._ids, self._sleep = version, peer, limits, put, ids, sleep
        self._turn = asyncio.Lock()
        self._waiting: _Waiting | None = None
        self._given_up: deque[str] = deque(maxlen=limits.remembered_ids)
        self._answered: deque[str] = deque(maxlen=limits.remembered_ids)
        self._timers: set[asyncio.Task[None]] = set()
        self._ended = ""

    @property
    def idle(self) -> bool:
        """No CALL of ours is without its answer, or waits for its turn."""
        return not self._turn.locked()

    async def call(self, request: Request) -> Response:
        """As :meth:`workbench.net.ocppj.session.Session.call`."""
        await self._turn.acquire()
        try:
            self._must_be_open()
            message_id = self._ids()
            text = write_frame(request_frame(request, message_id, self._version), self._version)
            waiting = _Waiting(message_id, request, asyncio.get_running_loop().create_future())
            self._put(text)
        except BaseException:
            self._turn.release()
            raise
        # From here on the turn ends with the answer, not with this coroutine: cancelled or not, the CALL is out.
        self._waiting = waiting
        waiting.timer = asyncio.get_running_loop().create_task(self._expire(waiting))
        self._timers.add(waiting.timer)
        waiting.timer.add_done_callback(self._timers.discard)
        return await waiting.answer

    def _must_be_open(self) -> None:
        if self._ended:
            raise self._gone()

    def _gone(self) -> NetworkError:
        return NetworkError(
            f"The connection to the {self._peer} has ended. {self._ended}", hint="Connect again and repeat the call."
        )

    async def _expire(self, waiting: _Waiting) -> None:
        seconds = self._limits.answer_within
        await self._sleep(seconds)
        if self._waiting is waiting:
            self._free()
            self._given_up.append(waiting.message_id)
            sentence = f"The {self._peer} did not answer {waiting.action} within {seconds:g} seconds."
            self._fail(waiting, NetworkError(sentence, hint="See whether the other side is still there; then repeat the call."))

    def _free(self) -> _Waiting | None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._turn.release()
        return waiting

    def _fail(self, waiting: _Waiting, error: Exception) -> None:
        if not waiting.answer.done():
            waiting.answer.set_exception(error)

    def _take(self, message_id: str) -> _Waiting | None:
        if self._waiting is None or self._waiting.message_id != message_id:
            return None
        waiting = self._free()
        if waiting is not None and waiting.timer is not None:
            waiting.timer.cancel()
        self._answered.append(message_id)
        return waiting

    def _not_due(self, message_id: str) -> Heard:
        if message_id in self._given_up:
            return Heard("It came too late: the CALL had been given up.")
        if message_id in self._answered:
            return Heard("Not due: the CALL with this id was answered before.")
        return Heard("Not due: no CALL from here has this id.")

    def result(self, frame: CallResult) -> Heard:
        """A CALLRESULT came."""
        waiting = self._take(frame.message_id)
        if waiting is None:
            return self._not_due(frame.message_id)
        try:
            response = cast("Response", response_of(frame, waiting.request, self._version))
        except Refused as refused:
            reply = result_error_frame(refused, frame.message_id) if self._version is Version.V21 else None
            self._fail(waiting, self._unusable(waiting, refused.message, refused.hint))
            return Heard(f"not valid: {refused.message}", reply)
        if waiting.answer.done():
            return Heard("Nobody waits for it any more: the call was cancelled.")
        waiting.answer.set_result(response)
        return Heard()

    def _unusable(self, waiting: _Waiting, why: str, hint: str) -> PeerProtocolError:
        return PeerProtocolError(f"The {self._peer}'s answer to {waiting.action} cannot be used. {why}", hint=hint)

    def error(self, frame: CallError) -> Heard:
        """A CALLERROR came; under the id "-1" it is about the CALL that waits, for the peer could not read the id of that."""
        message_id = self._waiting.message_id if frame.message_id == NO_ID and self._waiting is not None else frame.message_id
        waiting = self._take(message_id)
        if waiting is None:
            return self._not_due(frame.message_id)
        self._fail(waiting, refusal(self._peer, waiting.action, frame))
        return Heard("" if frame.message_id != NO_ID else f"Taken for the answer to {waiting.action}.")

    def unreadable(self, message_id: str, why: str) -> None:
        """An answer with this id came, and cannot be read: whoever waits for it is told."""
        waiting = self._take(message_id)
        if waiting is not None:
            hint = "Compare with OCPP 2.1 Part 4, chapter 4: an OCPP-J message is a JSON array."
            self._fail(waiting, self._unusable(waiting, why, hint))

    def end(self, reason: str) -> None:
        """Every call, waiting or yet to come, raises NetworkError with this reason."""
        self._ended = self._ended or reason
        waiting = self._free()
        if waiting is not None:
            self._fail(waiting, self._gone())
        for timer in self._timers:
            timer.cancel()

    async def timers_ended(self) -> None:
        """Wait until no timer is left."""
        await asyncio.gather(*self._timers, return_exceptions=True)


def refusal(peer: str, action: str, frame: CallError) -> RequestRefused:
    """The error for the caller that a CALLERROR stands for; its text is a peer's, escaped and cut."""
    code = json.dumps(frame.code[:_LONGEST_CODE])[1:-1]
    said = f": {json.dumps(frame.description[:LONGEST_DESCRIPTION])}" if frame.description else ""
    known = {
        ErrorCode.NOT_IMPLEMENTED: "The other side does not know this action; see which it has.",
        ErrorCode.NOT_SUPPORTED: "The other side knows this action and does not do it.",
        ErrorCode.INTERNAL_ERROR: "The fault is the other side's; its log says more.",
    }
    hint = next((hint for one, hint in known.items() if one.value == frame.code), "Compare the request with its schema.")
    return RequestRefused(
        f"The {peer} answered {action} with the error {code}{said}.",
        hint=hint,
        code=frame.code,
        description=frame.description,
        details=frame.details,
    )
