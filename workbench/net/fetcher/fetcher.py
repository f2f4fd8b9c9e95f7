"""READ FIRST: the switch, the turn, the log: what holds for every fetch. What one fetch does is :mod:`journey`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Self

from workbench.display import Readable, visible
from workbench.errors import InputError, NetworkError
from workbench.net.fetcher.allowing import AllowList
from workbench.net.fetcher.gates import Gates
from workbench.net.fetcher.journey import Journey, Trace
from workbench.net.fetcher.judging import require_port
from workbench.net.fetcher.limits import Limits
from workbench.net.fetcher.log import FetchLog, Logged
from workbench.net.fetcher.outcomes import Fetched, NotFetchedError, Outcome, Unfetched
from workbench.net.fetcher.proxies import Proxy
from workbench.net.fetcher.resolving import SystemResolver
from workbench.net.fetcher.urls import target_of

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable

    from workbench.net.fetcher.asking import Purpose, Request
    from workbench.net.fetcher.resolving import Resolver

_LONGEST_CONSENT = 120


class Fetcher(Readable):
    """Fetches OCSP responses and CRLs; off until it is switched on. ``async with`` it; every fetch is logged.

    Parameters
    ----------
    allow
        What may be asked besides public addresses at ports 80 and 443; see :mod:`~workbench.net.fetcher.allowing`.
    limits
        How much at once, and how long it waits.
    proxy
        The URL of a proxy; empty: none. The environment's are never taken.
    resolver
        Where names lead; by default the machine's own resolver says it.
    extra_roots
        Roots for https besides the machine's own, as PEM.
    tls
        Instead of these: a context with roots of its own alone, or with a client certificate. It must verify chain and host name.

    Raises
    ------
    InputError
        An entry of ``allow``, ``proxy`` or ``extra_roots`` is none, or ``tls`` does not verify.
    """

    def __init__(
        self,
        *,
        allow: Iterable[str] = (),
        limits: Limits | None = None,
        proxy: str = "",
        resolver: Resolver | None = None,
        extra_roots: str = "",
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._allow = AllowList.of(allow)
        self._limits = limits or Limits()
        self._proxy = Proxy.of(proxy) if proxy else None
        self._journey = Journey(
            allow=self._allow,
            limits=self._limits,
            proxy=self._proxy,
            resolver=resolver or SystemResolver(),
            extra_roots=extra_roots,
            tls=tls,
        )
        self._consent = ""
        self._gates: Gates | None = None
        self._idle = asyncio.Event()
        self._under_way: set[asyncio.Task[object]] = set()
        self.log = FetchLog(self._limits.logged)

    @property
    def is_on(self) -> bool:
        """Whether it fetches at all."""
        return bool(self._consent)

    def switch_on(self, consent: str) -> Self:
        """Let it fetch, until it is switched off.

        Parameters
        ----------
        consent
            Whose wish that is, in words for the log: ``"pnc status was called"``.
        """
        if not consent.strip():
            raise InputError(
                "A fetcher is switched on with the words of consent.", hint='Say who wants it: switch_on("pnc status").'
            )
        self._consent = visible(consent, _LONGEST_CONSENT)
        via = f", through the proxy {visible(self._proxy.target.name, 100)}:{self._proxy.target.port}" if self._proxy else ""
        self.log.about = f"switched on by: {self._consent}{via}"
        return self

    def switch_off(self) -> Self:
        """Let nothing out any more; what is under way is finished."""
        self._consent, self.log.about = "", "switched off"
        return self

    async def __aenter__(self) -> Self:
        if self._gates is not None:
            raise InputError("This fetcher is open already.", hint="Open it once, and share it.")
        self._gates, self._idle = Gates(self._limits), asyncio.Event()  # both belong to this event loop
        return self

    async def __aexit__(self, *_: object) -> None:
        self._gates = None
        for task in self._under_way:
            task.cancel()
        if self._under_way:
            await self._idle.wait()  # for the fetches alone: what else a task does is not ours to wait for

    async def open(self, consent: str) -> Self:
        """Opened and switched on, for where no ``async with`` can stand: the cells of a notebook. :meth:`close` ends it."""
        return (await self.__aenter__()).switch_on(consent)

    async def close(self) -> None:
        """Ended: what is under way is given up, and nothing goes out any more."""
        await self.switch_off().__aexit__()

    async def fetch(self, request: Request, purpose: Purpose) -> Fetched | Unfetched:
        """Ask one question.

        Returns
        -------
        Fetched | Unfetched
            The answer where one came with HTTP status 200, or another that ``purpose`` takes for an answer; else why not.

        Raises
        ------
        NetworkError
            The fetcher is off, or not open.
        """
        gates = self._open_gates()
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  # a coroutine runs in a task
        self._under_way.add(task)
        self._idle.clear()
        trace = Trace()
        try:
            target = target_of(request.url)
            require_port(target, self._allow)
            async with gates.passed((target.name, target.port), large=purpose.large):
                trace = Trace()
                result = await self._journey.asked(request, target, purpose, trace)
        except NotFetchedError as fault:
            return self._unfetched(request, purpose, trace, fault)
        except asyncio.CancelledError:
            self._note(request, purpose, trace, Outcome.CANCELLED)
            raise
        except Exception as fault:  # noqa: BLE001  # an own fault is said, and other fetches live on
            return self._unfetched(request, purpose, trace, _own_fault(fault))
        finally:
            self._under_way.discard(task)
            if not self._under_way:
                self._idle.set()
        self._note(request, purpose, trace, Outcome.FETCHED, status=result.status, octets=len(result.body))
        return result

    async def fetch_all(self, asked: Iterable[tuple[Request, Purpose]]) -> list[Fetched | Unfetched]:
        """Ask many questions, as many at once as the limits say; the results are in the questions' order."""
        self._open_gates()
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self.fetch(request, purpose)) for request, purpose in asked]
        return [task.result() for task in tasks]

    def _open_gates(self) -> Gates:
        if not self._consent:
            raise NetworkError(
                "Nothing is fetched: live status is switched off.",
                hint="Switch it on for this session: fetcher.switch_on(consent).",
            )
        if self._gates is None:
            raise NetworkError("The fetcher is not open.", hint="Write `async with fetcher:` around its use.")
        return self._gates

    def _unfetched(self, request: Request, purpose: Purpose, trace: Trace, fault: NotFetchedError) -> Unfetched:
        self._note(request, purpose, trace, fault.outcome, status=fault.status, why=fault.message)
        return fault.result(request.url)

    def _note(  # noqa: PLR0913  # the columns of a row
        self,
        request: Request,
        purpose: Purpose,
        trace: Trace,
        outcome: Outcome,
        *,
        status: int | None = None,
        octets: int = 0,
        why: str = "",
    ) -> None:
        self.log.add(
            Logged(
                at=trace.at,
                purpose=purpose.name,
                method=request.method,
                url=request.url,
                address=trace.address,
                outcome=outcome,
                status=status,
                octets=octets,
                seconds=trace.seconds,
                why=why,
            )
        )

    def _repr_html_(self) -> str:
        return self.log._repr_html_()

    def __str__(self) -> str:
        return str(self.log)

    def __repr__(self) -> str:
        return f"Fetcher({'on' if self.is_on else 'off'}, {len(self.log)} fetches)"


def _own_fault(fault: Exception) -> NotFetchedError:
    return NotFetchedError(
        f"The fetch failed by a fault of this workbench: {type(fault).__name__}: {visible(str(fault), 200)}.",
        hint="Report it, with the URL.",
        outcome=Outcome.FAULT,
    )
