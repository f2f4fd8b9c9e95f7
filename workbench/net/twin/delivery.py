"""How an answer goes out: as it is, or with a fault of the way (slow, cut off, without end, somewhere else)."""

from __future__ import annotations

import asyncio
import socket
import struct
import sys
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from aiohttp import web

from workbench.net.twin.faults import Fault
from workbench.net.twin.sites import AGAIN, ELSEWHERE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SERVER = "pnc-workbench offline twin (simulation)"
_HUGE, _PIECE = 80 * 2**20, 64 * 2**10
_PAGE = b"<!DOCTYPE html><title>Welcome</title><h1>Welcome to the depot's Wi-Fi</h1><p>Please accept the terms of use."
_GARBAGE = bytes(range(1, 200))
_METADATA = "http://169.254.169.254/latest/meta-data/"
_NO_LINGER = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)  # the connection is reset, not ended


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of HTTP."""

    status: int
    body: bytes
    content_type: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pace:
    """How slow faults are, in seconds: until a slow answer, and between two octets of one that drips; and what ends all waiting."""

    slow: float
    drip: float
    closing: asyncio.Event

    async def wait(self, seconds: float) -> bool:
        """Let time pass; False: the twin closes."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.closing.wait(), seconds)
        return not self.closing.is_set()


def changed(reply: Reply, fault: Fault | None, host: str, target: str) -> Reply:
    """The reply that a fault of the way puts into the place of a right one.

    Parameters
    ----------
    host, target
        Of the request: the original host name and the path behind it.
    """
    if fault not in _CHANGES:
        return reply
    return _CHANGES[fault](reply, host, target)


def plain(status: HTTPStatus, text: str = "") -> Reply:
    """A reply that is no answer."""
    return Reply(status, f"{status} {status.phrase}. {text}\nThis is a simulation.\n".encode(), "text/plain")


def _redirection(to: str) -> Reply:
    return replace(plain(HTTPStatus.TEMPORARY_REDIRECT), headers={"Location": to})


_CHANGES: dict[Fault, Callable[[Reply, str, str], Reply]] = {
    Fault.TRUNCATED: lambda reply, _, __: replace(reply, body=reply.body[: len(reply.body) // 2]),
    Fault.GARBAGE: lambda reply, _, __: replace(reply, body=_GARBAGE),
    Fault.HTML_PAGE: lambda reply, _, __: replace(reply, body=_PAGE, content_type="text/html"),
    Fault.WRONG_CONTENT_TYPE: lambda reply, _, __: replace(reply, content_type="text/plain"),
    Fault.HTTP_404: lambda _, __, ___: plain(HTTPStatus.NOT_FOUND),
    Fault.HTTP_500: lambda _, __, ___: plain(HTTPStatus.INTERNAL_SERVER_ERROR),
    Fault.REDIRECT_SAME_HOST: lambda _, __, target: _redirection(f"{AGAIN}{target}"),
    Fault.REDIRECT_CROSS_HOST: lambda _, host, target: _redirection(f"http://{ELSEWHERE}/{host}{target}"),
    Fault.REDIRECT_TO_METADATA: lambda _, __, ___: _redirection(_METADATA),
}


async def deliver(request: web.BaseRequest, reply: Reply, fault: Fault | None, pace: Pace) -> web.StreamResponse:
    """Send it."""
    headers = {"Server": SERVER, "Content-Type": reply.content_type, **reply.headers}
    if fault is Fault.DEAD:
        _reset(request)
        return web.Response()
    if fault is Fault.SLOW:
        await pace.wait(pace.slow)
    if fault in {Fault.CUT_OFF, Fault.DRIP, Fault.HUGE}:
        return await _piecemeal(request, web.StreamResponse(status=reply.status, headers=headers), reply.body, fault, pace)
    return web.Response(status=reply.status, body=reply.body, headers=headers)


async def _piecemeal(
    request: web.BaseRequest, response: web.StreamResponse, body: bytes, fault: Fault, pace: Pace
) -> web.StreamResponse:
    response.force_close()
    if fault is Fault.CUT_OFF:
        response.content_length = len(body)
    else:
        response.enable_chunked_encoding()
    await response.prepare(request)
    if fault is Fault.CUT_OFF:
        await response.write(body[: len(body) // 2])
        _end(request)
    elif fault is Fault.DRIP:
        for at in range(len(body)):
            await response.write(body[at : at + 1])
            if not await pace.wait(pace.drip):
                break
    else:
        await response.write(body)
        for _ in range(_HUGE // _PIECE):
            await response.write(bytes(_PIECE))
    return response


def _end(request: web.BaseRequest) -> None:
    if request.transport is not None:
        request.transport.close()


def _reset(request: web.BaseRequest) -> None:
    transport = request.transport
    if transport is not None:
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        transport.abort()
