"""READ FIRST, then client.py and server.py: a contract certificate pool over HTTP, as CSMSs in the field ask one.

The client, :class:`HttpPool`, is what a CSMS is given instead of a pool in memory: :mod:`shapes` is what each CSMS sends and takes,
:mod:`wire` the JSON, :mod:`reading` one response into contracts or into why there are none, :mod:`judging` whether a vehicle could
read them, :mod:`keeping` those for which the station asks again, :mod:`answer` what the caller gets.

The server, a simulation on 127.0.0.1: :mod:`handling` is one request, :mod:`contracts` and :mod:`provisioning` what is at its
paths, :mod:`refusing` how it says no, :mod:`faults` what can go wrong and :mod:`sending` how. :mod:`running` has it in a thread.
Behind it is :class:`workbench.contracts.pool.Pool`.
"""

from workbench.net.contract_pool.answer import HttpPoolAnswer
from workbench.net.contract_pool.client import HttpPool
from workbench.net.contract_pool.faults import PoolFault, fault_table
from workbench.net.contract_pool.running import RunningPoolServer
from workbench.net.contract_pool.server import ContractPoolServer
from workbench.net.contract_pool.shapes import PRESETS, PoolShape

__all__ = [
    "PRESETS",
    "ContractPoolServer",
    "HttpPool",
    "HttpPoolAnswer",
    "PoolFault",
    "PoolShape",
    "RunningPoolServer",
    "fault_table",
]
