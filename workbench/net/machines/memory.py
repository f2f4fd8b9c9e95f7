"""Connections in memory: a real TLS handshake between the station's store and the CSMS's server, then a pair of queues."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from workbench.errors import NetworkError
from workbench.net.machines.opening import Presented
from workbench.net.ocppj.pipe import pipe
from workbench.net.tls import client_context, handshake_in_memory, server_context

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.certs.items import Item
    from workbench.net.machines.csms import Csms
    from workbench.net.machines.opening import ClientSide
    from workbench.net.machines.servers import Server
    from workbench.net.ocppj.transport import Transport

HandshakeBy = Literal["tls", "judged"]
"""``"tls"``: OpenSSL on both sides; ``"judged"``: the chain is handed over, and the station alone judges it. For many stations."""


class MemoryOpener:
    """Opens connections to CSMSs in this process.

    Parameters
    ----------
    csms
        The CSMS at each URL; a pair with a server's name is a CSMS that shows that server there.
    handshake
        See :data:`HandshakeBy`.
    """

    def __init__(self, csms: Mapping[str, Csms | tuple[Csms, str]], *, handshake: HandshakeBy = "tls") -> None:
        self._routes = dict(csms)
        self._handshake = handshake
        self._tasks: set[asyncio.Task[None]] = set()

    async def present(self, url: str, security_profile: int, client: ClientSide) -> Presented | None:
        """The handshake; see :class:`~workbench.net.machines.opening.Opener`."""
        csms, server = self._route(url)
        await asyncio.sleep(0)
        if security_profile < 2:
            return None
        if self._handshake == "judged":
            return Presented(url, client, server.chain, None, name=_host(url), handle=(csms, server, client.chain))
        at = csms.clock.now() if csms.clock.simulated else None
        anchors = csms.client_anchors if security_profile == 3 else None
        theirs = server_context(server.chain, server.key, client_anchors=anchors, at=at)
        ours = client_context(client.anchors, chain=client.chain, key=client.key, at=client.at)
        shaken = handshake_in_memory(ours, theirs, server_name=_host(url))
        if shaken.refused_by == "server" or not shaken.chain:
            raise NetworkError(f"The CSMS ended the TLS handshake: {shaken.said}.", hint=_ALERTS.get(shaken.alert, _LOOK))
        if not shaken.ok:
            return Presented(url, client, shaken.chain, trusted=False, said=shaken.said, name=_host(url))
        return Presented(url, client, shaken.chain, trusted=True, name=_host(url), handle=(csms, server, shaken.client_chain))

    async def go_on(self, presented: Presented | None, url: str, client: ClientSide) -> Transport:
        """The connection; see :class:`~workbench.net.machines.opening.Opener`."""
        csms, server = self._route(url)
        chain: tuple[Item, ...] = ()
        if presented is not None:
            if not isinstance(presented.handle, tuple):
                raise NetworkError("The handshake is over: there is no connection to go on with.", hint="Connect again.")
            csms, server, chain = presented.handle
        profile = (3 if chain else 2) if presented is not None else (1 if client.password else 0)
        reason = csms.admits(client.identity, profile, client.password, chain)
        if reason:
            raise NetworkError(f"The CSMS refuses the connection (401). {reason}", hint="Compare the identity and the credentials.")
        near, far = pipe()
        serving = csms.serve(client.identity, far, client.version, profile, chain, server=server.name)
        task = asyncio.get_running_loop().create_task(serving)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return near

    async def break_off(self, presented: Presented) -> None:
        """Nothing was sent, and nothing is held."""

    async def ended(self) -> None:
        """Wait until the CSMS's side of every connection has ended."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _route(self, url: str) -> tuple[Csms, Server]:
        found = self._routes.get(url)
        if found is None:
            raise NetworkError("No CSMS is there.", hint=f"In this process there are {', '.join(self._routes)}.")
        if isinstance(found, tuple):
            csms, name = found
            return csms, csms.servers[name].at(csms.clock.now())
        return found, found.server


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


_LOOK = "Look at what the CSMS says of it: its anchors and its clock."
_ALERTS = {
    "certificate_required": "Security profile 3 needs a client certificate: A02.",
    "unknown_ca": "The client certificate leads to no anchor of the CSMS.",
}
