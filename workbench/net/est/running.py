"""The sample EST server beside a notebook's cells, and beside programs like curl."""

from __future__ import annotations

from typing import Any

from workbench.net.beside import Beside
from workbench.net.est.server import EstServer


class RunningEstServer(Beside[EstServer]):
    """An :class:`~workbench.net.est.server.EstServer` that runs. A simulation.

    What the server has, this has: ``client``, ``set_fault``, ``requests``, ``url``, ``anchor`` ...

    Parameters
    ----------
    options
        As :class:`~workbench.net.est.server.EstServer` takes them.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(EstServer(*args, **options), "EST server")
