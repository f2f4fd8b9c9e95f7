"""READ FIRST after client.py: an EST server on 127.0.0.1, over real TLS, with the samples' CAs behind it. A simulation."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Self

from workbench.display import Card, Cell, Readable, view
from workbench.errors import InputError
from workbench.net.est.asked import EstLog
from workbench.net.est.client import EstClient
from workbench.net.est.faults import EstFault
from workbench.net.est.gate import Gate
from workbench.net.est.handling import Handler
from workbench.net.est.sample_ca import SampleCa
from workbench.net.est.tls_identity import tls_identity
from workbench.net.fault_in_force import FaultInForce
from workbench.net.machines.clock import Clock
from workbench.net.tls import server_context
from workbench.net.twin.port import ADDRESS, Port
from workbench.sample_pki import reference_time

if TYPE_CHECKING:
    import ssl
    from collections.abc import Sequence
    from types import TracebackType

    from workbench.certs.items import Item
    from workbench.net.est.wire import Lines


class EstServer(Readable):
    """An EST server (RFC 7030) on a free port of 127.0.0.1: cacerts, csrattrs, simpleenroll, simplereenroll. A simulation.

    ``async with EstServer() as est:``. TLS is real, and so are the certificates; their CAs are the samples', whose keys anybody
    can have. There is no policy, no audit and no HSM. It answers under the paths of RFC 7030, MaEVe and CitrineOS; the labels
    ``iso15118-2``, ``iso15118-20`` and ``station`` choose the CA, without one the CSR's key does.

    Parameters
    ----------
    ca
        What signs.
    gate
        Who may enrol; cacerts and csrattrs are for everybody. By default everybody may.
    client_anchors
        The roots of client certificates; those of the CA by default. One that does not lead there ends the handshake.
    clock
        When certificates are issued and client certificates judged; by default the samples' reference time.
    strict
        Whether a CSR for an SECC must meet its profile, as far as that rejects.
    lines
        Whether its base64 has line breaks; strongSwan's client takes none.
    retry_after, slow
        Seconds of the faults of these names.
    fault
        From the start.
    number
        The port; 0: a free one.
    seed
        Where keys and serial numbers shall be the same each time: who knows the seed knows the keys.

    Attributes
    ----------
    requests
        The log.
    anchor
        The root of its TLS certificate, for clients.
    """

    def __init__(  # noqa: PLR0913  # each has a name
        self,
        ca: SampleCa | None = None,
        *,
        gate: Gate | None = None,
        client_anchors: Sequence[Item] | None = None,
        clock: Clock | None = None,
        strict: bool = True,
        lines: Lines = "unbroken",
        retry_after: int = 60,
        slow: float = 30.0,
        fault: EstFault | str | None = None,
        number: int = 0,
        seed: bytes | None = None,
    ) -> None:
        self.ca = ca if ca is not None else SampleCa(seed=seed)
        self.gate = gate or Gate()
        self.client_anchors: tuple[Item, ...] = tuple(self.ca.roots if client_anchors is None else client_anchors)
        self.clock = clock or Clock(reference_time())
        self.strict, self.lines = strict, lines
        self.retry_after, self.slow = retry_after, slow
        self.requests = EstLog()
        self.closing = asyncio.Event()
        self._identity = tls_identity(seed)
        self.anchor: Item = self._identity.anchor
        self._port, self._number = Port(), number
        self._faults = FaultInForce(EstFault)
        if fault is not None:
            self.set_fault(fault)

    async def __aenter__(self) -> Self:
        if self._port.is_open:
            raise InputError("This EST server runs already.", hint="Make another one: EstServer().")
        self.closing = asyncio.Event()
        await self._port.start(Handler(self), number=self._number, tls=self._tls())
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.closing.set()
        await self._port.stop()

    def _tls(self) -> ssl.SSLContext:
        import ssl  # noqa: PLC0415

        identity = self._identity
        context = server_context([identity.leaf], identity.key, client_anchors=self.client_anchors, at=self.clock.now())
        context.verify_mode = ssl.CERT_OPTIONAL  # cacerts is for everybody [RFC 7030 4.1.2]
        return context

    @property
    def port(self) -> int:
        """Where it listens on 127.0.0.1.

        Raises
        ------
        InputError
            It does not run.
        """
        if not self._port.is_open:
            raise InputError("The EST server does not run.", hint="async with EstServer() as est: ...")
        return self._port.number

    @property
    def url(self) -> str:
        """Its base URL, for :class:`~workbench.net.est.client.EstClient`."""
        return f"https://{ADDRESS}:{self.port}"

    def client(self, **options: Any) -> EstClient:
        """A client of this server, which trusts it; ``options`` as :class:`~workbench.net.est.client.EstClient` takes them."""
        usual: dict[str, Any] = {"anchors": self.anchor, "allow": (f"{ADDRESS}:{self.port}",), "clock": self.clock}
        return EstClient(self.url, **(usual | options))

    def set_fault(self, fault: EstFault | str, *, times: int | None = None, seconds: int | None = None) -> None:
        """Put a fault in force, in the place of another.

        Parameters
        ----------
        times
            For so many requests; None: until :meth:`clear_fault`.
        seconds
            From now on Retry-After says so much, or a slow answer takes so long; None: as it was.

        Raises
        ------
        InputError
            There is no such fault, or so many requests or seconds are none.
        """
        named = self._faults.named(fault)
        if (times is not None and times < 1) or (seconds is not None and seconds < 0):
            raise InputError("A fault is for one request or more, and no negative time.", hint="Leave times and seconds out.")
        self._faults.put(named, times)
        if seconds is not None:
            self.slow, self.retry_after = (seconds, self.retry_after) if fault == EstFault.SLOW else (self.slow, seconds)

    def clear_fault(self) -> None:
        """All answers are right again."""
        self._faults.clear()

    @property
    def fault(self) -> EstFault | None:
        """What is in force."""
        return self._faults.now

    def take_fault(self) -> EstFault | None:
        """The fault for a request that is being answered; counted."""
        return self._faults.take()

    @property
    def card(self) -> Card:
        """What it is, and where."""
        where = self.url if self._port.is_open else "not running"
        rows: list[tuple[str, Cell | str | int]] = [
            ("Where", Cell(where, code=True)),
            ("Opens for", self.gate.mode),
            ("Its CAs", ", ".join(self.ca.authority.issuers)),
            ("Fault", str(self._faults.now or "none")),
            ("Requests", str(len(self.requests))),
        ]
        return Card("EST server (a simulation)", rows)

    def _repr_html_(self) -> str:
        return str(view(self.card.to_html()))

    def __str__(self) -> str:
        return self.card.to_text()

    def __repr__(self) -> str:
        return f"<EstServer (simulation) {self.url if self._port.is_open else 'not running'}, {len(self.requests)} requests>"
