"""A request's body as a sample server reads it: bounded in octets and in time."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.net.est.sending import Reply

_PATIENCE = 10.0


async def body_of(request: web.BaseRequest, most: int, said: Callable[[HTTPStatus, str], Reply]) -> bytes | Reply:
    """The octets, or what to answer because they do not come: at most so many; ``said`` puts a sentence into the server's form."""
    read = bytearray()
    try:
        async with asyncio.timeout(_PATIENCE):
            async for piece in request.content.iter_any():
                read += piece
                if len(read) > most:
                    return said(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"A request has at most {most:,} octets.")
    except TimeoutError:
        return said(HTTPStatus.REQUEST_TIMEOUT, "The request took too long.")
    except (web.RequestPayloadError, ConnectionError):
        return said(HTTPStatus.BAD_REQUEST, "The request was cut off.")
    return bytes(read)
