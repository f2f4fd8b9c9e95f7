"""The port on 127.0.0.1 that the twin listens on, and one beside it where nobody does."""

from __future__ import annotations

import logging
import socket
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    import ssl
    from collections.abc import Awaitable, Callable

ADDRESS = "127.0.0.1"
_FAREWELL = 0.5  # seconds that answers on their way have when it closes


class Port:
    """Listens from :meth:`start` to :meth:`stop`."""

    def __init__(self) -> None:
        self._runner: web.ServerRunner | None = None
        self._nobody: socket.socket | None = None

    @property
    def is_open(self) -> bool:
        """Whether it listens."""
        return self._runner is not None and bool(self._runner.addresses)

    @property
    def number(self) -> int:
        """Where it listens; 0: it does not."""
        return int(self._runner.addresses[0][1]) if self._runner is not None and self.is_open else 0

    @property
    def nobody(self) -> int:
        """Where connections are refused; 0 before the start."""
        return int(self._nobody.getsockname()[1]) if self._nobody is not None else 0

    async def start(
        self,
        handler: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]],
        *,
        number: int = 0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Listen on a port; 0: a free one. With a context it speaks TLS."""
        server = web.Server(handler, access_log=None, logger=_silent(), lingering_time=1.0, auto_decompress=False)
        self._runner = web.ServerRunner(server, shutdown_timeout=_FAREWELL)
        try:
            await self._runner.setup()
            await web.TCPSite(self._runner, ADDRESS, number, ssl_context=tls).start()
            # bound and not listening: nobody else can take the port, and connections to it are refused
            self._nobody = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            self._nobody.bind((ADDRESS, 0))
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Listen no longer; what is still open is closed."""
        runner, self._runner = self._runner, None
        nobody, self._nobody = self._nobody, None
        if nobody is not None:
            nobody.close()
        if runner is not None:
            await runner.cleanup()


def _silent() -> logging.Logger:
    """A logger that drops everything: what hostile clients send is in the twin's log."""
    logger = logging.getLogger("workbench.net.twin")
    logger.setLevel(logging.CRITICAL + 1)
    logger.propagate = False
    return logger
