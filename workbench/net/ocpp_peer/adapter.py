"""The library's ``ChargePoint`` with its known faults repaired, and with our messages beside its own.

``charge_point(Version.V21)`` is a class like ``ocpp.v21.ChargePoint``: to be subclassed, with ``@on`` and ``@after``; ``call``
sends. What is otherwise (each against 2.1.0, and each shown by a test that fails on the day when upstream has mended it):

- names are OCPP's own, and customData is left alone (:mod:`names`);
- an action without a handler is answered, with NotImplemented; what is no frame is answered too;
- an error's details name the place, not the whole value; the log has no passwords and no private keys;
- ``call()`` raises on a CALLERROR instead of giving None, and ends when the connection does;
- a handler may ``call()``: reading goes on meanwhile;
- what ``@after`` started is kept, and what it raises is logged;
- a response that breaks its schema is answered with CALLRESULTERROR in OCPP 2.1, and that frame and SEND are known.

With ``answer=`` the peer answers as a :class:`workbench.net.ocppj.session.Session` does, by our messages, whatever has no handler
of its own; ``call`` takes our requests and gives our responses.
"""

from __future__ import annotations

import asyncio
import logging
from functools import cache
from typing import TYPE_CHECKING, Any

from workbench.display import terminal
from workbench.errors import NetworkError, PeerProtocolError
from workbench.messages.actions import ACTIONS
from workbench.messages.exchange import request_frame, response_of, result_error_frame
from workbench.messages.faults import Refused
from workbench.messages.frame_text import UnreadableFrame, read_frame, write_frame
from workbench.messages.frames import NO_ID, Call, CallError, CallResult
from workbench.messages.redaction import text_without_secrets
from workbench.messages.versions import Version
from workbench.messages.wire_log import LONGEST_TEXT, head_of
from workbench.net.ocpp_peer import names
from workbench.net.ocpp_peer.handling import Handling, refused
from workbench.net.ocpp_peer.library import library
from workbench.net.ocpp_peer.validation import faults_of
from workbench.net.ocppj.calling import refusal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from workbench.messages.actions import Request, Response, Side
    from workbench.net.ocppj.answering import Answer


@cache
def charge_point(version: Version) -> Any:
    """The repaired class for a version. The first call imports the library."""
    modules = library(version)
    return type("ChargePoint", (_Repaired, modules.charge_point), {"_version": version, "__doc__": _Repaired.__doc__})


