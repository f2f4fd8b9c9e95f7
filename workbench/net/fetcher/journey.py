"""The way of one question: the name's addresses once, then one exchange after another until an answer or the end of its time."""

from __future__ import annotations

import asyncio
import time
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.display import visible
from workbench.net import clock
from workbench.net.fetcher.exchange import REDIRECTS, Way, exchange
from workbench.net.fetcher.judging import Endpoint, endpoints
from workbench.net.fetcher.outcomes import Fetched, NotFetchedError, Outcome
from workbench.net.fetcher.proxies import require_outside_name
from workbench.net.fetcher.redirects import followed, too_many
from workbench.net.fetcher.trust import require_verifying, web_context

if TYPE_CHECKING:
    import ssl

    from workbench.net.fetcher.allowing import AllowList
    from workbench.net.fetcher.asking import Purpose, Request
    from workbench.net.fetcher.exchange import Reply
    from workbench.net.fetcher.limits import Limits
    from workbench.net.fetcher.proxies import Proxy
    from workbench.net.fetcher.resolving import Answers, Resolver
    from workbench.net.fetcher.urls import Target

_LATER = frozenset({408, 425, 429})


class Trace:
    """What the log is to know of a fetch under way: when it began, and the address that was tried last."""

    def __init__(self) -> None:
        self.at, self._since = clock.now(), time.perf_counter()
        self.address = ""

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return time.perf_counter() - self._since


class Journey:
    """How the questions of one fetcher go out; it holds nothing of any of them.

    Parameters
    ----------
    allow, limits, proxy, resolver, extra_roots, tls
        As :class:`~.fetcher.Fetcher` has them, read.
    """

    def __init__(
        self,
        *,
        allow: AllowList,
        limits: Limits,
        proxy: Proxy | None,
        resolver: Resolver,
        extra_roots: str,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._allow, self._limits, self._proxy, self._resolver = allow, limits, proxy, resolver
        self._extra_roots, self._own_tls = extra_roots, tls
        if tls is not None:
            require_verifying(tls)
        if extra_roots:
            _ = self._tls  # a wrong one is said now

    async def asked(self, request: Request, target: Target, purpose: Purpose, trace: Trace) -> Fetched:
        """The answer.

        Raises
        ------
        NotFetchedError
            There is none.
        """
        try:
            async with asyncio.timeout(purpose.seconds):
                places = await self._places(target)
                reply = await self._redirected(request, target, places, purpose, trace)
        except TimeoutError:
            raise NotFetchedError(
                f"{visible(target.name, 100)} was not done within {purpose.seconds:g} s.",
                hint="Try again later; look at the server with another program.",
                outcome=Outcome.TIMED_OUT,
                retry=True,
            ) from None
        if reply.status not in purpose.statuses:
            raise NotFetchedError(
                f"{visible(target.name, 100)} answered HTTP {reply.status} instead of 200.",
                hint="Is that the right URL? Look at it with another program.",
                outcome=Outcome.HTTP_STATUS,
                retry=reply.status >= 500 or reply.status in _LATER,
                observed=f"HTTP {reply.status}",
                expected="HTTP 200",
                status=reply.status,
            )
        return Fetched(
            request.url,
            reply.status,
            reply.body,
            reply.content_type,
            trace.at,
            trace.address,
            trace.seconds,
            reply.fields,
        )

    async def _places(self, target: Target) -> tuple[Endpoint, ...]:
        """Where the connection may go: the host's judged endpoints, or the proxy's once the host's are judged."""
        try:
            answers = await self._answers(target)
        except NotFetchedError:
            if self._proxy is None:
                raise
            require_outside_name(target, self._allow)
        else:
            found = endpoints(target, answers, self._allow)
            if self._proxy is None:
                return found[: self._limits.addresses]
        return self._proxy.endpoints(await self._answers(self._proxy.target))[: self._limits.addresses]

    async def _answers(self, target: Target) -> Answers:
        """The one look-up of a name."""
        if target.address is not None:
            return [(str(target.address), target.port)]
        try:
            return await self._resolver.resolve(target.name, target.port)
        except (OSError, UnicodeError) as error:
            said = getattr(error, "strerror", None) or str(error)
            raise NotFetchedError(
                f"The host {visible(target.name, 100)} is not known: {visible(said, 100)}.",
                hint="Is the name right, and is this machine online?",
                outcome=Outcome.UNKNOWN_HOST,
                retry=True,
            ) from None

    async def _redirected(
        self, request: Request, target: Target, places: tuple[Endpoint, ...], purpose: Purpose, trace: Trace
    ) -> Reply:
        reply = await self._anywhere(request, target, places, purpose, trace)
        for _ in range(self._limits.redirects):
            if reply.status not in REDIRECTS:
                return reply
            target = followed(request, target, reply)
            reply = await self._anywhere(request, target, places, purpose, trace)
        if reply.status in REDIRECTS:
            raise too_many(reply, self._limits.redirects)
        return reply

    async def _anywhere(
        self, request: Request, target: Target, places: tuple[Endpoint, ...], purpose: Purpose, trace: Trace
    ) -> Reply:
        """The reply of the first address that takes a connection."""
        way = Way(self._limits, self._tls if target.secure else True, self._proxy)
        for endpoint in places[:-1]:
            trace.address = str(endpoint)
            try:
                return await exchange(request, target, endpoint, purpose, way)
            except NotFetchedError as fault:
                if fault.outcome is not Outcome.NO_CONNECTION:
                    raise
        trace.address = str(places[-1])
        return await exchange(request, target, places[-1], purpose, way)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return self._own_tls if self._own_tls is not None else web_context(self._extra_roots)
