"""READ FIRST: the pools behind a CSMS, simulated: :class:`Pool` answers what a station hands on for a vehicle (M01, M02).

:mod:`pool` is the whole way from Get15118EVCertificateRequest to its response; :mod:`provisioning` keeps the manufacturers'
certificates by PCID, :mod:`operator` makes and signs contracts when they are asked for, :mod:`ordering` and :mod:`delivering` are
for several contracts, :mod:`judging` is what a pool holds against a request, :mod:`policy` what the standards leave open.
:class:`ContractPool` is the one method that a CSMS needs of any pool.
"""

from workbench.contracts.pool.answer import ContractPool, Did, PoolAnswer
from workbench.contracts.pool.operator import Maker, Operator, RefusedError, sample_emaid
from workbench.contracts.pool.policy import PoolPolicy
from workbench.contracts.pool.pool import Pool
from workbench.contracts.pool.provisioning import Entry, LookedUp, ProvisioningPool

__all__ = [
    "ContractPool",
    "Did",
    "Entry",
    "LookedUp",
    "Maker",
    "Operator",
    "Pool",
    "PoolAnswer",
    "PoolPolicy",
    "ProvisioningPool",
    "RefusedError",
    "sample_emaid",
]
