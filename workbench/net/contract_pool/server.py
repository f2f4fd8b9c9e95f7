"""READ FIRST after client.py: a contract certificate pool on 127.0.0.1 over HTTP, with the samples' pool behind it, simulated."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Self

from workbench.contracts.pool import Pool
from workbench.display import Card, Cell, Readable, view
from workbench.errors import InputError
from workbench.net.contract_pool.asked import PoolLog
from workbench.net.contract_pool.client import HttpPool
from workbench.net.contract_pool.faults import PoolFault
from workbench.net.contract_pool.handling import Handler
from workbench.net.est.gate import Gate
from workbench.net.est.tls_identity import tls_identity
from workbench.net.fault_in_force import FaultInForce
from workbench.net.machines.clock import Clock
from workbench.net.tls import server_context
from workbench.net.twin.port import ADDRESS, Port
from workbench.sample_pki import reference_time

if TYPE_CHECKING:
    import ssl
    from types import TracebackType

    from workbench.certs.items import Item


class ContractPoolServer(Readable):
    """A pool on a free port of 127.0.0.1, asked as OPCP 1.0.0 describes it. A simulation.

    ``async with ContractPoolServer() as server:``. HTTP is real, and so are contracts, signatures and wrapped keys; their operators
    are the samples', whose keys anybody can have. MaEVe and CitrineOS can ask it: their base URL is :attr:`url`, their token URL
    :attr:`url` with ``/token``. There are no rights: who may ask may publish and withdraw too.

    Parameters
    ----------
    pool
        What it gives out; the samples' by default.
    gate
        Who may ask: bearer tokens, and fields besides. By default everybody may.
    tls
        Whether it speaks TLS, with a certificate below :attr:`anchor`.
    clock
        When contracts are made and chains judged; by default the samples' reference time.
    slow
        Seconds of the fault of this name.
    fault
        From the start; it holds for questions about contracts.
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
        pool: Pool | None = None,
        *,
        gate: Gate | None = None,
        tls: bool = False,
        clock: Clock | None = None,
        slow: float = 6.0,
        fault: PoolFault | str | None = None,
        number: int = 0,
        seed: bytes | None = None,
    ) -> None:
        self.clock = clock or Clock(reference_time())
        self.pool = pool if pool is not None else Pool.of_samples(self.clock.now(), seed=seed)
        self.gate = gate or Gate()
        self.slow = slow
        self.requests = PoolLog()
        self.closing = asyncio.Event()
        self._identity = tls_identity(seed) if tls else None
        self.anchor: Item | None = self._identity.anchor if self._identity is not None else None
        self._port, self._number = Port(), number
        self._faults = FaultInForce(PoolFault)
        if fault is not None:
            self.set_fault(fault)

    async def __aenter__(self) -> Self:
        if self._port.is_open:
            raise InputError("This pool runs already.", hint="Make another one: ContractPoolServer().")
        self.closing = asyncio.Event()
        await self._port.start(Handler(self), number=self._number, tls=self._tls())
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.closing.set()
        await self._port.stop()

    def _tls(self) -> ssl.SSLContext | None:
        identity = self._identity
        return server_context([identity.leaf], identity.key, at=self.clock.now()) if identity is not None else None

    @property
    def port(self) -> int:
        """Where it listens on 127.0.0.1.

        Raises
        ------
        InputError
            It does not run.
        """
        if not self._port.is_open:
            raise InputError("The pool does not run.", hint="async with ContractPoolServer() as server: ...")
        return self._port.number

    @property
    def url(self) -> str:
        """Its base URL, for :class:`~workbench.net.contract_pool.client.HttpPool`."""
        return f"{'http' if self._identity is None else 'https'}://{ADDRESS}:{self.port}"

    def client(self, **options: Any) -> HttpPool:
        """A client of this server, which trusts it; ``options`` as :class:`HttpPool` takes them."""
        usual: dict[str, Any] = {"anchors": self.anchor, "allow": (f"{ADDRESS}:{self.port}",)}
        return HttpPool(self.url, **(usual | options))

    def set_fault(self, fault: PoolFault | str, *, times: int | None = None) -> None:
        """Put a fault in force, in the place of another.

        Parameters
        ----------
        times
            For so many questions; None: until :meth:`clear_fault`.

        Raises
        ------
        InputError
            There is no such fault.
        """
        named = self._faults.named(fault)
        self._faults.put(named, times)

    def clear_fault(self) -> None:
        """All answers are right again."""
        self._faults.clear()

    @property
    def fault(self) -> PoolFault | None:
        """What is in force."""
        return self._faults.now

    def take_fault(self) -> PoolFault | None:
        """The fault for a question that is being answered; counted."""
        return self._faults.take()

    @property
    def card(self) -> Card:
        """What it is, and where."""
        rows: list[tuple[str, Cell | str | int]] = [
            ("Where", Cell(self.url if self._port.is_open else "not running", code=True)),
            ("Opens for", self.gate.mode),
            ("Provisioning certificates", str(len(self.pool.provisioning))),
            ("Fault", str(self._faults.now or "none")),
            ("Requests", str(len(self.requests))),
        ]
        return Card("Contract certificate pool (a simulation)", rows)

    def _repr_html_(self) -> str:
        return str(view(self.card.to_html(), self.pool.table().to_html()))

    def __str__(self) -> str:
        return f"{self.card.to_text()}\n\n{self.pool.table().to_text()}"

    def __repr__(self) -> str:
        where = self.url if self._port.is_open else "not running"
        return f"<ContractPoolServer (simulation) {where}, {len(self.requests)} requests>"
