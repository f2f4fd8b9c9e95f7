"""One request and its answer, on one connection of its own to one judged endpoint."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from aiohttp import ClientSession
from yarl import URL

from workbench._version import __version__
from workbench.display import visible
from workbench.net.fetcher.asking import Post
from workbench.net.fetcher.faults import UNDERSTOOD, in_words
from workbench.net.fetcher.outcomes import NotFetchedError, Outcome
from workbench.net.fetcher.pinning import session_settings

if TYPE_CHECKING:
    import socket
    from collections.abc import Mapping
    from ssl import SSLContext

    from aiohttp import ClientResponse

    from workbench.net.fetcher.asking import Purpose, Request
    from workbench.net.fetcher.judging import Endpoint
    from workbench.net.fetcher.limits import Limits
    from workbench.net.fetcher.proxies import Proxy
    from workbench.net.fetcher.urls import Target

USER_AGENT = f"pnc-workbench/{__version__}"
REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LONGEST_FIELD = 200
_FAREWELL = (*(0.0,) * 5, *(0.005,) * 50)
"""Pauses in seconds; without TLS a connection is closed within the first."""


class Way(NamedTuple):
    """How exchanges go out, the same for all of one fetcher."""

    limits: Limits
    tls: SSLContext | bool
    proxy: Proxy | None


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as HTTP has it; body and fields are there with a status that the purpose takes for an answer."""

    status: int
    location: str
    content_type: str
    body: bytes = field(default=b"", repr=False)
    fields: Mapping[str, str] = field(default_factory=dict, hash=False)


async def exchange(request: Request, target: Target, endpoint: Endpoint, purpose: Purpose, way: Way) -> Reply:
    """Ask once. The time for all of it is the caller's to bound.

    Raises
    ------
    NotFetchedError
        No connection, no TLS, no HTTP, or more than ``purpose`` allows.
    """
    headers = {"User-Agent": USER_AGENT, "Accept": purpose.accept, "Accept-Encoding": "identity"}
    if way.proxy is not None and not target.secure:
        headers |= way.proxy.headers  # the proxy takes them out; behind a tunnel they would reach the server
    body = None
    opened: list[socket.socket] = []
    if isinstance(request, Post):
        headers["Content-Type"], body = request.content_type, request.body
    headers |= dict(request.headers)
    try:
        async with (
            _session(endpoint, way, opened) as session,
            session.request(
                request.method,
                URL(target.url, encoded=True),
                data=body,
                headers=headers,
                allow_redirects=False,
                proxy=way.proxy.url if way.proxy else None,
                proxy_headers=way.proxy.headers if way.proxy and target.secure else None,
            ) as response,
        ):
            reply = Reply(response.status, response.headers.get("Location", ""), response.headers.get("Content-Type", "")[:200])
            if response.status not in purpose.statuses:
                response.close()  # its body is nothing that would be looked at
                return reply
            fields = {name: response.headers.get(name, "")[:_LONGEST_FIELD] for name in purpose.fields}
            return Reply(reply.status, reply.location, reply.content_type, await _body(response, target, purpose), fields)
    except UNDERSTOOD as error:
        raise in_words(error, target, endpoint, way) from error
    finally:
        await _closed(opened)


async def _closed(opened: list[socket.socket]) -> None:
    """Wait until the sockets are closed, a moment at most: TLS says farewell first, and the loop may be about to end."""
    for pause in _FAREWELL:
        if all(one.fileno() < 0 for one in opened):
            return
        await asyncio.sleep(pause)


def _session(endpoint: Endpoint, way: Way, opened: list[socket.socket]) -> ClientSession:
    session = ClientSession(**session_settings(endpoint, way.limits, opened, tls=way.tls))
    # there is no public way to keep aiohttp from asking a second time where the connection breaks; the log would not show it
    session._retry_connection = False  # noqa: SLF001
    return session


async def _body(response: ClientResponse, target: Target, purpose: Purpose) -> bytes:
    """The body, up to the purpose's bound; nothing is held of what goes beyond it."""
    coding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in {"identity", ""}:
        response.close()
        raise NotFetchedError(
            f"{visible(target.name, 100)} sent its answer compressed ({visible(coding, 40)}), though asked not to.",
            hint="Tell the CA: such answers are small or bound by what they claim, and are not unpacked here.",
            outcome=Outcome.NO_HTTP,
            observed=f"Content-Encoding: {visible(coding, 40)}",
            expected="identity",
        )
    if response.content_length is not None and response.content_length > purpose.octets:
        response.close()
        raise _too_large(target, purpose, f"{response.content_length:,} octets announced")
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > purpose.octets:
            response.close()
            raise _too_large(target, purpose, f"more than {purpose.octets:,} octets")
    return bytes(body)


def _too_large(target: Target, purpose: Purpose, observed: str) -> NotFetchedError:
    return NotFetchedError(
        f"The answer of {visible(target.name, 100)} is larger than the {purpose.octets:,} octets taken for {purpose.name}.",
        hint="Is that the right URL? A file of any size can be given as a file.",
        outcome=Outcome.TOO_LARGE,
        observed=observed,
        expected=f"at most {purpose.octets:,} octets",
    )
