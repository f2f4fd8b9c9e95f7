"""What a CSMS shows and signs with: its TLS servers, the CA of its stations' certificates, and the roots that it trusts."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from workbench.errors import InputError
from workbench.net.machines.authority import SigningAuthority
from workbench.net.machines.clock import Clock
from workbench.net.machines.issuer import sample
from workbench.net.machines.servers import Server, sample_servers
from workbench.sample_pki import reference_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from workbench.certs.items import Item
    from workbench.net.machines.est_authority import EstAuthority


class Credentials:
    """As :class:`~workbench.net.machines.csms.Csms`, which is the whole, says.

    Attributes
    ----------
    authority
        What signs stations' CSRs: a :class:`~workbench.net.machines.authority.SigningAuthority`, or an
        :class:`~workbench.net.machines.est_authority.EstAuthority`.
    client_anchors
        The roots of station certificates (security profile 3).
    clock
        By which servers are renewed.
    """

    def __init__(
        self,
        servers: Mapping[str, Server] | Sequence[Server] | None,
        authority: SigningAuthority | EstAuthority | None,
        *,
        clock: Clock | None,
        client_anchors: Sequence[Item] | None,
        pile: Iterable[Item],
        seed: bytes | None,
    ) -> None:
        given = sample_servers(seed) if servers is None else list(servers.values()) if hasattr(servers, "values") else servers
        self._servers: dict[str, Server] = {one.name: one for one in given}
        if not self._servers:
            raise InputError("A CSMS has at least one TLS server.", hint="Leave servers out for the samples'.")
        # one of two kinds: what is at hand signs at once and has faults to set, what is asked over a network has neither
        self.authority: Any = authority if authority is not None else SigningAuthority.of_samples(seed=seed)
        self.clock_given = clock is not None
        self.clock = clock if clock is not None else Clock(reference_time())
        roots = sample("ocpp/csms-root", "ocpp/csms-root-new") if client_anchors is None else client_anchors
        self.client_anchors: tuple[Item, ...] = tuple(roots)
        self._pile = tuple(pile)
        self._server = ""
        self.switch_server(next(iter(self._servers)))

    @property
    def servers(self) -> Mapping[str, Server]:
        """Its TLS servers by name."""
        return MappingProxyType(self._servers)

    @property
    def server(self) -> Server:
        """The one that new handshakes see now, renewed in time where its CA is at hand."""
        self._servers[self._server] = self._servers[self._server].at(self.clock.now())
        return self._servers[self._server]

    def switch_server(self, name: str) -> None:
        """Let new handshakes see another server; connections that stand are not touched.

        The samples' authority goes with it: station certificates come from the CA of the server in use, for a station whose root
        was rotated takes none from below the old one.

        Raises
        ------
        InputError
            There is none of that name.
        """
        issuer = self.server_named(name).issuer
        self._server = name
        if issuer is not None:
            self.authority.follow(issuer)

    def server_named(self, name: str) -> Server:
        """A server, as it is now.

        Raises
        ------
        InputError
            There is none of that name.
        """
        if name not in self._servers:
            raise InputError("There is no such server.", hint=f"There are {', '.join(self._servers)}.")
        return self._servers[name].at(self.clock.now())

    def add_server(self, server: Server) -> None:
        """One server more, or another one of that name."""
        self._servers[server.name] = server

    @property
    def pile(self) -> tuple[Item, ...]:
        """The certificates that it knows: its own chains, its authority's, its anchors, and those given."""
        chains = [*(one.chain for one in self._servers.values()), *self.authority.chains]
        found = [*self.client_anchors, *(one for chain in chains for one in chain), *self._pile]
        return tuple({one.der: one for one in found}.values())
