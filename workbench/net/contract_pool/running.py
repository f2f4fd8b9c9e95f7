"""The sample pool beside a notebook's cells, and beside CSMSs that ask it."""

from __future__ import annotations

from typing import Any

from workbench.net.beside import Beside
from workbench.net.contract_pool.server import ContractPoolServer


class RunningPoolServer(Beside[ContractPoolServer]):
    """A :class:`~.server.ContractPoolServer` that runs. A simulation.

    What the server has, this has: ``client``, ``set_fault``, ``requests``, ``url``, ``pool`` ...

    Parameters
    ----------
    options
        As :class:`~.server.ContractPoolServer` takes them.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(ContractPoolServer(*args, **options), "contract certificate pool")
