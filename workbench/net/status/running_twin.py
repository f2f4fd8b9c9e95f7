"""The offline twin beside a notebook's cells, and for code without ``await``."""

from __future__ import annotations

from typing import Any

from workbench.net.beside import Beside
from workbench.net.fetcher import Fetcher, MappedResolver
from workbench.net.twin import Twin


class RunningTwin(Beside[Twin]):
    """A :class:`~workbench.net.twin.Twin` that runs: with its ``set_fault``, ``revoke``, ``requests``, ``url_for``. A simulation.

    Parameters
    ----------
    options
        As :class:`~workbench.net.twin.Twin` takes them.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(Twin(*args, **options), "offline twin")

    @property
    def twin(self) -> Twin:
        """The twin itself."""
        return self.server

    def fetcher(self) -> Fetcher:
        """A way out that leads to this twin alone, for a CSMS of a notebook; it must be opened, and switched on."""
        return Fetcher(allow=(f"127.0.0.1:{self.twin.port}",), resolver=MappedResolver(self.twin.resolver_entries))
