"""The peer's CALLs: answered one after the other, in the order in which they came, beside the reading."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any, NamedTuple

from workbench.errors import LocalProtocolError, NetworkError
from workbench.messages.exchange import error_frame, request_of, response_frame
from workbench.messages.faults import ErrorCode, Refused, echo
from workbench.messages.frame_text import write_frame
from workbench.messages.frames import CallError, CallResult
from workbench.net.ocppj.calling import Heard

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from workbench.messages.actions import Message, Request, Side
    from workbench.messages.frames import Call
    from workbench.messages.versions import Version
    from workbench.net.ocppj.limits import Limits


class Answer(NamedTuple):
    """The answer to a request.

    Attributes
    ----------
    response
        It is sent first.
    after
        Then this runs, beside the reading and answering: it may call (F06.FR.04: what was triggered comes after the answer).
    raw
        A payload to send instead of the response, as it is: of a station that breaks the schema on purpose.
    """

    response: Message
    after: Callable[[], Awaitable[None]] | None = None
    raw: Mapping[str, Any] | None = None


class Answers:
    """What one side answers.

    Parameters
    ----------
    put
        Takes a frame's text to be sent; its future is done once it is.
    failed
        Called with what our own code raised, and where.
    """

    def __init__(
        self,
        side: Side,
        version: Version,
        answer: Callable[[Request], Awaitable[Answer]],
        *,
        limits: Limits,
        put: Callable[[str], asyncio.Future[None]],
        failed: Callable[[str, Exception], None],
    ) -> None:
        self._side: Side = side
        self._version, self._answer, self._limits, self._put, self._failed = version, answer, limits, put, failed
        self._waiting: deque[Call] = deque()
        self._more = asyncio.Event()
        self._unanswered: set[str] = set()
        self._answered: deque[str] = deque(maxlen=limits.remembered_ids)
        self._afters: set[asyncio.Task[None]] = set()

    @property
    def idle(self) -> bool:
        """No CALL waits for its answer, and nothing that follows an answer still runs."""
        return not self._unanswered and not self._afters

    def take(self, call: Call) -> Heard:
        """A CALL came.

        An id that was used before (Part 4, 4.1.4: each CALL has its own) is never carried out a second time. While the first CALL
        waits for its answer the second gets none of its own, for an error under the same id would be taken for that answer.
        """
        if call.message_id in self._unanswered:
            return Heard("Not answered: a CALL with this id is being answered; its answer stands for both.")
        if call.message_id in self._answered:
            sentence = "The message id was used before on this connection; the CALL was not carried out again."
            return Heard(sentence, _error(call, ErrorCode.RPC_FRAMEWORK_ERROR, sentence))
        if len(self._unanswered) >= self._limits.waiting_calls:
            sentence = f"{len(self._unanswered)} CALLs wait for their answer already; one at a time is due."
            return Heard(sentence, _error(call, ErrorCode.GENERIC_ERROR, sentence))
        self._unanswered.add(call.message_id)
        self._waiting.append(call)
        self._more.set()
        return Heard("" if len(self._unanswered) == 1 else "It came before the CALL before it was answered.")

    async def run(self) -> None:
        """Answer for ever."""
        while True:
            await self._more.wait()
            self._more.clear()
            while self._waiting:
                call = self._waiting.popleft()
                text, after = await self._made(call)
                self._unanswered.discard(call.message_id)
                self._answered.append(call.message_id)
                try:
                    await self._put(text)
                except NetworkError:
                    return  # the session has ended, and says why
                if after is not None:
                    task = asyncio.get_running_loop().create_task(self._follow(call.action, after))
                    self._afters.add(task)
                    task.add_done_callback(self._afters.discard)

    async def _made(self, call: Call) -> tuple[str, Callable[[], Awaitable[None]] | None]:
        """The frame that answers a CALL, and what follows."""
        version = self._version
        try:
            request = request_of(call, self._side, version)
            answer = await self._answer(request)
            frame = response_frame(answer.response, call.message_id, version) if answer.raw is None else _raw(call, answer.raw)
            return write_frame(frame, version), answer.after
        except Refused as refused:
            return write_frame(error_frame(refused, call.message_id), version), None
        except LocalProtocolError as error:
            sentence = "The answer that was made for this request cannot be sent."
            self._failed(f"The answer to {echo(call.action)} could not be sent", error)
        except Exception as error:  # noqa: BLE001  whatever our own code raises, the peer gets its answer and the session goes on
            sentence = f"The receiver failed on this request: {type(error).__name__}."
            self._failed(f"The answer to {echo(call.action)} failed", error)
        return write_frame(_error(call, ErrorCode.INTERNAL_ERROR, sentence), version), None

    async def _follow(self, action: str, after: Callable[[], Awaitable[None]]) -> None:
        try:
            await after()
        except Exception as error:  # noqa: BLE001  as above
            self._failed(f"What follows the answer to {echo(action)} failed", error)

    async def afters_ended(self) -> None:
        """Wait until nothing that follows an answer still runs."""
        while self._afters:
            await asyncio.wait(self._afters)


def _raw(call: Call, payload: Mapping[str, Any]) -> CallResult:
    return CallResult(message_id=call.message_id, payload=dict(payload))


def _error(call: Call, code: ErrorCode, sentence: str) -> CallError:
    return CallError(message_id=call.message_id, code=code.value, description=sentence)
