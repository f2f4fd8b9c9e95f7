"""A connection that can go to one judged endpoint only, whatever is resolved in between.

Two locks. aiohttp's resolver is replaced by the one answer, so nothing is resolved twice; and the socket is made only for that
endpoint, so that an answer, a literal address or a cache which got around the first lock ends before ``connect``.
"""

from __future__ import annotations

import errno
import socket
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from aiohttp import ClientTimeout, DummyCookieJar, TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult

if TYPE_CHECKING:
    from ssl import SSLContext

    from workbench.net.fetcher.judging import Endpoint
    from workbench.net.fetcher.limits import Limits


class PinnedResolver(AbstractResolver):
    """Every name is this endpoint."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:
        """The one endpoint; ``port`` and ``family`` are the endpoint's own."""
        del port, family
        address = self._endpoint.address
        return [
            ResolveResult(
                hostname=host,
                host=str(address),
                port=self._endpoint.port,
                family=socket.AF_INET if address.version == 4 else socket.AF_INET6,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
        ]

    async def close(self) -> None:
        """Nothing is held."""


def session_settings(endpoint: Endpoint, limits: Limits, opened: list[socket.socket], *, tls: SSLContext | bool) -> dict[str, Any]:
    """What a session of one exchange is made with; to be called with a running loop.

    No proxy, netrc or cookie of the environment; no connection kept; no body decoded. The sockets that it makes go into ``opened``.
    """

    def made(info: Any) -> socket.socket:
        family, kind, protocol, _, place = info
        if (ip_address(place[0]), place[1]) != tuple(endpoint):
            raise OSError(errno.EADDRNOTAVAIL, f"the connection is pinned to {endpoint} and was about to go to {place[0]}")
        opened.append(socket.socket(family, kind, protocol))
        return opened[-1]

    return {
        "connector": TCPConnector(
            resolver=PinnedResolver(endpoint),
            use_dns_cache=False,
            force_close=True,
            limit=1,
            ssl=tls,
            socket_factory=made,
        ),
        "timeout": ClientTimeout(total=None, connect=None, sock_connect=limits.connect, sock_read=limits.silence),
        "trust_env": False,
        "cookie_jar": DummyCookieJar(),
        "auto_decompress": False,
    }