class _Repaired:
    """A ChargePoint of the ``ocpp`` package, repaired; see :mod:`workbench.net.ocpp_peer.adapter`.

    Parameters
    ----------
    id
        For the log.
    connection
        Has ``recv()`` and ``send()``: a WebSocket, or a :class:`workbench.net.ocppj.transport.Transport`.
    response_timeout
        Seconds.
    side
        Who this is; matters to ``answer`` alone.
    answer
        Answers what no handler does, as that of a Session.
    """

    _version: Version
    _connection: Any
    _call_lock: asyncio.Lock
    _call_result: Any
    _response_timeout: float
    _unique_id_generator: Callable[[], object]
    id: str
    logger: logging.Logger

    def __init__(
        self,
        id: str,  # noqa: A002  the library's own name
        connection: Any,
        response_timeout: float = 30,
        logger: logging.Logger | None = None,
        *,
        side: Side = "csms",
        answer: Callable[[Request], Awaitable[Answer]] | None = None,
    ) -> None:
        library_init: Any = super().__init__
        library_init(id, connection, response_timeout, logger or logging.getLogger("ocpp"))
        self._peer_name = "station" if side == "csms" else "CSMS"
        self._handling = Handling(self, self._version, side, answer)
        self._due: tuple[str, asyncio.Future[CallResult | CallError]] | None = None
        self._reading = False

    async def start(self) -> None:
        """Read until the connection raises; what it raises comes out here."""
        answering = asyncio.get_running_loop().create_task(self._handling.run())
        self._reading = True
        try:
            while True:
                await self.route_message(await self._connection.recv())
                await asyncio.sleep(0)
        finally:
            self._reading = False
            self._fail(NetworkError("The connection has ended.", hint="Connect again and repeat the call."))
            answering.cancel()
            await asyncio.gather(answering, return_exceptions=True)

    async def route_message(self, raw_msg: str | bytes) -> None:
        """Take a message to where it belongs. Outside of :meth:`start` a CALL is answered before this returns."""
        self._log("receive", raw_msg)
        try:
            frame = read_frame(raw_msg, self._version)
        except UnreadableFrame as unreadable:
            await self._unreadable(raw_msg, unreadable)
            return
        match frame:
            case Call():
                await (self._handling.take(frame) if self._reading else self._handling.answer(frame))
            case CallResult() | CallError():
                self._answered(frame)
            case _:
                self.logger.warning("%s: nothing is done about this %s", self.id, type(frame).__name__)

    async def call(
        self,
        payload: Any,
        suppress: bool = False,  # noqa: FBT001, FBT002  the library's own signature, but for the default
        unique_id: str | None = None,
        skip_schema_validation: bool = False,  # noqa: FBT001, FBT002
    ) -> Any:
        """Send a request and give its response: of the library's messages or of ours, each in its kind.

        Parameters
        ----------
        suppress
            Give None on a CALLERROR, as the library does unasked.

        Raises
        ------
        PeerProtocolError
            As :meth:`workbench.net.ocppj.session.Session.call`, for our messages; for the library's own its OCPPError.
        NetworkError
            The connection has ended; for our messages also: no answer in time, where the library's own get TimeoutError.
        """
        message_id = str(unique_id if unique_id is not None else self._unique_id_generator())
        entry = ACTIONS.get(type(payload).__name__.removesuffix("Request"))
        if entry is not None and isinstance(payload, entry.request):
            return await self._call_ours(payload, message_id, entry.name)
        action = type(payload).__name__
        wire = names.to_wire(payload, action, "request", self._version)
        if not skip_schema_validation and (faults := faults_of(wire, action, "request", self._version)):
            raise self._error(refused(faults, action))
        answer = await self._exchange(Call(message_id=message_id, action=action, payload=wire))
        if isinstance(answer, CallError):
            if suppress:
                return None
            messages: Any = library(self._version).messages
            raise messages.CallError(answer.message_id, answer.code, answer.description, answer.details).to_exception()
        if not skip_schema_validation and (faults := faults_of(answer.payload, action, "response", self._version)):
            await self._object(refused(faults, action), message_id)
            raise self._error(refused(faults, action))
        return getattr(self._call_result, action)(**names.to_keywords(answer.payload, action, "response", self._version))

    async def _call_ours(self, request: Request, message_id: str, action: str) -> Response:
        try:
            answer = await self._exchange(request_frame(request, message_id, self._version))
        except TimeoutError:
            sentence = f"The {self._peer_name} did not answer {action} within {self._response_timeout:g} seconds."
            raise NetworkError(sentence, hint="See whether the other side is still there; then repeat the call.") from None
        if isinstance(answer, CallError):
            raise refusal(self._peer_name, action, answer)
        try:
            response: Any = response_of(answer, request, self._version)
        except Refused as error:
            await self._object(error, message_id)
            sentence = f"The {self._peer_name}'s answer to {action} cannot be used. {error.message}"
            raise PeerProtocolError(sentence, hint=error.hint) from None
        return response  # type: ignore[no-any-return]  # what response_of() gives is of the request's own response class

    async def _exchange(self, call: Call) -> CallResult | CallError:
        async with self._call_lock:
            due: asyncio.Future[CallResult | CallError] = asyncio.get_running_loop().create_future()
            self._due = call.message_id, due
            try:
                await self._send(write_frame(call, self._version))
                async with asyncio.timeout(self._response_timeout):
                    return await due
            except TimeoutError:
                raise TimeoutError(f"Waited {self._response_timeout:g} s for the answer to {call.action}.") from None
            finally:
                self._due = None

    def _answered(self, frame: CallResult | CallError) -> None:
        if self._due is None or frame.message_id not in {self._due[0], NO_ID} or self._due[1].done():
            self.logger.warning("%s: an answer that is not due was dropped", self.id)
        elif frame.message_id == NO_ID and isinstance(frame, CallResult):
            self.logger.warning("%s: an answer without an id was dropped", self.id)
        else:
            self._due[1].set_result(frame)

    def _fail(self, error: Exception) -> None:
        if self._due is not None and not self._due[1].done():
            self._due[1].set_exception(error)

    async def _unreadable(self, raw: str | bytes, unreadable: UnreadableFrame) -> None:
        self.logger.warning("%s: %s", self.id, unreadable.message)
        head = head_of(_text(raw))
        if head is not None and head.cls in {CallResult, CallError} and self._due is not None and self._due[0] == head.message_id:
            self._fail(PeerProtocolError(unreadable.message, hint=unreadable.hint))
        if unreadable.reply is not None:
            await self._send(write_frame(unreadable.reply, self._version))

    async def _object(self, error: Refused, message_id: str) -> None:
        """Tell the other side that its response cannot be used; OCPP 2.0.1 has no frame for it."""
        if self._version is Version.V21:
            await self._send(write_frame(result_error_frame(error, message_id), self._version))

    def _error(self, error: Refused) -> Exception:
        """The library's error for a refusal; its details have the sentence, not the value."""
        exceptions: Any = library(self._version).exceptions
        cls = next((one for one in exceptions.OCPPError.__subclasses__() if one.code == error.code.value), exceptions.GenericError)
        made: Exception = cls(details={"cause": error.message})
        return made

    async def _send(self, message: str) -> None:
        self._log("send", message)
        await self._connection.send(message)

    def _log(self, what: str, message: str | bytes) -> None:
        if self.logger.isEnabledFor(logging.INFO):
            self.logger.info("%s: %s %s", self.id, what, terminal(text_without_secrets(_text(message))[:LONGEST_TEXT]))


def _text(message: str | bytes) -> str:
    return message if isinstance(message, str) else message.decode("utf-8", "backslashreplace")
