"""One TLS context for asyncio, another one for each handshake: a rotation switches the server's certificate while it listens."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Self

from workbench.net.tls import TlsContext

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.net.websocket.host import Host


class SwitchingContext(TlsContext):
    """What asyncio takes for one context: each handshake gets the one of that moment."""

    def __new__(cls, _: Host, __: Callable[[], TlsContext]) -> Self:
        """An empty one."""
        return super().__new__(cls, ssl.PROTOCOL_TLS_SERVER)

    def __init__(self, csms: Host, make: Callable[[], TlsContext]) -> None:
        self._csms, self._make = csms, make
        self._made: tuple[tuple[object, ...], TlsContext] | None = None

    def wrap_bio(
        self,
        incoming: ssl.MemoryBIO,
        outgoing: ssl.MemoryBIO,
        server_side: bool = False,  # noqa: FBT001, FBT002  # as the parent's
        server_hostname: str | bytes | None = None,
        session: ssl.SSLSession | None = None,
    ) -> ssl.SSLObject:
        """As the parent's, by the present context; made anew where the CSMS shows another certificate or trusts other roots."""
        shown = (self._csms.server.chain, self._csms.client_anchors)
        if self._made is None or self._made[0] != shown:
            self._made = (shown, self._make())
        return self._made[1].wrap_bio(incoming, outgoing, server_side, server_hostname, session)
