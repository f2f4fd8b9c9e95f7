"""The CALLs that a repaired ``ChargePoint`` gets: answered one after the other, beside its reading."""

from __future__ import annotations

import asyncio
import inspect
import json
from typing import TYPE_CHECKING, Any

from workbench.errors import WorkbenchError
from workbench.messages.codec import to_wire
from workbench.messages.exchange import error_frame, request_of
from workbench.messages.faults import ErrorCode, Refused, echo, worst
from workbench.messages.frame_text import write_frame
from workbench.messages.frames import Call, CallError, CallResult
from workbench.net.ocpp_peer import names
from workbench.net.ocpp_peer.library import library
from workbench.net.ocpp_peer.validation import faults_of, told

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from workbench.messages.actions import Request, Side
    from workbench.messages.faults import Fault
    from workbench.messages.versions import Version
    from workbench.net.ocppj.answering import Answer

    After = Callable[[], Any]

_MOST_WAITING = 16


class Handling:
    """What becomes of a CALL.

    Parameters
    ----------
    peer
        The ChargePoint: its routes, its logger and its ``_send``.
    side
        Who it is.
    answer
        Answers what no handler of the ChargePoint does; None: NotImplemented.
    """

    def __init__(self, peer: Any, version: Version, side: Side, answer: Callable[[Request], Awaitable[Answer]] | None) -> None:
        self._peer, self._version, self._answer = peer, version, answer
        self._side: Side = side
        self._waiting: asyncio.Queue[Call] = asyncio.Queue(_MOST_WAITING)
        self._afters: set[asyncio.Task[None]] = set()

    async def take(self, call: Call) -> None:
        """Put a CALL in the line; one that is too many is refused at once."""
        try:
            self._waiting.put_nowait(call)
        except asyncio.QueueFull:
            sentence = f"{_MOST_WAITING} CALLs wait for their answer already; one at a time is due."
            await self._send(_error(call, ErrorCode.GENERIC_ERROR, sentence))

    async def run(self) -> None:
        """Answer for ever."""
        while True:
            await self.answer(await self._waiting.get())

    async def answer(self, call: Call) -> None:
        """Answer one CALL; what ``@after`` marks runs once the answer is out."""
        frame, after = await self._made(call)
        await self._send(frame)
        if after is not None:
            task = asyncio.get_running_loop().create_task(self._follow(after))
            self._afters.add(task)
            task.add_done_callback(self._afters.discard)

    async def _send(self, frame: CallResult | CallError) -> None:
        await self._peer._send(write_frame(frame, self._version))  # noqa: SLF001  the library's own name for it

    async def _made(self, call: Call) -> tuple[CallResult | CallError, After | None]:
        try:
            routes = self._peer.route_map.get(call.action, {})
            if "_on_action" in routes:
                payload, after = await self._by_handler(call, routes)
            else:
                payload, after = await self._by_answer(call)
            frame = CallResult(message_id=call.message_id, payload=payload)
            write_frame(frame, self._version)
        except Refused as refused:
            return error_frame(refused, call.message_id), None
        except library(self._version).exceptions.OCPPError as error:
            return _told(call, error), None
        except Exception as error:  # as in the library, whatever a handler raises is logged and answered
            self._peer.logger.exception("The request %s failed", echo(call.action))
            sentence = f"The receiver failed on this request: {type(error).__name__}."
            return _error(call, ErrorCode.INTERNAL_ERROR, sentence), None
        return frame, after

    async def _by_handler(self, call: Call, routes: dict[str, Any]) -> tuple[dict[str, Any], After | None]:
        action, version = call.action, self._version
        checked = not routes.get("_skip_schema_validation", False)
        if checked and (faults := faults_of(call.payload, action, "request", version)):
            raise refused(faults, action)
        keywords = names.to_keywords(call.payload, action, "request", version)
        response = _called(routes["_on_action"], keywords, call)
        if inspect.isawaitable(response):
            response = await response
        payload = names.to_wire(response, action, "response", version)
        if checked and (faults := faults_of(payload, action, "response", version)):
            raise _OwnFaultError(f"The response to {action} breaks its schema: {told(faults)}", hint="Correct the handler.")
        after = routes.get("_after_action")
        return payload, (lambda: _called(after, keywords, call)) if after is not None else None

    async def _by_answer(self, call: Call) -> tuple[dict[str, Any], After | None]:
        if self._answer is None:
            sentence = f"There is no handler for the action {echo(call.action)} here."
            raise Refused(ErrorCode.NOT_IMPLEMENTED, sentence, hint="Mark one with @on.")
        answer = await self._answer(request_of(call, self._side, self._version))
        payload = to_wire(answer.response, self._version) if answer.raw is None else dict(answer.raw)
        return payload, answer.after

    async def _follow(self, after: After) -> None:
        try:
            done = after()
            if inspect.isawaitable(done):
                await done
        except Exception:
            self._peer.logger.exception("What follows an answer failed")

    async def ended(self) -> None:
        """Wait until nothing that follows an answer still runs."""
        while self._afters:
            await asyncio.wait(self._afters)


class _OwnFaultError(WorkbenchError):
    """A handler gave what cannot be sent."""


def refused(faults: tuple[Fault, ...], action: str) -> Refused:
    """The refusal of a payload with these faults."""
    first = faults[0].code
    code = first if first is ErrorCode.NOT_IMPLEMENTED else worst(faults)
    return Refused(code, told(faults), hint=f"Compare with the schema of {action}.", faults=faults)


def _called(function: Callable[..., Any], keywords: dict[str, Any], call: Call) -> Any:
    if "call_unique_id" in inspect.signature(function).parameters:
        return function(**keywords, call_unique_id=call.message_id)
    return function(**keywords)


def _error(call: Call, code: ErrorCode, sentence: str) -> CallError:
    return CallError(message_id=call.message_id, code=code.value, description=sentence)


def _told(call: Call, error: Any) -> CallError:
    """The CALLERROR of what a handler raised on purpose; details that are no JSON are left out."""
    try:
        details = json.loads(json.dumps(error.details, allow_nan=False))
    except (TypeError, ValueError, RecursionError):
        details = {}
    return CallError(
        message_id=call.message_id,
        code=str(error.code),
        description=str(error.description or ""),
        details=details if isinstance(details, dict) else {},
    )
