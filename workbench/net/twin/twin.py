"""The server."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from workbench.display import Cell, Readable, Table, view
from workbench.errors import InputError
from workbench.net.twin.asked import RequestLog
from workbench.net.twin.delivery import Pace
from workbench.net.twin.fault_rules import FaultRules, Rule
from workbench.net.twin.faults import Fault
from workbench.net.twin.handling import Handler
from workbench.net.twin.pki import PlayedPki
from workbench.net.twin.port import ADDRESS, Port
from workbench.net.twin.responders import Signing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from types import TracebackType

    from workbench.net.machines.clock import Clock


class Twin(Readable, PlayedPki):
    """The offline twin of the sample PKIs' responders and CRL servers, on a free port of 127.0.0.1. A simulation.

    ``async with Twin(...) as twin:``; parameters are those of :class:`~workbench.net.twin.pki.PlayedPki`, and:

    Parameters
    ----------
    fault
        In force everywhere from the start.
    slow, drip
        Seconds: until an answer under :attr:`Fault.SLOW`, between two octets under :attr:`Fault.DRIP`.

    Attributes
    ----------
    requests
        The log.
    """

    def __init__(  # noqa: PLR0913  # each has a name
        self,
        pki: str | Iterable[str] | None = None,
        *,
        clock: Clock | Callable[[], datetime] | None = None,
        fault: Fault | None = None,
        signing: Signing = Signing.DELEGATE,
        lasts: timedelta = timedelta(days=1),
        crl_lasts: timedelta = timedelta(days=7),
        slow: float = 30.0,
        drip: float = 0.05,
    ) -> None:
        super().__init__(pki, clock=clock, signing=signing, lasts=lasts, crl_lasts=crl_lasts)
        self.requests = RequestLog()
        self._rules = FaultRules()
        self._times = slow, drip
        self._down: set[str] = set()
        self._closing = asyncio.Event()
        self._port = Port()
        if fault is not None:
            self.set_fault(fault)

    async def __aenter__(self) -> Self:
        if self._port.is_open:
            raise InputError("This twin runs already.", hint="Make another one: Twin().")
        self._closing = asyncio.Event()
        await self._port.start(Handler(self, self.requests, self._rules, Pace(*self._times, self._closing)))
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._closing.set()
        await self._port.stop()

    @property
    def port(self) -> int:
        """Where it listens on 127.0.0.1.

        Raises
        ------
        InputError
            It does not run.
        """
        if not self._port.is_open:
            raise InputError("The twin does not run.", hint="async with Twin() as twin: ...")
        return self._port.number

    @property
    def resolver_entries(self) -> dict[str, tuple[str, int]]:
        """Each host of the certificates' URLs with the address and port where the twin answers for it, or where nobody does."""
        return {host: (ADDRESS, self._port_of(host)) for host in self.sites.hosts}

    def url_for(self, url: str) -> str:
        """The twin's own URL for one in a certificate, for clients that resolve names themselves.

        Raises
        ------
        InputError
            No certificate of the samples names such a host, or the twin does not run.
        """
        parts = urlsplit(url)
        if parts.hostname not in self.sites.hosts:
            raise InputError(
                f"The twin does not play {parts.hostname or 'a URL without a host'}.",
                hint=f"It plays {', '.join(self.sites.hosts)}.",
            )
        return f"http://{ADDRESS}:{self._port_of(parts.hostname)}/{parts.hostname}{parts.path}"

    def _port_of(self, host: str) -> int:
        return self._port.nobody if host in self._down and self._port.is_open else self.port

    def take_down(self, host: str) -> None:
        """From now on connections to a host are refused: :attr:`resolver_entries` and :meth:`url_for` lead where nobody listens."""
        if host not in self.sites.hosts:
            raise InputError(f"The twin does not play {host}.", hint=f"It plays {', '.join(self.sites.hosts)}.")
        self._down.add(host)

    def bring_up(self, host: str) -> None:
        """The host answers again."""
        self._down.discard(host)

    def set_fault(self, fault: Fault | str, *, where: str = "", certificate: Any = None, times: int | None = None) -> None:
        """Put a fault in force; of several that fit a request the one that was set last.

        Parameters
        ----------
        where
            A URL of the samples' certificates or the name of a CA in the declaration; empty: everywhere.
        certificate
            In force where its status is asked for by OCSP; as :meth:`revoke` takes it.
        times
            For so many requests that it fits; None: until :meth:`clear_faults`.

        Raises
        ------
        InputError
            There is no such fault or place.
        """
        named = {str(one): one for one in Fault}
        if fault not in named:
            raise InputError(f"There is no fault {str(fault)[:100]!r}.", hint=f"There are {', '.join(named)}.")
        if times is not None and times < 1:
            raise InputError(f"A fault for {times} requests is none.", hint="times=1 or more, or None.")
        issuer, serial = "", None
        if certificate is not None:
            authority, serial = self.holder(certificate)
            issuer = authority.name
        if where and not any(where in {site.url, site.issuer} for site in self.sites):
            raise InputError(f"The twin does not play {where}.", hint="print(twin) lists the URLs that it plays.")
        self._rules.rules.append(Rule(named[fault], where, issuer, serial, times))

    def clear_faults(self) -> None:
        """All answers are right again, and all hosts up."""
        self._rules.rules.clear()
        self._down.clear()

    @property
    def faults(self) -> tuple[Rule, ...]:
        """The faults that are in force, with how often each was."""
        return tuple(self._rules.rules)

    @property
    def table(self) -> Table:
        """What it plays."""
        return Table(
            ("URL", "What", "CA"),
            [(Cell(site.url, code=True), site.kind.name, site.issuer) for site in self.sites],
            caption="The offline twin of the sample PKIs (a simulation)",
        )

    def _repr_html_(self) -> str:
        return str(view(self.table.to_html()))

    def __str__(self) -> str:
        return self.table.to_text()

    def __repr__(self) -> str:
        where = f"at {ADDRESS}:{self.port}" if self._port.is_open else "not running"
        return f"<Twin (simulation) {where}, {len(self.requests)} requests>"
