"""How an answer of the sample EST server goes out: as it is, or as a fault changes it."""

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

from workbench.net.est.faults import EstFault
from workbench.net.est.wire import CERTS_ONLY, certs_only, to_base64

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from workbench.certs.items import Item
    from workbench.net.est.wire import Lines

SERVER = "pnc-workbench EST server (simulation)"
_PAGE = b"<!DOCTYPE html><title>Sign in</title><h1>Certificate portal</h1><p>Please sign in."
_NO_LINGER = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)  # the connection is reset, not ended


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of HTTP.

    Attributes
    ----------
    words
        For the log.
    """

    status: int
    body: bytes
    content_type: str
    words: str
    headers: Mapping[str, str] = field(default_factory=dict)
    items: tuple[Item, ...] = ()


def certificates(items: Sequence[Item], lines: Lines, words: str) -> Reply:
    """A certs-only PKCS #7 in base64 [RFC 7030 4.1.3]."""
    der = certs_only([one.certificate for one in items if one.certificate is not None])
    return Reply(HTTPStatus.OK, to_base64(der, lines), CERTS_ONLY, words, items=tuple(items))


def said(status: HTTPStatus, sentence: str, headers: Mapping[str, str] | None = None) -> Reply:
    """A sentence in plain text, as RFC 7030 4.2.3 lets an error have one."""
    return Reply(status, f"{sentence}\nThis is a simulation.\n".encode(), "text/plain; charset=utf-8", sentence, headers or {})


def later(status: HTTPStatus, seconds: int | None) -> Reply:
    """Not yet; with seconds it says when to come again."""
    headers = {} if seconds is None else {"Retry-After": str(seconds)}
    return said(status, "Not yet." if status is HTTPStatus.ACCEPTED else "Not now.", headers)


_REFUSALS: Mapping[EstFault, Reply] = {
    EstFault.UNAUTHORIZED: said(HTTPStatus.UNAUTHORIZED, "Who asks?", {"WWW-Authenticate": 'Basic realm="EST (simulation)"'}),
    EstFault.FORBIDDEN: said(HTTPStatus.FORBIDDEN, "This client may not enrol."),
    EstFault.REFUSED: said(HTTPStatus.BAD_REQUEST, "The subject is not one of this CA's customers."),
    EstFault.ERROR: said(HTTPStatus.INTERNAL_SERVER_ERROR, "The CA has a fault."),
    EstFault.NOT_FOUND: said(HTTPStatus.NOT_FOUND, "There is nothing here."),
    EstFault.REDIRECT: said(HTTPStatus.TEMPORARY_REDIRECT, "Elsewhere.", {"Location": "https://elsewhere.pnc.example/"}),
    EstFault.NO_TIME: later(HTTPStatus.ACCEPTED, None),
}


def refusal(fault: EstFault | None, retry_after: int) -> Reply | None:
    """What a fault answers before anything is looked at; None: it does not."""
    if fault is EstFault.NEVER:
        return later(HTTPStatus.ACCEPTED, retry_after)
    if fault is EstFault.BUSY:
        return later(HTTPStatus.SERVICE_UNAVAILABLE, retry_after)
    return _REFUSALS.get(fault) if fault is not None else None


def _der(reply: Reply) -> bytes:
    return certs_only([one.certificate for one in reply.items if one.certificate is not None])


_CHANGES: Mapping[EstFault, Callable[[Reply], Reply]] = {
    EstFault.WRONG_CONTENT_TYPE: lambda reply: replace(reply, content_type="text/plain"),
    EstFault.HTML_PAGE: lambda reply: replace(reply, body=_PAGE, content_type="text/html"),
    EstFault.EMPTY: lambda reply: replace(reply, body=b""),
    EstFault.TRUNCATED: lambda reply: replace(reply, body=to_base64(_der(reply)[: len(_der(reply)) // 2])),
    EstFault.NOT_BASE64: lambda reply: replace(reply, body=_der(reply)),
    EstFault.BARE: lambda reply: replace(reply, body=to_base64(reply.items[0].der)),
    EstFault.TOO_LARGE: lambda reply: replace(reply, body=reply.body + b"\n" * 2**21),
}


def changed(reply: Reply, fault: EstFault | None) -> Reply:
    """What a fault makes of a right answer with certificates."""
    change = _CHANGES.get(fault) if fault is not None and reply.items else None
    return change(reply) if change is not None else reply


async def deliver(
    request: web.BaseRequest, reply: Reply, fault: EstFault | None, slow: float, closing: asyncio.Event
) -> web.StreamResponse:
    """Send it."""
    if fault is EstFault.DEAD:
        if request.transport is not None:
            request.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
            request.transport.abort()
        return web.Response()
    if fault is EstFault.SLOW:
        with suppress(TimeoutError):
            await asyncio.wait_for(closing.wait(), slow)
    headers = {"Server": SERVER, "Content-Type": reply.content_type, **reply.headers}
    return web.Response(status=reply.status, body=reply.body, headers=headers)
